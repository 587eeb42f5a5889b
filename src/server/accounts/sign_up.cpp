// Accounts: signing up, confirming the address, the first admin.
#include <fmt/format.h>

#include "base/ids.h"
#include "crypto/token.h"
#include "server/accounts/accounts.h"
#include "server/accounts/email.h"
#include "server/accounts/links.h"
#include "server/accounts/password_rules.h"
#include "server/accounts/throttle.h"
#include "server/audit/audit_log.h"
#include "server/mail/mail_texts.h"
#include "server/names.h"
#include "store/errors.h"

namespace signet::server {

namespace {

/// What an invitation allows.
struct Invitation {
  std::optional<std::string> id;
  std::optional<std::string> team_id;
  std::string role;
  bool is_first_admin = false;
};

/// An invitation counts for its address only; nullopt when there is none for it.
Result<std::optional<Invitation>> find_invitation(store::Transaction& transaction, const SecretString& token,
                                                  std::string_view canonical, std::int64_t now_ms) {
  if (token.empty()) return std::optional<Invitation>();
  SIGNET_TRY(const auto first, look_at_link(transaction, LinkKind::kFirstAdmin, token, now_ms));
  if (first) return std::optional(Invitation{std::nullopt, std::nullopt, "", true});
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT id, team_id, role FROM invitations WHERE token_hash = $1 "
                                   "AND email_canonical = $2 AND accepted_ms IS NULL AND revoked_ms IS NULL "
                                   "AND expires_ms > $3",
                                   {store::Blob{crypto::token_hash(token.expose())}, canonical, now_ms}));
  if (!row) return std::optional<Invitation>();
  Invitation invitation;
  SIGNET_CHECK(row->read(invitation.id, invitation.team_id, invitation.role));
  return std::optional(std::move(invitation));
}

Status accept(store::Transaction& transaction, const Invitation& invitation, std::string_view user_id,
              std::int64_t now_ms) {
  if (!invitation.id) return {};
  const auto accepted = transaction.execute("UPDATE invitations SET accepted_ms = $2, accepted_by = $3 WHERE id = $1",
                                            {*invitation.id, now_ms, user_id});
  if (!accepted) return accepted.error();
  if (!invitation.team_id) return {};
  const auto joined =
      transaction.execute("INSERT INTO memberships (team_id, user_id, role, created_ms) VALUES ($1, $2, $3, $4)",
                          {*invitation.team_id, user_id, invitation.role, now_ms});
  if (!joined) return joined.error();
  return {};
}

Result<bool> has_admin(store::Transaction& transaction) {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE is_admin = 1 "
                                                   "AND email_verified_ms IS NOT NULL AND disabled_ms IS NULL)"));
  return row.has_value();
}

}  // namespace

Result<std::optional<SecretString>> Accounts::first_admin_link() {
  return database_.write([this](store::Transaction& transaction) -> Result<std::optional<SecretString>> {
    SIGNET_TRY(const bool is_there, has_admin(transaction));
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
    SIGNET_TRY(const auto invitation, find_invitation(transaction, request.invitation, email.canonical, now));
    const bool is_first_admin = invitation && invitation->is_first_admin;
    if (options_.sign_up == SignUpPolicy::kClosed && !is_first_admin) {
      return fail(ErrorCode::kPermission, "this server takes no new accounts", "ask an administrator");
    }
    if (!invitation && options_.sign_up != SignUpPolicy::kOpen) {
      return fail(ErrorCode::kPermission, "signing up takes an invitation to this address",
                  "ask an administrator for one; it works once, and for a limited time");
    }
    const MailContext context{email.shown, request.name, options_.public_url, origin, now};
    SIGNET_TRY(const auto present, find_user_by_email(transaction, email.canonical));
    if (present) {
      // Told to the owner alone, by a mail that looks the same from outside.
      AuditEvent again{"account.sign_up.again", "nobody"};
      again.target = present->id;
      SIGNET_CHECK(append_audit(transaction, again, origin, now));
      const MailContext to_owner{present->email, present->name, options_.public_url, origin, now};
      return enqueue_mail(transaction, already_signed_up_mail(to_owner), now);
    }
    if (is_first_admin) {
      // Not before: a sign-up that makes nobody an admin leaves the link for one that does.
      SIGNET_TRY(const auto used_up, take_link(transaction, LinkKind::kFirstAdmin, request.invitation, now));
      if (!used_up) return fail(ErrorCode::kInternal, "the first administrator's link is gone within a transaction");
    }
    const std::string id = make_uuid();
    // The link that the server printed proves as much as a mail would.
    const std::optional<std::int64_t> verified = is_first_admin ? std::optional(now) : std::nullopt;
    const auto added = transaction.execute(
        "INSERT INTO users (id, email, email_canonical, email_verified_ms, name, password_hash, password_changed_ms, "
        "is_admin, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7)",
        {id, email.shown, email.canonical, verified, request.name, hash, now, is_first_admin});
    if (!added) return added.error();
    if (invitation) SIGNET_CHECK(accept(transaction, *invitation, id, now));
    AuditEvent event{"account.sign_up"};
    event.actor = event.target = id;
    event.details["first_admin"] = is_first_admin;
    SIGNET_CHECK(append_audit(transaction, event, origin, now));
    if (is_first_admin) return {};
    SIGNET_TRY(const SecretString token,
               make_link(transaction, LinkKind::kVerifyEmail, {id, email.canonical}, kVerificationLinkMs, now));
    return enqueue_mail(transaction, verification_mail(context, token.expose()), now);
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
