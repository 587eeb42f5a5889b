// What a handshake came to: what was agreed, who answered, and when it failed, why.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "tls/certificate.h"
#include "tls/protocol.h"

namespace signet::tls {

/// What the stapled OCSP answer said (RFC 6066 §8, RFC 6960).
enum class Staple { kNotAsked, kNone, kGood, kRevoked, kUnknown, kInvalid };

[[nodiscard]] std::string_view name(Staple staple);

/// A connection's agreement. The same for every request that the connection carries.
struct Handshake {
  std::string protocol;  ///< "TLS 1.3"
  std::string suite;     ///< IANA's name
  std::string suite_openssl;
  std::string group;        ///< key exchange: "x25519"; empty for RSA key transport
  std::string signature;    ///< the server's proof: "ecdsa_sha256"; empty when resumed or by RSA key transport
  std::string alpn;         ///< empty: none agreed
  std::string server_name;  ///< SNI as sent; empty: none
  bool resumed = false;
  bool verified = false;     ///< the chain was checked and is good
  std::string verify_error;  ///< what is wrong with the chain, also when it was not to be checked
  Staple ocsp = Staple::kNotAsked;
  std::vector<Certificate> chain;     ///< as the server sent it, its own first
  std::optional<Certificate> client;  ///< the certificate sent
  bool client_certificate_requested = false;
  bool security_lowered = false;  ///< OpenSSL's security level was set to 0 for this connection
};

/// The fields of the `tls` member of reports, in that order; what does not apply is left out.
[[nodiscard]] json::object to_json(const Handshake& handshake);

}  // namespace signet::tls
