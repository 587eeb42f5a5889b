// The old hashes that NTLM v2 is built on: MD4 and HMAC-MD5. They come from OpenSSL providers loaded into a library
// context of their own, so that no other part of the program gets to use MD4.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::http {

/// 16 bytes. Fails with kUnsupported where OpenSSL's legacy provider is not installed.
[[nodiscard]] Result<std::string> md4(std::string_view bytes);
/// 16 bytes (RFC 2104). Fails with kUnsupported where OpenSSL has no MD5 (FIPS).
[[nodiscard]] Result<std::string> hmac_md5(std::string_view key, std::string_view bytes);

}  // namespace signet::http
