// A server's accounts for tests: a database of either kind with the schema, a clock that the test moves, cheap hashes.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "server/accounts/accounts.h"
#include "store/migrations.h"
#include "tests/server/mails.h"
#include "tests/store/support.h"

namespace signet::server::test {

inline const Origin kHome{"192.0.2.1", "Browser/1", "request-1"};
inline const Origin kElsewhere{"198.51.100.7", "Browser/2", "request-2"};
inline constexpr std::string_view kPassword = "plum-harbor-tin-eagle";
inline constexpr std::string_view kOtherPassword = "velvet-canyon-moss-9";

class WithAccounts : public store::test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    const auto migrated = store::migrate(*database_);
    ASSERT_TRUE(migrated) << migrated.error().to_string();
    open_accounts({});
  }

  void open_accounts(AccountsOptions options) {
    options.password_cost = {64, 1};
    accounts_ = std::make_unique<Accounts>(*database_, outbox_, std::move(options), [this] { return ++now_ms_; });
  }

  void pass(std::int64_t ms) { now_ms_ += ms; }

  /// Signs a person up and confirms the address; the first one becomes the admin by the printed link.
  void make_account(const std::string& email, std::string_view password = kPassword) {
    AccountsOptions open;
    open.sign_up = SignUpPolicy::kOpen;
    open_accounts(open);
    const Status signed_up = accounts_->sign_up({email, "Ada", SecretString(password), SecretString()}, kHome);
    ASSERT_TRUE(signed_up) << signed_up.error().to_string();
    const Status verified = accounts_->verify_email(SecretString(token_of_last_mail(email)), kHome);
    ASSERT_TRUE(verified) << verified.error().to_string();
  }

  Result<SignIn> try_sign_in(const std::string& email, std::string_view password = kPassword,
                             const Origin& origin = kHome) {
    return accounts_->sign_in({email, SecretString(password), SecretString()}, origin);
  }

  /// Signs in where no second factor is wanted, and gives the session.
  SignedIn sign_in(const std::string& email, std::string_view password = kPassword, const Origin& origin = kHome) {
    auto in = try_sign_in(email, password, origin);
    EXPECT_TRUE(in) << in.error().to_string();
    if (!in || !std::holds_alternative<SignedInNow>(*in)) {
      ADD_FAILURE() << "not signed in";
      return {};
    }
    return session_of(std::get<SignedInNow>(*in).session.token);
  }

  SignedIn session_of(const SecretString& token) {
    auto found = find(token);
    EXPECT_TRUE(found) << "no session";
    return found ? *std::move(found) : SignedIn{};
  }

  std::optional<SignedIn> find(const SecretString& token) {
    auto found = database_->read(
        [&](store::Transaction& transaction) { return find_session(transaction, token.expose(), now_ms_); });
    EXPECT_TRUE(found);
    return *std::move(found);
  }

  std::vector<SentMail> mails() { return read_mails(*database_, outbox_.master); }

  /// The token in the link of the newest mail to an address; empty without one.
  std::string token_of_last_mail(const std::string& to) {
    std::string token;
    for (const SentMail& mail : mails()) {
      const std::size_t at = mail.text.find('#');
      if (mail.to == to && at != std::string::npos) token = mail.text.substr(at + 1, mail.text.find('\n', at) - at - 1);
    }
    return token;
  }

  std::int64_t now_ms_ = 1'800'000'000'000;
  Outbox outbox_ = make_outbox();
  std::unique_ptr<Accounts> accounts_;
};

}  // namespace signet::server::test
