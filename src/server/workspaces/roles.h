// The rows of people's own roles in workspaces.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "server/access/access.h"
#include "store/transaction.h"

namespace signet::server {

/// Gives a member of the workspace's team a role of one's own, in the place of one that is there.
[[nodiscard]] Status put_role(store::Transaction& transaction, std::string_view workspace_id, std::string_view team_id,
                              std::string_view user_id, WorkspaceRole role, std::int64_t now_ms);

}  // namespace signet::server
