#include "server/accounts/administration.h"

#include "base/text.h"
#include "server/accounts/links.h"
#include "server/accounts/remembered_devices.h"
#include "server/accounts/sessions.h"
#include "server/accounts/users.h"
#include "server/audit/audit_log.h"
#include "server/notifications/tell.h"
#include "server/workspaces/hand_over.h"

namespace signet::server {

namespace {

Result<UserEntry> read_entry(const store::Row& row) {
  UserEntry user;
  std::optional<std::int64_t> verified_ms;
  SIGNET_CHECK(row.read(user.id, user.email, user.canonical, user.name, user.is_admin, verified_ms, user.has_two_factor,
                        user.created_ms, user.last_sign_in_ms, user.disabled_ms, user.disabled_reason));
  user.is_verified = verified_ms.has_value();
  return user;
}

/// The text as a part to look for with LIKE … ESCAPE '\'.
std::string pattern_of(std::string_view text) {
  std::string pattern = "%";
  for (const char c : to_lower(text)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

/// Another's account, which may lose its rights: kConflict when the server would have no administrator then, which two
/// who take each other's rights away at the same time could bring about.
Result<User> get_other_user(store::Transaction& transaction, std::string_view id, const ChangeContext& change) {
  if (id == change.user_id) {
    return fail(ErrorCode::kConflict, "this is your own account", "ask another administrator to do it");
  }
  SIGNET_TRY(User user, get_user(transaction, id));
  SIGNET_TRY(const bool has_other, has_other_admin(transaction, user.id));
  if (!has_other) return fail(ErrorCode::kConflict, "this is the only administrator of this server");
  return user;
}

AuditEvent event_of(std::string_view action, const User& user) {
  AuditEvent event{std::string(action)};
  event.target = user.id;
  return event;
}

/// The line in the audit log, and what the person hears of it.
Status note(store::Transaction& transaction, const User& user, AuditEvent event, std::string_view what,
            const ChangeContext& change) {
  const std::string action = event.action;
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  return tell(transaction, {user.id, user.email, user.name}, action, what, administration_mail, change);
}

Status end_sessions(store::Transaction& transaction, std::string_view user_id) {
  const auto ended = revoke_sessions(transaction, user_id, "");
  if (!ended) return ended.error();
  return drop_links(transaction, user_id);
}

Status forget_everywhere(store::Transaction& transaction, std::string_view user_id) {
  SIGNET_CHECK(end_sessions(transaction, user_id));
  const auto devices = forget_devices(transaction, user_id);
  if (!devices) return devices.error();
  return {};
}

}  // namespace

Result<std::vector<UserEntry>> list_users(store::Transaction& transaction, const UserFilter& filter) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT u.id, u.email, u.email_canonical, u.name, u.is_admin, u.email_verified_ms, "
                               "(SELECT COUNT(*) FROM two_factor f WHERE f.user_id = u.id "
                               "AND f.confirmed_ms IS NOT NULL), u.created_ms, u.last_sign_in_ms, u.disabled_ms, "
                               "u.disabled_reason FROM users u WHERE u.email_canonical > $1 "
                               "AND (u.email_canonical LIKE $2 ESCAPE '\\' OR lower(u.name) LIKE $2 ESCAPE '\\') "
                               "ORDER BY u.email_canonical LIMIT $3",
                               {filter.after, pattern_of(filter.search), filter.limit}));
  return store::read_rows(rows, read_entry);
}

Result<UserEntry> get_user_entry(store::Transaction& transaction, std::string_view id) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT u.id, u.email, u.email_canonical, u.name, u.is_admin, u.email_verified_ms, "
                                   "(SELECT COUNT(*) FROM two_factor f WHERE f.user_id = u.id "
                                   "AND f.confirmed_ms IS NOT NULL), u.created_ms, u.last_sign_in_ms, u.disabled_ms, "
                                   "u.disabled_reason FROM users u WHERE u.id = $1",
                                   {id}));
  if (!row) return fail(ErrorCode::kNotFound, "there is no such account");
  return read_entry(*row);
}

Status disable_user(store::Transaction& transaction, std::string_view id, std::string_view reason,
                    const ChangeContext& change) {
  SIGNET_TRY(const User user, get_other_user(transaction, id, change));
  SIGNET_CHECK(hand_over_workspaces(transaction, user.id, "", change));
  const auto disabled = transaction.execute("UPDATE users SET disabled_ms = $2, disabled_reason = $3 WHERE id = $1",
                                            {user.id, change.now_ms, reason});
  if (!disabled) return disabled.error();
  SIGNET_CHECK(forget_everywhere(transaction, user.id));
  AuditEvent event = event_of("server.users.disable", user);
  event.details["reason"] = reason;
  return note(transaction, user, std::move(event), "Your account was disabled by an administrator", change);
}

Status enable_user(store::Transaction& transaction, std::string_view id, const ChangeContext& change) {
  SIGNET_TRY(const User user, get_other_user(transaction, id, change));
  const auto enabled =
      transaction.execute("UPDATE users SET disabled_ms = NULL, disabled_reason = NULL WHERE id = $1", {user.id});
  if (!enabled) return enabled.error();
  return note(transaction, user, event_of("server.users.enable", user),
              "Your account was enabled again by an administrator", change);
}

Status sign_user_out(store::Transaction& transaction, std::string_view id, const ChangeContext& change) {
  SIGNET_TRY(const User user, get_user(transaction, id));
  SIGNET_CHECK(forget_everywhere(transaction, user.id));
  return note(transaction, user, event_of("server.users.sign_out", user), "An administrator ended all your sessions",
              change);
}

Status set_admin(store::Transaction& transaction, std::string_view id, bool is_admin, const ChangeContext& change) {
  SIGNET_TRY(const User user, get_other_user(transaction, id, change));
  if (user.is_admin == is_admin) return {};
  const auto changed = transaction.execute("UPDATE users SET is_admin = $2 WHERE id = $1", {user.id, is_admin});
  if (!changed) return changed.error();
  SIGNET_CHECK(end_sessions(transaction, user.id));
  AuditEvent event = event_of("server.users.set_admin", user);
  event.details["is_admin"] = is_admin;
  return note(
      transaction, user, std::move(event),
      is_admin ? "You are an administrator of the server now" : "You are no administrator of the server any more",
      change);
}

}  // namespace signet::server
