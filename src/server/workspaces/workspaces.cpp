#include "server/workspaces/workspaces.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ids.h"
#include "server/names.h"
#include "server/notifications/tell.h"
#include "server/workspaces/roles.h"

// What a workspace is, and all that gives the user $1 a role in it. A statement is one literal (store/sql.h), so that
// what two of them share can only be a macro.
#define SIGNET_WORKSPACES_OF_USER                                                                                  \
  "SELECT w.id, w.kind, w.team_id, w.owner_id, w.member_role, w.name, w.description, w.revision, w.last_seq, "     \
  "w.created_ms, w.archived_ms, COALESCE(t.requires_two_factor, 0), m.role, u.role, (SELECT CAST(MAX(CASE g.role " \
  "WHEN 'admin' THEN 3 WHEN 'editor' THEN 2 WHEN 'viewer' THEN 1 ELSE 0 END) AS BIGINT) FROM workspace_groups g "  \
  "JOIN group_members gm ON gm.group_id = g.group_id WHERE g.workspace_id = w.id AND gm.user_id = $1) "            \
  "FROM workspaces w LEFT JOIN teams t ON t.id = w.team_id "                                                       \
  "LEFT JOIN memberships m ON m.team_id = w.team_id AND m.user_id = $1 "                                           \
  "LEFT JOIN workspace_users u ON u.workspace_id = w.id AND u.user_id = $1 "

namespace signet::server {

namespace {

using Words = std::optional<std::string>;

WorkspaceRole role_of_word(const Words& word) {
  return word ? parse_workspace_role(*word).value_or(WorkspaceRole::kNone) : WorkspaceRole::kNone;
}

/// What the person's place in the team gives in one of the team's own workspaces.
WorkspaceRole role_by_team(const Workspace& workspace, const Words& team_role) {
  if (workspace.kind != WorkspaceKind::kTeam || !team_role) return WorkspaceRole::kNone;
  switch (parse_team_role(*team_role).value_or(TeamRole::kNone)) {
    case TeamRole::kOwner:
      return WorkspaceRole::kOwner;
    case TeamRole::kAdmin:
      return WorkspaceRole::kAdmin;
    case TeamRole::kMember:
      return workspace.member_role;
    case TeamRole::kNone:
      break;
  }
  return WorkspaceRole::kNone;
}

WorkspaceRole role_by_groups(std::optional<std::int64_t> highest) {
  using enum WorkspaceRole;
  constexpr std::array kRoles = {kNone, kViewer, kEditor, kAdmin};
  return highest && *highest > 0 && *highest < std::ssize(kRoles) ? kRoles.at(static_cast<std::size_t>(*highest))
                                                                  : kNone;
}

Result<OwnWorkspace> read_own(const store::Row& row, std::string_view user_id) {
  OwnWorkspace own;
  Workspace& workspace = own.workspace;
  std::string kind;
  Words member_role;
  Words team_role;
  Words direct_role;
  std::optional<std::int64_t> group_role;
  SIGNET_CHECK(row.read(workspace.id, kind, workspace.team_id, workspace.owner_id, member_role, workspace.name,
                        workspace.description, workspace.revision, workspace.last_seq, workspace.created_ms,
                        workspace.archived_ms, own.requires_two_factor, team_role, direct_role, group_role));
  const auto known = parse_workspace_kind(kind);
  if (!known) return fail(ErrorCode::kInternal, fmt::format("workspace {} is of the kind '{}'", workspace.id, kind));
  workspace.kind = *known;
  workspace.member_role = role_of_word(member_role);
  if (workspace.owner_id == user_id) own.role = WorkspaceRole::kOwner;
  if (team_role) {
    own.role =
        std::max({own.role, role_of_word(direct_role), role_by_groups(group_role), role_by_team(workspace, team_role)});
  }
  return own;
}

Status check_description(std::string_view description) {
  if (description.size() <= kMaxWorkspaceDescription) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("a description has at most {} bytes", kMaxWorkspaceDescription));
}

Status check_member_role(WorkspaceKind kind, WorkspaceRole role) {
  const bool is_right = kind == WorkspaceKind::kTeam ? role == WorkspaceRole::kViewer || role == WorkspaceRole::kEditor
                                                     : role == WorkspaceRole::kNone;
  if (is_right) return {};
  return fail(ErrorCode::kInvalidInput, "a role of all members, viewer or editor, is for a team's own workspaces alone",
              "leave member_role out, or let the kind be team");
}

/// kLimit when there is no room for one more.
Status check_room(store::Transaction& transaction, const WorkspaceRequest& request, const ChangeContext& change) {
  const bool is_personal = request.kind == WorkspaceKind::kPersonal;
  SIGNET_TRY(const auto row,
             is_personal
                 ? transaction.query_one("SELECT COUNT(*) FROM workspaces WHERE owner_id = $1", {change.user_id})
                 : transaction.query_one("SELECT COUNT(*) FROM workspaces WHERE team_id = $1", {request.team_id}));
  SIGNET_TRY(const auto count, row->get<std::int64_t>(0));
  if (count < (is_personal ? kMaxPersonalWorkspaces : kMaxTeamWorkspaces)) return {};
  return fail(ErrorCode::kLimit,
              fmt::format("{} {} workspaces, which is the most", is_personal ? "you have" : "the team has", count),
              "delete one first");
}

Words word_of(WorkspaceRole role) {
  return role == WorkspaceRole::kNone ? Words() : Words(name_of(role));
}

/// Makes whoever changes it its owner; personal ones have theirs in their own row.
Status add_owner(store::Transaction& transaction, const Workspace& workspace, const ChangeContext& change) {
  if (!workspace.team_id) return {};
  return put_role(transaction, workspace.id, *workspace.team_id, change.user_id, WorkspaceRole::kOwner, change.now_ms);
}

/// Where it is to belong: of the kind's own members, one is set and the others are none.
void set_home(Workspace& workspace, const WorkspaceRequest& to, const ChangeContext& change) {
  const bool is_personal = to.kind == WorkspaceKind::kPersonal;
  workspace.kind = to.kind;
  workspace.team_id = is_personal ? Words() : Words(to.team_id);
  workspace.owner_id = is_personal ? Words(change.user_id) : Words();
  workspace.member_role = to.member_role;
}

}  // namespace

std::string_view name_of(WorkspaceKind kind) {
  switch (kind) {
    case WorkspaceKind::kPersonal:
      return "personal";
    case WorkspaceKind::kPrivate:
      return "private";
    case WorkspaceKind::kTeam:
      break;
  }
  return "team";
}

std::optional<WorkspaceKind> parse_workspace_kind(std::string_view word) {
  for (const WorkspaceKind kind : {WorkspaceKind::kPersonal, WorkspaceKind::kPrivate, WorkspaceKind::kTeam}) {
    if (name_of(kind) == word) return kind;
  }
  return std::nullopt;
}

AuditEvent workspace_event(std::string_view action, const Workspace& workspace) {
  AuditEvent event{std::string(action)};
  event.team = workspace.team_id;
  event.target = workspace.id;
  event.details["name"] = workspace.name;
  return event;
}

Status check_not_archived(const Workspace& workspace) {
  if (!workspace.archived_ms) return {};
  return fail(ErrorCode::kConflict, "the workspace is in the archive, where nothing changes",
              "take it out of the archive first");
}

Result<Workspace> create_workspace(store::Transaction& transaction, const WorkspaceRequest& request,
                                   const ChangeContext& change) {
  SIGNET_CHECK(check_name(request.name));
  SIGNET_CHECK(check_description(request.description));
  SIGNET_CHECK(check_member_role(request.kind, request.member_role));
  SIGNET_CHECK(check_room(transaction, request, change));
  Workspace workspace;
  workspace.id = make_uuid();
  workspace.name = request.name;
  workspace.description = request.description;
  workspace.created_ms = change.now_ms;
  set_home(workspace, request, change);
  const auto made = transaction.execute(
      "INSERT INTO workspaces (id, kind, team_id, owner_id, member_role, name, description, created_ms) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      {workspace.id, name_of(workspace.kind), workspace.team_id, workspace.owner_id, word_of(workspace.member_role),
       workspace.name, workspace.description, workspace.created_ms});
  if (!made) return made.error();
  SIGNET_CHECK(add_owner(transaction, workspace, change));
  AuditEvent event = workspace_event("workspace.create", workspace);
  event.details["kind"] = name_of(workspace.kind);
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  return workspace;
}

Result<std::optional<OwnWorkspace>> find_workspace(store::Transaction& transaction, std::string_view id,
                                                   std::string_view user_id) {
  SIGNET_TRY(const auto row, transaction.query_one(SIGNET_WORKSPACES_OF_USER "WHERE w.id = $2", {user_id, id}));
  if (!row) return std::optional<OwnWorkspace>();
  SIGNET_TRY(OwnWorkspace own, read_own(*row, user_id));
  if (own.role == WorkspaceRole::kNone) return std::optional<OwnWorkspace>();
  return std::optional(std::move(own));
}

Result<std::vector<OwnWorkspace>> list_workspaces(store::Transaction& transaction, std::string_view user_id,
                                                  const WorkspaceFilter& filter) {
  SIGNET_TRY(const auto rows,
             transaction.query(
                 SIGNET_WORKSPACES_OF_USER
                 "WHERE w.id IN (SELECT id FROM workspaces WHERE owner_id = $1 "
                 "UNION SELECT tw.id FROM memberships tm JOIN workspaces tw ON tw.team_id = tm.team_id "
                 "AND tw.kind = 'team' WHERE tm.user_id = $1 "
                 "UNION SELECT workspace_id FROM workspace_users WHERE user_id = $1 "
                 "UNION SELECT wg.workspace_id FROM memberships gt JOIN group_members gu "
                 "ON gu.team_id = gt.team_id AND gu.user_id = gt.user_id "
                 "JOIN workspace_groups wg ON wg.group_id = gu.group_id WHERE gt.user_id = $1) "
                 "AND (CAST($2 AS TEXT) IS NULL OR w.kind = $2) AND (CAST($3 AS TEXT) IS NULL OR w.team_id = $3) "
                 "AND (CAST($4 AS BIGINT) = 1 OR COALESCE(t.requires_two_factor, 0) = 0) "
                 "AND (w.name, w.id) > ($5, $6) ORDER BY w.name, w.id LIMIT $7",
                 {user_id, filter.kind, filter.team, filter.has_two_factor, filter.after.name, filter.after.id,
                  filter.limit}));
  SIGNET_TRY(auto all, store::read_rows(rows, [&](const store::Row& row) { return read_own(row, user_id); }));
  std::erase_if(all, [](const OwnWorkspace& own) { return own.role == WorkspaceRole::kNone; });
  return all;
}

Result<Workspace> change_workspace(store::Transaction& transaction, Workspace workspace,
                                   const WorkspaceChanges& changes, const ChangeContext& change) {
  AuditEvent event = workspace_event("workspace.change", workspace);
  if (changes.name) {
    SIGNET_CHECK(check_name(*changes.name));
    workspace.name = *changes.name;
    event.details["new_name"] = workspace.name;
  }
  if (changes.description) {
    SIGNET_CHECK(check_description(*changes.description));
    workspace.description = *changes.description;
  }
  if (changes.member_role) {
    SIGNET_CHECK(check_member_role(workspace.kind, *changes.member_role));
    workspace.member_role = *changes.member_role;
    event.details["member_role"] = name_of(workspace.member_role);
  }
  ++workspace.revision;
  const auto changed = transaction.execute(
      "UPDATE workspaces SET name = $2, description = $3, member_role = $4, revision = $5 WHERE id = $1",
      {workspace.id, workspace.name, workspace.description, word_of(workspace.member_role), workspace.revision});
  if (!changed) return changed.error();
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  return workspace;
}

Result<Workspace> archive_workspace(store::Transaction& transaction, Workspace workspace, bool archived,
                                    const ChangeContext& change) {
  if (workspace.archived_ms.has_value() == archived) return workspace;
  if (archived) {
    workspace.archived_ms = change.now_ms;
  } else {
    workspace.archived_ms.reset();
  }
  ++workspace.revision;
  const auto changed = transaction.execute("UPDATE workspaces SET archived_ms = $2, revision = $3 WHERE id = $1",
                                           {workspace.id, workspace.archived_ms, workspace.revision});
  if (!changed) return changed.error();
  SIGNET_CHECK(append_audit(
      transaction, workspace_event(archived ? "workspace.archive" : "workspace.unarchive", workspace), change));
  return workspace;
}

Result<Workspace> move_workspace(store::Transaction& transaction, Workspace workspace, const WorkspaceRequest& to,
                                 const ChangeContext& change) {
  SIGNET_CHECK(check_member_role(to.kind, to.member_role));
  AuditEvent event = workspace_event("workspace.move", workspace);
  const bool stays_in_team =
      workspace.team_id && to.kind != WorkspaceKind::kPersonal && *workspace.team_id == to.team_id;
  if (!stays_in_team) {
    SIGNET_CHECK(check_room(transaction, to, change));
    for (const store::Sql sql : {store::Sql("DELETE FROM workspace_users WHERE workspace_id = $1"),
                                 store::Sql("DELETE FROM workspace_groups WHERE workspace_id = $1")}) {
      const auto gone = transaction.execute(sql, {workspace.id});
      if (!gone) return gone.error();
    }
  }
  set_home(workspace, to, change);
  ++workspace.revision;
  const auto moved = transaction.execute(
      "UPDATE workspaces SET kind = $2, team_id = $3, owner_id = $4, member_role = $5, revision = $6 WHERE id = $1",
      {workspace.id, name_of(workspace.kind), workspace.team_id, workspace.owner_id, word_of(workspace.member_role),
       workspace.revision});
  if (!moved) return moved.error();
  // Also within a team: whoever owned it by owning the team would lose a private one.
  SIGNET_CHECK(add_owner(transaction, workspace, change));
  event.details["kind"] = name_of(workspace.kind);
  if (workspace.team_id) event.details["to_team"] = *workspace.team_id;
  SIGNET_CHECK(append_audit(transaction, event, change));
  // The team that gets it has a line of it, too.
  if (workspace.team_id && event.team != workspace.team_id) {
    event.team = workspace.team_id;
    SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  }
  return workspace;
}

Status delete_workspace(store::Transaction& transaction, const Workspace& workspace, const ChangeContext& change) {
  SIGNET_TRY(const auto owners,
             transaction.query("SELECT p.id, p.email, p.name FROM workspace_users u JOIN users p ON p.id = u.user_id "
                               "WHERE u.workspace_id = $1 AND u.role = 'owner' AND u.user_id <> $2",
                               {workspace.id, change.user_id}));
  const auto deleted = transaction.execute("DELETE FROM workspaces WHERE id = $1", {workspace.id});
  if (!deleted) return deleted.error();
  const std::string what = fmt::format("The workspace \"{}\" was deleted", workspace.name);
  SIGNET_CHECK(tell_all(transaction, owners, "workspace.delete", what, team_change_mail, change));
  return append_audit(transaction, workspace_event("workspace.delete", workspace), change);
}

}  // namespace signet::server
