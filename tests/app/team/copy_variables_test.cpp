#include "app/team/copy_variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

json::value environment(json::array values) {
  return json::object{{"name", "e"}, {"values", std::move(values)}};
}

json::value from() {
  return environment({{{"id", "1"}, {"key", "host"}, {"value", "a"}, {"type", "default"}, {"enabled", false}},
                      {{"id", "2"}, {"key", "token"}, {"value", "opens-nothing"}, {"type", "secret"}},
                      {{"id", "3"}, {"key", "unseen"}, {"type", "secret"}},
                      {{"id", "4"}, {"key", "other"}, {"value", "o"}}});
}

TEST(CopiedVariables, AreThoseThatWereNamedAndGetIdsOfTheirOwn) {
  json::value to = environment({});
  const CopiedVariables copied = copy_variables(from(), to, {"host", "token", "nowhere"}, false);
  EXPECT_THAT(copied.added, ElementsAre("host", "token"));
  EXPECT_EQ(to, environment({{{"key", "host"}, {"value", "a"}, {"type", "default"}, {"enabled", false}},
                             {{"key", "token"}, {"value", "opens-nothing"}, {"type", "secret"}}}));
}

TEST(CopiedVariables, ReplaceOthersOnlyWhenTheyAreTo) {
  const json::value before = environment(
      {{{"id", "9"}, {"key", "host"}, {"value", "b"}, {"description", "ours"}}, {{"id", "8"}, {"key", "x"}}});
  json::value to = before;
  const CopiedVariables kept = copy_variables(from(), to, {"host"}, false);
  EXPECT_THAT(kept.kept, ElementsAre("host"));
  EXPECT_THAT(kept.added, IsEmpty());
  EXPECT_EQ(to, before);

  EXPECT_THAT(copy_variables(from(), to, {"host"}, true).replaced, ElementsAre("host"));
  EXPECT_EQ(to, environment({{{"id", "9"}, {"key", "host"}, {"value", "a"}, {"type", "default"}, {"enabled", false}},
                             {{"id", "8"}, {"key", "x"}}}))
      << "it stays the variable that it was, in its place";
}

TEST(CopiedVariables, LeaveOutSecretsWhoseValueIsNotShown) {
  json::value to = environment({});
  EXPECT_THAT(copy_variables(from(), to, {"unseen"}, true).added, IsEmpty());
  EXPECT_EQ(to, environment({}));
}

TEST(CopiedVariables, OfWhatIsNoEnvironmentAreNone) {
  for (const json::value& odd : {json::value(), json::value(json::array{}), json::value(json::object{}),
                                 environment({nullptr, 1, json::object{}})}) {
    json::value to = environment({});
    EXPECT_THAT(copy_variables(odd, to, {"host"}, true).added, IsEmpty());
    json::value target = odd;
    static_cast<void>(copy_variables(from(), target, {"host"}, true));
  }
}

}  // namespace
}  // namespace signet::app
