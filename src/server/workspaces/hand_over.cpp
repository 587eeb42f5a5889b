#include "server/workspaces/hand_over.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "server/audit/audit_log.h"
#include "server/notifications/tell.h"
#include "server/workspaces/roles.h"

namespace signet::server {

namespace {

struct Left {
  std::string workspace;
  std::string team;
  std::string name;
};

Result<std::vector<Left>> owned_alone(store::Transaction& transaction, std::string_view user_id,
                                      std::string_view team_id) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT w.id, w.team_id, w.name FROM workspace_users o "
                               "JOIN workspaces w ON w.id = o.workspace_id WHERE o.user_id = $1 AND o.role = 'owner' "
                               "AND w.kind = 'private' AND (CAST($2 AS TEXT) = '' OR w.team_id = $2) "
                               "AND NOT EXISTS (SELECT 1 FROM workspace_users x JOIN users u ON u.id = x.user_id "
                               "WHERE x.workspace_id = w.id AND x.role = 'owner' AND x.user_id <> $1 "
                               "AND u.disabled_ms IS NULL) ORDER BY w.id",
                               {user_id, team_id}));
  return store::read_rows(rows, [](const store::Row& row) -> Result<Left> {
    Left left;
    SIGNET_CHECK(row.read(left.workspace, left.team, left.name));
    return left;
  });
}

/// (id, e-mail address, name) of who gets it; no row when nobody of the team has a working account.
Result<std::vector<store::Row>> find_heir(store::Transaction& transaction, const Left& left, std::string_view user_id) {
  SIGNET_TRY(auto inside,
             transaction.query("SELECT u.id, u.email, u.name FROM workspace_users w JOIN users u ON u.id = w.user_id "
                               "WHERE w.workspace_id = $1 AND w.user_id <> $2 AND u.disabled_ms IS NULL "
                               "ORDER BY CASE w.role WHEN 'admin' THEN 0 WHEN 'editor' THEN 1 ELSE 2 END, "
                               "w.created_ms, u.id LIMIT 1",
                               {left.workspace, user_id}));
  if (!inside.empty()) return inside;
  return transaction.query(
      "SELECT u.id, u.email, u.name FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 "
      "AND m.user_id <> $2 AND m.role = 'owner' AND u.disabled_ms IS NULL ORDER BY m.created_ms, u.id LIMIT 1",
      {left.team, user_id});
}

Status hand_over(store::Transaction& transaction, const Left& left, const std::vector<store::Row>& heir,
                 std::string_view from, const ChangeContext& change) {
  SIGNET_TRY(const auto to, heir.front().get<std::string>(0));
  SIGNET_CHECK(put_role(transaction, left.workspace, left.team, to, WorkspaceRole::kOwner, change.now_ms));
  AuditEvent event{"workspace.owners.inherit"};
  event.team = left.team;
  event.target = left.workspace;
  event.details = {{"name", left.name}, {"from", from}, {"to", to}};
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  return tell_all(transaction, heir, "workspace.owners.inherit",
                  fmt::format("The workspace \"{}\" is now yours, as its owner is gone", left.name), team_change_mail,
                  change);
}

}  // namespace

Status hand_over_workspaces(store::Transaction& transaction, std::string_view user_id, std::string_view team_id,
                            const ChangeContext& change) {
  SIGNET_TRY(const auto all, owned_alone(transaction, user_id, team_id));
  for (const Left& left : all) {
    SIGNET_TRY(const auto heir, find_heir(transaction, left, user_id));
    if (!heir.empty()) SIGNET_CHECK(hand_over(transaction, left, heir, user_id, change));
  }
  return {};
}

}  // namespace signet::server
