// How the APIs of the app's pages declare their routes.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "server/api/route.h"

namespace signet::app {

/// A route of a page's own: the gate stands before all of them (gate.h), and none of them asks again.
[[nodiscard]] server::Route declare_route(server::Method method, std::string pattern, std::string operation,
                                          server::RouteHandler handler);

/// Texts as answers have them.
[[nodiscard]] json::array strings(const std::vector<std::string>& list);

void add_routes(std::vector<server::Route>& routes, std::vector<server::Route> more);

}  // namespace signet::app
