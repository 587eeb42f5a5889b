// Guessing passwords: of one account from everywhere, of every account from one place, all at the same time.
#include "server/accounts/throttle.h"
#include "tests/server/attacks/attacked_server.h"

namespace signet::server {
namespace {

using test::Answer;
using test::AttackedServer;
using test::from_address;
using test::kPassword;
using test::kWrongPassword;

class Guessing : public test::AttackOnBoth {
 protected:
  void SetUp() override {
    AttackOnBoth::SetUp();
    if (!IsSkipped()) server->make_account("ada@example.com");
  }

  /// Attacks from many addresses; how many guesses were looked at.
  std::uint64_t attack(std::string_view email, unsigned guesses) const {
    const std::uint64_t before = server->hashes();
    for (unsigned i = 0; i < guesses; ++i) (void)server->try_sign_in(email, kWrongPassword, {from_address(i)});
    return server->hashes() - before;
  }
};

constexpr auto kHome = "X-Forwarded-For: 198.51.100.1";
constexpr auto kElsewhere = "X-Forwarded-For: 198.51.100.2";

TEST_P(Guessing, OneAccountFromManyAddressesIsSlowedDownAndItsOwnerIsNot) {
  (void)server->sign_in("ada@example.com", {kHome});
  EXPECT_LE(attack("ada@example.com", 60), static_cast<unsigned>(kFreeAccountFailures) + 4);
  EXPECT_EQ(server->try_sign_in("ada@example.com", kPassword, {kElsewhere}).status, 429U) << "a stranger waits";
  EXPECT_EQ(server->try_sign_in("ada@example.com", kPassword, {kHome}).status, 200U) << "the owner does not";
}

TEST_P(Guessing, AnOwnerAtAnUnknownPlaceGetsInByANewPassword) {
  (void)attack("ada@example.com", 40);
  ASSERT_EQ(server->try_sign_in("ada@example.com", kPassword, {kElsewhere}).status, 429U);
  ASSERT_EQ(server->post("/password/reset-request", json::object{{"email", "ada@example.com"}}, {kElsewhere}).status,
            202U);
  const std::string token = server->token_of_last_mail("ada@example.com");
  ASSERT_EQ(server->post("/password/reset", json::object{{"token", token}, {"new_password", kWrongPassword}}).status,
            204U);
  EXPECT_EQ(server->try_sign_in("ada@example.com", kWrongPassword, {kElsewhere}).status, 200U);
}

TEST_P(Guessing, AllAccountsFromOneAddressAreSlowedDown) {
  const std::uint64_t before = server->hashes();
  for (int i = 0; i < 60; ++i) {
    (void)server->try_sign_in(fmt::format("somebody{}@example.com", i), kWrongPassword, {kElsewhere});
  }
  EXPECT_LE(server->hashes() - before, static_cast<unsigned>(kFreeAddressFailures) + 4);
  EXPECT_EQ(server->try_sign_in("ada@example.com", kPassword, {kElsewhere}).status, 429U);
  EXPECT_EQ(server->try_sign_in("ada@example.com", kPassword, {kHome}).status, 200U);
}

TEST_P(Guessing, AnAccountOfOnesOwnGivesNoFurtherGuesses) {
  server->make_account("mallory@example.com");
  const std::uint64_t before = server->hashes();
  std::uint64_t own = 0;
  for (int i = 0; i < 40; ++i) {
    (void)server->try_sign_in(fmt::format("somebody{}@example.com", i), kWrongPassword, {kElsewhere});
    own += server->try_sign_in("mallory@example.com", kPassword, {kElsewhere}).status == 200 ? 1 : 0;
  }
  EXPECT_LE(server->hashes() - before - own, static_cast<unsigned>(kFreeAddressFailures) + 4);
}

TEST_P(Guessing, ManyGuessesAtOnceCountAsMany) {
  const std::uint64_t before = server->hashes();
  const std::string guess = AttackedServer::bytes_of(
      "POST", "/sign-in", json::object{{"email", "ada@example.com"}, {"password", kWrongPassword}}, {});
  std::size_t looked_at = 0;
  for (const Answer& answer : server->send_at_once(24, guess)) looked_at += answer.status == 403 ? 1 : 0;
  EXPECT_LE(looked_at, static_cast<unsigned>(kFreeAccountFailures) + 1);
  EXPECT_LE(server->hashes() - before, static_cast<unsigned>(kFreeAccountFailures) + 1);
}

TEST_P(Guessing, ThePasswordOfASessionIsSlowedDownToo) {
  const auto browser = server->sign_in("ada@example.com");
  const std::uint64_t before = server->hashes();
  for (int i = 0; i < 30; ++i) {
    EXPECT_NE(server->post("/password/confirm", json::object{{"password", kWrongPassword}}, browser.headers()).status,
              200U);
  }
  EXPECT_LE(server->hashes() - before, static_cast<unsigned>(kFreeAccountFailures) + 2);
}

SIGNET_ON_BOTH(Guessing);

TEST(GuessingFromOutside, BelievesNoAddressThatAStrangerWrites) {
  const AttackedServer server(store::test::Kind::kSqlite,
                              [](ServerOptions& options) { options.front.trusted_proxies = {}; });
  const std::uint64_t before = server.hashes();
  for (unsigned i = 0; i < 60; ++i) {
    const std::string address = fmt::format("192.0.2.{}", i);
    (void)server.try_sign_in(fmt::format("somebody{}@example.com", i), kWrongPassword,
                             {"X-Forwarded-For: " + address, "X-Real-IP: " + address, "Forwarded: for=" + address,
                              "True-Client-IP: " + address, "CF-Connecting-IP: " + address});
  }
  EXPECT_LE(server.hashes() - before, static_cast<unsigned>(kFreeAddressFailures) + 4);
}

TEST(GuessingFromOutside, TakesTheProxysWordAndNotWhatTheClientPutInFront) {
  const AttackedServer server(store::test::Kind::kSqlite);
  const std::uint64_t before = server.hashes();
  for (unsigned i = 0; i < 60; ++i) {
    (void)server.try_sign_in(fmt::format("somebody{}@example.com", i), kWrongPassword,
                             {fmt::format("X-Forwarded-For: 192.0.2.{}, 198.51.100.9", i)});
  }
  EXPECT_LE(server.hashes() - before, static_cast<unsigned>(kFreeAddressFailures) + 4);
}

TEST(GuessingFromOutside, OneNetworkOfIpv6IsOneAddress) {
  const AttackedServer server(store::test::Kind::kSqlite);
  const std::uint64_t before = server.hashes();
  for (unsigned i = 0; i < 60; ++i) {
    (void)server.try_sign_in(fmt::format("somebody{}@example.com", i), kWrongPassword,
                             {fmt::format("X-Forwarded-For: 2001:db8:1:2:{:x}::{:x}", i + 1, i)});
  }
  EXPECT_LE(server.hashes() - before, static_cast<unsigned>(kFreeAddressFailures) + 4);
}

TEST(GuessingFromOutside, AFloodOfSignInsLeavesRoomForAllElse) {
  const AttackedServer server(store::test::Kind::kSqlite, [](ServerOptions& options) {
    options.front.workers = 4;
    options.accounts.password_cost = {192U << 10, 3};  // long enough for all other requests to be there meanwhile
    options.accounts.hashes_at_once = 1;
  });
  server.make_account("ada@example.com");
  const auto key = server.make_key(server.sign_in("ada@example.com"), "read");
  std::vector<std::unique_ptr<test::Client>> flood;
  for (unsigned i = 0; i < 8; ++i) {
    flood.push_back(std::make_unique<test::Client>(server.port()));
    flood.back()->send(AttackedServer::bytes_of(
        "POST", "/sign-in", json::object{{"email", "ada@example.com"}, {"password", kWrongPassword}},
        {from_address(i)}));
  }
  EXPECT_EQ(server.send("GET", "/account", nullptr, {"X-Api-Key: " + key.key}).status, 200U);
  // All threads at work on passwords would have had to end some of them first.
  std::size_t refused_by_password = 0;
  for (auto& client : flood) {
    if (client->is_readable_within(std::chrono::milliseconds(0)) && client->read().status == 403) {
      ++refused_by_password;
    }
  }
  EXPECT_EQ(refused_by_password, 0U);
}

}  // namespace
}  // namespace signet::server
