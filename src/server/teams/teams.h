// Teams: people who work together, one of them at least their owner. Each change writes its line in the audit log, in
// the same transaction. Who may do what, server/access decides; the routes ask it with the role that find_team() gives.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/access/access.h"
#include "server/change.h"
#include "store/transaction.h"

namespace signet::server {

struct Team {
  std::string id;
  std::string name;
  bool requires_two_factor = false;
  std::int64_t revision = 1;
  std::int64_t created_ms = 0;
};

/// A team that a person is in.
struct OwnTeam {
  Team team;
  TeamRole role = TeamRole::kNone;
};

/// How many teams a person may own.
inline constexpr std::int64_t kMaxOwnedTeams = 100;

/// Makes a team with its maker as its owner. kInvalidInput for a name that cannot be; kLimit past kMaxOwnedTeams.
[[nodiscard]] Result<Team> create_team(store::Transaction& transaction, std::string_view name,
                                       const ChangeContext& change);

/// nullopt when there is no such team, or the person is not in it: nobody outside can tell one from the other.
[[nodiscard]] Result<std::optional<OwnTeam>> find_team(store::Transaction& transaction, std::string_view id,
                                                       std::string_view user_id);
/// Those that a person is in, by name and id, behind `after`.
struct TeamPlace {
  std::string name;
  std::string id;
};
[[nodiscard]] Result<std::vector<OwnTeam>> list_teams(store::Transaction& transaction, std::string_view user_id,
                                                      const TeamPlace& after, std::int64_t limit);

/// The team as it is after it.
[[nodiscard]] Result<Team> rename_team(store::Transaction& transaction, Team team, std::string_view name,
                                       const ChangeContext& change);
/// From then on sessions without a second factor reach nothing of the team. Tells its members without one by mail.
[[nodiscard]] Result<Team> require_two_factor(store::Transaction& transaction, Team team, bool required,
                                              const ChangeContext& change);
/// With all that is in it. Tells its other owners by mail.
[[nodiscard]] Status delete_team(store::Transaction& transaction, const Team& team, const ChangeContext& change);

/// The name of a team whose only owner with a working account is this person; nullopt when there is none.
[[nodiscard]] Result<std::optional<std::string>> team_owned_alone(store::Transaction& transaction,
                                                                  std::string_view user_id);

}  // namespace signet::server
