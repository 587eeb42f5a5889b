#include "server/elements/diff.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/elements/line_diff.h"
#include "tests/server/elements/support.h"

namespace signet::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string shown(const std::optional<json::value>& value) {
  return value ? boost::json::serialize(*value) : "-";
}

/// "changed Header Accept value /request/header/0/value: "a" → "b"".
std::string to_line(const DiffEntry& entry) {
  return fmt::format("{} {} {}: {}", name_of(entry.kind), entry.title, entry.path,
                     entry.is_secret       ? "secret"
                     : entry.lines.empty() ? shown(entry.before) + " → " + shown(entry.after)
                                           : entry.lines);
}

std::vector<std::string> lines_of(const StoredContent& before, const StoredContent& after) {
  const auto entries = diff_contents(before, after);
  EXPECT_TRUE(entries);
  std::vector<std::string> lines;
  if (entries) {
    for (const DiffEntry& entry : *entries) lines.push_back(to_line(entry));
  }
  return lines;
}

std::vector<std::string> lines_of(std::string_view before, std::string_view after) {
  return lines_of(StoredContent{"", test::parsed(before), {}}, StoredContent{"", test::parsed(after), {}});
}

TEST(Diff, TellsPlacesByWhatPeopleCallThem) {
  EXPECT_THAT(lines_of(R"({"name": "a", "request": {"method": "GET", "header": [{"key": "Accept", "value": "x"}]}})",
                       R"({"name": "b", "request": {"method": "PUT", "header": [{"key": "Accept", "value": "y"}]}})"),
              ElementsAre(R"(changed Name /name: "a" → "b")", R"(changed Method /request/method: "GET" → "PUT")",
                          R"(changed Header Accept value /request/header/0/value: "x" → "y")"));
  EXPECT_THAT(lines_of(R"({"name": "a"})", R"({"name": "a"})"), IsEmpty());
}

TEST(Diff, MatchesListsByKeyAndNotByPlace) {
  EXPECT_THAT(lines_of(R"({"values": [{"key": "a", "value": 1}, {"key": "b", "value": 2}]})",
                       R"({"values": [{"key": "new", "value": 0}, {"key": "b", "value": 3}]})"),
              ElementsAre(R"(added Variable new /values/0: - → {"key":"new","value":0})",
                          R"(changed Variable b value /values/1/value: 2 → 3)",
                          R"(removed Variable a /values/0: {"key":"a","value":1} → -)"));
  EXPECT_THAT(lines_of(R"({"values": [{"id": "1", "key": "old"}]})", R"({"values": [{"id": "1", "key": "new"}]})"),
              ElementsAre(R"(changed Variable new key /values/0/key: "old" → "new")"));
  EXPECT_THAT(lines_of(R"({"header": [{"key": "a"}, {"key": "b"}]})", R"({"header": [{"key": "b"}, {"key": "a"}]})"),
              ElementsAre(R"(changed Header order /header: ["a","b"] → ["b","a"])"));
  EXPECT_THAT(lines_of(R"({"header": [{"key": "a", "value": 1}, {"key": "a", "value": 2}]})",
                       R"({"header": [{"key": "a", "value": 1}, {"key": "a", "value": 3}]})"),
              ElementsAre(R"(changed Header a value /header/1/value: 2 → 3)"));
}

TEST(Diff, TellsTextsOfSeveralLinesLineByLine) {
  EXPECT_THAT(lines_of(R"({"event": [{"listen": "test", "script": {"exec": ["one", "two"]}}]})",
                       R"({"event": [{"listen": "test", "script": {"exec": ["one", "2", "three"]}}]})"),
              ElementsAre("changed Script test /event/0/script/exec: @@ -1,2 +1,3 @@\n one\n-two\n+2\n+three\n"));
  EXPECT_THAT(lines_of(R"({"description": "a\nb"})", R"({"description": "a\nc"})"),
              ElementsAre("changed Description /description: @@ -1,2 +1,2 @@\n a\n-b\n+c\n"));
  EXPECT_THAT(lines_of(R"({"description": "b"})", R"({"description": "c"})"),
              ElementsAre(R"(changed Description /description: "b" → "c")"));
}

TEST(Diff, SaysOnceWhatAUrlSays) {
  EXPECT_THAT(
      lines_of(R"({"request": {"url": {"raw": "https://a/x", "protocol": "https", "host": ["a"], "path": ["x"]}}})",
               R"({"request": {"url": {"raw": "http://b/y", "protocol": "http", "host": ["b"], "path": ["y"]}}})"),
      ElementsAre(R"(changed URL /request/url/raw: "https://a/x" → "http://b/y")"));
}

TEST(Diff, SaysOfSecretsOnlyThatTheyChanged) {
  const auto stored = [](std::string_view json, std::int64_t revision) {
    return StoredContent{"", test::parsed(json), {{"/values/0/value", "variable/v", revision, true}}};
  };
  const std::string_view hidden = R"({"values": [{"key": "token", "value": null}]})";
  EXPECT_THAT(lines_of(stored(hidden, 1), stored(hidden, 1)), IsEmpty());
  EXPECT_THAT(lines_of(stored(hidden, 1), stored(hidden, 2)),
              ElementsAre("changed Variable token value /values/0/value: secret"));
  // A value that stood there in the clear, and is hidden now, is not told either.
  StoredContent clear{"", test::parsed(R"({"values": [{"key": "token", "value": "planted"}]})"), {}};
  EXPECT_THAT(lines_of(clear, stored(hidden, 2)), ElementsAre("changed Variable token value /values/0/value: secret"));
  EXPECT_THAT(lines_of(stored(hidden, 2), clear), ElementsAre("changed Variable token value /values/0/value: secret"));
}

TEST(LineDiff, ComparesWhatIsStrange) {
  EXPECT_EQ(*line_diff("", ""), "");
  EXPECT_EQ(*line_diff("", "a\n"), "@@ -0,0 +1,1 @@\n+a\n");
  EXPECT_EQ(*line_diff(std::string_view("a\0b\n", 4), "c\n"), std::string("@@ -1,1 +1,1 @@\n-a\0b\n+c\n", 24));
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += std::to_string(i * 7919 % 100'003) + "\n";
  const auto far = line_diff(many, "first\n" + many);
  ASSERT_TRUE(far);
  EXPECT_THAT(*far, testing::StartsWith("@@ -1,3 +1,4 @@\n+first\n 0\n"));
}

}  // namespace
}  // namespace signet::server
