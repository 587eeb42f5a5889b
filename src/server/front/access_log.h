// The access log: one JSON line for each request. It names the route's pattern, never the target, whose ids and query
// may be secret, and never holds a header's or a body's value.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::server {

/// Takes one line, without its end. Called from several threads at once; must neither block nor throw.
using LineSink = std::function<void(std::string_view)>;

struct AccessEntry {
  std::int64_t time_ms = 0;  ///< Unix time when the request's head was complete
  std::string_view id;
  std::string_view method;  ///< empty when the request was refused before it was understood
  std::string_view route;   ///< empty when none matched
  unsigned status = 0;
  std::uint64_t bytes = 0;  ///< of the answer's content
  std::int64_t micros = 0;  ///< from the complete head to the last byte of the answer
  std::string_view client;
  std::string_view user;  ///< empty when nobody was recognised
};

/// {"time":"2026-11-24T22:10:05.123Z","id":...,"method":...,...}
[[nodiscard]] std::string to_line(const AccessEntry& entry);

/// Lines to a file, "-" for standard output, written by a thread of its own; the file is appended to. When the disk is
/// slower than the requests, the oldest lines that wait are dropped rather than a request made to wait. The sink ends,
/// with all lines written, when its last copy is gone.
[[nodiscard]] Result<LineSink> open_line_sink(const std::string& file);

}  // namespace signet::server
