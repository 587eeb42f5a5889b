// What the agent keeps in memory between requests: bodies, and the values that scripts have set.
#include <gtest/gtest.h>

#include "app/agent/kept_bodies.h"
#include "app/agent/own_changes.h"

namespace signet::app {
namespace {

TEST(KeptBodies, KeepsTheNewestUpToANumber) {
  KeptBodies bodies(2, 1000);
  const std::string first = bodies.keep("first");
  const std::string second = bodies.keep("second");
  const std::string third = bodies.keep("third");
  EXPECT_EQ(bodies.find(first), nullptr);
  ASSERT_NE(bodies.find(second), nullptr);
  EXPECT_EQ(*bodies.find(second), "second");
  EXPECT_EQ(*bodies.find(third), "third");
  EXPECT_EQ(bodies.find("third"), nullptr);
}

TEST(KeptBodies, KeepsUpToSoManyBytesAndAlwaysTheNewest) {
  KeptBodies bodies(10, 8);
  const std::string small = bodies.keep("1234");
  const std::string other = bodies.keep("5678");
  EXPECT_NE(bodies.find(small), nullptr);
  const std::string large = bodies.keep("longer than all of them");
  EXPECT_EQ(bodies.find(small), nullptr);
  EXPECT_EQ(bodies.find(other), nullptr);
  ASSERT_NE(bodies.find(large), nullptr);
}

TEST(KeptBodies, StaysWithWhoeverReadsIt) {
  KeptBodies bodies(1, 100);
  const auto read = bodies.find(bodies.keep("first"));
  bodies.keep("second");
  EXPECT_EQ(*read, "first");
}

model::VariableScope scope(std::initializer_list<std::pair<const char*, const char*>> values) {
  model::VariableScope scope;
  for (const auto& [key, value] : values) scope.set(key, value);
  return scope;
}

TEST(OwnChanges, PutWhatAScriptSetOverWhatIsShared) {
  OwnChanges changes;
  const model::VariableScope before = scope({{"host", "a"}, {"old", "1"}, {"same", "s"}});
  model::VariableScope after = before;
  after.set("host", "b");
  after.set("token", "t");
  after.unset("old");
  const json::array told = changes.keep("environment", before, after);
  EXPECT_EQ(boost::json::serialize(told),
            R"([{"key":"host","value":"b"},{"key":"token","value":"t"},{"key":"old","value":null}])");

  model::VariableScope later = scope({{"host", "a"}, {"old", "1"}, {"same", "s2"}});
  changes.apply("environment", later);
  EXPECT_EQ(later.find("host")->value, "b");
  EXPECT_EQ(later.find("token")->value, "t");
  EXPECT_EQ(later.find("same")->value, "s2") << "what others changed meanwhile shows";
  EXPECT_EQ(later.find("old"), nullptr);

  model::VariableScope other = scope({{"host", "a"}});
  changes.apply("another", other);
  EXPECT_EQ(other.find("host")->value, "a");
}

TEST(OwnChanges, SayNothingOfAScopeThatStayedAsItWas) {
  OwnChanges changes;
  const model::VariableScope before = scope({{"host", "a"}});
  EXPECT_TRUE(changes.keep("environment", before, before).empty());
}

}  // namespace
}  // namespace signet::app
