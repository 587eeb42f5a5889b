// The endpoints' answers, asked of the routes themselves: no network.
#include "demo/routes.h"

#include <gtest/gtest.h>

#include <ostream>

#include "base/json.h"

namespace signet::demo {
namespace {

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

Reply ask(std::string_view target, Headers headers = {}, std::string_view method = "GET", std::string_view body = {}) {
  headers.emplace_back("Host", "127.0.0.1:80");
  return answer({.method = method, .target = target, .body = body, .client = "127.0.0.1", .headers = headers});
}

json::object body_of(const Reply& reply) {
  auto parsed = json::parse(reply.body, "reply");
  EXPECT_TRUE(parsed.ok()) << reply.body;
  return parsed && parsed->is_object() ? parsed->as_object() : json::object();
}

std::string header_of(const Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers) {
    if (key == name) return value;
  }
  return {};
}

struct Case {
  const char* name;
  std::string_view target;
  unsigned status;
  std::string_view body;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

class FixedAnswers : public ::testing::TestWithParam<Case> {};

TEST_P(FixedAnswers, AreAsPostmanEchoDocumentsThem) {
  const Reply reply = ask(GetParam().target);
  EXPECT_EQ(reply.status, GetParam().status);
  EXPECT_EQ(reply.body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    Routes, FixedAnswers,
    ::testing::Values(
        Case{"Status", "/status/418", 418, R"({"status":418})"}, Case{"StatusWithoutBody", "/status/204", 204, ""},
        Case{"StatusNotModified", "/status/304", 304, ""},
        Case{"StatusThatIsNoNumber", "/status/abc", 400, R"({"error":"a final status is a number from 200 to 999"})"},
        Case{"StatusThatIsNotFinal", "/status/100", 400, R"({"error":"a final status is a number from 200 to 999"})"},
        Case{"Ip", "/ip", 200, R"({"ip":"127.0.0.1"})"}, Case{"Text", "/text/hello", 200, "hello"},
        Case{"TextByDefault", "/text", 200, "plain"},
        Case{"Utf8", "/encoding/utf8", 200, "Fünf Ünïcödé λόγος 日本語 🙂"},
        Case{"BrokenJson", "/badjson", 200, R"({"a": 1,)"}, Case{"Bytes", "/bytes/5", 200, "xxxxx"},
        Case{"ResponseHeaders", "/response-headers?a=1&b=2", 200, R"({"a":"1","b":"2"})"},
        Case{"RedirectTo", "/redirect-to?url=%2Fget&status_code=307", 307, R"({"to":"/get"})"},
        Case{"RedirectToWithoutUrl", "/redirect-to", 400, R"({"error":"the query needs url=, where to redirect to"})"},
        Case{"Redirect", "/redirect/2", 302, "{}"},
        Case{"AbsoluteForm", "http://127.0.0.1:80/status/201", 201, R"({"status":201})"},
        Case{"UnknownPath", "/nowhere/at/all", 404, R"({"error":"not found","path":"/nowhere/at/all"})"},
        Case{"EmptyPath", "/", 404, R"({"error":"not found","path":"/"})"},
        Case{"TimeValid", "/time/valid?timestamp=2016-10-10", 200, R"({"valid":true})"},
        Case{"TimeInvalid", "/time/valid?timestamp=2016-13-10", 200, R"({"valid":false})"},
        Case{"TimeFormat",
             "/time/format?timestamp=2016-10-10T08:05:09Z&format=dddd%2C%20MMMM%20Do%20YYYY%20%5Bat%5D%20h%3Amm%20a",
             200, R"({"format":"Monday, October 10th 2016 at 8:05 am"})"},
        Case{"TimeUnit", "/time/unit?timestamp=2016-10-10&unit=month", 200, R"({"unit":9})"},
        Case{"TimeAdd", "/time/add?timestamp=2016-10-10&years=100", 200,
             R"({"sum":"Sat Oct 10 2116 00:00:00 GMT+0000"})"},
        Case{"TimeAddAtMonthEnd", "/time/add?timestamp=2016-01-31&months=1", 200,
             R"({"sum":"Mon Feb 29 2016 00:00:00 GMT+0000"})"},
        Case{"TimeAddTooMuch", "/time/add?timestamp=2016-01-31&years=999999999", 400,
             R"({"error":"more than 9999 years"})"},
        Case{"TimeSubtract", "/time/subtract?timestamp=2016-10-10&days=10", 200,
             R"({"difference":"Fri Sep 30 2016 00:00:00 GMT+0000"})"},
        Case{"TimeStart", "/time/start?timestamp=2016-10-10&unit=month", 200,
             R"({"start":"Sat Oct 01 2016 00:00:00 GMT+0000"})"},
        Case{"TimeObject", "/time/object?timestamp=2016-10-10T01:02:03.004Z", 200,
             R"({"years":2016,"months":9,"date":10,"hours":1,"minutes":2,"seconds":3,"milliseconds":4})"},
        Case{"TimeBefore", "/time/before?timestamp=2016-10-10&target=2017-10-10", 200, R"({"before":true})"},
        Case{"TimeAfter", "/time/after?timestamp=2016-10-10&target=2017-10-10", 200, R"({"after":false})"},
        Case{"TimeBetween", "/time/between?timestamp=2016-10-10&start=2016-01-01&end=2017-01-01", 200,
             R"({"between":true})"},
        Case{"TimeLeap", "/time/leap?timestamp=2016-10-10", 200, R"({"leap":true})"},
        Case{"TimeOfNoDate", "/time/leap?timestamp=yesterday", 400,
             R"({"error":"timestamp= is not an ISO 8601 date such as 2016-10-10 or 2016-10-10T13:45:00Z"})"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(EchoRoute, ShowsQueryHeadersMethodAndUrlOfAGet) {
  const json::object seen = body_of(ask("/get?a=1&a=2&b=x+y%21", {{"X-One", "1"}, {"x-one", "2"}, {"Cookie", "a=b"}}));
  EXPECT_EQ(seen, json::parse(R"({
    "args": {"a": ["1", "2"], "b": "x y!"},
    "headers": {"x-one": "1, 2", "cookie": "a=b", "host": "127.0.0.1:80"},
    "method": "GET", "url": "http://127.0.0.1:80/get?a=1&a=2&b=x+y%21"})",
                              "")
                      ->as_object());
}

TEST(EchoRoute, ReadsAFormAsFormAndAsJson) {
  const json::object seen =
      body_of(ask("/post", {{"Content-Type", "application/x-www-form-urlencoded"}}, "POST", "a=1&b=%C3%A4&b=2"));
  EXPECT_EQ(seen.at("form"), json::parse(R"({"a": "1", "b": ["ä", "2"]})", "").operator*());
  EXPECT_EQ(seen.at("json"), seen.at("form"));
  EXPECT_EQ(seen.at("data"), json::object());
}

TEST(EchoRoute, ReadsJsonAndKeepsTextThatIsNone) {
  const Headers type = {{"Content-Type", "application/json"}};
  const json::object good = body_of(ask("/put", type, "PUT", R"({"b": 1, "a": [true]})"));
  EXPECT_EQ(json::to_text(good.at("json")), R"({"b":1,"a":[true]})");
  EXPECT_EQ(good.at("data"), good.at("json"));
  const json::object bad = body_of(ask("/put", type, "PUT", "{oops"));
  EXPECT_TRUE(bad.at("json").is_null());
  EXPECT_EQ(bad.at("data"), "{oops");
}

TEST(EchoRoute, ShowsAMultipartBodyWithoutItsRandomBoundary) {
  const std::string body =
      "--B1\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\nv\r\n"
      "--B1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\nContent-Type: "
      "text/plain\r\n\r\nabc\r\n"
      "--B1--\r\n";
  const json::object seen = body_of(ask("/post", {{"Content-Type", "multipart/form-data; boundary=B1"}}, "POST", body));
  EXPECT_EQ(seen.at("form"), json::object({{"k", "v"}}));
  const json::object& file = seen.at("files").at("a.txt").as_object();
  EXPECT_EQ(file.at("size"), 3);
  EXPECT_EQ(file.at("sha256"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2 B.1
  EXPECT_EQ(file.at("type"), "text/plain");
  EXPECT_EQ(seen.at("headers").at("content-type"), "multipart/form-data; boundary=BOUNDARY");
}

TEST(EchoRoute, AnswersBytesThatAreNotUtf8WithValidJson) {
  const json::object seen = body_of(ask("/post?q=%FF", {{"X-Latin", "\xE9"}}, "POST",
                                        "a\xFF"
                                        "b"));
  EXPECT_EQ(seen.at("data"),
            "a\xEF\xBF\xBD"
            "b");
  EXPECT_EQ(seen.at("args").at("q"), "\xEF\xBF\xBD");
  EXPECT_EQ(seen.at("headers").at("x-latin"), "é");
}

TEST(EchoRoute, SurvivesJsonThatIsNestedWithoutEnd) {
  const std::string deep(100000, '[');
  const json::object seen = body_of(ask("/post", {{"Content-Type", "application/json"}}, "POST", deep));
  EXPECT_TRUE(seen.at("json").is_null());
  EXPECT_EQ(seen.at("data").as_string(), deep);
}

TEST(ResponseHeadersRoute, SendsAHeaderThatIsAskedForTwiceTwice) {
  const Reply reply = ask("/response-headers?X-A=1&x-a=2&Content-Type=text%2Fplain");
  std::vector<std::string> sent;
  for (const auto& [name, value] : reply.headers) sent.push_back(name + ": " + value);
  EXPECT_EQ(sent, (std::vector<std::string>{"Content-Type: text/plain", "X-A: 1", "x-a: 2"}));
}

TEST(ResponseHeadersRoute, RefusesLineBreaksAndLeavesFramingAlone) {
  EXPECT_EQ(ask("/response-headers?a=1%0D%0AX-Evil:%201").status, 400U);
  EXPECT_EQ(ask("/response-headers?a%0D%0A=1").status, 400U);
  EXPECT_EQ(header_of(ask("/response-headers?Content-Length=9999"), "Content-Length"), "");
}

TEST(RedirectRoute, CountsDownToTheEcho) {
  EXPECT_EQ(header_of(ask("/redirect/2"), "Location"), "/redirect/1");
  EXPECT_EQ(body_of(ask("/redirect/0")).at("method"), "GET");
  EXPECT_EQ(ask("/redirect-to?url=a%0D%0Ab").status, 400U);
}

TEST(CookieRoute, SetsDeletesAndShows) {
  const Reply set = ask("/cookies/set?foo=b%20r&x=(1)");
  EXPECT_EQ(set.status, 302U);
  EXPECT_EQ(header_of(set, "Location"), "/cookies");
  EXPECT_EQ(header_of(set, "Set-Cookie"), "foo=b%20r; Path=/");
  EXPECT_EQ(set.headers.back().second, "x=(1); Path=/");
  EXPECT_EQ(header_of(ask("/cookies/delete?foo"), "Set-Cookie"), "foo=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(ask("/cookies", {{"Cookie", "a=1; b=x%20y; junk"}}).body, R"({"cookies":{"a":"1","b":"x y"}})");
  EXPECT_EQ(ask("/cookies/set?a%0D%0A=1").status, 400U);
}

TEST(StreamRoute, SendsAtMostAHundredChunks) {
  EXPECT_EQ(ask("/stream/3").chunks, (std::vector<std::string>{"{\"id\":0}\n", "{\"id\":1}\n", "{\"id\":2}\n"}));
  EXPECT_EQ(ask("/stream/5000").chunks.size(), 100U);
  EXPECT_EQ(ask("/stream/-1").status, 400U);
}

TEST(DelayRoute, WaitsAsLongAsAskedButNeverPastTenSeconds) {
  EXPECT_EQ(ask("/delay/2").delay, std::chrono::milliseconds(2000));
  EXPECT_EQ(ask("/delay/0.25").delay, std::chrono::milliseconds(250));
  EXPECT_EQ(ask("/delay/1e300").delay, std::chrono::milliseconds(10000));
  EXPECT_EQ(ask("/delay/-3").delay, std::chrono::milliseconds(0));
  EXPECT_EQ(ask("/delay/soon").status, 400U);
  EXPECT_EQ(ask("/delay/nan").status, 400U);
}

TEST(BytesRoute, SendsAtMostSixteenMebibytes) {
  EXPECT_EQ(ask("/bytes/999999999").body.size(), std::size_t{1} << 24);
  EXPECT_EQ(ask("/bytes/99999999999").status, 400U);
}

TEST(BasicAuthRoute, LetsOnlyThePostmanUserIn) {
  EXPECT_EQ(ask("/basic-auth", {{"Authorization", "Basic cG9zdG1hbjpwYXNzd29yZA=="}}).body,
            R"({"authenticated":true})");
  const Reply refused = ask("/basic-auth", {{"Authorization", "Basic cG9zdG1hbjp3cm9uZw=="}});
  EXPECT_EQ(refused.status, 401U);
  EXPECT_EQ(header_of(refused, "WWW-Authenticate"), "Basic realm=\"Users\"");
}

TEST(DigestAuthRoute, AcceptsTheResponseOfRfc2617WithoutQop) {
  // MD5("MD5(postman:Users:password):n:MD5(GET:/digest-auth)"), computed with md5sum.
  const std::string_view right =
      "Digest username=\"postman\", realm=\"Users\", nonce=\"n\", uri=\"/digest-auth\", "
      "response=\"f228a0326add4e84703068d6d48efcc1\"";
  EXPECT_EQ(ask("/digest-auth", {{"Authorization", right}}).status, 200U);
}

TEST(DigestAuthRoute, RefusesAWrongOrMangledResponseWithAChallenge) {
  for (const std::string_view header :
       {"Digest username=\"postman\", realm=\"Users\", nonce=\"n\", uri=\"/digest-auth\", response=\"0\"", "Digest ",
        "Digest username=\"postman", "Digest =,=,\"", "Digest algorithm=XXX, username=postman, response=\"\"",
        "Basic x", ""}) {
    const Reply refused = ask("/digest-auth", {{"Authorization", header}});
    EXPECT_EQ(refused.status, 401U) << header;
    EXPECT_TRUE(header_of(refused, "WWW-Authenticate").starts_with("Digest realm=\"Users\", nonce=\"")) << header;
  }
}

}  // namespace
}  // namespace signet::demo
