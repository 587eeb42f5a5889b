// By what somebody follows a workspace, and whether that still holds: asked again and again, as a stream outlives the
// request that opened it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/live/messages.h"
#include "store/transaction.h"

namespace signet::server {

/// Who was let in, and by what. By ids: no token is kept.
struct Standing {
  std::string user_id;
  std::string session_id;  ///< empty for keys
  std::string key_id;      ///< empty for sessions

  auto operator<=>(const Standing&) const = default;
};

/// Why it does not hold any more; nullopt when the one may read the workspace's elements now.
[[nodiscard]] Result<std::optional<EndReason>> check_standing(store::Transaction& transaction, const Standing& standing,
                                                              std::string_view workspace, std::int64_t now_ms);

}  // namespace signet::server
