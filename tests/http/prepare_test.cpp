// From a resolved request to the wire. The expected texts are what newman 6.2 sent and reported for the same requests.
#include "http/prepare.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "http/headers.h"
#include "http/prepare_body.h"

namespace signet::http {
namespace {

model::Request request_of(std::string_view text) {
  const auto parsed = json::parse(text, "request");
  EXPECT_TRUE(parsed) << parsed.error().to_string();
  auto request = model::Request::from_json(*parsed, "request");
  EXPECT_TRUE(request) << request.error().to_string();
  return *request;
}

Prepared prepared(std::string_view text, const Settings& settings = {}, const FileAccess& files = {}) {
  auto result = prepare(request_of(text), settings, files);
  EXPECT_TRUE(result) << result.error().to_string();
  return *std::move(result);
}

/// "Name: value|..." with the token's value left out; a leading "*" marks system headers.
std::string listed(const std::vector<Header>& headers) {
  std::string out;
  for (const Header& h : headers) {
    out += (h.system ? "*" : "") + h.name + (h.name == "Postman-Token" ? "" : ": " + h.value) + "|";
  }
  return out;
}

std::string listed(const std::vector<model::Param>& headers) {
  std::string out;
  for (const model::Param& h : headers) {
    if (h.disabled) out += "-";
    out += (h.system ? "*" : "") + h.key + (h.key == "Postman-Token" ? "" : ": " + h.value.value_or("")) + "|";
  }
  return out;
}

std::string text_of(const Body& body) {
  const auto* text = std::get_if<std::string>(&body);
  return text == nullptr ? "<none>" : *text;
}

constexpr std::string_view kSystem = "*User-Agent: SignetRuntime/" SIGNET_VERSION
                                     "|*Accept: */*|*Cache-Control: no-cache|*Postman-Token|*Host: h:1|"
                                     "*Accept-Encoding: gzip, deflate, br|*Connection: keep-alive|";

TEST(Prepare, AddsTheSystemHeadersInPostmansOrder) {
  const Prepared p = prepared(R"({"url": "http://h:1/a b?x=a b"})");
  EXPECT_EQ(p.wire.url, "http://h:1/a%20b?x=a%20b");
  EXPECT_EQ(p.wire.method, "GET");
  EXPECT_EQ(listed(p.wire.headers), kSystem);
  EXPECT_EQ(listed(p.shown.headers), kSystem);
  EXPECT_EQ(p.shown.url.to_string(), "http://h:1/a%20b?x=a%20b");
  EXPECT_TRUE(p.warnings.empty());
}

TEST(Prepare, KeepsTheUsersHeadersAndShowsAllOfThem) {
  const Prepared p = prepared(R"({"method": "get", "url": "h:1", "header": [
      {"key": "X-One", "value": "1"}, {"key": "x-one", "value": "2"}, {"key": "X-A", "value": " sp "},
      {"key": "X-B", "value": "b"}, {"key": "X-A", "value": "two"}, {"key": "", "value": "no key"},
      {"key": "User-Agent", "value": "mine"}, {"key": "X-Off", "value": "1", "disabled": true},
      {"key": "accept", "value": ""}, {"key": "X-Null", "value": null}, {"key": "Cookie", "value": "a=1"}, {"key": "Cookie", "value": "b=2"}]})");
  EXPECT_EQ(p.shown.method, "GET");
  EXPECT_EQ(listed(p.wire.headers),
            "x-one: 2|X-A:  sp |X-A: two|X-B: b|User-Agent: mine|accept: |X-Null: null|Cookie: a=1; "
            "b=2|*Cache-Control: no-cache|"
            "*Postman-Token|*Host: h:1|*Accept-Encoding: gzip, deflate, br|*Connection: keep-alive|");
  EXPECT_TRUE(listed(p.shown.headers)
                  .starts_with("X-One: 1|x-one: 2|X-A:  sp |X-B: b|X-A: two|: no key|User-Agent: mine|-X-Off: 1|"
                               "accept: |X-Null: |Cookie: a=1|Cookie: b=2|*Cache-Control"));
}

TEST(Prepare, LeavesDisabledSystemHeadersOut) {
  Settings settings;
  settings.disabled_system_headers = {"user-agent", "accept",        "connection",    "accept-encoding",
                                      "host",       "cache-control", "postman-token", "content-type"};
  const Prepared p = prepared(R"({"method": "POST", "url": "h:1", "body": {"mode": "raw", "raw": "x"}})", settings);
  EXPECT_EQ(listed(p.wire.headers), "");
  EXPECT_EQ(listed(p.shown.headers), "-*Content-Type: text/plain|");
}

struct BodyCase {
  std::string body;  ///< JSON
  std::string type;  ///< Content-Type on the wire
  std::string text;  ///< the body sent
};

TEST(Prepare, BuildsTextBodiesAsPostmanDoes) {
  const std::vector<BodyCase> cases = {
      {R"({"mode":"raw","raw":"hi"})", "text/plain", "hi"},
      {R"({"mode":"raw","raw":""})", "", "<none>"},
      {R"({"mode":"raw","raw":"x","disabled":true})", "", "<none>"},
      {R"({"mode":"raw","raw":"<a>","options":{"raw":{"language":"html"}}})", "text/html", "<a>"},
      {R"({"mode":"raw","raw":"<a>","options":{"raw":{"language":"xml"}}})", "application/xml", "<a>"},
      {R"({"mode":"raw","raw":"a","options":{"raw":{"language":"javascript"}}})", "application/javascript", "a"},
      {R"({"mode":"raw","raw":"a","options":{"raw":{"language":"yaml"}}})", "text/plain", "a"},
      {R"({"mode":"raw","raw":"{\"a\":1} // c","options":{"raw":{"language":"json"}}})", "application/json",
       "{\"a\":1} "},
      {R"({"mode":"raw","raw":"a // kept"})", "text/plain", "a // kept"},
      {R"({"mode":"urlencoded","urlencoded":[{"key":"a b","value":"c d!'()*~ü&="},{"key":"n"},{"key":"z","value":null},
           {"key":"a b","value":"2"},{"key":"off","value":"1","disabled":true},{"key":"","value":"e"},
           {"key":"7","value":"int"},{"key":"q","value":"%20+%zz"}]})",
       "application/x-www-form-urlencoded",
       "7=int&a%20b=c%20d%21%27%28%29%2A~%C3%BC%26%3D&a%20b=2&n=&z=&=e&q=%2520%2B%25zz"},
      {R"({"mode":"urlencoded","urlencoded":[{"key":"a","value":"1","disabled":true}]})", "", "<none>"},
      {R"({"mode":"graphql","graphql":{"query":"{a}","variables":"{\"x\":1}","operationName":"O"}})",
       "application/json", R"({"query":"{a}","operationName":"O","variables":{"x":1}})"},
      {R"({"mode":"graphql","graphql":{"query":"{a}","variables":{"x":1.5}}})", "application/json",
       R"({"query":"{a}","variables":{"x":1.5}})"},
      {R"({"mode":"graphql","graphql":{"query":"{a}","variables":""}})", "application/json", R"({"query":"{a}"})"},
      {R"({"mode":"graphql","graphql":{"query":"{é\"a}","operationName":null}})", "application/json",
       R"({"query":"{é\"a}","operationName":null})"},
      {R"({"mode":"graphql","graphql":{}})", "application/json", "{}"},
      {R"({"mode":"file","file":{"content":"aGVsbG8="}})", "", "hello"},
  };
  for (const BodyCase& c : cases) {
    const Prepared p = prepared(fmt::format(R"({{"method": "POST", "url": "h:1", "body": {}}})", c.body));
    EXPECT_EQ(text_of(p.wire.body), c.text) << c.body;
    const Header* type = find_header(p.wire.headers, "content-type");
    EXPECT_EQ(type == nullptr ? "" : type->value, c.type) << c.body;
  }
}

TEST(Prepare, StripsCommentsOnlyOutsideOfStrings) {
  EXPECT_EQ(strip_json_comments(R"({"a": /* x */ "//no", // end
"b\"/*": 1} /* open)"),
            "{\"a\":  \"//no\", \n\"b\\\"/*\": 1} ");
  EXPECT_EQ(strip_json_comments("//all"), "");
  EXPECT_EQ(strip_json_comments("\"open \\"), "\"open \\");
}

struct TypeCase {
  std::string body;
  std::string user_type;
  std::string sent;  ///< a prefix when it ends with "="
};

TEST(Prepare, CorrectsAContentTypeThatDoesNotFitAForm) {
  constexpr std::string_view kForm = R"({"mode":"urlencoded","urlencoded":[{"key":"a","value":"1"}]})";
  constexpr std::string_view kParts = R"({"mode":"formdata","formdata":[{"key":"a","value":"1"}]})";
  const std::vector<TypeCase> cases = {
      {std::string(kForm), "foo/bar", "application/x-www-form-urlencoded"},
      {std::string(kForm), "application/x-www-form-urlencoded; charset=utf-8",
       "application/x-www-form-urlencoded; charset=utf-8"},
      {std::string(kParts), "text/plain", "multipart/form-data; boundary="},
      {std::string(kParts), "multipart/form-data", "multipart/form-data; boundary="},
      {std::string(kParts), "multipart/form-data; boundary=XYZ", "multipart/form-data; boundary=XYZ"},
      {R"({"mode":"raw","raw":"x"})", "foo/bar", "foo/bar"},
  };
  for (const TypeCase& c : cases) {
    const std::string text = fmt::format(
        R"({{"method": "POST", "url": "h:1", "header": [{{"key": "content-type", "value": "{}"}}], "body": {}}})",
        c.user_type, c.body);
    const Prepared p = prepared(text);
    EXPECT_EQ(p.wire.headers.at(0).name, "content-type");
    const std::string& sent = p.wire.headers.at(0).value;
    EXPECT_TRUE(c.sent.ends_with('=') ? sent.starts_with(c.sent) && sent.size() > c.sent.size() : sent == c.sent)
        << sent;
    Settings settings;
    settings.disabled_system_headers = {"content-type"};
    EXPECT_EQ(prepared(text, settings).wire.headers.at(0).value, c.user_type) << "the override is turned off";
  }
}

TEST(Prepare, DropsTheBodyOfMethodsThatHaveNone) {
  for (const std::string_view method : {"GET", "get", "HEAD", "COPY", "PURGE", "UNLOCK"}) {
    const std::string text =
        fmt::format(R"({{"method": "{}", "url": "h:1", "body": {{"mode": "raw", "raw": "x"}}}})", method);
    const Prepared pruned = prepared(text);
    EXPECT_EQ(text_of(pruned.wire.body), "<none>") << method;
    EXPECT_EQ(find_header(pruned.wire.headers, "content-type"), nullptr) << method;
    Settings settings;
    settings.send_body_with_get = true;
    EXPECT_EQ(text_of(prepared(text, settings).wire.body), "x") << method;
  }
  EXPECT_EQ(text_of(prepared(R"({"method":"DELETE","url":"h:1","body":{"mode":"raw","raw":"x"}})").wire.body), "x");
}

class PrepareFiles : public testing::Test {
 protected:
  PrepareFiles() {
    std::string pattern = (std::filesystem::temp_directory_path() / "prepare-test-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    files_.working_dir = root_ / "work";
    std::filesystem::create_directories(files_.working_dir);
    for (const char* name : {"work/a.txt", "work/b.json", "work/x", "outside.txt"})
      std::ofstream(root_ / name) << "data";
    std::filesystem::create_symlink(root_ / "outside.txt", files_.working_dir / "link.txt");
  }
  ~PrepareFiles() override { std::filesystem::remove_all(root_); }

  Prepared post(std::string_view body) {
    return prepared(fmt::format(R"({{"method": "POST", "url": "h:1", "body": {}}})", body), {}, files_);
  }

  static std::string described(const Body& body) {
    std::string out;
    for (const Part& part : std::get<std::vector<Part>>(body)) {
      out += part.name + "=" + (part.file ? "@" + part.file->filename().string() : part.value);
      if (part.file_name) out += ";name=" + *part.file_name;
      if (!part.content_type.empty()) out += ";type=" + part.content_type;
      out += "|";
    }
    return out;
  }

  std::filesystem::path root_;
  FileAccess files_;
};

TEST_F(PrepareFiles, BuildsPartsAsPostmanDoes) {
  const Prepared p = post(R"({"mode":"formdata","formdata":[
      {"key":"a","value":"1","type":"text"}, {"key":"t","value":"é","type":"text","contentType":"text/x"},
      {"key":"f","type":"file","src":"a.txt"}, {"key":"fn","type":"file","src":"x","fileName":"ren.json"},
      {"key":"f2","type":"file","src":["b.json","x"]}, {"key":"b64","type":"file","value":"aGVsbG8="},
      {"key":"named","value":"text","type":"text","fileName":"n.txt"}, {"key":"off","value":"1","disabled":true},
      {"key":"noval","type":"text"}]})");
  EXPECT_EQ(described(p.wire.body),
            "a=1|t=é;type=text/x|f=@a.txt;name=a.txt;type=text/plain|fn=@x;name=ren.json;type=application/json|"
            "f2=@b.json;name=b.json;type=application/json|f2=@x;name=x;type=application/octet-stream|"
            "b64=hello;type=application/octet-stream|named=text;name=n.txt;type=text/plain|noval=|");
  EXPECT_TRUE(p.warnings.empty());
  EXPECT_EQ(p.shown.body->params.size(), 10U) << "two files of one field are shown as two fields";
}

TEST_F(PrepareFiles, WarnsAboutFilesThatCannotBeSent) {
  const Prepared p = post(R"({"mode":"formdata","formdata":[{"key":"miss","type":"file","src":"none.txt"},
      {"key":"two","type":"file","src":["none.txt","x"]}, {"key":"nosrc","type":"file"}, {"key":"ok","value":"v"}]})");
  EXPECT_EQ(described(p.wire.body), "two=@x;name=x;type=application/octet-stream|nosrc=;name=|ok=v|");
  EXPECT_EQ(p.warnings, (std::vector<std::string>{"Form param `miss`, file load error: \"none.txt\", no such file",
                                                  "Form param `two`, file load error: \"none.txt\", no such file",
                                                  "Form param `nosrc`, file load error: missing file source"}));
  EXPECT_TRUE(p.shown.body->params.at(0).disabled);
}

TEST_F(PrepareFiles, StreamsAFileBodyWithTheTypeOfItsName) {
  const Prepared p = post(R"({"mode":"file","file":{"src":"b.json"}})");
  EXPECT_EQ(std::get<std::filesystem::path>(p.wire.body), files_.working_dir / "b.json");
  EXPECT_EQ(find_header(p.wire.headers, "content-type")->value, "application/json");
  EXPECT_EQ(find_enabled(p.shown.headers, "content-type"), nullptr) << "newman does not show it";
  EXPECT_EQ(find_header(post(R"({"mode":"file","file":{"src":"x"}})").wire.headers, "content-type")->value,
            "application/octet-stream");
}

struct FileErrorCase {
  std::string body;
  std::string warning;
};

TEST_F(PrepareFiles, SendsNoBodyWhenTheFileCannotBeRead) {
  files_.allow_outside = false;
  const std::vector<FileErrorCase> cases = {
      {R"({"src":"gone"})", "Binary file load error: \"gone\", no such file"},
      {R"({})", "Binary file load error: invalid or missing file source"},
      {R"({"src":"."})", "Binary file load error: \".\", is not a file"},
      {R"({"src":"../outside.txt"})", "Binary file load error: PPERM: insecure file access outside working directory"},
      {R"({"src":"/etc/hostname"})", "Binary file load error: PPERM: insecure file access outside working directory"},
      {R"({"src":"link.txt"})", "Binary file load error: PPERM: insecure file access outside working directory"},
  };
  for (const FileErrorCase& c : cases) {
    const Prepared p = post(fmt::format(R"({{"mode":"file","file":{}}})", c.body));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(p.wire.body)) << c.body;
    EXPECT_EQ(p.warnings, std::vector<std::string>{c.warning});
    EXPECT_EQ(find_header(p.wire.headers, "content-type"), nullptr);
  }
  EXPECT_TRUE(post(R"({"mode":"file","file":{"src":"../work/a.txt"}})").warnings.empty());
  files_.allow_outside = true;
  EXPECT_TRUE(post(R"({"mode":"file","file":{"src":"../outside.txt"}})").warnings.empty());
}

TEST(Prepare, RefusesAnEmptyUrlInNewmansWords) {
  const auto result = prepare(request_of(R"({"url": ""})"), {}, {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "runtime:extensions~request: request url is empty");
}

TEST(Prepare, ShowsLengthAndCookieAsTheyWereSent) {
  Prepared p = prepared(R"({"method": "POST", "url": "h:1", "header": [{"key": "cookie", "value": "u=1"}]})");
  Response response;
  response.hops.push_back({"POST", "http://h:1/", 200, "OK", {{"cookie", "u=1; j=2"}, {"Content-Length", "0"}}, {}});
  show_sent(p.shown, response);
  EXPECT_EQ(listed(p.shown.headers), "*cookie: u=1; j=2|" + std::string(kSystem) + "*Content-Length: 0|");
}

TEST(Prepare, EncodesAUrlByItself) {
  EXPECT_EQ(*encode_url(model::Url::parse("http://h/a b?c=d e"), false), "http://h/a%20b?c=d%20e");
  EXPECT_EQ(*encode_url(model::Url::parse("http://h/a b"), true), "http://h/a b");
}

}  // namespace
}  // namespace signet::http
