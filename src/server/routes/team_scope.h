// What all routes of a team have in common: the team is looked up, and what the caller may do with it decided, in the
// transaction that does the work. A team that the caller is not in answers as one that does not exist.
#pragma once

#include <functional>
#include <optional>

#include "server/api/route.h"
#include "server/routes/account_routes.h"
#include "server/teams/teams.h"

namespace signet::server {

/// Who changes, when, from where: by the request.
[[nodiscard]] ChangeContext change_of(const Services& services, const Call& call);

/// A team's route, below /teams/{team}; `pattern` may be empty.
[[nodiscard]] Route declare_team_route(Method method, std::string_view pattern, std::string operation,
                                       std::string summary, std::string tag);

/// "role": a place in a team.
[[nodiscard]] Field role_field(std::string description = {});

/// Inside the transaction of a team's route.
struct TeamScope {
  const Call& call;
  store::Transaction& transaction;
  Team team;
  TeamRole role;  ///< the caller's
  ChangeContext change;

  /// The answer when the caller may not do a further thing with the team.
  [[nodiscard]] std::optional<Response> refuse(Action action) const;
};

using TeamWork = std::function<Result<Response>(TeamScope&)>;

/// Runs `work` in a write, once the caller may do `action` with the team of the path.
[[nodiscard]] Result<Response> change_in_team(const Services& services, const Call& call, Action action,
                                              const TeamWork& work);
/// The same in a read.
[[nodiscard]] Result<Response> read_in_team(const Services& services, const Call& call, Action action,
                                            const TeamWork& work);

}  // namespace signet::server
