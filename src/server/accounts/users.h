// The rows of accounts, for the other files of this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/transaction.h"

namespace signet::server {

struct User {
  std::string id;
  std::string email;
  std::string canonical;
  std::string name;
  std::optional<std::string> password_hash;
  std::optional<std::int64_t> verified_ms;
  std::optional<std::int64_t> password_changed_ms;
  bool is_admin = false;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> disabled_ms;

  [[nodiscard]] bool may_sign_in() const { return verified_ms && !disabled_ms && password_hash; }
};

[[nodiscard]] Result<std::optional<User>> find_user_by_email(store::Transaction& transaction,
                                                             std::string_view canonical);
/// kNotFound when it is gone.
[[nodiscard]] Result<User> get_user(store::Transaction& transaction, std::string_view id);
/// Whether the server has an administrator with a working account besides this one.
[[nodiscard]] Result<bool> has_other_admin(store::Transaction& transaction, std::string_view id);
/// Whether one of the user's sessions or remembered devices came from this address.
[[nodiscard]] Result<bool> is_known_address(store::Transaction& transaction, std::string_view user_id,
                                            std::string_view address);

}  // namespace signet::server
