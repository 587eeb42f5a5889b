#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "tls/inspect/inspector.h"

namespace signet::tls {

namespace {

Error bad_target(std::string_view text) {
  return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no host", text.substr(0, 200)),
              "write example.com, example.com:8443 or [::1]:443");
}

/// Without a scheme, a path and user information, which a copied URL may have.
std::string_view authority_of(std::string_view text) {
  if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  return text;
}

bool is_host(std::string_view host) {
  constexpr std::size_t kMaxHost = 253;  // RFC 1035 §2.3.4
  if (host.empty() || host.size() > kMaxHost || host.front() == '-') return false;
  return std::all_of(host.begin(), host.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && c != 0x7f &&
           std::string_view("\"'<>\\^`{|}").find(c) == std::string_view::npos;
  });
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
  std::string_view rest = authority_of(trim(text));
  Target target;
  const std::size_t colons = static_cast<std::size_t>(std::count(rest.begin(), rest.end(), ':'));
  std::string_view port;
  if (rest.starts_with('[')) {
    const std::size_t end = rest.find(']');
    if (end == std::string_view::npos) return bad_target(text);
    target.host = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    if (!rest.empty() && (rest.front() != ':' || rest.size() == 1)) return bad_target(text);
    port = rest.empty() ? rest : rest.substr(1);
  } else if (colons == 1) {
    target.host = rest.substr(0, rest.find(':'));
    port = rest.substr(rest.find(':') + 1);
    if (port.empty()) return bad_target(text);
  } else {
    target.host = rest;  // a name, or an IPv6 address without brackets
  }
  if (!is_host(target.host)) return bad_target(text);
  if (port.empty()) return target;
  const auto [end, code] = std::from_chars(port.data(), port.data() + port.size(), target.port);
  if (code != std::errc() || end != port.data() + port.size() || target.port == 0) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no port", port.substr(0, 200)),
                "a port is a number from 1 to 65535");
  }
  return target;
}

}  // namespace signet::tls
