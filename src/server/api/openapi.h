// The API's description for people and programs (OpenAPI 3.1), written from the routes that the dispatcher holds
// requests to. docs/openapi.yaml is this text; a test compares them.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "server/api/route.h"

namespace signet::server {

/// The description as JSON, keys in the order in which people read it.
[[nodiscard]] json::object describe(const std::vector<Route>& routes);

/// The same as YAML.
[[nodiscard]] std::string describe_as_yaml(const std::vector<Route>& routes);

}  // namespace signet::server
