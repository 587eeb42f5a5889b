// Which protocols a server takes, and nothing else: what the client asks when a handshake failed over the version.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "tls/protocol.h"

namespace signet::tls {

/// One ClientHello for each protocol, all at once; `address` is numeric. Empty when nothing is taken, or nothing was
/// answered within `limit`. Nothing is sent beyond the ClientHello.
[[nodiscard]] ProtocolSet accepted_protocols(const std::string& address, std::uint16_t port,
                                             const std::string& server_name, std::chrono::milliseconds limit);

}  // namespace signet::tls
