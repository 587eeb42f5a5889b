// What the authentication types that sign share: time and randomness, keyed hashes, private keys, and reading their
// parameters with JavaScript's truth, as Postman's authorizers do. All cryptography is OpenSSL's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "http/types.h"
#include "http/url.h"
#include "model/request.h"

namespace signet::http {

/// Where a signature takes its time and its random identifiers from; tests give fixed ones.
struct Sources {
  std::int64_t (*now_ms)() = unix_now_ms;
  std::string (*uuid)() = make_uuid;
};

/// The parameter with its JSON type; null when it is absent or null.
[[nodiscard]] const json::value* param(const model::Auth& auth, const std::string& key);
/// Whether the parameter is truthy in JavaScript: "false" is, "" and false are not.
[[nodiscard]] bool is_on(const model::Auth& auth, const std::string& key);
/// The parameter as text when it is truthy, else empty.
[[nodiscard]] std::string text_or_empty(const model::Auth& auth, const std::string& key);

/// The URL that Postman signs: encoded, also where the request is sent without encoding (disableUrlEncoding).
[[nodiscard]] NodeUrl url_to_sign(const Request& wire);
/// The headers that Postman signs: enabled ones with a name, without those that the client adds after signing.
[[nodiscard]] std::vector<const model::Param*> headers_to_sign(const model::Request& shown);
/// Whether a body is sent whose bytes can be hashed: text or a file, not multipart.
[[nodiscard]] bool can_hash(const Body& body);
/// Trimmed, and each run of white space inside one space.
[[nodiscard]] std::string collapse_space(std::string_view text);
/// `length` random characters of `alphabet`.
[[nodiscard]] std::string random_text(std::string_view alphabet, std::size_t length);
/// RFC 4648 §5, without padding.
[[nodiscard]] std::string base64url_encode(std::string_view bytes);

/// HMAC (RFC 2104) as raw bytes. `hash` by its OpenSSL name.
[[nodiscard]] Result<std::string> hmac(const char* hash, std::string_view key, std::string_view bytes);

enum class KeyKind : std::uint8_t { kRsa, kRsaPss, kEc, kOther };

/// How PrivateKey::sign makes a signature.
enum class Scheme : std::uint8_t {
  kPkcs1,  ///< RSASSA-PKCS1-v1_5
  kPss,    ///< RSASSA-PSS, salt as long as the hash
  kEcdsa,  ///< r and s side by side, each as long as the curve's order (RFC 7518 §3.4)
};

/// A private key for signatures; wiped by OpenSSL when it goes.
class PrivateKey {
 public:
  /// PEM in any form that OpenSSL reads, without a passphrase.
  static Result<PrivateKey> from_pem(std::string_view pem);
  /// DER: PKCS#8, or the older forms of RSA and EC keys.
  static Result<PrivateKey> from_der(std::string_view der);

  [[nodiscard]] KeyKind kind() const;
  /// The size of an RSA modulus or of a curve's field.
  [[nodiscard]] int bits() const;
  /// The curve by its OpenSSL name ("prime256v1"), or empty.
  [[nodiscard]] std::string curve() const;
  [[nodiscard]] Result<std::string> sign(Scheme scheme, const char* hash, std::string_view bytes) const;

 private:
  struct Free {
    void operator()(void* key) const;
  };
  explicit PrivateKey(void* key) : key_(key) {}
  std::unique_ptr<void, Free> key_;  ///< an EVP_PKEY
};

}  // namespace signet::http
