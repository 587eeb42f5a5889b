#include "model/import/yaml.h"

#include <gmock/gmock.h>

#include "tests/model/tables.h"

namespace signet::model {
namespace {

using testing::HasSubstr;

Error refusal_of(const std::string& text, const YamlLimits& limits = {}) {
  const auto value = parse_yaml(text, "api.yaml", limits);
  EXPECT_FALSE(value) << text.substr(0, 200);
  return value ? Error{} : value.error();
}

TEST(Yaml, ReadsWhatJsonHas) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"a: 1\nb: -2\nc: 1.5\nd: 1e3\ne: .5", R"({"a":1,"b":-2,"c":1.5,"d":1000.0,"e":0.5})"},
      {"a: true\nb: False\nc: null\nd: ~\ne:", R"({"a":true,"b":false,"c":null,"d":null,"e":null})"},
      {"a: 0x1F\nb: 0o17\nc: +3\nd: +0.5", R"({"a":31,"b":15,"c":3,"d":0.5})"},
      {"a: \"1\"\nb: 'true'\nc: |\n  5\n", R"({"a":"1","b":"true","c":"5\n"})"},
      {"a: yes\nb: 2030-01-31\nc: 1.2.3\nd: 0123\ne: .inf\nf:\n- -\n",
       R"({"a":"yes","b":"2030-01-31","c":"1.2.3","d":"0123","e":".inf","f":[[null]]})"},
      {"a: 99999999999999999999", R"({"a":1e20})"},
      {"200: ok\ntrue: x\n\"q\": y", R"({"200":"ok","true":"x","q":"y"})"},
      {"- 1\n- [2, {a: b}]\n", R"([1,[2,{"a":"b"}]])"},
      {"{\"a\": [1, \"x\"]}", R"({"a":[1,"x"]})"},
      {"a: 1\na: 2", R"({"a":2})"},
      {"", "null"},
  };
  for (const auto& [text, json] : cases) {
    const auto value = parse_yaml(text, "api.yaml");
    ASSERT_TRUE(value) << text << value.error().to_string();
    EXPECT_EQ(*value, parsed(json)) << text << boost::json::serialize(*value);
  }
}

TEST(Yaml, PutsWhatAnAliasStandsForInItsPlace) {
  const auto value = parse_yaml("a: &x {b: 1}\nc: *x\nd: &t text\n*t : e\n", "api.yaml");
  ASSERT_TRUE(value) << value.error().to_string();
  EXPECT_EQ(*value, parsed(R"({"a":{"b":1},"c":{"b":1},"d":"text","text":"e"})"));
}

TEST(Yaml, MergesMapsUnderTheMembersOfTheirOwn) {
  const auto value =
      parse_yaml("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  x: 0\n  <<: [*a, *b]\n  w: 9\n", "api.yaml");
  ASSERT_TRUE(value) << value.error().to_string();
  EXPECT_EQ(value->at("c"), parsed(R"({"x":0,"w":9,"y":1,"z":2})"));
}

TEST(Yaml, NamesTheLineThatIsWrong) {
  const Error error = refusal_of("a: 1\nb: [1, 2\nc: 3\n");
  EXPECT_EQ(error.code, ErrorCode::kInvalidInput);
  EXPECT_THAT(error.message, HasSubstr("api.yaml:3:"));
  EXPECT_THAT(refusal_of("? [a, b]\n: c\n").message, HasSubstr("a key must be a text"));
  EXPECT_THAT(refusal_of("a: *nowhere\n").message, HasSubstr("api.yaml:1:"));
  EXPECT_THAT(refusal_of("a: &a [*a]\n").message, HasSubstr("an alias within what it stands for"));
  EXPECT_THAT(refusal_of("a: 1\n---\nb: 2\n").message, HasSubstr("several YAML documents"));
}

TEST(Yaml, RefusesAliasesThatGrowWithoutBound) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 20; ++i) {
    bomb += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", i, i - 1);
  }
  const Error error = refusal_of(bomb, {.memory = 4U << 20});
  EXPECT_EQ(error.code, ErrorCode::kLimit);
  EXPECT_THAT(error.message, HasSubstr("4 MiB with what its aliases stand for"));
}

TEST(Yaml, RefusesWhatIsTooDeepOrTooLong) {
  std::string deep;
  for (int i = 0; i < 2000; ++i) deep += "- ";
  EXPECT_EQ(refusal_of(deep).code, ErrorCode::kLimit);
  EXPECT_EQ(refusal_of("a: text that is long", {.bytes = 10}).code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace signet::model
