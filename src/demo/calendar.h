// Dates for the time endpoints: reading ISO 8601, and writing them as moment.js does, in UTC and English.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signet::demo {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// The parts of an instant in UTC.
struct Moment {
  int year = 0;
  int month = 0;        ///< 0 is January, as in JavaScript
  int day = 0;          ///< of the month, from 1
  int weekday = 0;      ///< 0 is Sunday
  int day_of_year = 0;  ///< from 1
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
};

[[nodiscard]] Moment split(Instant instant);
/// A month outside 0..11 moves the year, and a day past the month's end is its last day, as moment.js adds months.
[[nodiscard]] Instant join(Moment moment);

/// "2016-10-10", "2016-10-10T13:45", "2016-10-10 13:45:30.250+02:00": years 1 to 9999; nullopt for anything else.
[[nodiscard]] std::optional<Instant> parse_iso8601(std::string_view text);

/// moment.js's format tokens, e.g. "YYYY-MM-DD", "dddd, MMMM Do", "[at] HH:mm".
[[nodiscard]] std::string format(Instant instant, std::string_view pattern);

/// "Mon, 10 Oct 2016 00:00:00 GMT" (RFC 9110 5.6.7).
[[nodiscard]] std::string http_date(Instant instant);

[[nodiscard]] bool is_leap_year(int year);

}  // namespace signet::demo
