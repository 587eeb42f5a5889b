#include "server/mail/message.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "server/mail/email.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMsPerSecond = 1000;
constexpr std::size_t kMostPlainBytes = 60;
/// "Subject: =?UTF-8?B?…?=" in a line of 76 characters (RFC 2047 §2).
constexpr std::size_t kWordBytes = 39;

/// The end of the longest piece of `text` that fits a word and cuts no character in two.
std::size_t word_end(std::string_view text) {
  constexpr unsigned kContinuationMask = 0xC0;
  constexpr unsigned kContinuation = 0x80;
  std::size_t end = std::min(text.size(), kWordBytes);
  while (end < text.size() && end > 1 && (static_cast<unsigned char>(text[end]) & kContinuationMask) == kContinuation) {
    --end;
  }
  return end;
}

}  // namespace

std::string header_text(std::string_view text) {
  std::string clean(text);
  std::replace_if(clean.begin(), clean.end(), is_control, ' ');
  if (is_ascii(clean) && clean.size() <= kMostPlainBytes && clean.find("=?") == std::string::npos) return clean;
  std::string words;
  for (std::string_view rest = clean; !rest.empty();) {
    const std::size_t end = word_end(rest);
    words += fmt::format("{}=?UTF-8?B?{}?=", words.empty() ? "" : "\r\n ", base64_encode(rest.substr(0, end)));
    rest.remove_prefix(end);
  }
  return words;
}

std::string mail_date(std::int64_t unix_ms) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(static_cast<std::time_t>(unix_ms / kMsPerSecond)));
}

Result<std::vector<std::string>> message_head(const LeasedMail& mail, std::string_view from) {
  SIGNET_TRY(const EmailAddress sender, parse_email(from));
  SIGNET_TRY(const EmailAddress recipient, parse_email(mail.mail.to));
  const std::string_view domain = std::string_view(sender.canonical).substr(sender.canonical.rfind('@') + 1);
  return std::vector<std::string>{
      "Date: " + mail_date(mail.created_ms),          fmt::format("Message-ID: <{}@{}>", mail.id, domain),
      fmt::format("From: Signet <{}>", sender.shown), "To: " + recipient.shown,
      "Subject: " + header_text(mail.mail.subject),   "Auto-Submitted: auto-generated"};
}

}  // namespace signet::server
