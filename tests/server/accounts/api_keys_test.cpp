#include "server/accounts/api_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/token.h"
#include "tests/server/support.h"

namespace signet::server {
namespace {

using test::kHome;
using test::kPassword;

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

class ApiKeys : public test::WithAccounts {
 protected:
  void SetUp() override {
    WithAccounts::SetUp();
    if (IsSkipped()) return;
    make_account("ada@example.com");
    user_ = sign_in("ada@example.com").session.user_id;
  }

  NewApiKey make(const KeyRequest& request) {
    auto made = database_->write(
        [&](store::Transaction& transaction) { return make_api_key(transaction, user_, request, now_ms_); });
    EXPECT_TRUE(made) << made.error().to_string();
    return *std::move(made);
  }

  std::optional<KeyUse> find(std::string_view key) {
    auto found =
        database_->read([&](store::Transaction& transaction) { return find_api_key(transaction, key, now_ms_); });
    EXPECT_TRUE(found);
    return *std::move(found);
  }

  Status revoke(std::string_view user, const std::string& id) {
    return database_->write(
        [&](store::Transaction& transaction) { return revoke_api_key(transaction, user, id, now_ms_); });
  }

  std::string user_;
};
SIGNET_ON_BOTH(ApiKeys);

TEST_P(ApiKeys, SayWhoseTheyAreAndWhatTheyMay) {
  const NewApiKey read = make({"CI", Scope::kRead, std::nullopt});
  const NewApiKey write = make({"deploy", Scope::kWrite, std::nullopt});
  EXPECT_EQ(find(read.key.expose())->identity.scope, Scope::kRead);
  EXPECT_EQ(find(write.key.expose())->identity.scope, Scope::kWrite);
  EXPECT_EQ(find(read.key.expose())->identity.user_id, user_);
  EXPECT_EQ(find(read.key.expose())->identity.credential, Credential::kApiKey);
  EXPECT_FALSE(find(crypto::make_api_key().expose()));
  EXPECT_FALSE(find("sgnt_' OR 1=1"));
}

TEST_P(ApiKeys, AreListedWithoutThemselves) {
  const NewApiKey key = make({"CI", Scope::kRead, now_ms_ + kDayMs});
  const auto keys = database_->read([&](store::Transaction& transaction) { return list_api_keys(transaction, user_); });
  ASSERT_EQ(keys->size(), 1U);
  EXPECT_EQ(keys->at(0).name, "CI");
  EXPECT_EQ(keys->at(0).prefix, key.key.expose().substr(0, 8));
  EXPECT_EQ(keys->at(0).last_four, key.key.expose().substr(key.key.size() - 4));
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM api_keys WHERE hash = $1",
                                    {store::Blob{std::string(key.key.expose())}}),
            store::Value(0));
}

TEST_P(ApiKeys, EndWhenTheyWereSaidTo) {
  const NewApiKey key = make({"CI", Scope::kRead, now_ms_ + kDayMs});
  EXPECT_TRUE(find(key.key.expose()));
  pass(kDayMs);
  EXPECT_FALSE(find(key.key.expose()));
}

TEST_P(ApiKeys, AreWorthNothingOnceRevoked) {
  const NewApiKey key = make({"CI", Scope::kRead, std::nullopt});
  EXPECT_FALSE(revoke("00000000-0000-4000-8000-000000000000", key.id)) << "another's key is not there";
  EXPECT_TRUE(find(key.key.expose()));
  EXPECT_TRUE(revoke(user_, key.id));
  // On another replica, too: nothing is remembered between two questions.
  store::Database replica = place_->open();
  const auto found = replica.read(
      [&](store::Transaction& transaction) { return find_api_key(transaction, key.key.expose(), now_ms_); });
  ASSERT_TRUE(found);
  EXPECT_FALSE(*found);
}

TEST_P(ApiKeys, OverlapWhenRotated) {
  const NewApiKey old = make({"CI", Scope::kWrite, now_ms_ + 90 * kDayMs});
  const auto rotated = database_->write(
      [&](store::Transaction& transaction) { return rotate_api_key(transaction, user_, old.id, kDayMs, now_ms_); });
  ASSERT_TRUE(rotated) << rotated.error().to_string();
  EXPECT_TRUE(find(old.key.expose()));
  EXPECT_EQ(find(rotated->key.expose())->identity.scope, Scope::kWrite);
  pass(kDayMs);
  EXPECT_FALSE(find(old.key.expose()));
  EXPECT_TRUE(find(rotated->key.expose()));
  pass(90 * kDayMs);
  EXPECT_FALSE(find(rotated->key.expose())) << "as long a life as the old one had";
}

TEST_P(ApiKeys, OfADisabledAccountOpenNothing) {
  const NewApiKey key = make({"CI", Scope::kRead, std::nullopt});
  store::test::run(*database_, "UPDATE users SET disabled_ms = 1");
  EXPECT_FALSE(find(key.key.expose()));
}

TEST_P(ApiKeys, HaveANameAScopeAndALaterEnd) {
  for (const KeyRequest& request :
       {KeyRequest{"", Scope::kRead, {}}, KeyRequest{"  ", Scope::kRead, {}}, KeyRequest{"x", Scope::kNone, {}},
        KeyRequest{std::string(200, 'x'), Scope::kRead, {}}, KeyRequest{"x", Scope::kRead, now_ms_ - 1}}) {
    const auto made = database_->write(
        [&](store::Transaction& transaction) { return make_api_key(transaction, user_, request, now_ms_); });
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::kInvalidInput);
  }
}

class Sessions : public ApiKeys {};
SIGNET_ON_BOTH(Sessions);

TEST_P(Sessions, EndWhenNobodyUsesThemAndAfterAWhileInAnyCase) {
  auto in = try_sign_in("ada@example.com");
  const SecretString token = std::get<SignedInNow>(*in).session.token.clone();
  const std::string id = session_of(token).session.id;
  // Used every six days it lives for thirty.
  for (int days = 6; days < 30; days += 6) {
    pass(6 * kDayMs);
    ASSERT_TRUE(WithAccounts::find(token)) << days;
    ASSERT_TRUE(database_->write(
        [&](store::Transaction& transaction) { return note_session_use(transaction, id, kHome, now_ms_); }));
  }
  pass(6 * kDayMs);
  EXPECT_FALSE(WithAccounts::find(token));

  in = try_sign_in("ada@example.com");
  const SecretString idle = std::get<SignedInNow>(*in).session.token.clone();
  pass(kSessionIdleMs);
  EXPECT_FALSE(WithAccounts::find(idle));
}

TEST_P(Sessions, AreRevokedByTheirOwnerOnly) {
  auto in = try_sign_in("ada@example.com");
  const SecretString token = std::get<SignedInNow>(*in).session.token.clone();
  const std::string id = session_of(token).session.id;
  make_account("eve@example.com");
  const std::string eve = sign_in("eve@example.com").session.user_id;
  const auto revoke_as = [&](const std::string& user) {
    return database_->write([&](store::Transaction& transaction) { return revoke_session(transaction, user, id); });
  };
  EXPECT_FALSE(revoke_as(eve));
  EXPECT_TRUE(WithAccounts::find(token));
  EXPECT_TRUE(revoke_as(user_));
  EXPECT_FALSE(WithAccounts::find(token));
}

TEST_P(Sessions, AreFreshForTenMinutesAfterThePassword) {
  auto in = try_sign_in("ada@example.com");
  const SecretString token = std::get<SignedInNow>(*in).session.token.clone();
  const SignedIn session = session_of(token);
  EXPECT_TRUE(session.identity.is_fresh);
  pass(kFreshMs);
  EXPECT_FALSE(session_of(token).identity.is_fresh);
  EXPECT_FALSE(accounts_->confirm_password(session.session, SecretString("wrong-wrong-wrong"), kHome));
  const auto fresh = accounts_->confirm_password(session.session, SecretString(kPassword), kHome);
  ASSERT_TRUE(fresh);
  EXPECT_TRUE(session_of(fresh->token).identity.is_fresh);
  EXPECT_FALSE(WithAccounts::find(token)) << "rotated, so that a stolen token of before is worth nothing";
}

}  // namespace
}  // namespace signet::server
