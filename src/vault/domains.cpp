#include "vault/domains.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <libpsl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/text.h"
#include "http/url.h"

namespace signet::vault {

namespace {

constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;

Error malformed(std::string_view text, std::string_view why) {
  return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is no domain rule: {}", text, why),
              "write api.example.com, *.example.com, api.example.com:8443, http://api.example.com or *");
}

constexpr std::size_t kMaxHostBytes = 253;  // RFC 1035 §2.3.4, as text

/// An IPv6 address as RFC 5952 writes it, or empty; with a zone it is none, as that means another host on each machine.
std::string canonical_ipv6(std::string_view text) {
  in6_addr address{};
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (::inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1) return {};
  return ::inet_ntop(AF_INET6, &address, written.data(), written.size()) == nullptr ? "" : written.data();
}

bool is_ipv4(const std::string& host) {
  in_addr address{};
  return ::inet_pton(AF_INET, host.c_str(), &address) == 1;  // takes four decimal numbers only
}

bool is_address(const std::string& host) {
  return host.find(':') != std::string::npos || is_ipv4(host);
}

/// "1.2.3" or "a.0x7f": what some programs read as an address and others as a name (WHATWG URL, "ends in a number").
bool ends_in_number(std::string_view host) {
  const std::string_view label = host.substr(host.rfind('.') + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::all_of(label.begin(), label.end(), is_digit) || label.starts_with("0x");
}

bool is_name(std::string_view host) {
  const auto may_be_in_a_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !host.empty() && host.size() <= kMaxHostBytes && host.front() != '.' &&
         host.find("..") == std::string_view::npos && std::all_of(host.begin(), host.end(), may_be_in_a_name);
}

/// Lower case, ASCII, no brackets, no last dot; as http::Client looks it up. Empty when it is no host: what has a path,
/// a user name or an encoded byte in it is none, as two programs may read two hosts out of it.
std::string canonical_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) return canonical_ipv6(host.substr(1, host.size() - 2));
  if (host.find(':') != std::string_view::npos) return canonical_ipv6(host);
  if (is_name(host) && !ends_in_number(host) && !host.ends_with('.')) return std::string(host);  // as most are
  const auto is_odd = [](char c) {
    constexpr std::string_view kFine = "-_.";
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 && std::isalnum(byte) == 0 && kFine.find(c) == std::string_view::npos;
  };
  if (std::any_of(host.begin(), host.end(), is_odd)) return {};
  std::string canonical = http::to_node_url(fmt::format("https://{}/", host)).hostname;
  if (canonical.ends_with('.')) canonical.pop_back();
  if (!is_name(canonical) || (ends_in_number(canonical) && !is_ipv4(canonical))) return {};
  return canonical;
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" ||
         (host.starts_with("127.") && is_ipv4(host));
}

bool is_public_suffix(const std::string& host) {
  return psl_is_public_suffix2(psl_builtin(), host.c_str(), PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1;
}

/// Takes ":8443" off the end, also behind the brackets of an IPv6 address.
Result<std::optional<std::uint16_t>> take_port(std::string_view text, std::string_view& host) {
  const std::size_t bracket = host.rfind(']');
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) {
    return std::optional<std::uint16_t>();
  }
  const std::string_view digits = host.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) {
    return malformed(text, "the port is no number from 1 to 65535");
  }
  host.remove_suffix(digits.size() + 1);
  return std::optional<std::uint16_t>(port);
}

/// The rule as it is written; whether it is wise is another question.
Result<DomainRule> read_rule(std::string_view text) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  DomainRule rule;
  std::string_view host = trim(text);
  if (equals_ignore_case(host.substr(0, kHttp.size()), kHttp)) {
    rule.clear_text = true;
    host.remove_prefix(kHttp.size());
  } else if (equals_ignore_case(host.substr(0, kHttps.size()), kHttps)) {
    host.remove_prefix(kHttps.size());
  }
  if (host.ends_with('/')) host.remove_suffix(1);
  if (host.find_first_of("/?#@\\") != std::string_view::npos) {
    return malformed(text, "only a host and a port stand in it");
  }
  if (host.find(':') != host.rfind(':') && !host.starts_with('[')) {
    return malformed(text, "an IPv6 address stands in brackets");
  }
  SIGNET_TRY(rule.port, take_port(text, host));
  if (host == "*") {
    rule.any_host = true;
    return rule;
  }
  if (host.starts_with("*.")) {
    rule.sub_domains = true;
    host.remove_prefix(2);
  }
  if (host.find('*') != std::string_view::npos) return malformed(text, "a '*' stands at the front, for whole names");
  rule.host = canonical_host(host);
  if (rule.host.empty()) return malformed(text, "that is no host");
  if (rule.sub_domains && is_address(rule.host)) return malformed(text, "an address has no sub-domains");
  return rule;
}

}  // namespace

bool DomainRule::allows(const Destination& destination) const {
  const std::string to = canonical_host(destination.host);
  if (to.empty()) return false;
  if (!destination.is_https && !clear_text && !is_this_machine(to)) return false;
  if (port && *port != destination.port) return false;
  if (any_host) return true;
  if (!sub_domains) return to == host;
  return !is_address(to) && to.size() > host.size() + 1 && to.ends_with(host) && to[to.size() - host.size() - 1] == '.';
}

std::string DomainRule::to_string() const {
  std::string text = clear_text ? "http://" : "";
  if (any_host) {
    text += "*";
  } else {
    const bool is_ipv6 = host.find(':') != std::string::npos;
    text += (sub_domains ? "*." : "") + (is_ipv6 ? "[" + host + "]" : host);
  }
  if (port) text += fmt::format(":{}", *port);
  return text;
}

Result<DomainRule> parse_domain_rule(std::string_view text) {
  SIGNET_TRY(DomainRule rule, read_rule(text));
  if (rule.sub_domains && is_public_suffix(rule.host)) {
    return malformed(text, "everybody can have a name below that");
  }
  return rule;
}

Result<DomainRule> read_stored_rule(std::string_view text) {
  return read_rule(text);
}

bool allows(const std::vector<DomainRule>& rules, const Destination& destination) {
  return std::any_of(rules.begin(), rules.end(),
                     [&destination](const DomainRule& rule) { return rule.allows(destination); });
}

std::string domains_text(const std::vector<DomainRule>& rules) {
  if (rules.empty()) return "nowhere";
  std::vector<std::string> words;
  words.reserve(rules.size());
  for (const DomainRule& rule : rules) words.push_back(rule.to_string());
  return join(words, ", ");
}

std::string rule_for(const Destination& destination) {
  DomainRule rule;
  rule.host = canonical_host(destination.host);
  rule.clear_text = !destination.is_https && !is_this_machine(rule.host);
  const std::uint16_t usual = destination.is_https ? kHttpsPort : kHttpPort;
  if (destination.port != usual) rule.port = destination.port;
  return rule.to_string();
}

}  // namespace signet::vault
