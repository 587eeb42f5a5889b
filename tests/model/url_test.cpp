#include <gtest/gtest.h>

#include "model/request.h"
#include "tests/model/tables.h"

namespace signet::model {
namespace {

TEST(Url, SplitsAndUnsplitsAsPostmanDoes) {
  const json::value table = load_table("urls");
  ASSERT_GT(table.as_array().size(), 300U);
  for (const json::value& row : table.as_array()) {
    const json::value& input = row.at("in");
    const Url url = Url::from_json(input);
    EXPECT_EQ(url.to_string_with_variables(), row.at("text").as_string()) << input;
    const json::value* parts = row.as_object().if_contains("parts");
    if (parts != nullptr) {
      EXPECT_EQ(json::value(url.to_json()), *parts) << input;
    }
  }
}

TEST(Url, KeepsPathVariablesByNameUnlessAskedForValues) {
  Url url = Url::parse("http://h/:id.json/:other");
  ASSERT_EQ(url.variables.size(), 2U);
  EXPECT_EQ(url.variables[0].key, "id");
  url.variables[0].value = "7";
  EXPECT_EQ(url.to_string(), "http://h/:id.json/:other");
  EXPECT_EQ(url.to_string_with_variables(), "http://h/7.json/:other");
}

TEST(Url, TellsAnEmptyQueryValueFromNone) {
  const Url url = Url::parse("http://h?a&b=");
  ASSERT_EQ(url.query.size(), 2U);
  EXPECT_EQ(url.query[0].value, std::nullopt);
  EXPECT_EQ(url.query[1].value, "");
}

TEST(Url, LeavesDisabledQueryParametersOut) {
  const Url url = Url::from_json(parsed(R"({"host":["h"],"query":[{"key":"a","value":"1","disabled":true}]})"));
  EXPECT_TRUE(url.query[0].disabled);
  EXPECT_EQ(url.to_string(), "h");
}

TEST(Url, ReadsRawOnlyWhenTheObjectHasNoParts) {
  EXPECT_EQ(Url::from_json(parsed(R"({"raw":"http://raw/x"})")).to_string(), "http://raw/x");
  EXPECT_EQ(Url::from_json(parsed(R"({"raw":"http://raw/x","host":["parts"]})")).to_string(), "parts");
}

TEST(Url, ComesBackEqualFromItsJson) {
  for (const char* text : {"https://u:p@a.b:8080/x/:id?a=1&b#h", "h:/", "{{url}}/a?{{q&r}}={{v#w}}", "http://h/?"}) {
    const Url url = Url::parse(text);
    EXPECT_EQ(Url::from_json(url.to_json()).to_string(), text);
  }
}

}  // namespace
}  // namespace signet::model
