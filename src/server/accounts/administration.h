// What administrators of the server do with other people's accounts. Nobody does it to oneself, so that the server
// always keeps an administrator.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/change.h"
#include "store/transaction.h"

namespace signet::server {

/// An account as administrators see it.
struct UserEntry {
  std::string id;
  std::string email;
  std::string canonical;
  std::string name;
  bool is_admin = false;
  bool is_verified = false;
  bool has_two_factor = false;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> last_sign_in_ms;
  std::optional<std::int64_t> disabled_ms;
  std::optional<std::string> disabled_reason;
};

struct UserFilter {
  std::string search;  ///< a part of the address or the name, in either case (of ASCII letters); empty: all
  std::string after;   ///< those behind this canonical address
  std::int64_t limit = 0;
};
/// By address.
[[nodiscard]] Result<std::vector<UserEntry>> list_users(store::Transaction& transaction, const UserFilter& filter);
/// kNotFound when there is none.
[[nodiscard]] Result<UserEntry> get_user_entry(store::Transaction& transaction, std::string_view id);

/// Ends all sessions, links and remembered devices; API keys do not work until enable_user(). Tells the person by mail.
/// kConflict for oneself; kNotFound.
[[nodiscard]] Status disable_user(store::Transaction& transaction, std::string_view id, std::string_view reason,
                                  const ChangeContext& change);
[[nodiscard]] Status enable_user(store::Transaction& transaction, std::string_view id, const ChangeContext& change);
/// Ends all sessions, links and remembered devices, which were perhaps stolen; the account goes on. Tells the person.
/// kNotFound.
[[nodiscard]] Status sign_user_out(store::Transaction& transaction, std::string_view id, const ChangeContext& change);
/// Makes somebody an administrator, or no longer one, and ends that person's sessions, as they have other rights then.
/// kConflict for oneself; kNotFound.
[[nodiscard]] Status set_admin(store::Transaction& transaction, std::string_view id, bool is_admin,
                               const ChangeContext& change);

}  // namespace signet::server
