// The opening request of a WebSocket, held to RFC 6455 §4.2.1.
#pragma once

#include <optional>

#include "server/front/request.h"
#include "server/front/response.h"

namespace signet::server {

/// Nullopt when the request opens a WebSocket; else the answer: 426 when it asks for none, or for another version,
/// 400 when it is malformed.
[[nodiscard]] std::optional<Response> refuse_upgrade(const Request& request);

}  // namespace signet::server
