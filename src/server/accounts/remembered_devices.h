// Devices that are asked for no second factor: for kRememberedDeviceMs after a code was given there, unless they are
// revoked. Only a hash of their token is stored. A new password and turning the second factor off forget them all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "server/origin.h"
#include "store/transaction.h"

namespace signet::server {

inline constexpr std::int64_t kRememberedDeviceMs = 30LL * 24 * 3600 * 1000;

/// A device as its owner sees it in the list.
struct RememberedDevice {
  std::string id;
  std::string user_agent;
  std::string address;
  std::int64_t created_ms = 0;
  std::int64_t last_used_ms = 0;
  std::int64_t expires_ms = 0;
  bool is_this = false;  ///< the one that asks
};

/// The token for the device's cookie.
[[nodiscard]] Result<SecretString> make_remembered_device(store::Transaction& transaction, std::string_view user_id,
                                                          const Origin& origin, std::int64_t now_ms);
/// Whether the token is that of a device that this user told us to remember; its use is noted.
[[nodiscard]] Result<bool> is_remembered(store::Transaction& transaction, std::string_view user_id,
                                         const SecretString& token, const Origin& origin, std::int64_t now_ms);

/// Those that are remembered now, last used first. `token` is that of the device that asks; may be empty.
[[nodiscard]] Result<std::vector<RememberedDevice>> list_devices(store::Transaction& transaction,
                                                                 std::string_view user_id, std::string_view token,
                                                                 std::int64_t now_ms);
/// kNotFound for any but the user's own.
[[nodiscard]] Status revoke_device(store::Transaction& transaction, std::string_view user_id, std::string_view id);
/// Forgets all of the user's; how many.
[[nodiscard]] Result<std::int64_t> forget_devices(store::Transaction& transaction, std::string_view user_id);

}  // namespace signet::server
