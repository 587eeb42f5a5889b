// The settings of one request: the run's defaults under the collection's, folders' and item's protocolProfileBehavior.
// Keys and meanings: Postman docs "Request settings"; postman-runtime requester/core.js.
#pragma once

#include "http/types.h"
#include "model/collection.h"

namespace signet::run {

/// `defaults` overlaid with what `behavior` says; unknown keys and wrong types change nothing.
[[nodiscard]] http::Settings merge_settings(const http::Settings& defaults, const json::object& behavior);

}  // namespace signet::run
