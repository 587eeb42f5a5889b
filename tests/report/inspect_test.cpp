#include "report/cli/inspect.h"

#include <gtest/gtest.h>

namespace signet::report {
namespace {

std::string shown(std::string_view text, std::size_t width = 60) {
  return inspect(*json::parse(text, "test"), width);
}

struct InspectCase {
  std::string_view json;
  std::string_view shown;
};

class Inspect : public testing::TestWithParam<InspectCase> {};

TEST_P(Inspect, ShowsAsNode) {
  EXPECT_EQ(shown(GetParam().json), GetParam().shown);
}

INSTANTIATE_TEST_SUITE_P(All, Inspect,
                         testing::Values(InspectCase{R"("a")", "'a'"}, InspectCase{R"("it's")", R"("it's")"},
                                         InspectCase{R"("\"'")", "`\"'`"}, InspectCase{R"("a\nb")", R"('a\nb')"},
                                         InspectCase{"1.5", "1.5"}, InspectCase{"null", "null"},
                                         InspectCase{"true", "true"}, InspectCase{"{}", "{}"}, InspectCase{"[]", "[]"},
                                         InspectCase{R"({"b":[2],"c":"x"})", "{ b: [ 2 ], c: 'x' }"},
                                         InspectCase{R"({"e-f":true})", "{ 'e-f': true }"},
                                         InspectCase{R"("[undefined]")", "undefined"}, InspectCase{R"("[10n]")", "10n"},
                                         InspectCase{R"("[Symbol(s)]")", "Symbol(s)"}, InspectCase{R"("[x]")", "'[x]'"},
                                         InspectCase{R"("[n]")", "'[n]'"},
                                         InspectCase{R"({"[Set]":[1,2]})", "Set(2) { 1, 2 }"},
                                         InspectCase{R"({"[Map]":[["a",2]]})", "Map(1) { 'a' => 2 }"}));

TEST(InspectValue, BreaksWideObjectsIntoLines) {
  EXPECT_EQ(shown(R"({"first":"aaaaaaaaaa","second":{"third":"bbbbbbbbbb"}})", 26),
            "{\n  first: 'aaaaaaaaaa',\n  second: {\n    third: 'bbbbbbbbbb'\n  }\n}");
}

TEST(InspectValue, CutsArraysAfterAHundredElements) {
  json::array numbers;
  for (int i = 0; i < 120; ++i) numbers.emplace_back(i);
  const std::string text = inspect(numbers, 60);
  EXPECT_NE(text.find("... 20 more items"), std::string::npos);
  EXPECT_EQ(text.find("100"), std::string::npos);
}

TEST(InspectValue, EndsAtADepth) {
  std::string deep;
  for (int i = 0; i < 200; ++i) deep += "[";
  for (int i = 0; i < 200; ++i) deep += "]";
  EXPECT_NE(shown(deep).find("[Array]"), std::string::npos);
}

}  // namespace
}  // namespace signet::report
