#include "base/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>

namespace signet {

namespace {

constexpr std::int64_t kMillisecondsASecond = 1000;

}  // namespace

std::int64_t unix_now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t unix_now_s() {
  return unix_now_ms() / kMillisecondsASecond;
}

std::string iso_time(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / kMillisecondsASecond;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, unix_ms % kMillisecondsASecond);
}

std::string iso_time_of_seconds(std::int64_t unix_s) {
  return iso_time(unix_s * kMillisecondsASecond);
}

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
  const std::string whole(text);
  std::tm parts{};
  const char* at = ::strptime(whole.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (at == nullptr) return std::nullopt;
  const std::time_t seconds = ::timegm(&parts);  // before the offset, which timegm() does not look at
  std::int64_t milliseconds = 0;
  if (*at == '.') {
    const char* const first = ++at;
    while (*at >= '0' && *at <= '9') ++at;
    if (at == first) return std::nullopt;
    std::string digits(first, std::min<std::ptrdiff_t>(at - first, 3));
    digits.resize(3, '0');
    milliseconds = std::stoi(digits);
  }
  std::tm zone{};
  at = ::strptime(at, "%z", &zone);
  if (at == nullptr || *at != '\0') return std::nullopt;
  return (std::int64_t{seconds} - zone.tm_gmtoff) * kMillisecondsASecond + milliseconds;
}

std::string iso_day(std::int64_t unix_s) {
  constexpr std::string_view kForm = "2026-11-24";
  return iso_time_of_seconds(unix_s).substr(0, kForm.size());
}

}  // namespace signet
