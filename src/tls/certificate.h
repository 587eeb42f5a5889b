// A certificate as people read it. What a certificate says is its maker's text: it may hold anything, so names come
// with control characters escaped, and sizes are bounded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace signet::tls {

struct Certificate {
  std::string subject;                 ///< RFC 2253 form: "CN=example.com,O=Example"
  std::string issuer;                  ///< the same
  std::string common_name;             ///< of the subject; may be empty
  std::vector<std::string> names;      ///< subject alternative names: "DNS:example.com", "IP:127.0.0.1"; at most 100
  std::string serial;                  ///< hex
  std::int64_t not_before = 0;         ///< seconds since 1970
  std::int64_t not_after = 0;          ///< seconds since 1970
  std::string key;                     ///< "RSA 2048", "EC P-256", "Ed25519"
  int key_bits = 0;                    ///< 0: not known
  std::string signature;               ///< "sha256WithRSAEncryption"
  std::string fingerprint;             ///< SHA-256 of the whole certificate, hex with colons
  std::string key_pin;                 ///< "sha256//" + base64 of SHA-256 over the SubjectPublicKeyInfo (RFC 7469)
  bool is_authority = false;           ///< basicConstraints CA:TRUE
  bool self_signed = false;            ///< issuer and subject are one
  std::vector<std::string> ocsp_urls;  ///< authorityInfoAccess; at most 10
};

/// Reads one or more certificates, PEM or DER. Fails with kInvalidInput.
[[nodiscard]] Result<std::vector<Certificate>> read_certificates(std::string_view bytes);

[[nodiscard]] json::object to_json(const Certificate& certificate);

}  // namespace signet::tls
