// Getting past the second factor with a password that is known: replay, races, tickets of others, trying all codes.
#include <ctime>

#include "crypto/one_time_code.h"
#include "server/accounts/throttle.h"
#include "tests/server/attacks/attacked_server.h"
#include "tests/server/authenticator.h"

namespace signet::server {
namespace {

using test::Answer;
using test::AttackedServer;
using test::Browser;
using test::from_address;
using test::kPassword;
using test::kWrongPassword;
using test::text_at;

constexpr std::size_t kAtOnce = 8;

/// Somebody with an authenticator app.
struct Owner {
  Browser browser;
  SecretString key;
  std::vector<std::string> recovery_codes;

  /// The app's code of now, or of steps of 30 seconds later.
  [[nodiscard]] std::string code(std::int64_t later = 0) const {
    const std::int64_t step = static_cast<std::int64_t>(std::time(nullptr)) / crypto::kTimeStepSeconds + later;
    return std::string(crypto::hotp(key, static_cast<std::uint64_t>(step))->expose());
  }
};

class SecondFactor : public test::AttackOnBoth {
 protected:
  void SetUp() override {
    AttackOnBoth::SetUp();
    if (!IsSkipped()) ada_ = make_owner("ada@example.com");
  }

  Owner make_owner(const std::string& email) {
    server->make_account(email);
    const Browser browser = server->sign_in(email);
    const Answer begun = server->send("POST", "/account/two-factor", nullptr, browser.headers());
    EXPECT_EQ(begun.status, 200U) << begun.body;
    Owner owner{browser, test::decode_base32(text_at(begun, "key")), {}};
    // By a code of before, so that those of now are new.
    const Answer on =
        server->post("/account/two-factor/confirm", json::object{{"code", owner.code(-1)}}, browser.headers());
    owner.browser = AttackedServer::browser_of(on);
    const json::value body = test::json_of(on);
    for (const json::value& code : body.at("recovery_codes").as_array()) {
      owner.recovery_codes.emplace_back(code.get_string());
    }
    return owner;
  }

  std::string ticket(std::string_view email = "ada@example.com", const test::HeaderLines& headers = {}) {
    const Answer answer = server->try_sign_in(email, kPassword, headers);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.header("Set-Cookie"), "") << "no session before the code";
    return text_at(answer, "ticket");
  }

  Answer finish(std::string_view with_ticket, std::string_view code, const test::HeaderLines& headers = {}) {
    return server->post("/sign-in/second-factor", json::object{{"ticket", with_ticket}, {"code", code}}, headers);
  }

  /// How many of several that send the same at the same time get in.
  std::size_t count_in(std::string_view with_ticket, std::string_view code) {
    const std::string bytes = AttackedServer::bytes_of("POST", "/sign-in/second-factor",
                                                       json::object{{"ticket", with_ticket}, {"code", code}}, {});
    std::size_t in = 0;
    for (const Answer& answer : server->send_at_once(kAtOnce, bytes)) {
      in += answer.status == 200 ? 1 : 0;
      EXPECT_LT(answer.status, 500U) << answer.body;
    }
    return in;
  }

  Owner ada_;
};

TEST_P(SecondFactor, ACodeSentByManyAtOnceLetsOneIn) {
  EXPECT_EQ(count_in(ticket(), ada_.code(1)), 1U);
}

TEST_P(SecondFactor, ACodeIsNotTakenAgainNorOneBeforeIt) {
  const std::string now = ada_.code();
  const std::string next = ada_.code(1);
  ASSERT_EQ(finish(ticket(), next).status, 200U);
  EXPECT_EQ(finish(ticket(), next).status, 403U) << "the same";
  EXPECT_EQ(finish(ticket(), now).status, 403U) << "the one before";
}

TEST_P(SecondFactor, ARecoveryCodeSentByManyAtOnceLetsOneInAndNeverAgain) {
  EXPECT_EQ(count_in(ticket(), ada_.recovery_codes[0]), 1U);
  EXPECT_EQ(finish(ticket(), ada_.recovery_codes[0]).status, 403U);
  EXPECT_EQ(finish(ticket(), ada_.recovery_codes[1]).status, 200U);
}

TEST_P(SecondFactor, ATicketIsForOneSignInOfOneAccount) {
  const Owner bo = make_owner("bo@example.com");
  const std::string of_ada = ticket();
  EXPECT_EQ(finish(of_ada, bo.code()).status, 403U) << "the code of another account";
  EXPECT_EQ(finish(of_ada, bo.recovery_codes[0]).status, 403U);
  ASSERT_EQ(finish(of_ada, ada_.code()).status, 200U);
  EXPECT_EQ(finish(of_ada, ada_.code(1)).status, 403U) << "the ticket again";
  EXPECT_EQ(finish("", ada_.code(1)).status, 403U);
  EXPECT_EQ(finish(std::string(43, 'A'), ada_.code(1)).status, 403U);
}

TEST_P(SecondFactor, ATicketIsNoSession) {
  const std::string held = ticket();
  for (const std::string& header : {"Authorization: Bearer " + held, "Cookie: __Host-signet-session=" + held,
                                    "Cookie: __Host-signet-device=" + held, "X-Api-Key: " + held}) {
    EXPECT_EQ(server->send("GET", "/account", nullptr, {header}).status, 401U) << header;
  }
  EXPECT_EQ(server->post("/password/reset", json::object{{"token", held}, {"new_password", kWrongPassword}}).status,
            404U);
}

TEST_P(SecondFactor, TryingAllCodesIsSlowedDownOverAllTicketsAndAddresses) {
  std::size_t looked_at = 0;
  for (unsigned i = 0; i < 40; ++i) {
    const Answer answer = finish(ticket("ada@example.com", {from_address(i)}), "000000", {from_address(i)});
    looked_at += answer.status == 403 ? 1 : 0;
  }
  EXPECT_LE(looked_at, static_cast<std::size_t>(kFreeAccountFailures) + 4);
  const std::string home = "X-Forwarded-For: 127.0.0.1";  // where Ada's session is from
  EXPECT_EQ(finish(ticket("ada@example.com", {home}), ada_.code(), {home}).status, 200U) << "the owner is not held up";
}

TEST_P(SecondFactor, TurningItOffIsNoWayToTryCodes) {
  std::size_t looked_at = 0;
  for (int i = 0; i < 20; ++i) {
    const Answer answer =
        server->post("/account/two-factor/remove", json::object{{"password", kPassword}, {"code", "000000"}},
                     ada_.browser.headers());
    looked_at += answer.status == 403 ? 1 : 0;
  }
  EXPECT_LE(looked_at, static_cast<std::size_t>(kFreeAccountFailures) + 2);
  EXPECT_EQ(server
                ->post("/account/two-factor/remove", json::object{{"password", kWrongPassword}, {"code", ada_.code()}},
                       ada_.browser.headers())
                .status,
            403U)
      << "the code alone";
}

TEST_P(SecondFactor, ANewPasswordLeavesItOnAndOldTicketsDead) {
  const std::string before = ticket();
  ASSERT_EQ(server->post("/password/reset-request", json::object{{"email", "ada@example.com"}}).status, 202U);
  const std::string token = server->token_of_last_mail("ada@example.com");
  ASSERT_EQ(server->post("/password/reset", json::object{{"token", token}, {"new_password", kWrongPassword}}).status,
            204U);
  EXPECT_EQ(finish(before, ada_.code()).status, 403U);
  const Answer in = server->try_sign_in("ada@example.com", kWrongPassword);
  EXPECT_EQ(in.status, 200U);
  EXPECT_NE(text_at(in, "ticket"), "") << "a mailbox alone is not enough";
}

TEST_P(SecondFactor, ADeviceIsRememberedForItsOwnAccountOnly) {
  const Owner bo = make_owner("bo@example.com");
  const Answer in =
      server->post("/sign-in/second-factor",
                   json::object{{"ticket", ticket("bo@example.com")}, {"code", bo.code()}, {"remember_device", true}});
  std::string device;
  for (const auto& [name, value] : in.headers) {
    if (value.starts_with("__Host-signet-device=")) device = "Cookie: " + value.substr(0, value.find(';'));
  }
  ASSERT_NE(device, "");
  EXPECT_NE(ticket("ada@example.com", {device}), "");
  EXPECT_NE(server->try_sign_in("bo@example.com", kPassword, {device}).header("Set-Cookie"), "");
}

SIGNET_ON_BOTH(SecondFactor);

}  // namespace
}  // namespace signet::server
