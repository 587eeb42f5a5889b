// The API of one's own account: signing up and in, the second factor, sessions, API keys.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "server/accounts/accounts.h"
#include "server/api/route.h"
#include "server/live/hub.h"
#include "server/sealing/data_keys.h"
#include "store/database.h"

namespace signet::server {

/// What the handlers work with; it must outlive the routes.
struct Services {
  store::Database& database;
  Accounts& accounts;
  std::function<std::int64_t()> now_ms;
  const Outbox& outbox;
  const DataKeys& keys;
  LiveHub& live;
};

/// `services` null: the declarations alone, for the description.
[[nodiscard]] std::vector<Route> sign_in_routes(const Services* services);
[[nodiscard]] std::vector<Route> account_routes(const Services* services);
[[nodiscard]] std::vector<Route> settings_routes(const Services* services);
[[nodiscard]] std::vector<Route> key_routes(const Services* services);
[[nodiscard]] std::vector<Route> notification_routes(const Services* services);

}  // namespace signet::server
