// What the agent keeps in memory between requests: bodies.
#include <gtest/gtest.h>

#include "app/agent/kept_bodies.h"

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

}  // namespace
}  // namespace signet::app
