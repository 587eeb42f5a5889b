#include "model/import/har.h"

#include <gmock/gmock.h>

#include "model/collection.h"
#include "tests/model/tables.h"

namespace signet::model {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

json::value recording(std::string_view entries, std::string_view pages = "") {
  return parsed(fmt::format(R"({{"log":{{"version":"1.2","pages":[{}],"entries":[{}]}}}})", pages, entries));
}

Conversion converted(const json::value& document) {
  auto made = convert_har(document.get_object());
  EXPECT_TRUE(made) << (made ? "" : made.error().to_string());
  if (!made) return {};
  EXPECT_TRUE(Collection::from_json(made->collection, "converted"));
  return *std::move(made);
}

/// An entry with these members of its request.
std::string entry(std::string_view request, std::string_view rest = "") {
  return fmt::format(R"({{"request":{{"method":"POST","url":"https://api.example.com/orders/7?page=2",{}}}{}}})",
                     request, rest);
}

json::value request_of(std::string_view members) {
  return converted(recording(entry(members))).collection.at("item").at(0).at("request");
}

/// What came back, as the saved example of its request.
json::value example_of(std::string_view response) {
  const Conversion made =
      converted(recording(entry(R"("headers":[])", fmt::format(R"(,"time":12.6,"response":{{{}}})", response))));
  return made.collection.at("item").at(0).at("response").at(0);
}

TEST(Har, MakesARequestOfEachEntry) {
  const std::string one = entry(R"("headers":[])");
  const Conversion made = converted(recording(one + "," + one));
  const json::value& items = made.collection.at("item");
  ASSERT_EQ(items.get_array().size(), 2U);
  EXPECT_EQ(items.at(0).at("name"), json::value("POST /orders/7"));
  EXPECT_EQ(items.at(0).at("request").at("method"), json::value("POST"));
  EXPECT_EQ(items.at(0).at("request").at("url").at("raw"), json::value("https://api.example.com/orders/7?page=2"));
  EXPECT_EQ(items.at(0).at("request").at("url").at("query"), parsed(R"([{"key":"page","value":"2"}])"));
  EXPECT_EQ(made.collection.at("info").at("name"), json::value("Recording of api.example.com"));
}

TEST(Har, MakesAFolderOfEachPageWhenThereAreSeveral) {
  const auto of_page = [](std::string_view page) {
    return fmt::format(R"({{"pageref":"{}","request":{{"method":"GET","url":"https://example.com/{}"}}}})", page, page);
  };
  const std::string entries = of_page("two") + "," + of_page("one") + "," + of_page("other");
  const auto names = [](const json::value& items) {
    std::vector<std::string> list;
    for (const json::value& item : items.get_array()) list.emplace_back(item.at("name").get_string());
    return list;
  };
  const Conversion several = converted(
      recording(entries, R"({"id":"one","title":"First"},{"id":"two","title":""},{"id":"none","title":"N"})"));
  EXPECT_THAT(names(several.collection.at("item")), ElementsAre("First", "Page", "GET /other"));
  const Conversion single = converted(recording(entries, R"({"id":"one","title":"First"})"));
  EXPECT_THAT(names(single.collection.at("item")), ElementsAre("GET /two", "GET /one", "GET /other"));
}

TEST(Har, LeavesOutTheHeadersThatTheClientMakesItself) {
  const json::value request = request_of(R"("headers":[{"name":":authority","value":"api.example.com"},
      {"name":"Host","value":"x"},{"name":"content-length","value":"5"},{"name":"Connection","value":"close"},
      {"name":"Accept-Encoding","value":"br"},{"name":"Accept","value":"*/*"},{"name":"X-Trace","value":"1"},5,{}])");
  EXPECT_EQ(request.at("header"), parsed(R"([{"key":"Accept","value":"*/*"},{"key":"X-Trace","value":"1"}])"));
}

TEST(Har, TakesNoCredentials) {
  const Conversion made = converted(recording(R"({"request":{"method":"POST",
    "url":"https://me:hidden0@api.example.com/a?access_token=hidden1&q=1","headers":[
      {"name":"Authorization","value":"bearer hidden2"},{"name":"Cookie","value":"sid=hidden3"},
      {"name":"X-Api-Key","value":"hidden4"},{"name":"X-CSRF-Token","value":""}],
    "postData":{"mimeType":"application/x-www-form-urlencoded","text":"user=me&password=hidden5"}},
    "response":{"status":200,"headers":[{"name":"Set-Cookie","value":"sid=hidden6"}]}},
    {"request":{"method":"GET","url":"https://other.example.com/","cookies":[{"name":"sid","value":"hidden7"}]}})"));
  EXPECT_THAT(boost::json::serialize(made.collection), Not(HasSubstr("hidden")));
  const json::value& request = made.collection.at("item").at(0).at("request");
  EXPECT_EQ(request.at("header"), parsed(R"([{"key":"Authorization","value":"Bearer {{authorization_api_example_com}}"},
      {"key":"Cookie","value":"{{cookie_api_example_com}}"},{"key":"X-Api-Key","value":"{{x-api-key_api_example_com}}"},
      {"key":"X-CSRF-Token","value":""}])"));
  EXPECT_EQ(request.at("url").at("raw"),
            json::value("https://api.example.com/a?access_token={{access_token_api_example_com}}&q=1"));
  EXPECT_EQ(request.at("body").at("urlencoded").at(1).at("value"), json::value("{{password_api_example_com}}"));
  EXPECT_EQ(made.collection.at("item").at(1).at("request").at("header").at(0).at("value"),
            json::value("{{cookie_other_example_com}}"));
  EXPECT_EQ(made.environment.at("values").get_array().size(), 6U);
  for (const json::value& variable : made.environment.at("values").get_array()) {
    EXPECT_EQ(variable.at("type"), json::value("secret"));
    EXPECT_EQ(variable.at("value"), json::value(""));
  }
  EXPECT_THAT(made.notices, AllOf(Contains(HasSubstr("6 credentials were not taken")),
                                  Contains(HasSubstr("within an address")), Contains(HasSubstr("sets a cookie"))));
}

TEST(Har, WritesBodiesByTheirMediaType) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"mimeType":"application/json; charset=utf-8","text":"{\"a\":1}"})",
       R"({"mode":"raw","raw":"{\"a\":1}","options":{"raw":{"language":"json"}}})"},
      {R"({"mimeType":"application/x-www-form-urlencoded","text":"a=1+2&b=%C3%A4","params":[{"name":"other","value":""}]})",
       R"({"mode":"urlencoded","urlencoded":[{"key":"a","value":"1 2"},{"key":"b","value":"ä"}]})"},
      {R"({"mimeType":"application/x-www-form-urlencoded","params":[{"name":"a","value":"1"}]})",
       R"({"mode":"urlencoded","urlencoded":[{"key":"a","value":"1"}]})"},
      {R"({"mimeType":"multipart/form-data; boundary=x","params":[{"name":"a","value":"1"},{"name":"f","fileName":"f.png"}]})",
       R"({"mode":"formdata","formdata":[{"key":"a","value":"1","type":"text"},{"key":"f","type":"file","src":[]}]})"},
      {R"({"mimeType":"text/plain","encoding":"base64","text":"aGk="})",
       R"({"mode":"raw","raw":"hi","options":{"raw":{"language":"text"}}})"},
  };
  for (const auto& [posted, body] : cases) {
    const json::value request = request_of(fmt::format(R"("postData":{})", posted));
    EXPECT_EQ(request.at("body"), parsed(body)) << boost::json::serialize(request.at("body"));
  }
  EXPECT_FALSE(request_of(R"("postData":{"mimeType":"text/plain","text":""})").get_object().contains("body"));
}

TEST(Har, LetsTheClientWriteTheTypeOfForms) {
  const json::value request =
      request_of(R"("headers":[{"name":"content-type","value":"multipart/form-data; boundary=x"}],
      "postData":{"mimeType":"multipart/form-data; boundary=x","params":[{"name":"a","value":"1"}]})");
  EXPECT_EQ(request.at("header"), parsed("[]"));
}

TEST(Har, SavesWhatCameBackAsAnExample) {
  const json::value example = example_of(R"("status":201,"statusText":"Created","headers":[
      {"name":"Content-Type","value":"application/json"},{"name":"content-encoding","value":"br"},
      {"name":"Content-Length","value":"7"}],"content":{"mimeType":"application/json","encoding":"base64","text":"eyJhIjoxfQ=="})");
  EXPECT_EQ(example.at("name"), json::value("201 Created"));
  EXPECT_EQ(example.at("code"), json::value(201));
  EXPECT_EQ(example.at("header"), parsed(R"([{"key":"Content-Type","value":"application/json"}])"));
  EXPECT_EQ(example.at("body"), json::value(R"({"a":1})"));
  EXPECT_EQ(example.at("responseTime"), json::value(12));
  EXPECT_EQ(example.at("_postman_previewlanguage"), json::value("json"));
}

TEST(Har, LeavesOutBodiesThatAreNoText) {
  EXPECT_EQ(example_of(R"("status":200,"content":{"mimeType":"image/png","encoding":"base64","text":"iVBORw0KGgo="})")
                .at("body"),
            json::value(""));
  const Conversion made = converted(
      recording(entry("\"headers\":[]", fmt::format(R"(,"response":{{"status":200,"content":{{"text":"{}"}}}})",
                                                    std::string(2U << 20, 'x')))));
  EXPECT_THAT(made.notices, ElementsAre("1 body that is no text, or longer than 1 MiB, was left out."));
}

TEST(Har, PassesOverWhatIsNoHttpRequest) {
  const Conversion made = converted(recording(entry("\"headers\":[]") + R"(,{"request":{"url":"wss://example.com/"}},
      {"request":{"url":"data:text/plain,hi"}},{"request":{}},{},5)"));
  EXPECT_EQ(made.collection.at("item").get_array().size(), 1U);
  EXPECT_THAT(made.notices, ElementsAre("5 entries that are no HTTP requests were left out."));
}

TEST(Har, HasNoExampleWhereNothingCameBack) {
  const Conversion made = converted(recording(entry("\"headers\":[]", R"(,"response":{"status":0})")));
  EXPECT_EQ(made.collection.at("item").at(0).at("response"), parsed("[]"));
}

TEST(Har, RefusesARecordingWithoutRequests) {
  for (const std::string_view text : {R"({"log":{"entries":[]}})", R"({"log":{"entries":5}})",
                                      R"({"log":{"entries":[{"request":{"url":"about:blank"}}]}})"}) {
    const auto made = convert_har(parsed(text).get_object());
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(made.error().message, HasSubstr("log.entries"));
  }
}

}  // namespace
}  // namespace signet::model
