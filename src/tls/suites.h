// Cipher suites by name: OpenSSL's ("ECDHE-RSA-AES128-GCM-SHA256") and IANA's
// ("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), as Postman's tlsCipherSelection may hold both.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signet::tls {

/// OpenSSL's own choice for TLS 1.3, in its order (TLS_DEFAULT_CIPHERSUITES).
inline constexpr std::string_view kDefaultTls13Suites =
    "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";

struct Suite {
  std::uint16_t id = 0;      ///< IANA's number, e.g. 0xC02F
  std::string openssl_name;  ///< the same as iana_name for TLS 1.3
  std::string iana_name;
  bool tls13 = false;
  int bits = 0;  ///< strength of the cipher, 0 for NULL ciphers
};

/// Every suite that this OpenSSL can speak, at any security level, in its own order of preference.
[[nodiscard]] const std::vector<Suite>& known_suites();
/// By either name, in any case; null when unknown.
[[nodiscard]] const Suite* find_suite(std::string_view name);
[[nodiscard]] const Suite* find_suite(std::uint16_t id);

/// A choice of suites, as OpenSSL takes it: up to TLS 1.2 and TLS 1.3 are configured apart.
struct SuiteSelection {
  std::string list;        ///< cipher list for TLS 1.0 to 1.2 (SSL_CTX_set_cipher_list); empty: none chosen
  std::string tls13;       ///< TLS 1.3 suites (SSL_CTX_set_ciphersuites); empty: none chosen
  int weakest_bits = 256;  ///< of the suites that the choice allows
  bool anonymous = false;  ///< some of them prove no identity (aNULL)
};

/// Reads a selection: each entry a suite by either name, or a word of OpenSSL's cipher list language ("HIGH", "!aNULL",
/// "ECDHE+AESGCM", "@STRENGTH"), entries may also hold several joined by ":" or ",". As in Node.js, a choice of only
/// TLS 1.2 suites leaves no suite for TLS 1.3, and the other way round.
/// Fails with kInvalidInput for a name that this OpenSSL does not know, with the nearest that it does. (Node.js ignores
/// unknown names, so a misspelt suite silently weakens or changes the handshake.)
[[nodiscard]] Result<SuiteSelection> select_suites(std::span<const std::string> entries);

}  // namespace signet::tls
