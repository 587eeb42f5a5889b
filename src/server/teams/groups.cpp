#include "server/teams/groups.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "server/audit/audit_log.h"
#include "server/names.h"
#include "server/teams/members.h"

namespace signet::server {

namespace {

Result<Group> read_group(const store::Row& row) {
  Group group;
  SIGNET_CHECK(row.read(group.id, group.name, group.revision, group.created_ms));
  return group;
}

/// kConflict when another group of the team has the name.
Status check_name_is_free(store::Transaction& transaction, const Team& team, std::string_view name,
                          std::string_view but_for) {
  SIGNET_CHECK(check_name(name));
  SIGNET_TRY(const auto taken,
             transaction.query_one("SELECT 1 FROM groups WHERE team_id = $1 AND name = $2 AND id <> $3",
                                   {team.id, name, but_for}));
  if (taken) return fail(ErrorCode::kConflict, "the team has a group of this name", "choose another name");
  return {};
}

AuditEvent event_of(std::string_view action, const Team& team, const Group& group) {
  AuditEvent event{std::string(action)};
  event.team = team.id;
  event.target = group.id;
  event.details["name"] = group.name;
  return event;
}

}  // namespace

Result<Group> create_group(store::Transaction& transaction, const Team& team, std::string_view name,
                           const ChangeContext& change) {
  SIGNET_CHECK(check_name_is_free(transaction, team, name, ""));
  SIGNET_TRY(const auto row, transaction.query_one("SELECT COUNT(*) FROM groups WHERE team_id = $1", {team.id}));
  SIGNET_TRY(const auto count, row->get<std::int64_t>(0));
  if (count >= kMaxGroupsOfTeam) {
    return fail(ErrorCode::kLimit, fmt::format("the team has {} groups, which is the most", count), "delete one first");
  }
  Group group{make_uuid(), std::string(name), 1, change.now_ms};
  const auto made = transaction.execute("INSERT INTO groups (id, team_id, name, created_ms) VALUES ($1, $2, $3, $4)",
                                        {group.id, team.id, group.name, group.created_ms});
  if (!made) return made.error();
  SIGNET_CHECK(append_audit(transaction, event_of("team.groups.create", team, group), change));
  return group;
}

Result<Group> get_group(store::Transaction& transaction, const Team& team, std::string_view id) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT id, name, revision, created_ms FROM groups WHERE team_id = $1 AND id = $2",
                                   {team.id, id}));
  if (!row) return fail(ErrorCode::kNotFound, "there is no such group");
  return read_group(*row);
}

Result<std::vector<Group>> list_groups(store::Transaction& transaction, const Team& team, std::string_view after,
                                       std::int64_t limit) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT id, name, revision, created_ms FROM groups WHERE team_id = $1 AND name > $2 "
                               "ORDER BY name LIMIT $3",
                               {team.id, after, limit}));
  return store::read_rows(rows, read_group);
}

Result<Group> rename_group(store::Transaction& transaction, const Team& team, Group group, std::string_view name,
                           const ChangeContext& change) {
  SIGNET_CHECK(check_name_is_free(transaction, team, name, group.id));
  AuditEvent event = event_of("team.groups.rename", team, group);
  event.details["new_name"] = name;
  group.name = name;
  ++group.revision;
  const auto changed = transaction.execute("UPDATE groups SET name = $2, revision = $3 WHERE id = $1",
                                           {group.id, group.name, group.revision});
  if (!changed) return changed.error();
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  return group;
}

Status delete_group(store::Transaction& transaction, const Team& team, const Group& group,
                    const ChangeContext& change) {
  const auto deleted = transaction.execute("DELETE FROM groups WHERE id = $1", {group.id});
  if (!deleted) return deleted.error();
  return append_audit(transaction, event_of("team.groups.delete", team, group), change);
}

Status add_to_group(store::Transaction& transaction, const Team& team, const Group& group, std::string_view user_id,
                    const ChangeContext& change) {
  SIGNET_TRY(const Member member, get_member(transaction, team, user_id));
  SIGNET_TRY(const std::int64_t added,
             transaction.execute("INSERT INTO group_members (group_id, team_id, user_id, created_ms) "
                                 "VALUES ($1, $2, $3, $4) ON CONFLICT (group_id, user_id) DO NOTHING",
                                 {group.id, team.id, member.user_id, change.now_ms}));
  if (added == 0) return {};
  AuditEvent event = event_of("team.groups.add_member", team, group);
  event.details["user"] = member.user_id;
  return append_audit(transaction, std::move(event), change);
}

Status remove_from_group(store::Transaction& transaction, const Team& team, const Group& group,
                         std::string_view user_id, const ChangeContext& change) {
  SIGNET_TRY(
      const std::int64_t removed,
      transaction.execute("DELETE FROM group_members WHERE group_id = $1 AND user_id = $2", {group.id, user_id}));
  if (removed == 0) return fail(ErrorCode::kNotFound, "there is no such member");
  AuditEvent event = event_of("team.groups.remove_member", team, group);
  event.details["user"] = user_id;
  return append_audit(transaction, std::move(event), change);
}

}  // namespace signet::server
