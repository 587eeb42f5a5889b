// Accounts: passwords, the second factor, export and end.
#include "server/accounts/accounts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.h"
#include "server/accounts/api_keys.h"
#include "server/accounts/links.h"
#include "server/accounts/password_rules.h"
#include "server/accounts/throttle.h"
#include "server/audit/audit_log.h"
#include "server/mail/email.h"
#include "server/mail/mail_texts.h"
#include "server/notifications/notifications.h"
#include "server/notifications/tell.h"
#include "server/teams/teams.h"
#include "server/workspaces/hand_over.h"

namespace signet::server {

namespace {

Error wrong_own_password() {
  return fail(ErrorCode::kPermission, "wrong password", "it is that of this account");
}

Error wrong_own_code() {
  return fail(ErrorCode::kPermission, "wrong code", "wait for the next one of your app and type that");
}

Status set_password(store::Transaction& transaction, std::string_view user_id, const std::string& hash,
                    std::int64_t now_ms) {
  const auto kept = transaction.execute("UPDATE users SET password_hash = $2, password_changed_ms = $3 WHERE id = $1",
                                        {user_id, hash, now_ms});
  if (!kept) return kept.error();
  // Whoever knew the old one, or waits with a link of before, is out.
  SIGNET_CHECK(drop_links(transaction, user_id));
  const auto forgotten = forget_devices(transaction, user_id);
  if (!forgotten) return forgotten.error();
  return {};
}

/// kConflict while others would be left without an owner or an admin.
Status check_may_go(store::Transaction& transaction, const User& user) {
  SIGNET_TRY(const auto team, team_owned_alone(transaction, user.id));
  if (team) {
    return fail(ErrorCode::kConflict, fmt::format("you are the only owner of the team \"{}\"", *team),
                "make another member its owner, or delete the team");
  }
  if (!user.is_admin) return {};
  SIGNET_TRY(const bool has_other, has_other_admin(transaction, user.id));
  if (has_other) return {};
  return fail(ErrorCode::kConflict, "you are the only administrator of this server", "make somebody else one first");
}

}  // namespace

Accounts::Accounts(store::Database& database, const Outbox& outbox, AccountsOptions options, Clock now_ms)
    : database_(database),
      outbox_(outbox),
      options_(options),
      now_ms_(std::move(now_ms)),
      hasher_(options_.password_cost, options_.hashes_at_once, options_.hashes_waiting) {}

Status Accounts::check_own_password(const User& user, const SecretString& password, const Origin& origin) {
  const Attempt attempt{"password of " + user.id, origin.address};
  SIGNET_TRY(const std::int64_t wait, database_.write([&](store::Transaction& transaction) {
    return begin_attempt(transaction, attempt, now_ms_());
  }));
  if (wait > 0) return wait_first(wait);
  SIGNET_TRY(const bool is_right, hasher_.check(user.password_hash.value_or(""), password));
  if (!is_right) return wrong_own_password();
  return database_.write([&](store::Transaction& transaction) { return end_good_attempt(transaction, attempt); });
}

Status Accounts::tell(store::Transaction& transaction, const User& user, std::string_view action,
                      std::string_view sentence, const Origin& origin) {
  const std::int64_t now = now_ms_();
  AuditEvent event{std::string(action)};
  event.actor = event.target = user.id;
  SIGNET_CHECK(append_audit(transaction, event, origin, now));
  return server::tell(transaction, {user.id, user.email, user.name}, action, sentence, security_change_mail,
                      {user.id, "", origin, now, outbox_});
}

Result<NewSession> Accounts::confirm_password(const Session& session, const SecretString& password,
                                              const Origin& origin) {
  SIGNET_TRY(const User user,
             database_.read([&](store::Transaction& transaction) { return get_user(transaction, session.user_id); }));
  SIGNET_CHECK(check_own_password(user, password, origin));
  return database_.write(
      [&](store::Transaction& transaction) { return rotate_session(transaction, session.id, false, now_ms_()); });
}

Result<NewSession> Accounts::change_password(const Session& session, const SecretString& present,
                                             const SecretString& next, const Origin& origin) {
  SIGNET_TRY(const User user,
             database_.read([&](store::Transaction& transaction) { return get_user(transaction, session.user_id); }));
  SIGNET_CHECK(check_own_password(user, present, origin));
  SIGNET_CHECK(check_new_password(next.expose(), {user.canonical, user.name, "signet"}));
  SIGNET_TRY(const std::string hash, hasher_.hash(next));
  return database_.write([&](store::Transaction& transaction) -> Result<NewSession> {
    const std::int64_t now = now_ms_();
    SIGNET_CHECK(set_password(transaction, user.id, hash, now));
    const auto ended = revoke_sessions(transaction, user.id, session.id);
    if (!ended) return ended.error();
    SIGNET_CHECK(tell(transaction, user, "account.password.change", "Your password was changed", origin));
    return rotate_session(transaction, session.id, false, now);
  });
}

Status Accounts::request_password_reset(std::string_view email, const Origin& origin) {
  SIGNET_TRY(const EmailAddress address, parse_email(email));
  return database_.write([&](store::Transaction& transaction) -> Status {
    const std::int64_t now = now_ms_();
    SIGNET_TRY(const std::int64_t wait, begin_mail(transaction, address.canonical, origin.address, now));
    if (wait > 0) return wait_first(wait);
    SIGNET_TRY(const auto user, find_user_by_email(transaction, address.canonical));
    // The log has a line either way, so that both ways write and take as long.
    AuditEvent event{"account.password.reset_request", "nobody"};
    if (user) event.target = user->id;
    SIGNET_CHECK(append_audit(transaction, event, origin, now));
    if (!user || user->disabled_ms) return {};
    SIGNET_TRY(const SecretString token,
               make_link(transaction, LinkKind::kResetPassword, {user->id, user->canonical}, kResetLinkMs, now));
    const MailContext context{user->email, user->name, outbox_.public_url, origin, now};
    return enqueue_mail(transaction, outbox_, password_reset_mail(context, token.expose()), now);
  });
}

Status Accounts::reset_password(const SecretString& token, const SecretString& next, const Origin& origin) {
  const auto too_old = [] {
    return fail(ErrorCode::kNotFound, "this link is unknown, used, or too old", "ask for another by mail");
  };
  // Looked at first, so that a stranger cannot make the server hash.
  SIGNET_TRY(const auto user, database_.read([&](store::Transaction& transaction) -> Result<std::optional<User>> {
    SIGNET_TRY(const auto link, look_at_link(transaction, LinkKind::kResetPassword, token, now_ms_()));
    if (!link || !link->user_id) return std::optional<User>();
    SIGNET_TRY(User found, get_user(transaction, *link->user_id));
    return std::optional(std::move(found));
  }));
  if (!user) return too_old();
  SIGNET_CHECK(check_new_password(next.expose(), {user->canonical, user->name, "signet"}));
  SIGNET_TRY(const std::string hash, hasher_.hash(next));
  return database_.write([&](store::Transaction& transaction) -> Status {
    const std::int64_t now = now_ms_();
    SIGNET_TRY(const auto link, take_link(transaction, LinkKind::kResetPassword, token, now));
    if (!link) return too_old();
    SIGNET_CHECK(set_password(transaction, user->id, hash, now));
    SIGNET_CHECK(forget_failures(transaction, user->canonical));
    // The mail reached its owner, which is what confirming an address proves.
    const auto verified = transaction.execute(
        "UPDATE users SET email_verified_ms = COALESCE(email_verified_ms, $2) WHERE id = $1", {user->id, now});
    if (!verified) return verified.error();
    const auto ended = revoke_sessions(transaction, user->id, "");
    if (!ended) return ended.error();
    return tell(transaction, *user, "account.password.reset", "Your password was set anew by a link", origin);
  });
}

Result<TwoFactorSetUp> Accounts::begin_two_factor(std::string_view user_id) {
  return database_.write([&](store::Transaction& transaction) -> Result<TwoFactorSetUp> {
    SIGNET_TRY(const User user, get_user(transaction, user_id));
    return server::begin_two_factor(transaction, outbox_.master, user_id, user.email, now_ms_());
  });
}

Result<TwoFactorOn> Accounts::confirm_two_factor(const Session& session, const SecretString& code,
                                                 const Origin& origin) {
  return database_.write([&](store::Transaction& transaction) -> Result<TwoFactorOn> {
    const std::int64_t now = now_ms_();
    SIGNET_TRY(const User user, get_user(transaction, session.user_id));
    SIGNET_TRY(auto codes, server::confirm_two_factor(transaction, outbox_.master, user.id, code.expose(), now));
    if (!codes) return wrong_own_code();
    const auto ended = revoke_sessions(transaction, user.id, session.id);
    if (!ended) return ended.error();
    SIGNET_CHECK(tell(transaction, user, "account.two_factor.on", "Your second factor was turned on", origin));
    SIGNET_TRY(NewSession rotated, rotate_session(transaction, session.id, true, now));
    return TwoFactorOn{std::move(rotated), *std::move(codes)};
  });
}

Status Accounts::remove_two_factor(const Session& session, const SecretString& password, const SecretString& code,
                                   const Origin& origin) {
  SIGNET_TRY(const User user,
             database_.read([&](store::Transaction& transaction) { return get_user(transaction, session.user_id); }));
  SIGNET_CHECK(check_own_password(user, password, origin));
  // The password alone must not let anybody try codes until one fits.
  const Attempt attempt{"second factor of " + user.id, origin.address, true};
  SIGNET_TRY(const std::int64_t wait, database_.write([&](store::Transaction& transaction) {
    return begin_attempt(transaction, attempt, now_ms_());
  }));
  if (wait > 0) return wait_first(wait);
  return database_.write([&](store::Transaction& transaction) -> Status {
    SIGNET_TRY(const auto team,
               transaction.query_one("SELECT t.name FROM memberships m JOIN teams t ON t.id = m.team_id "
                                     "WHERE m.user_id = $1 AND t.requires_two_factor = 1 ORDER BY t.name LIMIT 1",
                                     {user.id}));
    if (team) {
      SIGNET_TRY(const auto name, team->get<std::string>(0));
      return fail(ErrorCode::kConflict, fmt::format("the team \"{}\" requires a second factor", name),
                  "leave the team first");
    }
    SIGNET_TRY(const Factor factor, take_second_factor(transaction, outbox_.master, user.id, code.expose(), now_ms_()));
    if (factor == Factor::kWrong) return wrong_own_code();
    SIGNET_CHECK(end_good_attempt(transaction, attempt));
    SIGNET_CHECK(server::remove_two_factor(transaction, user.id));
    return tell(transaction, user, "account.two_factor.off", "Your second factor was turned off", origin);
  });
}

Result<std::vector<SecretString>> Accounts::renew_recovery_codes(const Session& session, const Origin& origin) {
  return database_.write([&](store::Transaction& transaction) -> Result<std::vector<SecretString>> {
    SIGNET_TRY(const bool is_on, has_two_factor(transaction, session.user_id));
    if (!is_on) return fail(ErrorCode::kConflict, "there is no second factor to recover", "turn it on first");
    SIGNET_TRY(const User user, get_user(transaction, session.user_id));
    SIGNET_CHECK(tell(transaction, user, "account.recovery_codes.renew", "Your recovery codes were made anew", origin));
    return server::renew_recovery_codes(transaction, user.id, now_ms_());
  });
}

Result<json::object> Accounts::export_account(std::string_view user_id) {
  return database_.read([&](store::Transaction& transaction) -> Result<json::object> {
    SIGNET_TRY(const User user, get_user(transaction, user_id));
    json::object out{{"id", user.id},
                     {"email", user.email},
                     {"name", user.name},
                     {"created", iso_time(user.created_ms)},
                     {"is_admin", user.is_admin}};
    json::array& sessions = out["sessions"].emplace_array();
    SIGNET_TRY(const auto present, list_sessions(transaction, user_id, now_ms_()));
    for (const Session& s : present) {
      sessions.push_back(json::object{{"kind", s.kind},
                                      {"address", s.address},
                                      {"user_agent", s.user_agent},
                                      {"created", iso_time(s.created_ms)},
                                      {"last_used", iso_time(s.last_used_ms)}});
    }
    json::array& devices = out["remembered_devices"].emplace_array();
    SIGNET_TRY(const auto remembered, list_devices(transaction, user_id, "", now_ms_()));
    for (const RememberedDevice& d : remembered) {
      devices.push_back(
          json::object{{"address", d.address}, {"user_agent", d.user_agent}, {"created", iso_time(d.created_ms)}});
    }
    json::array& notifications = out["notifications"].emplace_array();
    SIGNET_TRY(const auto told, list_notifications(transaction, user_id, "", kMaxNotifications, false));
    for (const Notification& n : told.notifications) {
      notifications.push_back(
          json::object{{"text", n.text}, {"details", n.details}, {"created", iso_time(n.created_ms)}});
    }
    json::array& keys = out["api_keys"].emplace_array();
    SIGNET_TRY(const auto own_keys, list_api_keys(transaction, user_id));
    for (const ApiKey& key : own_keys) {
      keys.push_back(json::object{{"name", key.name}, {"prefix", key.prefix}, {"created", iso_time(key.created_ms)}});
    }
    json::array& teams = out["teams"].emplace_array();
    const auto add_team = [&teams](const store::Row& row) -> Status {
      std::string name;
      std::string role;
      SIGNET_CHECK(row.read(name, role));
      teams.push_back(json::object{{"name", name}, {"role", role}});
      return {};
    };
    SIGNET_CHECK(
        transaction.each("SELECT t.name, m.role FROM memberships m JOIN teams t ON t.id = m.team_id "
                         "WHERE m.user_id = $1 ORDER BY t.name",
                         {user_id}, add_team));
    json::array& events = out["audit"].emplace_array();
    AuditFilter own;
    own.actor = std::string(user_id);
    SIGNET_TRY(const auto records, list_audit(transaction, own, kMaxAuditPage));
    for (const AuditRecord& record : records) events.push_back(to_json(record));
    return out;
  });
}

Status Accounts::delete_account(const Session& session, const SecretString& password, const Origin& origin) {
  SIGNET_TRY(const User user,
             database_.read([&](store::Transaction& transaction) { return get_user(transaction, session.user_id); }));
  SIGNET_CHECK(check_own_password(user, password, origin));
  return database_.write([&](store::Transaction& transaction) -> Status {
    SIGNET_CHECK(check_may_go(transaction, user));
    SIGNET_CHECK(tell(transaction, user, "account.delete", "Your account was deleted", origin));
    SIGNET_CHECK(hand_over_workspaces(transaction, user.id, "", {user.id, "", origin, now_ms_(), outbox_}));
    const auto gone = transaction.execute("DELETE FROM users WHERE id = $1", {user.id});
    if (!gone) return gone.error();
    return {};
  });
}

}  // namespace signet::server
