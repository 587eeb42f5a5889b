// Where a secret may go. A rule is "[SCHEME://]HOST[:PORT]":
//   api.example.com          that host over https, on any port; over http only where the host is this machine
//   *.example.com            every sub-domain of it, not example.com itself
//   api.example.com:8443     that port only
//   http://api.example.com   also in clear text, over http
//   *                        every host
// Source: Postman docs "Postman Vault", "allowed domains"; RFC 6125 §6.4.3 for the wildcard's reach, though here it
// covers any number of labels, as Postman's does. Hosts are compared in lower case and ASCII (IDNA), without a last
// dot.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signet::vault {

/// Where a request goes.
struct Destination {
  bool is_https = true;
  std::string host;  ///< as in the URL; IPv6 addresses with or without brackets
  std::uint16_t port = 0;
};

struct DomainRule {
  bool clear_text = false;  ///< http is allowed, too
  bool any_host = false;
  bool sub_domains = false;
  std::string host;  ///< lower case, ASCII; of "*.example.com" it is "example.com"
  std::optional<std::uint16_t> port;

  [[nodiscard]] bool allows(const Destination& destination) const;
  /// As it is written.
  [[nodiscard]] std::string to_string() const;
};

/// Fails with kInvalidInput on anything else, a path or a wildcard inside a name among it, and on a wildcard for a
/// whole public suffix ("*.com").
[[nodiscard]] Result<DomainRule> parse_domain_rule(std::string_view text);

/// A rule that parse_domain_rule() took at some time: what has become a public suffix since then is read all the same.
[[nodiscard]] Result<DomainRule> read_stored_rule(std::string_view text);

[[nodiscard]] bool allows(const std::vector<DomainRule>& rules, const Destination& destination);

/// For people: "api.example.com, *.example.org"; "nowhere" when there are none.
[[nodiscard]] std::string domains_text(const std::vector<DomainRule>& rules);

/// The rule that would allow exactly this destination, for hints.
[[nodiscard]] std::string rule_for(const Destination& destination);

}  // namespace signet::vault
