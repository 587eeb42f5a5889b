// Message digests by OpenSSL EVP.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/types.h"

namespace signet::http {

/// A digest of bytes that come in pieces. `algorithm` by its OpenSSL name: "MD5", "SHA1", "SHA256", "SHA512-256".
class Hasher {
 public:
  explicit Hasher(const char* algorithm);
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  void update(std::string_view bytes);
  /// The body as it is sent, up to `limit` bytes: text, or a file read in pieces. kUnsupported for multipart bodies.
  [[nodiscard]] Status update_body(const Body& body, std::uint64_t limit = std::numeric_limits<std::uint64_t>::max());
  /// The raw digest; kUnsupported when OpenSSL does not have the algorithm. Call once.
  [[nodiscard]] Result<std::string> digest();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// In lower-case hex.
[[nodiscard]] Result<std::string> hash_hex(const char* algorithm, std::string_view bytes);
/// The hash of a body as it is sent: text, or a file read in pieces. Multipart bodies are not hashed (kUnsupported).
[[nodiscard]] Result<std::string> hash_body_hex(const char* algorithm, const Body& body);

}  // namespace signet::http
