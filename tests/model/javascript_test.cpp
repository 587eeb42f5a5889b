#include "model/javascript.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/model/tables.h"

namespace signet::model::javascript {
namespace {

TEST(JavaScript, TurnsTextIntoNumbersAsNumberDoes) {
  const std::pair<const char*, double> kTable[] = {
      {"", 0},       {" 7 ", 7},          {"0x1f", 31}, {"0b11", 3},   {"0o17", 15},        {"-5", -5},
      {"+5", 5},     {".5", 0.5},         {"5.", 5},    {"1e3", 1000}, {"1e400", INFINITY}, {"-Infinity", -INFINITY},
      {"1e-400", 0}, {"\t\n1\xC2\xA0", 1}};
  for (const auto& [text, number] : kTable) EXPECT_EQ(to_number(std::string_view(text)), number) << text;
  for (const char* text : {"a", "1a", "0x", "0b2", "1e", "..", "-", "1 2", "1_0", "Inf", "0x1g", "-0x1"}) {
    EXPECT_TRUE(std::isnan(to_number(std::string_view(text)))) << text;
  }
}

TEST(JavaScript, TurnsValuesIntoTextAsStringDoes) {
  const std::pair<const char*, const char*> kTable[] = {{"null", "null"},
                                                        {"true", "true"},
                                                        {"-0.0", "0"},
                                                        {"1e21", "1e+21"},
                                                        {"1e-7", "1e-7"},
                                                        {"1.50", "1.5"},
                                                        {"[]", ""},
                                                        {"[1,[2,null],\"x\"]", "1,2,,x"},
                                                        {"{\"a\":1}", "[object Object]"},
                                                        {"12345678901234567890", "12345678901234567000"}};
  for (const auto& [text, expected] : kTable) EXPECT_EQ(to_string(parsed(text)), expected) << text;
}

TEST(JavaScript, WritesJsonAsStringifyDoes) {
  EXPECT_EQ(stringify(parsed(R"({"a":[1.5,1e21,null,"\u0001\"/é"],"b":{}})")),
            "{\"a\":[1.5,1e+21,null,\"\\u0001\\\"/é\"],\"b\":{}}");
}

TEST(JavaScript, ReadsTheNumberAtTheStartOfAText) {
  EXPECT_EQ(parse_float(" 3.5px"), 3.5);
  EXPECT_EQ(parse_float("0x1f"), 0);
  EXPECT_TRUE(std::isnan(parse_float("px")));
}

TEST(JavaScript, TrimsUnicodeSpace) {
  EXPECT_EQ(trim("\xEF\xBB\xBF \xE2\x80\x83x y\xE3\x80\x80\r\n"), "x y");
  EXPECT_EQ(trim("\xC2"), "\xC2");
}

}  // namespace
}  // namespace signet::model::javascript
