// Accounts: signing in by password and second factor, and out.
#include "base/ids.h"
#include "base/text.h"
#include "crypto/token.h"
#include "server/accounts/accounts.h"
#include "server/accounts/links.h"
#include "server/accounts/remembered_devices.h"
#include "server/accounts/throttle.h"
#include "server/audit/audit_log.h"
#include "server/mail/email.h"
#include "server/mail/mail_texts.h"

namespace signet::server {

namespace {

Error wrong_password() {
  return fail(ErrorCode::kPermission, "wrong address or password, or the address is not confirmed yet",
              "look into your mail, or set a new password by \"forgot password\"");
}

Error wrong_code() {
  return fail(ErrorCode::kPermission, "wrong code", "wait for the next one of your app, or use a recovery code");
}

/// Even what is no address is counted, as the same sort of attempt.
std::string account_name(std::string_view email) {
  constexpr std::size_t kMost = 254;
  const auto parsed = parse_email(email);
  return parsed ? parsed->canonical : to_lower(trim(email).substr(0, kMost));
}

Status note_failed_sign_in(store::Transaction& transaction, const std::optional<User>& user, std::string_view why,
                           const Origin& origin, std::int64_t now_ms) {
  // What was typed as an address may be a password: it is not kept.
  AuditEvent event{"account.sign_in.fail", "nobody"};
  if (user) event.target = user->id;
  event.details["why"] = why;
  return append_audit(transaction, event, origin, now_ms);
}

Status note_sign_in(store::Transaction& transaction, const User& user, std::string_view how, const Origin& origin,
                    std::int64_t now_ms) {
  const auto noted = transaction.execute("UPDATE users SET last_sign_in_ms = $2 WHERE id = $1", {user.id, now_ms});
  if (!noted) return noted.error();
  AuditEvent event{"account.sign_in"};
  event.actor = event.target = user.id;
  event.details["by"] = how;
  return append_audit(transaction, event, origin, now_ms);
}

}  // namespace

Result<SignIn> Accounts::sign_in(const SignInRequest& request, const Origin& origin) {
  Attempt attempt{account_name(request.email), origin.address};
  std::optional<User> user;
  SIGNET_TRY(const std::int64_t wait, database_.write([&](store::Transaction& transaction) -> Result<std::int64_t> {
    SIGNET_TRY(user, find_user_by_email(transaction, attempt.account));
    // Looked for whether there is an account or not, so that both take as long.
    SIGNET_TRY(attempt.is_known_address, is_known_address(transaction, user ? user->id : "", origin.address));
    return begin_attempt(transaction, attempt, now_ms_());
  }));
  if (wait > 0) return wait_first(wait, "a new password by mail works at once");

  const std::string hash = user ? user->password_hash.value_or("") : "";
  SIGNET_TRY(const bool is_right, hasher_.check(hash, request.password));
  if (!is_right || !user->may_sign_in()) {
    SIGNET_CHECK(database_.write([&](store::Transaction& transaction) {
      return note_failed_sign_in(transaction, user, is_right ? "not confirmed or disabled" : "password", origin,
                                 now_ms_());
    }));
    return wrong_password();
  }
  std::optional<std::string> better_hash;
  if (hasher_.is_outdated(hash)) {
    SIGNET_TRY(better_hash, hasher_.hash(request.password));
  }
  return database_.write([&](store::Transaction& transaction) -> Result<SignIn> {
    // What happened since the password was looked at counts.
    SIGNET_TRY(const auto now, find_user_by_email(transaction, attempt.account));
    if (!now || !now->may_sign_in() || now->password_hash != user->password_hash) return wrong_password();
    if (better_hash) {
      const auto kept =
          transaction.execute("UPDATE users SET password_hash = $2 WHERE id = $1", {now->id, *better_hash});
      if (!kept) return kept.error();
    }
    SIGNET_CHECK(end_good_attempt(transaction, attempt));
    return let_in(transaction, *now, request, origin);
  });
}

Result<SignIn> Accounts::let_in(store::Transaction& transaction, const User& user, const SignInRequest& request,
                                const Origin& origin) {
  const std::int64_t now = now_ms_();
  SIGNET_TRY(const bool wants_code, has_two_factor(transaction, user.id));
  SIGNET_TRY(const bool remembered, is_remembered(transaction, user.id, request.device, origin, now));
  if (wants_code && !remembered) {
    SIGNET_TRY(SecretString ticket,
               make_link(transaction, LinkKind::kSecondFactor, {user.id, std::nullopt}, kSecondFactorTicketMs, now));
    return SignIn(SecondFactorWanted{std::move(ticket)});
  }
  SIGNET_TRY(NewSession session, make_session(transaction, user.id, request.kind, wants_code, origin, now));
  SIGNET_CHECK(note_sign_in(transaction, user, wants_code ? "password, remembered device" : "password", origin, now));
  return SignIn(SignedInNow{std::move(session), {}, std::nullopt});
}

Result<SignedInNow> Accounts::finish_sign_in(const SecretString& ticket, const SecretString& code, bool remember_device,
                                             std::string_view kind, const Origin& origin) {
  // Wrong codes are counted by account, whichever tickets they come with: the password is known already.
  Attempt attempt{"", origin.address};
  SIGNET_TRY(const std::int64_t wait, database_.write([&](store::Transaction& transaction) -> Result<std::int64_t> {
    SIGNET_TRY(const auto link, look_at_link(transaction, LinkKind::kSecondFactor, ticket, now_ms_()));
    if (!link || !link->user_id) {
      return fail(ErrorCode::kPermission, "this sign-in has ended", "give the password again");
    }
    attempt.account = "second factor of " + *link->user_id;
    SIGNET_TRY(attempt.is_known_address, is_known_address(transaction, *link->user_id, origin.address));
    return begin_attempt(transaction, attempt, now_ms_());
  }));
  if (wait > 0) return wait_first(wait);

  bool is_wrong = false;
  auto done = database_.write([&](store::Transaction& transaction) -> Result<SignedInNow> {
    const std::int64_t now = now_ms_();
    is_wrong = false;
    SIGNET_TRY(const auto link, look_at_link(transaction, LinkKind::kSecondFactor, ticket, now));
    if (!link || !link->user_id) return wrong_code();
    SIGNET_TRY(const User user, get_user(transaction, *link->user_id));
    if (!user.may_sign_in()) return wrong_password();
    SIGNET_TRY(const Factor factor, take_second_factor(transaction, outbox_.master, user.id, code.expose(), now));
    if (factor == Factor::kWrong) {
      is_wrong = true;
      SIGNET_CHECK(note_failed_sign_in(transaction, user, "code", origin, now));
      return SignedInNow{};
    }
    SIGNET_TRY(const auto used_up, take_link(transaction, LinkKind::kSecondFactor, ticket, now));
    if (!used_up) return wrong_code();
    SIGNET_CHECK(end_good_attempt(transaction, attempt));
    SignedInNow in;
    SIGNET_TRY(in.session, make_session(transaction, user.id, kind, true, origin, now));
    if (remember_device) {
      SIGNET_TRY(in.device, make_remembered_device(transaction, user.id, origin, now));
    }
    const bool by_recovery = factor == Factor::kRecoveryCode;
    if (by_recovery) {
      SIGNET_TRY(in.recovery_codes_left, unused_recovery_codes(transaction, user.id));
      SIGNET_CHECK(tell(transaction, user, "account.recovery_code.use", "A recovery code of yours was used", origin));
    }
    SIGNET_CHECK(
        note_sign_in(transaction, user, by_recovery ? "password, recovery code" : "password, code", origin, now));
    return in;
  });
  if (done && is_wrong) return wrong_code();
  return done;
}

Status Accounts::sign_out(const Session& session, const Origin& origin) {
  return database_.write([&](store::Transaction& transaction) -> Status {
    SIGNET_CHECK(revoke_session(transaction, session.user_id, session.id));
    AuditEvent event{"account.sign_out"};
    event.actor = session.user_id;
    event.target = session.id;
    return append_audit(transaction, event, origin, now_ms_());
  });
}

}  // namespace signet::server
