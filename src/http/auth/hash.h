// Message digests by OpenSSL EVP, as lower-case hex.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/types.h"

namespace signet::http {

/// `algorithm` by its OpenSSL name: "MD5", "SHA256", "SHA512-256".
[[nodiscard]] Result<std::string> hash_hex(const char* algorithm, std::string_view bytes);
/// The hash of a body as it is sent: text, or a file read in pieces. Multipart bodies are not hashed (kUnsupported).
[[nodiscard]] Result<std::string> hash_body_hex(const char* algorithm, const Body& body);

}  // namespace signet::http
