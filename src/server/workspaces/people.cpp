#include "server/workspaces/people.h"

#include <fmt/format.h>

#include "server/notifications/tell.h"
#include "server/workspaces/roles.h"

namespace signet::server {

namespace {

/// kConflict for a personal one; else its team.
Result<std::string> team_of(const Workspace& workspace) {
  if (workspace.team_id) return *workspace.team_id;
  return fail(ErrorCode::kConflict, "a personal workspace is for its owner alone", "move it to a team first");
}

/// kConflict when a private workspace would be left without an owner who can sign in.
Status check_other_owner(store::Transaction& transaction, const Workspace& workspace, std::string_view user_id) {
  // The owners of the team own its other workspaces.
  if (workspace.kind != WorkspaceKind::kPrivate) return {};
  SIGNET_TRY(const auto other,
             transaction.query_one("SELECT 1 FROM workspace_users w JOIN users u ON u.id = w.user_id "
                                   "WHERE w.workspace_id = $1 AND w.role = 'owner' AND w.user_id <> $2 "
                                   "AND u.disabled_ms IS NULL LIMIT 1",
                                   {workspace.id, user_id}));
  if (other) return {};
  return fail(ErrorCode::kConflict, fmt::format("the workspace \"{}\" would have no owner", workspace.name),
              "make somebody else its owner first, or delete it");
}

/// Tells somebody what became of one's own role.
Status tell_of_role(store::Transaction& transaction, std::string_view user_id, std::string_view action,
                    std::string_view what, const ChangeContext& change) {
  if (user_id == change.user_id) return {};
  SIGNET_TRY(const auto people, transaction.query("SELECT id, email, name FROM users WHERE id = $1", {user_id}));
  return tell_all(transaction, people, action, what, team_change_mail, change);
}

AuditEvent event_of(std::string_view action, const Workspace& workspace, std::string_view who_kind,
                    std::string_view who) {
  AuditEvent event = workspace_event(action, workspace);
  event.details[who_kind] = who;
  return event;
}

}  // namespace

Result<std::vector<WorkspaceUser>> list_workspace_users(store::Transaction& transaction, const Workspace& workspace,
                                                        std::string_view after, std::int64_t limit) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT u.id, u.email, u.email_canonical, u.name, w.role, u.disabled_ms, w.created_ms "
                               "FROM workspace_users w JOIN users u ON u.id = w.user_id "
                               "WHERE w.workspace_id = $1 AND u.email_canonical > $2 UNION ALL "
                               "SELECT u.id, u.email, u.email_canonical, u.name, 'owner', u.disabled_ms, p.created_ms "
                               "FROM workspaces p JOIN users u ON u.id = p.owner_id "
                               "WHERE p.id = $1 AND u.email_canonical > $2 ORDER BY 3 LIMIT $3",
                               {workspace.id, after, limit}));
  return store::read_rows(rows, [](const store::Row& row) -> Result<WorkspaceUser> {
    WorkspaceUser user;
    std::string role;
    std::optional<std::int64_t> disabled_ms;
    SIGNET_CHECK(row.read(user.user_id, user.email, user.canonical, user.name, role, disabled_ms, user.added_ms));
    user.role = parse_workspace_role(role).value_or(WorkspaceRole::kNone);
    user.is_disabled = disabled_ms.has_value();
    return user;
  });
}

Result<WorkspaceRole> own_role(store::Transaction& transaction, const Workspace& workspace, std::string_view user_id) {
  if (workspace.owner_id == user_id) return WorkspaceRole::kOwner;
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT role FROM workspace_users WHERE workspace_id = $1 AND user_id = $2",
                                   {workspace.id, user_id}));
  if (!row) return WorkspaceRole::kNone;
  SIGNET_TRY(const auto word, row->get<std::string>(0));
  return parse_workspace_role(word).value_or(WorkspaceRole::kNone);
}

Status put_workspace_user(store::Transaction& transaction, const Workspace& workspace, std::string_view user_id,
                          WorkspaceRole role, const ChangeContext& change) {
  SIGNET_TRY(const std::string team, team_of(workspace));
  SIGNET_TRY(const auto member,
             transaction.query_one("SELECT 1 FROM memberships WHERE team_id = $1 AND user_id = $2", {team, user_id}));
  if (!member) {
    return fail(ErrorCode::kNotFound, "there is no such member of the team", "invite the person to the team first");
  }
  SIGNET_TRY(const WorkspaceRole before, own_role(transaction, workspace, user_id));
  if (before == role) return {};
  if (before == WorkspaceRole::kOwner) SIGNET_CHECK(check_other_owner(transaction, workspace, user_id));
  SIGNET_CHECK(put_role(transaction, workspace.id, team, user_id, role, change.now_ms));
  AuditEvent event = event_of("workspace.members.put", workspace, "user", user_id);
  event.details["role"] = name_of(role);
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  const std::string what =
      before == WorkspaceRole::kNone
          ? fmt::format("You are now {} of the workspace \"{}\"", name_of(role), workspace.name)
          : fmt::format("Your role in the workspace \"{}\" is now {}", workspace.name, name_of(role));
  return tell_of_role(transaction, user_id, "workspace.members.put", what, change);
}

Status remove_workspace_user(store::Transaction& transaction, const Workspace& workspace, std::string_view user_id,
                             const ChangeContext& change) {
  SIGNET_CHECK(team_of(workspace));
  SIGNET_TRY(const WorkspaceRole before, own_role(transaction, workspace, user_id));
  if (before == WorkspaceRole::kNone) return fail(ErrorCode::kNotFound, "this person has no role of one's own in it");
  if (before == WorkspaceRole::kOwner) SIGNET_CHECK(check_other_owner(transaction, workspace, user_id));
  const auto removed = transaction.execute("DELETE FROM workspace_users WHERE workspace_id = $1 AND user_id = $2",
                                           {workspace.id, user_id});
  if (!removed) return removed.error();
  const bool leaves = user_id == change.user_id;
  const std::string_view action = leaves ? "workspace.leave" : "workspace.members.remove";
  SIGNET_CHECK(append_audit(transaction, event_of(action, workspace, "user", user_id), change));
  return tell_of_role(transaction, user_id, action,
                      fmt::format("You were taken out of the workspace \"{}\"", workspace.name), change);
}

Result<std::vector<WorkspaceGroup>> list_workspace_groups(store::Transaction& transaction, const Workspace& workspace,
                                                          std::string_view after, std::int64_t limit) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT g.id, g.name, w.role, w.created_ms FROM workspace_groups w "
                               "JOIN groups g ON g.id = w.group_id WHERE w.workspace_id = $1 AND g.name > $2 "
                               "ORDER BY g.name LIMIT $3",
                               {workspace.id, after, limit}));
  return store::read_rows(rows, [](const store::Row& row) -> Result<WorkspaceGroup> {
    WorkspaceGroup group;
    std::string role;
    SIGNET_CHECK(row.read(group.group_id, group.name, role, group.added_ms));
    group.role = parse_workspace_role(role).value_or(WorkspaceRole::kNone);
    return group;
  });
}

Status put_workspace_group(store::Transaction& transaction, const Workspace& workspace, std::string_view group_id,
                           WorkspaceRole role, const ChangeContext& change) {
  SIGNET_TRY(const std::string team, team_of(workspace));
  if (role == WorkspaceRole::kOwner || role == WorkspaceRole::kNone) {
    return fail(ErrorCode::kInvalidInput, "a group can be viewer, editor or admin of a workspace, not its owner",
                "make one of its members the owner");
  }
  SIGNET_TRY(const auto group,
             transaction.query_one("SELECT 1 FROM groups WHERE team_id = $1 AND id = $2", {team, group_id}));
  if (!group) return fail(ErrorCode::kNotFound, "there is no such group in the team");
  const auto put = transaction.execute(
      "INSERT INTO workspace_groups (workspace_id, team_id, group_id, role, created_ms) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (workspace_id, group_id) DO UPDATE SET role = $4",
      {workspace.id, team, group_id, name_of(role), change.now_ms});
  if (!put) return put.error();
  AuditEvent event = event_of("workspace.groups.put", workspace, "group", group_id);
  event.details["role"] = name_of(role);
  return append_audit(transaction, std::move(event), change);
}

Status remove_workspace_group(store::Transaction& transaction, const Workspace& workspace, std::string_view group_id,
                              const ChangeContext& change) {
  SIGNET_CHECK(team_of(workspace));
  SIGNET_TRY(const std::int64_t removed,
             transaction.execute("DELETE FROM workspace_groups WHERE workspace_id = $1 AND group_id = $2",
                                 {workspace.id, group_id}));
  if (removed == 0) return fail(ErrorCode::kNotFound, "the group is not in the workspace");
  return append_audit(transaction, event_of("workspace.groups.remove", workspace, "group", group_id), change);
}

}  // namespace signet::server
