#include "app/vault/proposals.h"

#include <gtest/gtest.h>

namespace signet::app {
namespace {

class VaultProposals : public testing::Test {
 protected:
  std::string propose(std::string name) {
    return proposals_.propose(std::move(name), "in Staging", SecretString("plum-harbor-tin"));
  }
  std::string state(std::string_view id) { return std::string(proposals_.state(id).at("state").as_string()); }

  Proposals::Clock::time_point now_;
  Proposals proposals_{[this] { return now_; }};
};

TEST_F(VaultProposals, AreShownWithoutTheirValue) {
  EXPECT_TRUE(proposals_.waiting().is_null());
  const std::string id = propose("token");
  EXPECT_EQ(proposals_.waiting(), (json::value{{"id", id}, {"name", "token"}, {"from", "in Staging"}}));
  const auto value = proposals_.value(id);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->expose(), "plum-harbor-tin");
  EXPECT_EQ(state(id), "waiting");
}

TEST_F(VaultProposals, TellTheNameTheyWereStoredUnder) {
  const std::string id = propose("token");
  proposals_.settle(id, "orders-token");
  proposals_.settle(id, "");
  EXPECT_EQ(proposals_.state(id), (json::object{{"state", "stored"}, {"name", "orders-token"}}));
  EXPECT_EQ(proposals_.value(id).error().code, ErrorCode::kNotFound) << "once";
  EXPECT_TRUE(proposals_.waiting().is_null());
}

TEST_F(VaultProposals, AreGoneWhenTheyAreDeclinedReplacedOrTooOld) {
  const std::string declined = propose("token");
  proposals_.settle(declined, "");
  EXPECT_EQ(state(declined), "gone");
  const std::string replaced = propose("first");
  const std::string old = propose("second");
  EXPECT_EQ(state(replaced), "gone");
  EXPECT_EQ(proposals_.value(replaced).error().code, ErrorCode::kNotFound);
  now_ += Proposals::kLife + std::chrono::seconds(1);
  EXPECT_EQ(state(old), "gone");
  EXPECT_TRUE(proposals_.waiting().is_null());
  EXPECT_EQ(proposals_.value("").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace signet::app
