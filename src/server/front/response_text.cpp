#include "server/front/response_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text.h"

namespace signet::server {
namespace {

constexpr std::array<std::string_view, 6> kOwnHeaders = {"Content-Length", "Connection", "Transfer-Encoding",
                                                         "Date",           "Server",     "X-Request-Id"};

/// Sent unless the handler sends a field of that name itself.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kDefaults = {{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Content-Security-Policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cache-Control", "no-store"},
}};

/// "Tue, 24 Nov 2026 22:10:05 GMT" (RFC 9110 §5.6.7), the C locale's names.
std::string http_date() {
  const std::time_t now = std::time(nullptr);
  thread_local std::time_t written_at = 0;
  thread_local std::string text;
  if (now == written_at) return text;
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  static constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr int kFirstYear = 1900;
  text = fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", kDays.at(static_cast<std::size_t>(parts.tm_wday)),
                     parts.tm_mday, kMonths.at(static_cast<std::size_t>(parts.tm_mon)), parts.tm_year + kFirstYear,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
  written_at = now;
  return text;
}

void append(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

bool is_without_content(unsigned status) {
  return status == 204 || status == 304;
}

}  // namespace

bool is_writable(const Response& response) {
  constexpr unsigned kFirst = 200;
  constexpr unsigned kLast = 599;
  return response.status >= kFirst && response.status <= kLast &&
         std::all_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
           return is_token(header.name) && is_field_value(header.value) &&
                  std::none_of(kOwnHeaders.begin(), kOwnHeaders.end(),
                               [&](std::string_view own) { return equals_ignore_case(own, header.name); });
         });
}

std::string response_head(const Response& response, const AnswerContext& context) {
  constexpr std::size_t kUsualSize = 1024;
  std::string out;
  out.reserve(kUsualSize);
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  append(out, "Date", http_date());
  for (const Header& header : response.headers) append(out, header.name, header.value);
  if (!is_without_content(response.status)) {
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
  }
  append(out, "X-Request-Id", context.id);
  for (const auto& [name, value] : kDefaults) {
    if (response.headers.find(name) == nullptr) append(out, name, value);
  }
  if (context.https) append(out, "Strict-Transport-Security", "max-age=31536000");
  const bool names_upgrade = response.headers.find("Upgrade") != nullptr;  // RFC 9110 §7.8
  if (names_upgrade) append(out, "Connection", context.keep_alive ? "Upgrade" : "Upgrade, close");
  if (!names_upgrade && !context.keep_alive) append(out, "Connection", "close");
  out.append("\r\n");
  return out;
}

bool has_content(const Response& response, Method method) {
  return method != Method::kHead && !is_without_content(response.status);
}

}  // namespace signet::server
