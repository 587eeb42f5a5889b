// AES-256-GCM with the nonce given: for aead.cpp, for formats that say which nonce, and for test vectors.
// Who calls this must never use a nonce twice under one key (NIST SP 800-38D §8).
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

/// Writes ciphertext and tag (16 bytes) to `out`, which has just that size. The nonce may have 1 to 128 bytes.
[[nodiscard]] Status gcm_encrypt(const SecretString& key, std::string_view nonce, std::string_view plain,
                                 std::string_view place, std::span<char> out);
/// The reverse; `sealed` is ciphertext and tag. When it is not genuine `out` is wiped and the error is kInvalidInput.
[[nodiscard]] Status gcm_decrypt(const SecretString& key, std::string_view nonce, std::string_view sealed,
                                 std::string_view place, std::span<char> out);

}  // namespace signet::crypto
