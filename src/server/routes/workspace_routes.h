// The API of workspaces: themselves, who is in them, and what they hold.
#pragma once

#include <vector>

#include "server/api/route.h"
#include "server/routes/account_routes.h"

namespace signet::server {

/// `services` null: the declarations alone, for the description.
[[nodiscard]] std::vector<Route> workspace_routes(const Services* services);
[[nodiscard]] std::vector<Route> workspace_people_routes(const Services* services);
[[nodiscard]] std::vector<Route> workspace_invitation_routes(const Services* services);
[[nodiscard]] std::vector<Route> element_routes(const Services* services);
[[nodiscard]] std::vector<Route> history_routes(const Services* services);
[[nodiscard]] std::vector<Route> search_routes(const Services* services);
[[nodiscard]] std::vector<Route> comment_routes(const Services* services);
[[nodiscard]] std::vector<Route> live_routes(const Services* services);
[[nodiscard]] std::vector<Route> import_routes(const Services* services);

}  // namespace signet::server
