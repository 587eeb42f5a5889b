// The suites with ciphers that OpenSSL 3 no longer speaks, by IANA's numbers and names: a server that takes one says so
// in its ServerHello, which is all that the inspector waits for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace signet::tls {

struct OldSuite {
  std::uint16_t id = 0;
  std::string_view name;
};

[[nodiscard]] std::span<const OldSuite> old_suites();
/// Empty when it is none of these.
[[nodiscard]] std::string_view old_suite_name(std::uint16_t id);

}  // namespace signet::tls
