#include "server/api/formats.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ids.h"

namespace signet::server {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_printable(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F;
}

/// Something before one "@", and behind it a name with a dot in it. Longest as SMTP takes it (RFC 5321 §4.5.3.1).
bool is_email(std::string_view text) {
  constexpr std::size_t kLongest = 254;
  constexpr std::size_t kLongestLocal = 64;
  if (text.size() > kLongest || !std::all_of(text.begin(), text.end(), is_printable)) return false;
  if (text.find_first_of("<>()[],;:\\\"") != std::string_view::npos) return false;
  const auto at = text.find('@');
  if (at == 0 || at == std::string_view::npos || at > kLongestLocal) return false;
  const std::string_view domain = text.substr(at + 1);
  const auto dot = domain.find('.');
  return domain.find('@') == std::string_view::npos && dot != std::string_view::npos && dot > 0 &&
         domain.back() != '.' && domain.find("..") == std::string_view::npos;
}

/// Each "0" of `shape` a digit, each "x" a hex digit, all else as it stands.
bool has_shape(std::string_view text, std::string_view shape) {
  return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char wanted) {
    if (wanted == '0') return is_digit(c);
    if (wanted == 'x') return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return c == wanted;
  });
}

int two_digits(std::string_view text, std::size_t at) {
  return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

/// RFC 3339 §5.6.
bool is_date_time(std::string_view text) {
  constexpr std::size_t kSeconds = 19;
  constexpr std::array<int, 12> kDays = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (text.size() <= kSeconds || !has_shape(text.substr(0, kSeconds), "0000-00-00T00:00:00")) return false;
  const int month = two_digits(text, 5);
  const int day = two_digits(text, 8);
  if (month < 1 || month > 12 || day < 1 || day > kDays.at(static_cast<std::size_t>(month - 1))) return false;
  if (two_digits(text, 11) > 23 || two_digits(text, 14) > 59 || two_digits(text, 17) > 60) return false;
  text.remove_prefix(kSeconds);
  if (text.front() == '.') {
    const auto end = std::find_if_not(text.begin() + 1, text.end(), is_digit);
    if (end == text.begin() + 1) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.begin()));
  }
  if (text == "Z" || text == "z") return true;
  const bool offset = has_shape(text, "+00:00") || has_shape(text, "-00:00");
  return offset && two_digits(text, 1) <= 23 && two_digits(text, 4) <= 59;
}

/// http or https with a host: what links and webhooks may be.
bool is_uri(std::string_view text) {
  const bool http = text.starts_with("http://");
  if (!http && !text.starts_with("https://")) return false;
  if (!std::all_of(text.begin(), text.end(), is_printable)) return false;
  text.remove_prefix(http ? 7 : 8);
  return !text.substr(0, text.find_first_of("/?#")).empty();
}

}  // namespace

std::string_view fault_of_format(std::string_view text, std::string_view format) {
  if (format == "email" && !is_email(text)) return "must be an e-mail address";
  if (format == "uuid" && !is_uuid(text)) return "must be a UUID";
  if (format == "date-time" && !is_date_time(text)) return "must be a time such as 2026-11-24T22:10:05Z";
  if (format == "uri" && !is_uri(text)) return "must be an http or https URL";
  return {};
}

}  // namespace signet::server
