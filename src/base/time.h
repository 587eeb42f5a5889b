// Clocks as numbers.
#pragma once

#include <cstdint>
#include <string>

namespace signet {

/// Milliseconds since 1970-01-01 UTC.
[[nodiscard]] std::int64_t unix_now_ms();

/// "2026-11-24T22:10:05.123Z" (RFC 3339).
[[nodiscard]] std::string iso_time(std::int64_t unix_ms);

}  // namespace signet
