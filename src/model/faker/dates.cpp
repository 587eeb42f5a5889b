#include <fmt/format.h>

#include <chrono>
#include <ctime>

#include "model/faker/generators.h"
#include "model/faker/random.h"

namespace signet::model::faker {

namespace {

constexpr std::int64_t kDay = std::int64_t{24} * 3600 * 1000;
constexpr std::int64_t kYear = 365 * kDay;

std::int64_t now_milliseconds() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// Date.prototype.toString(): "Tue Mar 05 2024 12:34:56 GMT+0100 (CET)", in local time.
std::string date_text(std::int64_t milliseconds) {
  constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = milliseconds / 1000;
  std::tm local{};
  localtime_r(&seconds, &local);
  const long minutes = local.tm_gmtoff / 60;
  const long distance = minutes < 0 ? -minutes : minutes;
  std::string_view zone = local.tm_zone;
  if (zone == "UTC" || zone == "GMT") zone = "Coordinated Universal Time";
  return fmt::format("{} {} {:02} {} {:02}:{:02}:{:02} GMT{}{:02}{:02} ({})", kDays[local.tm_wday],
                     kMonths[local.tm_mon], local.tm_mday, local.tm_year + 1900, local.tm_hour, local.tm_min,
                     local.tm_sec, minutes < 0 ? '-' : '+', distance / 60, distance % 60, zone);
}

}  // namespace

std::string timestamp() {
  return std::to_string((now_milliseconds() + 500) / 1000);
}

std::string iso_timestamp() {
  const std::int64_t now = now_milliseconds();
  const std::time_t seconds = now / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, now % 1000);
}

std::string date_past() {
  return date_text(now_milliseconds() - number(1000, kYear));
}
std::string date_future() {
  return date_text(now_milliseconds() + number(1000, kYear));
}
std::string date_recent() {
  return date_text(now_milliseconds() - number(1000, kDay));
}

}  // namespace signet::model::faker
