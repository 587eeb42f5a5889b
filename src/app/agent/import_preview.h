// What a file that somebody wants to import is, before it is imported: the page shows it and asks. Files at addresses
// are fetched here, as the page may speak to nobody else.
#pragma once

#include <functional>
#include <vector>

#include "http/types.h"
#include "server/api/route.h"

namespace signet::app {

/// `network` says how requests go out at that moment.
[[nodiscard]] std::vector<server::Route> import_preview_routes(std::function<http::Settings()> network);

}  // namespace signet::app
