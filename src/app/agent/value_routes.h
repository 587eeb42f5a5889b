// The values of variables that are the user's own, beside those that are shared, and copies between environments.
#pragma once

#include <vector>

#include "app/agent/sender.h"
#include "app/local/current_values.h"
#include "server/api/route.h"

namespace signet::app {

/// GET and PUT /agent/v1/current-values, and POST /reset and /reveal below it: of a scope, which is an environment or a
/// collection by its id, or the workspace's globals without one. Secret values are told by /reveal alone.
/// POST /agent/v1/variables/copy. Both must outlive them.
[[nodiscard]] std::vector<server::Route> value_routes(Sender& sender, CurrentValues& values);

}  // namespace signet::app
