#include "http/cookie_jar.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "http/set_cookie.h"

namespace signet::http {
namespace {

constexpr std::int64_t kNow = 1'700'000'000'000;

std::string sent(const CookieJar& jar, std::string_view url, std::int64_t now = kNow) {
  std::string text;
  for (const Cookie& cookie : jar.for_url(url, now)) text += cookie.name + "=" + cookie.value + ";";
  return text;
}

struct DateCase {
  std::string text;
  std::optional<std::int64_t> seconds;
};

TEST(CookieDate, ReadsWhatServersWrite) {
  const std::vector<DateCase> cases = {
      {"Wed, 21 Oct 2015 07:28:00 GMT", 1445412480},
      {"Wednesday, 21-Oct-15 07:28:00 GMT", 1445412480},
      {"Wed Oct 21 07:28:00 2015", 1445412480},
      {"21 oct 2015 7:28:0", 1445412480},
      {"Thu, 01-Jan-1970 00:00:00 GMT", 0},
      {"Thu, 01 Jan 70 00:00:00", 0},
      {"Tue, 19 Jan 2038 03:14:08 GMT", 2147483648},
      {"01 Jan 1600 00:00:00", std::nullopt},
      {"32 Jan 2015 00:00:00", std::nullopt},
      {"01 Jan 2015 24:00:00", std::nullopt},
      {"01 Jan 2015", std::nullopt},
      {"", std::nullopt},
      {"\xFF\xFE garbage", std::nullopt},
  };
  for (const DateCase& c : cases) {
    const auto got = parse_cookie_date(c.text);
    EXPECT_EQ(got.has_value(), c.seconds.has_value()) << c.text;
    if (got && c.seconds) {
      EXPECT_EQ(*got, *c.seconds * 1000) << c.text;
    }
  }
}

struct StoreCase {
  std::string set_cookie;
  std::string url;
  bool stored;
};

TEST(CookieJar, RefusesWhatTheRulesForbid) {
  const std::vector<StoreCase> cases = {
      {"a=1", "http://example.com/", true},
      {"a=1; Domain=example.com", "http://www.example.com/", true},
      {"a=1; Domain=.Example.com", "http://example.com/", true},
      {"a=1; Domain=other.com", "http://example.com/", false},
      {"a=1; Domain=www.example.com", "http://example.com/", false},
      {"a=1; Domain=ample.com", "http://example.com/", false},
      {"a=1; Domain=com", "http://example.com/", false},
      {"a=1; Domain=co.uk", "http://example.co.uk/", false},
      {"a=1; Domain=localhost", "http://localhost:8080/", true},
      {"a=1; Domain=0.0.1", "http://127.0.0.1/", false},
      {"a=1; Domain=127.0.0.1", "http://127.0.0.1/", true},
      {"__Secure-a=1", "https://example.com/", false},
      {"__Secure-a=1; Secure", "https://example.com/", true},
      {"__Host-a=1; Secure; Path=/", "https://example.com/", true},
      {"__Host-a=1; Secure; Path=/x", "https://example.com/x/", false},
      {"__Host-a=1; Secure; Path=/; Domain=example.com", "https://example.com/", false},
      {"nameless", "http://example.com/", true},
      {std::string("a=\x01", 3), "http://example.com/", false},
      {"", "http://example.com/", false},
      {"a=" + std::string(kMaxCookieBytes + 1, 'x'), "http://example.com/", false},
  };
  for (const StoreCase& c : cases) {
    CookieJar jar;
    EXPECT_EQ(jar.store(c.set_cookie, c.url, kNow), c.stored) << c.set_cookie.substr(0, 60) << " at " << c.url;
    EXPECT_EQ(jar.empty(), !c.stored) << c.set_cookie.substr(0, 60);
  }
}

struct SendCase {
  std::string set_cookie;
  std::string from;
  std::string to;
  bool goes;
};

TEST(CookieJar, SendsCookiesWhereTheyBelong) {
  const std::vector<SendCase> cases = {
      {"a=1", "http://example.com/", "http://example.com/", true},
      {"a=1", "http://example.com/", "http://www.example.com/", false},
      {"a=1; Domain=example.com", "http://www.example.com/", "http://example.com/x", true},
      {"a=1; Domain=example.com", "http://example.com/", "http://a.b.example.com/", true},
      {"a=1; Domain=example.com", "http://example.com/", "http://badexample.com/", false},
      {"a=1", "http://example.com/dir/page", "http://example.com/dir/other", true},
      {"a=1", "http://example.com/dir/page", "http://example.com/dir", true},
      {"a=1", "http://example.com/dir/page", "http://example.com/dirty", false},
      {"a=1; Path=/x/", "http://example.com/", "http://example.com/x/y", true},
      {"a=1; Path=/x", "http://example.com/", "http://example.com/xy", false},
      {"a=1; Path=relative", "http://example.com/d/p", "http://example.com/d/", true},
      {"a=1; Secure", "https://example.com/", "http://example.com/", false},
      {"a=1; Secure", "https://example.com/", "https://example.com/", true},
      {"a=1; Secure", "http://127.0.0.1:1/", "http://127.0.0.1:2/", true},
      {"a=1", "http://u:p@EXAMPLE.com:99/?q", "https://example.com#x", true},
      {"a=1; Max-Age=10", "http://example.com/", "http://example.com/", true},
      {"a=1; Max-Age=0", "http://example.com/", "http://example.com/", false},
      {"a=1; Max-Age=-5; Expires=Tue, 19 Jan 2038 03:14:08 GMT", "http://example.com/", "http://example.com/", false},
      {"a=1; Max-Age=99999999999999999999", "http://example.com/", "http://example.com/", true},
      {"a=1; Max-Age=x", "http://example.com/", "http://example.com/", true},
      {"a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://example.com/", "http://example.com/", false},
  };
  for (const SendCase& c : cases) {
    CookieJar jar;
    jar.store(c.set_cookie, c.from, kNow);
    EXPECT_EQ(sent(jar, c.to), c.goes ? "a=1;" : "") << c.set_cookie << " from " << c.from << " to " << c.to;
  }
}

TEST(CookieJar, OrdersByPathLengthThenAge) {
  CookieJar jar;
  jar.store("old=1; Path=/", "http://h/", kNow);
  jar.store("new=2; Path=/", "http://h/", kNow + 1);
  jar.store("deep=3; Path=/a/b", "http://h/", kNow + 2);
  jar.store("old=9; Path=/", "http://h/", kNow + 3);
  EXPECT_EQ(sent(jar, "http://h/a/b/c"), "deep=3;old=9;new=2;");
}

TEST(CookieJar, ForgetsACookieThatExpires) {
  CookieJar jar;
  jar.store("a=1; Max-Age=10", "http://h/", kNow);
  EXPECT_EQ(sent(jar, "http://h/", kNow + 9'999), "a=1;");
  EXPECT_EQ(sent(jar, "http://h/", kNow + 10'000), "");
  jar.store("b=1", "http://h/", kNow);
  jar.store("b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://h/", kNow);
  EXPECT_FALSE(jar.find("h", "/", "b"));
}

TEST(CookieJar, HoldsHostileServersToItsLimits) {
  CookieJar jar;
  for (std::size_t i = 0; i < kMaxCookiesPerDomain + 20; ++i) {
    jar.store(fmt::format("c{}=1", i), "http://one.example/", kNow);
  }
  EXPECT_EQ(jar.all("one.example").size(), kMaxCookiesPerDomain);
  EXPECT_FALSE(jar.find("one.example", "/", "c0")) << "the oldest makes room";
  for (std::size_t host = 0; host < 40; ++host) {
    for (std::size_t i = 0; i < 100; ++i) jar.store(fmt::format("c{}=1", i), fmt::format("http://h{}.x/", host), kNow);
  }
  std::size_t count = jar.all("one.example").size();
  for (std::size_t host = 0; host < 40; ++host) count += jar.all(fmt::format("h{}.x", host)).size();
  EXPECT_EQ(count, kMaxCookies);
}

TEST(CookieJar, RemovesFindsAndClears) {
  CookieJar jar;
  Cookie cookie;
  cookie.name = "n";
  cookie.value = "v";
  cookie.domain = "h";
  jar.put(cookie);
  ASSERT_TRUE(jar.find("h", "/", "n"));
  EXPECT_EQ(jar.find("h", "/", "n")->value, "v");
  jar.remove("h", "/other", "n");
  EXPECT_EQ(jar.all("h").size(), 1U);
  jar.remove("h", "/", "n");
  EXPECT_TRUE(jar.empty());
  jar.put(cookie);
  jar.clear();
  EXPECT_TRUE(jar.empty());
}

// What newman 6 wrote with --export-cookie-jar.
constexpr std::string_view kNewmanJar = R"({"version":"tough-cookie@4.1.3","storeType":"MemoryCookieStore",
 "rejectPublicSuffixes":true,"enableLooseMode":true,"allowSpecialUseDomain":true,"prefixSecurity":"silent","cookies":[
 {"key":"j","value":"2","maxAge":60,"domain":"example.com","path":"/","secure":true,"httpOnly":true,
  "extensions":["Priority=High"],"hostOnly":false,"creation":"2023-11-14T22:13:20.000Z",
  "lastAccessed":"2023-11-14T22:13:20.500Z","sameSite":"lax"},
 {"key":"k","value":"v","expires":"2038-01-19T03:14:08.000Z","domain":"h","path":"/d","hostOnly":true,
  "pathIsDefault":true,"creation":"2023-11-14T22:13:21.000Z","lastAccessed":"2023-11-14T22:13:21.000Z"}]})";

TEST(CookieJar, ReadsAndWritesNewmansFile) {
  const auto text = json::parse(kNewmanJar, "jar.json");
  ASSERT_TRUE(text);
  const auto jar = CookieJar::from_json(*text, "jar.json");
  ASSERT_TRUE(jar) << jar.error().to_string();
  const auto cookie = jar->find("example.com", "/", "j");
  ASSERT_TRUE(cookie);
  EXPECT_EQ(cookie->expires_ms, kNow + 60'000);
  EXPECT_TRUE(cookie->secure && cookie->http_only && !cookie->host_only);
  EXPECT_EQ(jar->find("h", "/d", "k")->expires_ms, 2147483648000);
  EXPECT_EQ(jar->to_json(), *text);
}

TEST(CookieJar, TellsWhenAFileIsNoJar) {
  for (const std::string_view text : {"[]", "{}", R"({"cookies": {}})", "1"}) {
    const auto jar = CookieJar::from_json(*json::parse(text, "x"), "jar.json");
    ASSERT_FALSE(jar) << text;
    EXPECT_EQ(jar.error().code, ErrorCode::kInvalidInput);
    EXPECT_NE(jar.error().message.find("jar.json"), std::string::npos);
  }
  EXPECT_TRUE(CookieJar::from_json(*json::parse(R"({"cookies": [1, null, {"key": 5}]})", "x"), "x"));
}

}  // namespace
}  // namespace signet::http
