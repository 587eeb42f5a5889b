// How to shake hands, as plain values: what a request, a folder, a collection or the command line ask for.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace signet::tls {

/// What is done about revoked certificates beyond CRL files.
enum class Revocation {
  kOff,       ///< no stapled OCSP answer is asked for
  kStapled,   ///< one is asked for; when it comes it must be valid and say "good"
  kRequired,  ///< without a valid one that says "good" the handshake fails
};

struct Settings {
  bool verify = true;  ///< certificates are checked (Postman's strictSSL)
  /// Postman's tlsPreferServerCiphers. The suite is the server's choice in every version of TLS, and OpenSSL's flag for
  /// it acts in servers only (SSL_CTX_set_options), as in Node.js; what a client can do is name its own order in
  /// `suites`, which a server without a preference follows.
  bool prefer_server_ciphers = false;
  /// Protocols by name (see parse_protocol), in place of the default's.
  std::optional<std::vector<std::string>> enabled_protocols;
  std::vector<std::string> disabled_protocols;  ///< taken from those (Postman's tlsDisabledProtocols)
  std::string protocols_said_by;    ///< who chose them, for messages: "tlsDisabledProtocols"; empty: default
  std::vector<std::string> suites;  ///< in the order of preference; empty: OpenSSL's default
  std::vector<std::string> groups;  ///< key exchange, "X25519", "P-256"; empty: default
  std::vector<std::string> signature_algorithms;   ///< "ECDSA+SHA256", "rsa_pss_rsae_sha256"; empty: default
  std::optional<std::vector<std::string>> alpn;    ///< "h2", "http/1.1"; absent: by the HTTP version; empty: none sent
  std::optional<std::string> server_name;          ///< SNI, and the name the certificate is checked for; "": none sent
  bool system_authorities = true;                  ///< trust the authorities of the system
  std::vector<std::filesystem::path> authorities;  ///< further ones, PEM or DER
  std::vector<std::filesystem::path> crls;         ///< revocation lists, PEM or DER; each chain's leaf needs one
  std::vector<std::string> key_pins;               ///< "sha256//BASE64": one key of the chain must be among them
  Revocation revocation = Revocation::kStapled;

  bool operator==(const Settings&) const = default;
};

}  // namespace signet::tls
