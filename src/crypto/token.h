// Secrets that the server hands out and knows again by their SHA-256 alone: API keys, session and link tokens, recovery
// codes. All have so many random bits that a plain hash is enough (NIST SP 800-63B §5.1.2.2 and OWASP ASVS 5 §6.5.2 ask
// for salted, slow hashes only below 112 bits).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace signet::crypto {

inline constexpr std::string_view kApiKeyPrefix = "sgnt_";
inline constexpr std::size_t kApiKeyBytes = 41;  ///< prefix, 30 random letters, 6 of the checksum

/// `sgnt_`, 30 random letters of base62 (178 bits), and six of base62 for their CRC-32, so that a scanner tells a key
/// from what only looks like one.
[[nodiscard]] SecretString make_api_key();
/// Whether it has a key's letters, length and checksum.
[[nodiscard]] bool is_api_key(std::string_view text);

/// 43 letters of base62: 256 bits. For sessions, links sent by mail, CSRF.
[[nodiscard]] SecretString make_token();

/// "k3v8-m2qd-…": 24 letters (120 bits) in six groups, in Crockford's base32, which leaves out i, l, o and u.
[[nodiscard]] SecretString make_recovery_code();
/// A recovery code as it is hashed: without spaces and dashes, in lower case, with what is easily misread (i and l for
/// 1, o for 0) put right.
[[nodiscard]] SecretString canonical_recovery_code(std::string_view typed);

/// What is stored: 32 bytes.
[[nodiscard]] std::string token_hash(std::string_view token);

}  // namespace signet::crypto
