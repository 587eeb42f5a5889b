// Clocks as numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signet {

/// Milliseconds since 1970-01-01 UTC.
[[nodiscard]] std::int64_t unix_now_ms();

/// Seconds since 1970-01-01 UTC, as certificates count.
[[nodiscard]] std::int64_t unix_now_s();

/// "2026-11-24T22:10:05.123Z" (RFC 3339).
[[nodiscard]] std::string iso_time(std::int64_t unix_ms);
/// The same of seconds.
[[nodiscard]] std::string iso_time_of_seconds(std::int64_t unix_s);
/// The milliseconds of a time with its offset (RFC 3339 §5.6), "2026-11-24T23:10:05.123+01:00"; what is finer than them
/// is cut off. nullopt for any other text.
[[nodiscard]] std::optional<std::int64_t> parse_iso_time(std::string_view text);
/// "2026-11-24".
[[nodiscard]] std::string iso_day(std::int64_t unix_s);

}  // namespace signet
