// The target of a request, taken apart once: path segments and query pairs, percent-decoded. What could mean two things
// to two readers (dot segments, encoded slashes, NUL, double slashes, bad percent signs, bad UTF-8) is refused here, so
// that nothing behind the front has to think of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signet::server {

struct Target {
  /// Decoded. "/api/v1/" is {"api", "v1", ""}; "/" is {""}; none for "*".
  std::vector<std::string> segments;
  /// Decoded, in order; a name may come twice. "+" is a space.
  std::vector<std::pair<std::string, std::string>> query;
};

/// Reads a target in origin form ("/a/b?c=d") or "*". Nullopt when it breaks a rule.
[[nodiscard]] std::optional<Target> parse_target(std::string_view text);

/// "host", "host:port", "[::1]:port": what may stand in Host (RFC 3986 §3.2 without user information).
[[nodiscard]] bool is_authority(std::string_view text);

}  // namespace signet::server
