#include "server/teams/teams.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "server/audit/audit_log.h"
#include "server/names.h"
#include "server/notifications/tell.h"

namespace signet::server {

namespace {

Result<OwnTeam> read_own_team(const store::Row& row) {
  OwnTeam own;
  Team& team = own.team;
  std::string role;
  SIGNET_CHECK(row.read(team.id, team.name, team.requires_two_factor, team.revision, team.created_ms, role));
  own.role = parse_team_role(role).value_or(TeamRole::kNone);
  return own;
}

AuditEvent event_of(std::string_view action, const Team& team) {
  AuditEvent event{std::string(action)};
  event.team = event.target = team.id;
  event.details["name"] = team.name;
  return event;
}

}  // namespace

Result<Team> create_team(store::Transaction& transaction, std::string_view name, const ChangeContext& change) {
  SIGNET_CHECK(check_name(name));
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT COUNT(*) FROM memberships WHERE user_id = $1 AND role = 'owner'",
                                   {change.user_id}));
  SIGNET_TRY(const auto owned, row->get<std::int64_t>(0));
  if (owned >= kMaxOwnedTeams) {
    return fail(ErrorCode::kLimit, fmt::format("you own {} teams, which is the most", owned), "delete one first");
  }
  Team team{make_uuid(), std::string(name), false, 1, change.now_ms};
  const auto made = transaction.execute("INSERT INTO teams (id, name, created_ms) VALUES ($1, $2, $3)",
                                        {team.id, team.name, team.created_ms});
  if (!made) return made.error();
  const auto joined =
      transaction.execute("INSERT INTO memberships (team_id, user_id, role, created_ms) VALUES ($1, $2, 'owner', $3)",
                          {team.id, change.user_id, team.created_ms});
  if (!joined) return joined.error();
  SIGNET_CHECK(append_audit(transaction, event_of("team.create", team), change));
  return team;
}

Result<std::optional<OwnTeam>> find_team(store::Transaction& transaction, std::string_view id,
                                         std::string_view user_id) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT t.id, t.name, t.requires_two_factor, t.revision, t.created_ms, m.role "
                                   "FROM teams t JOIN memberships m ON m.team_id = t.id "
                                   "WHERE t.id = $1 AND m.user_id = $2",
                                   {id, user_id}));
  if (!row) return std::optional<OwnTeam>();
  SIGNET_TRY(OwnTeam own, read_own_team(*row));
  return std::optional(std::move(own));
}

Result<std::vector<OwnTeam>> list_teams(store::Transaction& transaction, std::string_view user_id,
                                        const TeamPlace& after, std::int64_t limit) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT t.id, t.name, t.requires_two_factor, t.revision, t.created_ms, m.role "
                               "FROM memberships m JOIN teams t ON t.id = m.team_id WHERE m.user_id = $1 "
                               "AND (t.name, t.id) > ($2, $3) ORDER BY t.name, t.id LIMIT $4",
                               {user_id, after.name, after.id, limit}));
  return store::read_rows(rows, read_own_team);
}

Result<Team> rename_team(store::Transaction& transaction, Team team, std::string_view name,
                         const ChangeContext& change) {
  SIGNET_CHECK(check_name(name));
  AuditEvent event = event_of("team.change", team);
  event.details["new_name"] = name;
  team.name = name;
  ++team.revision;
  const auto changed = transaction.execute("UPDATE teams SET name = $2, revision = $3 WHERE id = $1",
                                           {team.id, team.name, team.revision});
  if (!changed) return changed.error();
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  return team;
}

Result<Team> require_two_factor(store::Transaction& transaction, Team team, bool required,
                                const ChangeContext& change) {
  if (team.requires_two_factor == required) return team;
  team.requires_two_factor = required;
  ++team.revision;
  const auto changed = transaction.execute("UPDATE teams SET requires_two_factor = $2, revision = $3 WHERE id = $1",
                                           {team.id, required, team.revision});
  if (!changed) return changed.error();
  AuditEvent event = event_of("team.two_factor.require", team);
  event.details["required"] = required;
  SIGNET_CHECK(append_audit(transaction, std::move(event), change));
  if (!required) return team;
  SIGNET_TRY(const auto without,
             transaction.query("SELECT u.id, u.email, u.name FROM memberships m JOIN users u ON u.id = m.user_id "
                               "WHERE m.team_id = $1 AND NOT EXISTS (SELECT 1 FROM two_factor f "
                               "WHERE f.user_id = u.id AND f.confirmed_ms IS NOT NULL)",
                               {team.id}));
  const std::string what =
      fmt::format("The team \"{}\" now requires a second factor: set one up in your account settings", team.name);
  SIGNET_CHECK(tell_all(transaction, without, "team.two_factor.require", what, team_change_mail, change));
  return team;
}

Status delete_team(store::Transaction& transaction, const Team& team, const ChangeContext& change) {
  SIGNET_TRY(const auto owners,
             transaction.query("SELECT u.id, u.email, u.name FROM memberships m JOIN users u ON u.id = m.user_id "
                               "WHERE m.team_id = $1 AND m.role = 'owner' AND u.id <> $2",
                               {team.id, change.user_id}));
  const std::string what = fmt::format("The team \"{}\" was deleted", team.name);
  SIGNET_CHECK(tell_all(transaction, owners, "team.delete", what, team_change_mail, change));
  const auto deleted = transaction.execute("DELETE FROM teams WHERE id = $1", {team.id});
  if (!deleted) return deleted.error();
  return append_audit(transaction, event_of("team.delete", team), change);
}

Result<std::optional<std::string>> team_owned_alone(store::Transaction& transaction, std::string_view user_id) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT t.name FROM memberships m JOIN teams t ON t.id = m.team_id "
                                   "WHERE m.user_id = $1 AND m.role = 'owner' AND NOT EXISTS (SELECT 1 "
                                   "FROM memberships o JOIN users u ON u.id = o.user_id WHERE o.team_id = m.team_id "
                                   "AND o.role = 'owner' AND o.user_id <> $1 AND u.disabled_ms IS NULL) "
                                   "ORDER BY t.name LIMIT 1",
                                   {user_id}));
  if (!row) return std::optional<std::string>();
  SIGNET_TRY(std::string name, row->get<std::string>(0));
  return std::optional(std::move(name));
}

}  // namespace signet::server
