// What a file that somebody wants to import is, before it is imported: the page shows it and asks. Files at addresses
// are fetched here, as the page may speak to nobody else.
#pragma once

#include <vector>

#include "app/agent/network_settings.h"
#include "server/api/route.h"

namespace signet::app {

/// `settings` must outlive them.
[[nodiscard]] std::vector<server::Route> import_preview_routes(const NetworkSettings& settings);

}  // namespace signet::app
