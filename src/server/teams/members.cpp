#include "server/teams/members.h"

#include <fmt/format.h>

#include "server/audit/audit_log.h"
#include "server/notifications/tell.h"
#include "server/workspaces/hand_over.h"

namespace signet::server {

namespace {

Result<Member> read_member(const store::Row& row) {
  Member member;
  std::string role;
  std::optional<std::int64_t> disabled_ms;
  SIGNET_CHECK(row.read(member.user_id, member.email, member.canonical, member.name, role, member.has_two_factor,
                        disabled_ms, member.revision, member.joined_ms));
  member.role = parse_team_role(role).value_or(TeamRole::kNone);
  member.is_disabled = disabled_ms.has_value();
  return member;
}

/// kConflict when the team would be left without an owner who can sign in.
Status check_other_owner(store::Transaction& transaction, const Team& team, std::string_view user_id) {
  SIGNET_TRY(const auto other,
             transaction.query_one("SELECT 1 FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 "
                                   "AND m.role = 'owner' AND m.user_id <> $2 AND u.disabled_ms IS NULL LIMIT 1",
                                   {team.id, user_id}));
  if (other) return {};
  return fail(ErrorCode::kConflict, fmt::format("the team \"{}\" would have no owner", team.name),
              "make another member its owner first, or delete the team");
}

AuditEvent event_of(std::string_view action, const Team& team, const Member& member) {
  AuditEvent event{std::string(action)};
  event.team = team.id;
  event.target = member.user_id;
  event.details["role"] = name_of(member.role);
  return event;
}

Person person_of(const Member& member) {
  return {member.user_id, member.email, member.name};
}

}  // namespace

Result<Member> get_member(store::Transaction& transaction, const Team& team, std::string_view user_id) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT u.id, u.email, u.email_canonical, u.name, m.role, (SELECT COUNT(*) "
                                   "FROM two_factor f WHERE f.user_id = u.id AND f.confirmed_ms IS NOT NULL), "
                                   "u.disabled_ms, m.revision, m.created_ms FROM memberships m "
                                   "JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND m.user_id = $2",
                                   {team.id, user_id}));
  if (!row) return fail(ErrorCode::kNotFound, "there is no such member");
  return read_member(*row);
}

Result<std::vector<Member>> list_members(store::Transaction& transaction, const Team& team,
                                         const MemberFilter& filter) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT u.id, u.email, u.email_canonical, u.name, m.role, (SELECT COUNT(*) "
                               "FROM two_factor f WHERE f.user_id = u.id AND f.confirmed_ms IS NOT NULL), "
                               "u.disabled_ms, m.revision, m.created_ms FROM memberships m "
                               "JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND u.email_canonical > $2 "
                               "AND (CAST($3 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM group_members g "
                               "WHERE g.group_id = $3 AND g.user_id = m.user_id)) ORDER BY u.email_canonical LIMIT $4",
                               {team.id, filter.after, filter.group, filter.limit}));
  return store::read_rows(rows, read_member);
}

Result<Member> change_role(store::Transaction& transaction, const Team& team, Member member, TeamRole role,
                           const ChangeContext& change) {
  if (member.role == role) return member;
  if (member.role == TeamRole::kOwner) SIGNET_CHECK(check_other_owner(transaction, team, member.user_id));
  AuditEvent event = event_of("team.members.change_role", team, member);
  event.details["new_role"] = name_of(role);
  member.role = role;
  ++member.revision;
  const auto changed =
      transaction.execute("UPDATE memberships SET role = $3, revision = $4 WHERE team_id = $1 AND user_id = $2",
                          {team.id, member.user_id, name_of(role), member.revision});
  if (!changed) return changed.error();
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  const std::string what = fmt::format("Your role in the team \"{}\" is now {}", team.name, name_of(role));
  SIGNET_CHECK(tell(transaction, person_of(member), "team.members.change_role", what, team_change_mail, change));
  return member;
}

Status remove_member(store::Transaction& transaction, const Team& team, const Member& member,
                     const ChangeContext& change) {
  if (member.role == TeamRole::kOwner) SIGNET_CHECK(check_other_owner(transaction, team, member.user_id));
  SIGNET_CHECK(hand_over_workspaces(transaction, member.user_id, team.id, change));
  const auto removed =
      transaction.execute("DELETE FROM memberships WHERE team_id = $1 AND user_id = $2", {team.id, member.user_id});
  if (!removed) return removed.error();
  const bool leaves = member.user_id == change.user_id;
  SIGNET_CHECK(
      append_audit(transaction, event_of(leaves ? "team.leave" : "team.members.remove", team, member), change));
  if (leaves) return {};
  return tell(transaction, person_of(member), "team.members.remove",
              fmt::format("You were removed from the team \"{}\"", team.name), team_change_mail, change);
}

}  // namespace signet::server
