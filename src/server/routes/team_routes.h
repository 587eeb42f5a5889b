// The API of teams, of the server's administrators, and of the audit log.
#pragma once

#include <vector>

#include "server/api/route.h"
#include "server/routes/account_routes.h"

namespace signet::server {

/// `services` null: the declarations alone, for the description.
[[nodiscard]] std::vector<Route> team_routes(const Services* services);
[[nodiscard]] std::vector<Route> member_routes(const Services* services);
[[nodiscard]] std::vector<Route> group_routes(const Services* services);
[[nodiscard]] std::vector<Route> invitation_routes(const Services* services);
[[nodiscard]] std::vector<Route> user_routes(const Services* services);
[[nodiscard]] std::vector<Route> audit_routes(const Services* services);

}  // namespace signet::server
