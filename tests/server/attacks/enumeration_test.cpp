// Finding out who has an account: by what is answered, and by what it costs the server.
#include "tests/server/attacks/attacked_server.h"

namespace signet::server {
namespace {

using test::Answer;
using test::comparable;
using test::from_address;
using test::kPassword;
using test::kWrongPassword;

class Enumeration : public test::AttackOnBoth {
 protected:
  void SetUp() override {
    AttackOnBoth::SetUp();
    if (IsSkipped()) return;
    server->make_account("known@example.com");
    server->make_account("disabled@example.com");
    server->run("UPDATE users SET disabled_ms = 1 WHERE email_canonical = 'disabled@example.com'");
    sign_up("unconfirmed@example.com");
  }

  Answer sign_up(std::string_view email) {
    return server->post("/sign-up", json::object{{"email", email}, {"name", "Some Body"}, {"password", kPassword}},
                        {from_address(++address_)});
  }

  /// Each time from another address, so that only what is asked for can make a difference.
  Answer sign_in(std::string_view email, std::string_view password) {
    return server->try_sign_in(email, password, {from_address(++address_)});
  }
  Answer ask_for_reset(std::string_view email) {
    return server->post("/password/reset-request", json::object{{"email", email}}, {from_address(++address_)});
  }

  /// Whom an attacker asks about. None of them may tell more than the first.
  const std::vector<std::string> everybody_ = {"nobody@example.com", "known@example.com", "disabled@example.com",
                                               "unconfirmed@example.com", "KNOWN@Example.com"};
  unsigned address_ = 0;
};

TEST_P(Enumeration, SignInAnswersAllAlikeAndHashesOnceForEach) {
  std::vector<std::string> answers;
  for (const std::string& email : everybody_) {
    const std::uint64_t before = server->hashes();
    answers.push_back(comparable(sign_in(email, kWrongPassword)));
    EXPECT_EQ(server->hashes() - before, 1U) << email;
    EXPECT_EQ(answers.back(), answers.front()) << email;
  }
  // Nor does the right password tell who may not use it.
  for (const char* email : {"disabled@example.com", "unconfirmed@example.com"}) {
    const std::uint64_t before = server->hashes();
    EXPECT_EQ(comparable(sign_in(email, kPassword)), answers.front()) << email;
    EXPECT_EQ(server->hashes() - before, 1U) << email;
  }
}

TEST_P(Enumeration, SignUpAnswersAllAlikeAndHashesOnceForEach) {
  std::string first;
  for (const std::string& email : everybody_) {
    const std::uint64_t before = server->hashes();
    const std::string answer = comparable(sign_up(email));
    if (first.empty()) first = answer;
    EXPECT_EQ(answer, first) << email;
    EXPECT_EQ(server->hashes() - before, 1U) << email;
  }
  EXPECT_THAT(first, testing::StartsWith("202"));
  EXPECT_THAT(server->last_mail("known@example.com"), testing::HasSubstr("has an account already"));
}

TEST_P(Enumeration, ResetAnswersAllAlikeAndHashesForNobody) {
  const std::uint64_t before = server->hashes();
  const std::string first = comparable(ask_for_reset(everybody_.front()));
  for (const std::string& email : everybody_) EXPECT_EQ(comparable(ask_for_reset(email)), first) << email;
  EXPECT_EQ(server->hashes(), before);
  EXPECT_THAT(first, testing::StartsWith("202"));
  EXPECT_EQ(server->count_mails("nobody@example.com"), 0);
}

/// What is answered, one after the other, until somebody has to wait.
std::vector<unsigned> statuses_until_limit(const std::function<Answer()>& ask) {
  std::vector<unsigned> statuses;
  constexpr std::size_t kEnough = 30;
  while (statuses.size() < kEnough && (statuses.empty() || statuses.back() != 429)) statuses.push_back(ask().status);
  return statuses;
}

TEST_P(Enumeration, WaitsComeAtTheSameAttemptForAll) {
  const auto wrong = [this](std::string_view email) {
    return statuses_until_limit([&] { return sign_in(email, kWrongPassword); });
  };
  const auto first = wrong("nobody@example.com");
  EXPECT_EQ(first.back(), 429U);
  for (const char* email : {"known@example.com", "disabled@example.com", "unconfirmed@example.com"}) {
    EXPECT_EQ(wrong(email), first) << email;
  }
}

TEST_P(Enumeration, MailsToOneMailboxAreFewForAll) {
  server->run("DELETE FROM sign_in_failures");  // those of signing up
  const auto reset = [this](std::string_view email) {
    return statuses_until_limit([&] { return ask_for_reset(email); });
  };
  const auto first = reset("nobody@example.com");
  EXPECT_EQ(first.back(), 429U);
  EXPECT_LT(first.size(), 10U);
  const std::int64_t before = server->count_mails("disabled@example.com");
  EXPECT_EQ(reset("disabled@example.com"), first);
  EXPECT_EQ(server->count_mails("disabled@example.com"), before);
}

TEST_P(Enumeration, NobodyFloodsAMailboxBySigningUp) {
  for (int i = 0; i < 10; ++i) EXPECT_LT(sign_up("known@example.com").status, 500U);
  EXPECT_LT(server->count_mails("known@example.com"), 6);
}

SIGNET_ON_BOTH(Enumeration);

}  // namespace
}  // namespace signet::server
