#include "server/mail/email.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"

namespace signet::server {

namespace {

constexpr std::size_t kMostBytes = 254;      // RFC 5321 §4.5.3.1.3, without the angle brackets
constexpr std::size_t kMostLocalBytes = 64;  // §4.5.3.1.1
constexpr std::size_t kMostLabelBytes = 63;  // RFC 1035 §2.3.4

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;  // RFC 6531
}

bool is_local_part(std::string_view local) {
  constexpr std::string_view kOthers = "!#$%&'*+-/=?^_`{|}~.";  // RFC 5322 §3.2.3, and the dot between
  return !local.empty() && local.size() <= kMostLocalBytes && local.front() != '.' && local.back() != '.' &&
         local.find("..") == std::string_view::npos && std::all_of(local.begin(), local.end(), [&](char c) {
           return is_letter_or_digit(c) || kOthers.find(c) != std::string_view::npos;
         });
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kMostLabelBytes && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

}  // namespace

Result<EmailAddress> parse_email(std::string_view text) {
  const std::string_view bare = trim(text);
  const std::size_t at = bare.rfind('@');
  bool is_good =
      at != std::string_view::npos && bare.size() <= kMostBytes && is_utf8(bare) && is_local_part(bare.substr(0, at));
  if (is_good) {
    const std::vector<std::string> labels = split(bare.substr(at + 1), '.');
    is_good = labels.size() > 1 && std::all_of(labels.begin(), labels.end(), is_label);
  }
  if (!is_good) return fail(ErrorCode::kInvalidInput, "this is no e-mail address", "write it as name@example.com");
  return EmailAddress{std::string(bare), to_lower(bare)};
}

}  // namespace signet::server
