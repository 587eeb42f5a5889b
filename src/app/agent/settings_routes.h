// What the page's settings ask of the agent: how requests go out, and the cookies that they left.
#pragma once

#include <vector>

#include "app/agent/network_settings.h"
#include "app/agent/sender.h"
#include "server/api/route.h"

namespace signet::app {

/// GET and PUT /agent/v1/settings; GET, PUT and DELETE /agent/v1/cookies, whose list tells no values, and
/// GET /agent/v1/cookies/value, which tells one. Both must outlive them.
[[nodiscard]] std::vector<server::Route> settings_routes(NetworkSettings& settings, Sender& sender);

}  // namespace signet::app
