#include <gtest/gtest.h>

#include "model/params.h"
#include "model/request.h"
#include "tests/model/tables.h"

namespace signet::model {
namespace {

Request read(std::string_view text) {
  auto request = Request::from_json(parsed(text), "request");
  EXPECT_TRUE(request.ok()) << text;
  return request ? *std::move(request) : Request{};
}

TEST(Headers, AreReadInEveryFormAsPostmanReadsThem) {
  const json::value table = load_table("headers");
  for (const json::value& row : table.as_array()) {
    auto headers = headers_from_json(row.at("in"), "header");
    ASSERT_TRUE(headers.ok());
    EXPECT_EQ(json::value(params_to_json(*headers)), row.at("out")) << row.at("in");
  }
}

TEST(Request, IsAGetWhenItIsOnlyAUrl) {
  const Request request = read(R"("http://h/a")");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.url.to_string(), "http://h/a");
}

TEST(Request, UpperCasesItsMethod) {
  EXPECT_EQ(read(R"({"method":"purge","url":"h"})").method, "PURGE");
}

TEST(Request, KeepsFormFieldsWithFilesAndTypes) {
  const Request request = read(R"({"url":"h","body":{"mode":"formdata","formdata":[
      {"key":"a","value":"b","type":"text","contentType":"text/csv"},
      {"key":"f","type":"file","src":["x","y"],"fileName":"z.bin"},
      {"key":"off","type":"file","src":"x","disabled":true}]}})");
  ASSERT_TRUE(request.body);
  const auto& fields = request.body->params;
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[0].content_type, "text/csv");
  EXPECT_EQ(fields[1].files, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(fields[1].file_name, "z.bin");
  EXPECT_TRUE(fields[2].disabled);
}

TEST(Request, ComesBackEqualFromItsJson) {
  for (
      const char* text : {
          R"({"method":"POST","url":"http://h/:id?a=1","header":[{"key":"A","value":"b"},{"key":"C","value":"d","disabled":true}],"body":{"mode":"raw","raw":"x","options":{"raw":{"language":"json"}}}})",
          R"({"url":"h","body":{"mode":"urlencoded","urlencoded":[{"key":"a","value":"1"},{"key":"b","value":null}]}})",
          R"({"url":"h","body":{"mode":"file","file":{"src":"a.bin"}},"auth":{"type":"basic","basic":[{"key":"username","value":"u"}]}})",
          R"({"url":"h","body":{"mode":"graphql","graphql":{"query":"q","variables":"{}"},"disabled":true}})",
          R"({"url":"h","body":{"mode":"formdata","formdata":[{"key":"f","type":"file","src":["a","b"]}]}})",
      }) {
    const json::object once = read(text).to_json();
    auto again = Request::from_json(once, "request");
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->to_json(), once);
  }
}

struct BadRequest {
  const char* text;
  const char* message;
};

class BadRequests : public ::testing::TestWithParam<BadRequest> {};

TEST_P(BadRequests, NameThePlaceAndWhatWasExpected) {
  auto request = Request::from_json(parsed(GetParam().text), "item[3].request");
  ASSERT_FALSE(request.ok());
  EXPECT_EQ(request.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(request.error().message, GetParam().message);
  EXPECT_FALSE(request.error().hint.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, BadRequests,
    ::testing::Values(
        BadRequest{"5", "item[3].request: expected a request as an object or a URL, found a number"},
        BadRequest{R"({"url":5})", "item[3].request.url: expected a string or an object, found a number"},
        BadRequest{R"({"url":["a"]})", "item[3].request.url: expected a string or an object, found an array"},
        BadRequest{R"({"header":7})", "item[3].request.header: expected headers as an array, found a number"},
        BadRequest{R"({"header":["a: b",7]})",
                   "item[3].request.header[1]: expected a header as an object or a string, found a number"},
        BadRequest{R"({"body":true})", "item[3].request.body: expected a string or an object, found true or false"},
        BadRequest{R"({"auth":"basic"})", "item[3].request.auth: expected an object, found a string"}));

TEST(Auth, ReadsTheListOfVersion21AndTheObjectOfVersion20Alike) {
  const auto list = Auth::from_json(parsed(R"({"type":"basic","basic":[{"key":"username","value":"u"}]})"));
  const auto object = Auth::from_json(parsed(R"({"type":"basic","basic":{"username":"u"}})"));
  ASSERT_TRUE(list && object);
  EXPECT_EQ(list->get("username"), "u");
  EXPECT_EQ(object->get("username"), "u");
  EXPECT_EQ(object->get("password"), "");
}

TEST(Auth, KeepsTheJsonTypeOfItsValues) {
  const auto auth = Auth::from_json(
      parsed(R"({"type":"digest","digest":[{"key":"disableRetryRequest","value":true,"type":"boolean"}]})"));
  ASSERT_TRUE(auth);
  EXPECT_EQ(auth->values.at("disableRetryRequest"), json::value(true));
  EXPECT_EQ(auth->get("disableRetryRequest"), "true");
}

TEST(Auth, WithoutAValidTypeIsNone) {
  for (const char* text : {R"({})", R"({"type":"type"})", R"({"type":5})", "null", "[]"}) {
    EXPECT_FALSE(Auth::from_json(parsed(text))) << text;
  }
}

}  // namespace
}  // namespace signet::model
