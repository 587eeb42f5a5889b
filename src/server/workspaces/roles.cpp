#include "server/workspaces/roles.h"

namespace signet::server {

Status put_role(store::Transaction& transaction, std::string_view workspace_id, std::string_view team_id,
                std::string_view user_id, WorkspaceRole role, std::int64_t now_ms) {
  const auto put = transaction.execute(
      "INSERT INTO workspace_users (workspace_id, team_id, user_id, role, created_ms) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (workspace_id, user_id) DO UPDATE SET role = $4",
      {workspace_id, team_id, user_id, name_of(role), now_ms});
  if (!put) return put.error();
  return {};
}

}  // namespace signet::server
