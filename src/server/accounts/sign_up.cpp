// Accounts: signing up, confirming the address, the first admin.
#include <fmt/format.h>

#include "base/ids.h"
#include "server/accounts/accounts.h"
#include "server/accounts/invitations.h"
#include "server/accounts/links.h"
#include "server/accounts/password_rules.h"
#include "server/accounts/throttle.h"
#include "server/audit/audit_log.h"
#include "server/mail/email.h"
#include "server/mail/mail_texts.h"
#include "server/names.h"
#include "store/errors.h"

namespace signet::server {

Result<std::optional<SecretString>> Accounts::first_admin_link() {
  return database_.write([this](store::Transaction& transaction) -> Result<std::optional<SecretString>> {
    SIGNET_TRY(const bool is_there, has_other_admin(transaction, ""));
    if (is_there) return std::optional<SecretString>();
    SIGNET_TRY(SecretString token, make_link(transaction, LinkKind::kFirstAdmin, {}, kFirstAdminLinkMs, now_ms_()));
    return std::optional(std::move(token));
  });
}

Status Accounts::sign_up(const SignUpRequest& request, const Origin& origin) {
  SIGNET_TRY(const EmailAddress email, parse_email(request.email));
  SIGNET_CHECK(check_name(request.name));
  SIGNET_CHECK(check_new_password(request.password.expose(), {email.canonical, request.name, "signet"}));
  SIGNET_TRY(const std::int64_t wait, database_.write([&](store::Transaction& transaction) {
    return begin_mail(transaction, email.canonical, origin.address, now_ms_());
  }));
  if (wait > 0) return wait_first(wait);
  // Before it is known whether there is such an account, so that the time tells nothing.
  SIGNET_TRY(const std::string hash, hasher_.hash(request.password));
  return database_.write([&](store::Transaction& transaction) -> Status {
    const std::int64_t now = now_ms_();
    SIGNET_TRY(const auto first, look_at_link(transaction, LinkKind::kFirstAdmin, request.invitation, now));
    SIGNET_TRY(const auto invitation, find_invitation(transaction, request.invitation, email.canonical, now));
    const bool is_first_admin = first.has_value();
    if (options_.sign_up == SignUpPolicy::kClosed && !is_first_admin) {
      return fail(ErrorCode::kPermission, "this server takes no new accounts", "ask an administrator");
    }
    if (!is_first_admin && !invitation && options_.sign_up != SignUpPolicy::kOpen) {
      return fail(ErrorCode::kPermission, "signing up takes an invitation to this address",
                  "ask an administrator for one; it works once, and for a limited time");
    }
    const MailContext context{email.shown, request.name, outbox_.public_url, origin, now};
    SIGNET_TRY(const auto present, find_user_by_email(transaction, email.canonical));
    if (present) {
      // Told to the owner alone, by a mail that looks the same from outside.
      AuditEvent again{"account.sign_up.again", "nobody"};
      again.target = present->id;
      SIGNET_CHECK(append_audit(transaction, again, origin, now));
      const MailContext to_owner{present->email, present->name, outbox_.public_url, origin, now};
      return enqueue_mail(transaction, outbox_, already_signed_up_mail(to_owner), now);
    }
    if (is_first_admin) {
      // Not before: a sign-up that makes nobody an admin leaves the link for one that does.
      SIGNET_TRY(const auto used_up, take_link(transaction, LinkKind::kFirstAdmin, request.invitation, now));
      if (!used_up) return fail(ErrorCode::kInternal, "the first administrator's link is gone within a transaction");
    }
    const std::string id = make_uuid();
    // An invitation came by mail, which is what confirming an address proves; so does the link that the server printed.
    const std::optional<std::int64_t> verified = is_first_admin || invitation ? std::optional(now) : std::nullopt;
    const auto added = transaction.execute(
        "INSERT INTO users (id, email, email_canonical, email_verified_ms, name, password_hash, password_changed_ms, "
        "is_admin, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)",
        {id, email.shown, email.canonical, verified, request.name, hash, now, is_first_admin});
    if (!added) return added.error();
    AuditEvent event{"account.sign_up"};
    event.actor = event.target = id;
    event.details["first_admin"] = is_first_admin;
    SIGNET_CHECK(append_audit(transaction, event, origin, now));
    if (invitation) {
      SIGNET_CHECK(accept_invitation(transaction, *invitation, {id, "", origin, now, outbox_}));
    }
    if (verified) return {};
    SIGNET_TRY(const SecretString token,
               make_link(transaction, LinkKind::kVerifyEmail, {id, email.canonical}, kVerificationLinkMs, now));
    return enqueue_mail(transaction, outbox_, verification_mail(context, token.expose()), now);
  });
}

Status Accounts::verify_email(const SecretString& token, const Origin& origin) {
  return database_.write([&](store::Transaction& transaction) -> Status {
    const std::int64_t now = now_ms_();
    SIGNET_TRY(const auto link, take_link(transaction, LinkKind::kVerifyEmail, token, now));
    if (!link || !link->user_id) {
      return fail(ErrorCode::kNotFound, "this link is unknown, used, or too old", "sign up again to get another");
    }
    const auto verified = transaction.execute(
        "UPDATE users SET email_verified_ms = $3 WHERE id = $1 AND email_canonical = $2 AND email_verified_ms IS NULL",
        {*link->user_id, link->email.value_or(""), now});
    if (!verified) return verified.error();
    AuditEvent event{"account.email.verify"};
    event.actor = event.target = link->user_id;
    return append_audit(transaction, event, origin, now);
  });
}

}  // namespace signet::server
