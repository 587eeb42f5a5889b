// The groups for key exchange (IANA's registry "TLS Supported Groups"), with the names that OpenSSL's lists take. Those
// that OpenSSL 3.0 does not speak, and finite fields, whose keys take long to make, are asked for without a key.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace signet::tls {

struct Group {
  std::uint16_t id = 0;
  std::string_view name;          ///< IANA's
  std::string_view openssl_name;  ///< empty: asked for by a hand-made ClientHello
  bool tls12 = false;             ///< usable with ECDHE up to TLS 1.2
  bool tls13 = false;
  int bits = 0;  ///< of security (NIST SP 800-57 part 1, table 2)
};

/// Those that the inspector asks for.
[[nodiscard]] std::span<const Group> known_groups();
/// Null for one that is not known.
[[nodiscard]] const Group* find_group(std::uint16_t id);
/// IANA's name, or "group 0x1234".
[[nodiscard]] std::string group_name(std::uint16_t id);

}  // namespace signet::tls
