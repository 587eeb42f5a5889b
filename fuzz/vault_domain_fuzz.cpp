// Domain rules and hosts: a rule is read again as it is written, and allows what it names and nothing that only looks
// so. The first line is the rule, the second the host.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "vault/domains.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet::vault;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n');
  const Destination destination{true, std::string(line == std::string_view::npos ? "" : input.substr(line + 1)), 443};
  const auto rule = parse_domain_rule(input.substr(0, line));
  if (!rule) return 0;
  const std::string written = rule->to_string();
  const auto again = parse_domain_rule(written);
  if (!again || again->to_string() != written) std::abort();
  if (rule->allows(destination) != again->allows(destination)) std::abort();
  if (rule->allows(destination) && destination.host.find_first_of("@/?#\\ %") != std::string::npos) std::abort();
  if (!rule->any_host && !rule->sub_domains && !rule->allows({true, rule->host, rule->port.value_or(443)}))
    std::abort();
  if (!rule->any_host && !rule->sub_domains && rule->allows({true, rule->host + ".evil.net", rule->port.value_or(443)}))
    std::abort();
  return 0;
}
