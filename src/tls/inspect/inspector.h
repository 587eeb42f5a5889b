// The inspector: many short connections to one server, several at a time, until what it takes is known.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tls/inspect/inspection.h"

namespace signet::tls {

struct Target {
  std::string host;
  std::uint16_t port = 443;
};

/// "example.com", "example.com:8443", "[::1]:443", "https://example.com/path". Fails with kInvalidInput.
[[nodiscard]] Result<Target> parse_target(std::string_view text);

struct InspectOptions {
  /// SNI, and the name the certificate is checked for. Absent: the host; "": none is sent, and the host is checked.
  std::optional<std::string> server_name;
  std::vector<std::filesystem::path> authorities;  ///< trusted too
  bool system_authorities = true;
  std::chrono::milliseconds timeout{5000};    ///< of each connection
  std::chrono::milliseconds max_time{60000};  ///< of all
  unsigned parallel = 8;                      ///< connections at a time
  /// Hears what is being done and how many connections there were; from the calling thread only.
  std::function<void(std::string_view doing, int connections)> progress;
};

/// Fails with kNetwork or kTimeout when the host cannot be reached or speaks no TLS at all, with kInvalidInput for a
/// file of authorities that cannot be read.
[[nodiscard]] Result<Inspection> inspect(const Target& target, const InspectOptions& options);

}  // namespace signet::tls
