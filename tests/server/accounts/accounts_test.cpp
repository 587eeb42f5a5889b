// Accounts as their owners and their attackers meet them, on both databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/one_time_code.h"
#include "crypto/token.h"
#include "server/accounts/links.h"
#include "server/accounts/remembered_devices.h"
#include "server/accounts/throttle.h"
#include "tests/server/authenticator.h"
#include "tests/server/support.h"

namespace signet::server {
namespace {

using test::kElsewhere;
using test::kHome;
using test::kOtherPassword;
using test::kPassword;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kMinuteMs = 60'000;
const std::string kAda = "ada@example.com";

class AccountsTest : public test::WithAccounts {
 protected:
  /// Turns Ada's second factor on; keeps its key and the recovery codes.
  void turn_two_factor_on() {
    make_account(kAda);
    const SignedIn in = sign_in(kAda);
    auto set_up = accounts_->begin_two_factor(in.session.user_id);
    ASSERT_TRUE(set_up) << set_up.error().to_string();
    const std::string uri(set_up->uri.expose());
    const std::size_t at = uri.find("secret=") + 7;
    key_ = test::decode_base32(uri.substr(at, uri.find('&', at) - at));
    auto on = accounts_->confirm_two_factor(in.session, code(), kHome);
    ASSERT_TRUE(on) << on.error().to_string();
    recovery_codes_ = std::move(on->recovery_codes);
    pass(kMinuteMs);
  }

  SecretString code(std::int64_t steps_ahead = 0) {
    return *crypto::hotp(key_, static_cast<std::uint64_t>(now_ms_ / 30'000 + steps_ahead));
  }

  SecretString ticket(const Origin& origin = kHome) {
    auto in = try_sign_in(kAda, kPassword, origin);
    EXPECT_TRUE(in) << in.error().to_string();
    if (!in || !std::holds_alternative<SecondFactorWanted>(*in)) {
      ADD_FAILURE() << "no code was wanted";
      return {};
    }
    return std::move(std::get<SecondFactorWanted>(*in).ticket);
  }

  Result<SignedInNow> finish(const SecretString& ticket, const SecretString& code, bool remember = false,
                             const Origin& origin = kHome) {
    return accounts_->finish_sign_in(ticket, code, remember, "browser", origin);
  }

  SecretString key_;
  std::vector<SecretString> recovery_codes_;
};
SIGNET_ON_BOTH(AccountsTest);

TEST_P(AccountsTest, BeginWithAnAdminByThePrintedLink) {
  const auto link = accounts_->first_admin_link();
  ASSERT_TRUE(link && *link);
  const SecretString guess("not the link");
  EXPECT_FALSE(accounts_->sign_up({"eve@example.com", "Eve", SecretString(kPassword), guess.clone()}, kHome));
  ASSERT_TRUE(accounts_->sign_up({kAda, "Ada", SecretString(kPassword), (*link)->clone()}, kHome));
  EXPECT_TRUE(sign_in(kAda).identity.is_admin) << "without a mail, which may not be set up yet";
  EXPECT_FALSE(accounts_->sign_up({"eve@example.com", "Eve", SecretString(kPassword), (*link)->clone()}, kHome))
      << "it works once";
  const auto again = accounts_->first_admin_link();
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again) << "there is an admin now";
}

TEST_P(AccountsTest, LeaveThePrintedLinkToWhoeverBecomesAdminByIt) {
  make_account("bob@example.com");
  open_accounts({});
  const auto link = accounts_->first_admin_link();
  ASSERT_TRUE(link && *link);
  const Status present =
      accounts_->sign_up({"bob@example.com", "Bob", SecretString(kPassword), (*link)->clone()}, kHome);
  EXPECT_TRUE(present) << "looks like any other sign-up";
  EXPECT_FALSE(sign_in("bob@example.com").identity.is_admin);
  ASSERT_TRUE(accounts_->sign_up({kAda, "Ada", SecretString(kPassword), (*link)->clone()}, kHome));
  EXPECT_TRUE(sign_in(kAda).identity.is_admin);
}

TEST_P(AccountsTest, AreMadeByInvitationUnlessTheServerIsOpen) {
  const Status closed = accounts_->sign_up({kAda, "Ada", SecretString(kPassword), SecretString()}, kHome);
  ASSERT_FALSE(closed);
  EXPECT_EQ(closed.error().code, ErrorCode::kPermission);
  make_account(kAda);
  EXPECT_FALSE(sign_in(kAda).identity.is_admin);
}

TEST_P(AccountsTest, AreNotMadeOnAClosedServerBesidesTheFirstAdmin) {
  const SecretString token = crypto::make_token();
  store::test::run(*database_,
                   "INSERT INTO invitations (id, token_hash, email, email_canonical, role, created_ms, expires_ms) "
                   "VALUES ('00000000-0000-4000-8000-000000000001', $1, $2, $2, 'member', 1, $3)",
                   {store::Blob{crypto::token_hash(token.expose())}, kAda, now_ms_ + kMinuteMs});
  const auto link = accounts_->first_admin_link();
  open_accounts({.sign_up = SignUpPolicy::kClosed});
  const Status invited = accounts_->sign_up({kAda, "Ada", SecretString(kPassword), token.clone()}, kHome);
  ASSERT_FALSE(invited);
  EXPECT_EQ(invited.error().code, ErrorCode::kPermission);
  EXPECT_TRUE(accounts_->sign_up({"eve@example.com", "Eve", SecretString(kPassword), (*link)->clone()}, kHome));

  open_accounts({.sign_up = SignUpPolicy::kByInvitation});
  EXPECT_FALSE(accounts_->sign_up({"bob@example.com", "Bob", SecretString(kPassword), token.clone()}, kHome))
      << "the invitation is another's";
  EXPECT_TRUE(accounts_->sign_up({kAda, "Ada", SecretString(kPassword), token.clone()}, kHome));
}

TEST_P(AccountsTest, AreUsedOnlyOnceTheAddressIsConfirmed) {
  open_accounts({.sign_up = SignUpPolicy::kOpen});
  ASSERT_TRUE(accounts_->sign_up({kAda, "Ada", SecretString(kPassword), SecretString()}, kHome));
  const auto early = try_sign_in(kAda);
  ASSERT_FALSE(early);
  const auto unknown = try_sign_in("nobody@example.com");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(early.error().to_string(), unknown.error().to_string());

  const SecretString token(token_of_last_mail(kAda));
  EXPECT_FALSE(accounts_->verify_email(SecretString("guess"), kHome));
  pass(kVerificationLinkMs + 1);
  EXPECT_FALSE(accounts_->verify_email(token, kHome)) << "too old";
  pass(-kVerificationLinkMs);
  EXPECT_TRUE(accounts_->verify_email(token, kHome));
  EXPECT_FALSE(accounts_->verify_email(token, kHome)) << "used";
  sign_in(kAda);
}

TEST_P(AccountsTest, DoNotTellAStrangerWhoHasOne) {
  make_account(kAda);
  const std::size_t before = mails().size();
  // Signing up with an address that has an account looks as any other; its owner is told by mail.
  EXPECT_TRUE(accounts_->sign_up({"ADA@Example.com", "Eve", SecretString(kOtherPassword), SecretString()}, kElsewhere));
  ASSERT_EQ(mails().size(), before + 1);
  EXPECT_THAT(mails().back().subject, HasSubstr("have an account"));
  EXPECT_FALSE(try_sign_in(kAda, kOtherPassword)) << "the password is not the stranger's";
  sign_in(kAda);
  // The same for a new password.
  EXPECT_TRUE(accounts_->request_password_reset("nobody@example.com", kElsewhere));
  EXPECT_EQ(mails().size(), before + 1);
  EXPECT_TRUE(accounts_->request_password_reset(kAda, kElsewhere));
  EXPECT_EQ(mails().size(), before + 2);
  // And a wrong password.
  const auto known = try_sign_in(kAda, kOtherPassword);
  const auto unknown = try_sign_in("nobody@example.com", kOtherPassword);
  ASSERT_FALSE(known || unknown);
  EXPECT_EQ(known.error().to_string(), unknown.error().to_string());
}

TEST_P(AccountsTest, SlowGuessingDownForAnAccountAsForNone) {
  make_account(kAda);
  for (const std::string& email : {kAda, std::string("nobody@example.com")}) {
    std::int64_t tries = 0;
    Origin origin{"203.0.113.1", "", ""};
    while (true) {
      // From another address each time: the account counts by itself.
      origin.address = "203.0.113." + std::to_string(tries + 1);
      const auto in = try_sign_in(email, kOtherPassword, origin);
      ASSERT_FALSE(in);
      if (in.error().code == ErrorCode::kLimit) break;
      ASSERT_LT(++tries, 50);
    }
    EXPECT_EQ(tries, kFreeAccountFailures + 1);
    EXPECT_FALSE(try_sign_in(email, kPassword, origin)) << "even the right one waits";
  }
}

TEST_P(AccountsTest, CannotBeLockedOutByAnAttacker) {
  make_account(kAda);
  sign_in(kAda);  // so that the address is known
  for (int i = 0; i < 100; ++i) {
    const Origin attacker{"203.0.113." + std::to_string(i), "", ""};
    EXPECT_FALSE(try_sign_in(kAda, kOtherPassword, attacker));
    pass(kLongestWaitMs / 50);
  }
  sign_in(kAda, kPassword, kHome);
  EXPECT_TRUE(accounts_->request_password_reset(kAda, kElsewhere)) << "and by mail from anywhere";
  EXPECT_TRUE(accounts_->reset_password(SecretString(token_of_last_mail(kAda)), SecretString(kOtherPassword), kHome));
}

TEST_P(AccountsTest, SlowDownAnAddressThatTriesManyAccounts) {
  bool waits = false;
  for (int i = 0; i < 60 && !waits; ++i) {
    // One IPv6 network, as one attacker has it.
    const Origin origin{"2001:db8::" + std::to_string(i + 1), "", ""};
    const auto in = try_sign_in("user" + std::to_string(i) + "@example.com", kPassword, origin);
    ASSERT_FALSE(in);
    waits = in.error().code == ErrorCode::kLimit;
    EXPECT_TRUE(waits || i <= kFreeAddressFailures) << i;
  }
  EXPECT_TRUE(waits);
}

TEST_P(AccountsTest, ForgetFailuresWithTimeAndSuccess) {
  make_account(kAda);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < kFreeAccountFailures - 1; ++i) EXPECT_FALSE(try_sign_in(kAda, kOtherPassword));
    sign_in(kAda);
  }
  pass(kFailuresForgottenMs + kMinuteMs);
  sign_in(kAda);
}

TEST_P(AccountsTest, KeepAPasswordsHashUpToDate) {
  make_account(kAda);
  const store::Value before = store::test::read_value(*database_, "SELECT password_hash FROM users");
  EXPECT_THAT(*before.if_text(), HasSubstr("m=64,t=1"));
  AccountsOptions dearer;
  dearer.password_cost = {128, 2};
  accounts_ = std::make_unique<Accounts>(*database_, outbox_, dearer, [this] { return now_ms_; });
  sign_in(kAda);
  const store::Value after = store::test::read_value(*database_, "SELECT password_hash FROM users");
  EXPECT_THAT(*after.if_text(), HasSubstr("m=128,t=2"));
}

TEST_P(AccountsTest, ChangeAPasswordAndEndWhatTheOldOneOpened) {
  make_account(kAda);
  auto here = try_sign_in(kAda);
  const SignedIn elsewhere = sign_in(kAda, kPassword, kElsewhere);
  const SecretString here_token = std::get<SignedInNow>(*here).session.token.clone();
  const SignedIn session = session_of(here_token);
  const auto wrong =
      accounts_->change_password(session.session, SecretString(kOtherPassword), SecretString(kOtherPassword), kHome);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kPermission);
  EXPECT_FALSE(
      accounts_->change_password(session.session, SecretString(kPassword), SecretString("password1234"), kHome));

  const auto fresh =
      accounts_->change_password(session.session, SecretString(kPassword), SecretString(kOtherPassword), kHome);
  ASSERT_TRUE(fresh) << fresh.error().to_string();
  EXPECT_FALSE(find(here_token)) << "the session goes on under another token";
  EXPECT_EQ(session_of(fresh->token).session.id, session.session.id);
  const auto left = database_->read(
      [&](store::Transaction& transaction) { return list_sessions(transaction, session.session.user_id, now_ms_); });
  EXPECT_EQ(left->size(), 1U) << "the other one has ended";
  EXPECT_FALSE(try_sign_in(kAda));
  sign_in(kAda, kOtherPassword);
  EXPECT_THAT(mails().back().subject, HasSubstr("password was changed"));
  EXPECT_THAT(mails().back().text, HasSubstr("192.0.2.1"));
}

TEST_P(AccountsTest, SetANewPasswordByALinkThatWorksOnce) {
  make_account(kAda);
  const SignedIn old = sign_in(kAda);
  ASSERT_TRUE(accounts_->request_password_reset(kAda, kElsewhere));
  const SecretString first(token_of_last_mail(kAda));
  pass(1);
  ASSERT_TRUE(accounts_->request_password_reset(kAda, kElsewhere));
  const SecretString second(token_of_last_mail(kAda));
  EXPECT_FALSE(accounts_->reset_password(first, SecretString(kOtherPassword), kHome)) << "a later one took its place";
  EXPECT_FALSE(accounts_->reset_password(second, SecretString("password1234"), kHome));
  EXPECT_TRUE(accounts_->reset_password(second, SecretString(kOtherPassword), kHome)) << "a bad choice costs no link";
  EXPECT_FALSE(accounts_->reset_password(second, SecretString(kPassword), kHome));
  const auto left = database_->read(
      [&](store::Transaction& transaction) { return list_sessions(transaction, old.session.user_id, now_ms_); });
  EXPECT_TRUE(left->empty());
  sign_in(kAda, kOtherPassword);
}

TEST_P(AccountsTest, WantACodeOnceTheSecondFactorIsOn) {
  turn_two_factor_on();
  const auto in = finish(ticket(), code());
  ASSERT_TRUE(in) << in.error().to_string();
  EXPECT_TRUE(session_of(in->session.token).identity.has_two_factor);
  EXPECT_THAT(mails().back().subject, HasSubstr("second factor was turned on"));
}

TEST_P(AccountsTest, TurnTheSecondFactorOnByARightCodeOnly) {
  make_account(kAda);
  const SignedIn in = sign_in(kAda);
  EXPECT_FALSE(accounts_->confirm_two_factor(in.session, SecretString("000000"), kHome)) << "nothing was begun";
  ASSERT_TRUE(accounts_->begin_two_factor(in.session.user_id));
  const auto wrong = accounts_->confirm_two_factor(in.session, SecretString("000000"), kHome);
  ASSERT_FALSE(wrong);
  EXPECT_FALSE(accounts_->profile(in.session.user_id)->has_two_factor);
  sign_in(kAda);  // without a code
}

TEST_P(AccountsTest, TakeNoCodeTwice) {
  turn_two_factor_on();
  const SecretString used = code();
  ASSERT_TRUE(finish(ticket(), used));
  const auto replayed = finish(ticket(), used);
  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().code, ErrorCode::kPermission);
  pass(30'000);
  EXPECT_TRUE(finish(ticket(), code()));
}

TEST_P(AccountsTest, TakeATicketOnce) {
  turn_two_factor_on();
  const SecretString once = ticket();
  ASSERT_TRUE(finish(once, code()));
  pass(30'000);
  EXPECT_FALSE(finish(once, code()));
  const SecretString late = ticket();
  pass(kSecondFactorTicketMs + 1);
  EXPECT_FALSE(finish(late, code()));
}

TEST_P(AccountsTest, SlowGuessingOfCodesDownOverAllTickets) {
  turn_two_factor_on();
  int tries = 0;
  ErrorCode code = ErrorCode::kPermission;
  while (code == ErrorCode::kPermission && tries < 50) {
    const auto in = finish(ticket(), SecretString("000000"), false, {"203.0.113." + std::to_string(tries), "", ""});
    ASSERT_FALSE(in);
    code = in.error().code;
    ++tries;
  }
  EXPECT_EQ(code, ErrorCode::kLimit);
  EXPECT_EQ(tries, kFreeAccountFailures + 2);
}

TEST_P(AccountsTest, LetInByARecoveryCodeOnce) {
  turn_two_factor_on();
  ASSERT_EQ(recovery_codes_.size(), 10U);
  const auto in = finish(ticket(), recovery_codes_[3]);
  ASSERT_TRUE(in) << in.error().to_string();
  EXPECT_EQ(in->recovery_codes_left, 9);
  EXPECT_FALSE(finish(ticket(), recovery_codes_[3]));
  EXPECT_THAT(mails().back().subject, HasSubstr("recovery code"));

  const SignedIn session = session_of(in->session.token);
  const auto renewed = accounts_->renew_recovery_codes(session.session, kHome);
  ASSERT_TRUE(renewed);
  EXPECT_FALSE(finish(ticket(), recovery_codes_[4])) << "the old ones are worth nothing";
  EXPECT_TRUE(finish(ticket(), (*renewed)[0]));
}

TEST_P(AccountsTest, AskARememberedDeviceForNoCode) {
  turn_two_factor_on();
  const auto first = finish(ticket(), code(), true);
  ASSERT_TRUE(first);
  const auto with_device = [&](const std::string& email) {
    return accounts_->sign_in({email, SecretString(kPassword), first->device.clone()}, kHome);
  };
  auto in = with_device(kAda);
  ASSERT_TRUE(in);
  EXPECT_TRUE(std::holds_alternative<SignedInNow>(*in));
  pass(kRememberedDeviceMs + 1);
  in = with_device(kAda);
  ASSERT_TRUE(in);
  EXPECT_TRUE(std::holds_alternative<SecondFactorWanted>(*in)) << "30 days later";
}

TEST_P(AccountsTest, ListRememberedDevicesAndForgetThem) {
  turn_two_factor_on();
  const auto here = finish(ticket(), code(), true);
  ASSERT_TRUE(here);
  pass(kMinuteMs);
  const auto there = finish(ticket(kElsewhere), code(), true, kElsewhere);
  ASSERT_TRUE(there);
  const std::string user = session_of(here->session.token).session.user_id;
  const auto devices = [&] {
    return *database_->read([&](store::Transaction& transaction) {
      return list_devices(transaction, user, here->device.expose(), now_ms_);
    });
  };
  const auto both = devices();
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].address, kElsewhere.address) << "last used first";
  EXPECT_EQ(both[0].user_agent, kElsewhere.user_agent);
  EXPECT_FALSE(both[0].is_this);
  EXPECT_TRUE(both[1].is_this);
  const auto revoke = [&](const std::string& of, const std::string& id) {
    return database_->write([&](store::Transaction& transaction) { return revoke_device(transaction, of, id); });
  };
  const Status others = revoke("00000000-0000-4000-8000-000000000001", both[0].id);
  ASSERT_FALSE(others);
  EXPECT_EQ(others.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(revoke(user, both[0].id));
  EXPECT_EQ(devices().size(), 1U);
  const auto in = accounts_->sign_in({kAda, SecretString(kPassword), there->device.clone()}, kElsewhere);
  ASSERT_TRUE(in);
  EXPECT_TRUE(std::holds_alternative<SecondFactorWanted>(*in)) << "a code is wanted again";
}

TEST_P(AccountsTest, ForgetRememberedDevicesWithThePasswordAndTheSecondFactor) {
  turn_two_factor_on();
  const auto remembered = [this] {
    return store::test::read_value(*database_, "SELECT COUNT(*) FROM remembered_devices");
  };
  const auto first = finish(ticket(), code(), true);
  ASSERT_TRUE(first);
  EXPECT_EQ(remembered(), store::Value(1));
  ASSERT_TRUE(accounts_->change_password(session_of(first->session.token).session, SecretString(kPassword),
                                         SecretString(kOtherPassword), kHome));
  EXPECT_EQ(remembered(), store::Value(0));

  pass(kMinuteMs);
  auto in = try_sign_in(kAda, kOtherPassword);
  const auto second = finish(std::get<SecondFactorWanted>(*in).ticket, code(), true);
  ASSERT_TRUE(second);
  EXPECT_EQ(remembered(), store::Value(1));
  pass(kMinuteMs);
  ASSERT_TRUE(accounts_->remove_two_factor(session_of(second->session.token).session, SecretString(kOtherPassword),
                                           code(), kHome));
  EXPECT_EQ(remembered(), store::Value(0));
}

TEST_P(AccountsTest, RememberADeviceForItsOwnAccountOnly) {
  turn_two_factor_on();
  const auto first = finish(ticket(), code(), true);
  ASSERT_TRUE(first);
  // Somebody else's token of a remembered device opens nothing here.
  const std::string forged(first->device.expose().rbegin(), first->device.expose().rend());
  auto in = accounts_->sign_in({kAda, SecretString(kPassword), SecretString(forged)}, kHome);
  ASSERT_TRUE(in);
  EXPECT_TRUE(std::holds_alternative<SecondFactorWanted>(*in));
}

TEST_P(AccountsTest, TurnTheSecondFactorOffByPasswordAndCode) {
  turn_two_factor_on();
  const auto in = finish(ticket(), code());
  ASSERT_TRUE(in);
  const SignedIn session = session_of(in->session.token);
  pass(30'000);
  EXPECT_FALSE(accounts_->remove_two_factor(session.session, SecretString(kOtherPassword), code(), kHome));
  EXPECT_FALSE(accounts_->remove_two_factor(session.session, SecretString(kPassword), SecretString("000000"), kHome));
  EXPECT_TRUE(accounts_->remove_two_factor(session.session, SecretString(kPassword), code(), kHome));
  EXPECT_THAT(mails().back().subject, HasSubstr("turned off"));
  sign_in(kAda);
}

TEST_P(AccountsTest, KeepTheKeyOfASecondFactorSealed) {
  turn_two_factor_on();
  const store::Value sealed = store::test::read_value(*database_, "SELECT secret FROM two_factor");
  EXPECT_THAT(sealed.if_blob()->bytes, Not(HasSubstr(std::string(key_.expose()))));
  // Moved to another account's row it does not open.
  make_account("eve@example.com");
  store::test::run(*database_,
                   "INSERT INTO two_factor (user_id, secret, created_ms, confirmed_ms) SELECT u.id, t.secret, 1, 1 "
                   "FROM users u, two_factor t WHERE u.email_canonical = 'eve@example.com'");
  auto in = try_sign_in("eve@example.com");
  ASSERT_TRUE(in);
  const auto moved = finish(std::get<SecondFactorWanted>(*in).ticket, code());
  ASSERT_FALSE(moved);
  EXPECT_THAT(moved.error().to_string(), HasSubstr("does not open"));
}

TEST_P(AccountsTest, GiveTheirOwnersAllThatIsKept) {
  make_account(kAda);
  const SignedIn in = sign_in(kAda);
  const auto data = accounts_->export_account(in.session.user_id);
  ASSERT_TRUE(data) << data.error().to_string();
  const std::string text = boost::json::serialize(*data);
  EXPECT_THAT(text, HasSubstr(kAda));
  EXPECT_THAT(text, HasSubstr("account.sign_in"));
  EXPECT_THAT(text, Not(HasSubstr("argon2")));
}

TEST_P(AccountsTest, AreDeletedByTheirOwnerButForTheLog) {
  make_account(kAda);
  const SignedIn in = sign_in(kAda);
  EXPECT_FALSE(accounts_->delete_account(in.session, SecretString(kOtherPassword), kHome));
  ASSERT_TRUE(accounts_->delete_account(in.session, SecretString(kPassword), kHome));
  EXPECT_FALSE(try_sign_in(kAda));
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM sessions"), store::Value(0));
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM audit_log WHERE action = 'account.delete'"),
            store::Value(1));
}

TEST_P(AccountsTest, StayWhileOthersNeedThem) {
  const auto link = accounts_->first_admin_link();
  ASSERT_TRUE(accounts_->sign_up({kAda, "Ada", SecretString(kPassword), (*link)->clone()}, kHome));
  const SignedIn in = sign_in(kAda);
  const Status only_admin = accounts_->delete_account(in.session, SecretString(kPassword), kHome);
  ASSERT_FALSE(only_admin);
  EXPECT_EQ(only_admin.error().code, ErrorCode::kConflict);
}

TEST_P(AccountsTest, NeverKeepATokenOrPasswordAsItIs) {
  turn_two_factor_on();
  const auto in = finish(ticket(), code(), true);
  ASSERT_TRUE(in);
  // Every text and blob of every table that holds secrets.
  for (const char* secret : {in->session.token.expose().data(), in->device.expose().data()}) {
    const std::string token(secret, 43);
    EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM sessions WHERE token_hash = $1",
                                      {store::Blob{token}}),
              store::Value(0));
  }
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM users WHERE password_hash LIKE '%plum%'"),
            store::Value(0));
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM audit_log WHERE details LIKE '%plum%'"),
            store::Value(0));
}

TEST_P(AccountsTest, TakeAnotherName) {
  make_account(kAda);
  const SignedIn in = sign_in(kAda);
  ASSERT_TRUE(accounts_->rename(in.session.user_id, "Ada Lovelace", kHome));
  EXPECT_EQ(accounts_->profile(in.session.user_id)->name, "Ada Lovelace");
  for (const std::string& name : {std::string(), std::string("   "), std::string("Ada\r\nBcc: eve@example.com"),
                                  std::string(200, 'x'), std::string("\xff")}) {
    const Status refused = accounts_->rename(in.session.user_id, name, kHome);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidInput);
  }
}

class EmailChange : public AccountsTest {
 protected:
  void SetUp() override {
    AccountsTest::SetUp();
    if (IsSkipped()) return;
    make_account(kAda);
    ada_ = sign_in(kAda).session;
  }
  Status ask(const std::string& email) { return accounts_->request_email_change(ada_, email, kHome); }
  Status confirm(const Session& session, const SecretString& token) {
    return accounts_->confirm_email_change(session, token, kHome);
  }

  Session ada_;
};
SIGNET_ON_BOTH(EmailChange);

TEST_P(EmailChange, TakesALinkToTheNewAddressAndTellsTheOldOne) {
  ASSERT_TRUE(accounts_->request_password_reset(kAda, kHome));
  const SecretString old_reset(token_of_last_mail(kAda));
  pass(kMinuteMs);
  ASSERT_TRUE(ask("Ada@New.example"));
  EXPECT_EQ(accounts_->profile(ada_.user_id)->email, kAda) << "nothing yet";
  EXPECT_FALSE(try_sign_in("ada@new.example"));
  const SecretString token(token_of_last_mail("Ada@New.example"));
  ASSERT_FALSE(token.empty());
  const auto told = [this](const std::string& to, const std::string& subject) {
    const auto all = mails();
    return std::any_of(all.begin(), all.end(),
                       [&](const test::SentMail& mail) { return mail.to == to && mail.subject == subject; });
  };
  EXPECT_TRUE(told(kAda, "Your e-mail address is to become Ada@New.example"));
  ASSERT_TRUE(confirm(ada_, token));
  const auto profile = accounts_->profile(ada_.user_id);
  EXPECT_EQ(profile->email, "Ada@New.example");
  EXPECT_TRUE(profile->is_verified);
  sign_in("ada@new.example");
  EXPECT_FALSE(try_sign_in(kAda));
  EXPECT_TRUE(told(kAda, "Your e-mail address was changed to Ada@New.example")) << "at the old address";
  EXPECT_FALSE(confirm(ada_, token)) << "it works once";
  EXPECT_FALSE(accounts_->reset_password(old_reset, SecretString(kOtherPassword), kHome))
      << "what is in the old mailbox opens nothing";
}

TEST_P(EmailChange, IsConfirmedInItsOwnAccountOnly) {
  make_account("eve@example.com");
  const Session eve = sign_in("eve@example.com").session;
  // A mistyped address: its owner has the link, and an account.
  ASSERT_TRUE(ask("eve@elsewhere.example"));
  const SecretString token(token_of_last_mail("eve@elsewhere.example"));
  const Status others = confirm(eve, token);
  ASSERT_FALSE(others);
  EXPECT_EQ(others.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(accounts_->verify_email(token, kHome)) << "nor is it a link of another kind";
  EXPECT_FALSE(accounts_->reset_password(token, SecretString(kOtherPassword), kHome));
  EXPECT_TRUE(confirm(ada_, token)) << "which costs its owner nothing";
}

TEST_P(EmailChange, DoesNotTellWhoHasAnAccount) {
  make_account("eve@example.com");
  const std::size_t before = mails().size();
  EXPECT_TRUE(ask("eve@example.com"));
  ASSERT_EQ(mails().size(), before + 2) << "one to the old address, one to the new one, as ever";
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM one_time_links WHERE kind = 'change_email'"),
            store::Value(0));
}

TEST_P(EmailChange, LosesAgainstAnAccountMadeMeanwhileAndAgainstTime) {
  ASSERT_TRUE(ask("new@example.com"));
  const SecretString taken(token_of_last_mail("new@example.com"));
  make_account("new@example.com");
  const Status refused = confirm(ada_, taken);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_EQ(accounts_->profile(ada_.user_id)->email, kAda);

  ASSERT_TRUE(ask("other@example.com"));
  const SecretString late(token_of_last_mail("other@example.com"));
  pass(kEmailChangeLinkMs + 1);
  EXPECT_FALSE(confirm(ada_, late));
  const Status same = ask("ADA@example.com");
  ASSERT_FALSE(same);
  EXPECT_EQ(same.error().code, ErrorCode::kConflict);
}

TEST_P(EmailChange, FloodsNoMailbox) {
  ErrorCode code = ErrorCode::kInternal;
  for (int i = 0; i < 100 && code != ErrorCode::kLimit; ++i) {
    const Status asked = ask("victim@example.com");
    if (!asked) code = asked.error().code;
  }
  EXPECT_EQ(code, ErrorCode::kLimit);
}

}  // namespace
}  // namespace signet::server
