#include "http/set_cookie.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include "base/text.h"

namespace signet::http {

namespace {

constexpr auto kNone = std::string_view::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// RFC 6265 §5.1.1 delimiter: what stands between the tokens of a date.
bool is_date_delimiter(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == 0x09 || (byte >= 0x20 && byte <= 0x2F) || (byte >= 0x3B && byte <= 0x40) ||
         (byte >= 0x5B && byte <= 0x60) || (byte >= 0x7B && byte <= 0x7E);
}

/// A number of `least` to `most` digits at the start of `token`; more text may follow only when `tail` is allowed.
std::optional<int> number(std::string_view token, std::size_t least, std::size_t most, bool tail) {
  std::size_t digits = 0;
  while (digits < token.size() && is_digit(token[digits])) ++digits;
  if (digits < least || digits > most || (!tail && digits != token.size())) return std::nullopt;
  int value = 0;
  for (const char c : token.substr(0, digits)) value = value * 10 + (c - '0');
  return value;
}

struct Date {
  std::optional<std::array<int, 3>> time;
  std::optional<int> day, month, year;
};

std::optional<std::array<int, 3>> time_of_day(std::string_view token) {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t colon = token.find(':');
    if ((colon == kNone) != (i == 2)) return std::nullopt;
    const auto value = number(token.substr(0, colon), 1, 2, i == 2);
    if (!value) return std::nullopt;
    parts[i] = *value;
    if (i < 2) token.remove_prefix(colon + 1);
  }
  return parts;
}

std::optional<int> month_number(std::string_view token) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (token.size() < 3) return std::nullopt;
  const std::size_t at = kMonths.find(to_lower(token.substr(0, 3)));
  if (at == kNone || at % 3 != 0) return std::nullopt;
  return static_cast<int>(at / 3) + 1;
}

int full_year(int year) {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}

void take_date_token(Date& date, std::string_view token) {
  if (!date.time && (date.time = time_of_day(token))) return;
  if (!date.day && (date.day = number(token, 1, 2, true))) return;
  if (!date.month && (date.month = month_number(token))) return;
  if (date.year) return;
  if (const auto year = number(token, 2, 4, true)) date.year = full_year(*year);
}

/// "Max-Age=60": an optional sign and digits; anything else is no number. Huge values end at the limit.
std::optional<std::int64_t> seconds(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  std::int64_t value = 0;
  for (const char c : text) value = std::min(kMost, value * 10 + (c - '0'));
  return negative ? -value : value;
}

struct Attributes {
  std::optional<std::int64_t> expires_ms;
};

void take_attribute(Cookie& cookie, Attributes& seen, std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string name = to_lower(trim(text.substr(0, equals)));
  const std::string_view value = equals == kNone ? std::string_view() : trim(text.substr(equals + 1));
  if (name == "expires") {
    if (const auto date = parse_cookie_date(value)) seen.expires_ms = date;
  } else if (name == "max-age") {
    if (const auto age = seconds(value)) cookie.max_age = age;
  } else if (name == "domain") {
    if (const std::string_view bare = value.starts_with('.') ? value.substr(1) : value; !bare.empty()) {
      cookie.domain = to_lower(bare);
    }
  } else if (name == "path") {
    cookie.path = value.starts_with('/') ? std::string(value) : std::string();
  } else if (name == "secure") {
    cookie.secure = true;
  } else if (name == "httponly") {
    cookie.http_only = true;
  } else if (name == "samesite") {
    const std::string lower = to_lower(value);
    cookie.same_site = lower == "strict" || lower == "lax" || lower == "none" ? lower : "";
  } else {
    cookie.extensions.emplace_back(text);
  }
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

std::optional<std::int64_t> parse_cookie_date(std::string_view text) {
  Date date;
  for (std::size_t i = 0; i < text.size();) {
    if (is_date_delimiter(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && !is_date_delimiter(text[end])) ++end;
    take_date_token(date, text.substr(i, end - i));
    i = end;
  }
  if (!date.time || !date.day || !date.month || !date.year) return std::nullopt;
  const auto [hour, minute, second] = *date.time;
  if (*date.day < 1 || *date.day > 31 || *date.year < 1601 || hour > 23 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  using namespace std::chrono;
  // Day 31 of a short month runs into the next one, as JavaScript's Date.UTC has it.
  const sys_days first = year{*date.year} / month{static_cast<unsigned>(*date.month)} / day{1};
  const auto at = first + days{*date.day - 1} + hours{hour} + minutes{minute} + std::chrono::seconds{second};
  return duration_cast<milliseconds>(at.time_since_epoch()).count();
}

std::optional<Cookie> parse_set_cookie(std::string_view text, std::int64_t now_ms) {
  text = trim(text);
  std::size_t semicolon = text.find(';');
  std::string_view pair = text.substr(0, semicolon);
  pair = pair.substr(0, pair.find_first_of(std::string_view("\n\r\0", 3)));
  if (pair.starts_with('=')) pair.remove_prefix(1);
  const std::size_t equals = pair.find('=');
  const bool named = equals != kNone && equals != 0;
  Cookie cookie;
  cookie.path.clear();
  if (named) cookie.name = trim(pair.substr(0, equals));
  cookie.value = trim(named ? pair.substr(equals + 1) : pair);
  if (text.empty() || has_control(cookie.name) || has_control(cookie.value)) return std::nullopt;
  if (cookie.name.size() + cookie.value.size() > kMaxCookieBytes || text.size() > 2 * kMaxCookieBytes) {
    return std::nullopt;
  }
  Attributes seen;
  while (semicolon != kNone) {
    text.remove_prefix(semicolon + 1);
    semicolon = text.find(';');
    if (const std::string_view attribute = trim(text.substr(0, semicolon)); !attribute.empty()) {
      take_attribute(cookie, seen, attribute);
    }
  }
  cookie.expires_ms = seen.expires_ms;
  // Max-Age wins over Expires; zero and less means at once.
  if (cookie.max_age) cookie.expires_ms = *cookie.max_age <= 0 ? 0 : now_ms + *cookie.max_age * 1000;
  return cookie;
}

}  // namespace signet::http
