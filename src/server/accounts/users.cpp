#include "server/accounts/users.h"

namespace signet::server {

namespace {

Result<User> read_user(const store::Row& row) {
  User user;
  SIGNET_CHECK(row.read(user.id, user.email, user.canonical, user.name, user.password_hash, user.verified_ms,
                        user.password_changed_ms, user.is_admin, user.created_ms, user.disabled_ms));
  return user;
}

}  // namespace

Result<std::optional<User>> find_user_by_email(store::Transaction& transaction, std::string_view canonical) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT id, email, email_canonical, name, password_hash, email_verified_ms, "
                                   "password_changed_ms, is_admin, created_ms, disabled_ms FROM users "
                                   "WHERE email_canonical = $1",
                                   {canonical}));
  if (!row) return std::optional<User>();
  SIGNET_TRY(User user, read_user(*row));
  return std::optional(std::move(user));
}

Result<User> get_user(store::Transaction& transaction, std::string_view id) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT id, email, email_canonical, name, password_hash, email_verified_ms, "
                                   "password_changed_ms, is_admin, created_ms, disabled_ms FROM users WHERE id = $1",
                                   {id}));
  if (!row) return fail(ErrorCode::kNotFound, "there is no such account");
  return read_user(*row);
}

Result<bool> has_other_admin(store::Transaction& transaction, std::string_view id) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT 1 WHERE EXISTS (SELECT 1 FROM users WHERE is_admin = 1 AND id <> $1 "
                                   "AND email_verified_ms IS NOT NULL AND disabled_ms IS NULL)",
                                   {id}));
  return row.has_value();
}

Result<bool> is_known_address(store::Transaction& transaction, std::string_view user_id, std::string_view address) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT 1 WHERE EXISTS (SELECT 1 FROM sessions WHERE user_id = $1 "
                                   "AND address = $2) OR EXISTS (SELECT 1 FROM remembered_devices WHERE user_id = $1 "
                                   "AND address = $2)",
                                   {user_id, address}));
  return row.has_value();
}

}  // namespace signet::server
