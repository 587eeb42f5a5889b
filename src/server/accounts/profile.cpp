// Accounts: name and address.
#include <fmt/format.h>

#include "server/accounts/accounts.h"
#include "server/accounts/links.h"
#include "server/accounts/throttle.h"
#include "server/audit/audit_log.h"
#include "server/mail/email.h"
#include "server/mail/mail_texts.h"
#include "server/names.h"

namespace signet::server {

Result<Profile> Accounts::profile(std::string_view user_id) {
  return database_.read([&](store::Transaction& transaction) -> Result<Profile> {
    SIGNET_TRY(const User user, get_user(transaction, user_id));
    Profile profile{user.id, user.email, user.name,       user.verified_ms.has_value(), user.is_admin,
                    false,   0,          user.created_ms, user.password_changed_ms};
    SIGNET_TRY(profile.has_two_factor, has_two_factor(transaction, user_id));
    SIGNET_TRY(profile.recovery_codes_left, unused_recovery_codes(transaction, user_id));
    return profile;
  });
}

Status Accounts::rename(std::string_view user_id, const std::string& name, const Origin& origin) {
  SIGNET_CHECK(check_name(name));
  return database_.write([&](store::Transaction& transaction) -> Status {
    SIGNET_TRY(const User user, get_user(transaction, user_id));
    if (user.name == name) return {};
    const auto renamed =
        transaction.execute("UPDATE users SET name = $2, revision = revision + 1 WHERE id = $1", {user_id, name});
    if (!renamed) return renamed.error();
    AuditEvent event{"account.profile.change"};
    event.actor = event.target = user.id;
    event.details["name"] = name;
    return append_audit(transaction, event, origin, now_ms_());
  });
}

Status Accounts::request_email_change(const Session& session, std::string_view email, const Origin& origin) {
  SIGNET_TRY(const EmailAddress address, parse_email(email));
  return database_.write([&](store::Transaction& transaction) -> Status {
    const std::int64_t now = now_ms_();
    SIGNET_TRY(const User user, get_user(transaction, session.user_id));
    if (address.canonical == user.canonical) return fail(ErrorCode::kConflict, "this is your address already");
    SIGNET_TRY(const std::int64_t wait, begin_mail(transaction, address.canonical, origin.address, now));
    if (wait > 0) return wait_first(wait);
    SIGNET_CHECK(tell(transaction, user, "account.email.change_request",
                      fmt::format("Your e-mail address is to become {}", address.shown), origin));
    SIGNET_TRY(const auto present, find_user_by_email(transaction, address.canonical));
    if (present) {
      // Told to that owner alone, as when somebody signs up.
      const MailContext to_owner{present->email, present->name, outbox_.public_url, origin, now};
      return enqueue_mail(transaction, outbox_, already_signed_up_mail(to_owner), now);
    }
    SIGNET_TRY(const SecretString token,
               make_link(transaction, LinkKind::kChangeEmail, {user.id, address.shown}, kEmailChangeLinkMs, now));
    const MailContext context{address.shown, user.name, outbox_.public_url, origin, now};
    return enqueue_mail(transaction, outbox_, new_address_mail(context, token.expose()), now);
  });
}

Status Accounts::confirm_email_change(const Session& session, const SecretString& token, const Origin& origin) {
  return database_.write([&](store::Transaction& transaction) -> Status {
    const std::int64_t now = now_ms_();
    SIGNET_TRY(const auto link, look_at_link(transaction, LinkKind::kChangeEmail, token, now));
    if (!link || link->user_id != session.user_id) {
      return fail(ErrorCode::kNotFound, "this link is unknown, used, too old, or of another account",
                  "sign in to the account that asked for it, or ask for another");
    }
    SIGNET_TRY(const EmailAddress address, parse_email(link->email.value_or("")));
    SIGNET_TRY(const User user, get_user(transaction, session.user_id));
    SIGNET_TRY(const auto present, find_user_by_email(transaction, address.canonical));
    if (present) return fail(ErrorCode::kConflict, "this address has an account by now", "choose another");
    const auto changed = transaction.execute(
        "UPDATE users SET email = $2, email_canonical = $3, email_verified_ms = $4, revision = revision + 1 "
        "WHERE id = $1",
        {user.id, address.shown, address.canonical, now});
    if (!changed) return changed.error();
    SIGNET_CHECK(drop_links(transaction, user.id));  // those in the old mailbox, too
    // To the old address: its owner may be another by now.
    return tell(transaction, user, "account.email.change",
                fmt::format("Your e-mail address was changed to {}", address.shown), origin);
  });
}

}  // namespace signet::server
