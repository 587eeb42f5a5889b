// The team server put together: its routes, the dispatcher over them, and the front.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "server/api/route.h"
#include "server/front/front.h"

namespace signet::server {

/// Every route of the API, as docs/openapi.yaml describes them.
[[nodiscard]] std::vector<Route> all_routes();

/// Starts the front with the API behind it. `options` without `body_limit`: the routes give it.
[[nodiscard]] Result<std::unique_ptr<Front>> start_server(FrontOptions options);

}  // namespace signet::server
