// Sealed values: what Signet keeps at rest, in files and databases, is sealed by AES-256-GCM in one form.
//   version (1 byte, 1) | key id (16) | nonce (12, random) | ciphertext | tag (16)
// Sources: NIST SP 800-38D; RFC 5116 §5.2 (AEAD_AES_256_GCM).
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

inline constexpr std::size_t kKeyBytes = 32;
inline constexpr std::size_t kKeyIdBytes = 16;
inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;
/// What sealing adds to the length of a value.
inline constexpr std::size_t kSealOverhead = 1 + kKeyIdBytes + kNonceBytes + kTagBytes;

/// Tells which key sealed a value. No secret: it is random, or made from the key by a one-way function (HKDF).
using KeyId = std::array<unsigned char, kKeyIdBytes>;

/// Seals `plain` for the place that `place` names (the associated data): elsewhere it does not open. One key seals
/// fewer than 2^32 values (SP 800-38D §8.3). Fails with kInternal when the key has not kKeyBytes.
[[nodiscard]] Result<std::string> seal(const SecretString& key, const KeyId& key_id, std::string_view plain,
                                       std::string_view place);

/// Opens a sealed value. Fails with kInvalidInput: too short, another version, another key's id, or not genuine (a
/// wrong key, changed bytes, or another place; GCM cannot tell which).
[[nodiscard]] Result<SecretString> open(const SecretString& key, const KeyId& key_id, std::string_view sealed,
                                        std::string_view place);

/// The id of the key that sealed a value, to choose the key by.
[[nodiscard]] Result<KeyId> key_id_of(std::string_view sealed);

}  // namespace signet::crypto
