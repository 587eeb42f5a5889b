// The history's part of the agent's API, /agent/v1/history.
#pragma once

#include <vector>

#include "app/local/history.h"
#include "server/api/route.h"

namespace signet::app {

/// `history` must outlive them.
[[nodiscard]] std::vector<server::Route> history_routes(History& history);

}  // namespace signet::app
