#include "server/comments/mentions.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::server {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kAda = "6f1b1f0e-1d4a-4b3c-9a53-0c0f5a1f7a01";
constexpr std::string_view kBen = "6f1b1f0e-1d4a-4b3c-9a53-0c0f5a1f7a02";

std::string mention(std::string_view id, std::string_view name = "Ada") {
  return fmt::format("@[{}](account:{})", name, id);
}

TEST(Mentions, AreFoundOnceEachInTheirOrder) {
  const std::string text = "Hi " + mention(kBen, "Ben") + ", " + mention(kAda) + " and " + mention(kBen) + "!";
  EXPECT_THAT(mentions_in(text), ElementsAre(kBen, kAda));
}

TEST(Mentions, AreNotWhatOnlyLooksLikeThem) {
  for (const std::string& text :
       {std::string("@Ada"), "[Ada](account:" + std::string(kAda) + ")", "@[Ada](account:" + std::string(kAda),
        std::string("@[Ada](account:me)"), "@[Ada](https://host.example/" + std::string(kAda) + ")",
        std::string("@[Ada"), "@[Ada] (account:" + std::string(kAda) + ")"}) {
    EXPECT_THAT(mentions_in(text), IsEmpty()) << text;
  }
}

TEST(Mentions, StayWithinTheirNumber) {
  std::string text;
  for (std::size_t i = 0; i < kMaxMentions + 5; ++i) text += mention(fmt::format("6f1b1f0e-1d4a-4b3c-9a53-{:012}", i));
  EXPECT_EQ(mentions_in(text).size(), kMaxMentions);
}

}  // namespace
}  // namespace signet::server
