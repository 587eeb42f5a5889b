#include "base/json.h"

#include <gtest/gtest.h>

namespace signet {
namespace {

TEST(Json, NamesTheLineAndColumnOfAMistake) {
  const auto parsed = json::parse("{\n  \"a\": 1,\n  \"b\" 2\n}", "orders.json");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidInput);
  EXPECT_TRUE(parsed.error().message.starts_with("orders.json:3:7: not valid JSON")) << parsed.error().message;
  EXPECT_FALSE(parsed.error().hint.empty());
}

TEST(Json, SaysThatACutOffFileEndsTooEarly) {
  const auto parsed = json::parse("{\"a\": [1, 2", "orders.json");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().message, "orders.json:1:12: the JSON ends too early");
}

TEST(Json, RefusesBottomlessNestingWithItsLimit) {
  const auto parsed = json::parse(std::string(100'000, '['), "deep.json");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, ErrorCode::kLimit);
}

TEST(Json, KeepsTheOrderOfKeysWhenPrinted) {
  const auto parsed = json::parse("{\"z\":1,\"a\":{\"y\":[],\"b\":[1,\"x\"]}}", "t");
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(json::pretty(*parsed),
            "{\n  \"z\": 1,\n  \"a\": {\n    \"y\": [],\n    \"b\": [\n      1,\n      \"x\"\n    ]\n  }\n}\n");
}

TEST(Json, WritesNumbersAsJavaScriptDoes) {
  EXPECT_EQ(json::to_text(json::value(1.0)), "1");
  EXPECT_EQ(json::to_text(json::value(1.5)), "1.5");
  EXPECT_EQ(json::to_text(json::value(1e-7)), "1e-7");
  EXPECT_EQ(json::to_text(json::value(-1.5e-6)), "-0.0000015");
  EXPECT_EQ(json::to_text(json::value(1.25e21)), "1.25e+21");
  EXPECT_EQ(json::to_text(json::value(12345678901234567890.0)), "12345678901234567000");
  EXPECT_EQ(json::to_text(json::value(-0.0)), "0");
  EXPECT_EQ(json::to_text(json::value(true)), "true");
  EXPECT_EQ(json::to_text(json::value(nullptr)), "null");
  EXPECT_EQ(json::to_text(json::value("x")), "x");
}

}  // namespace
}  // namespace signet
