// What the age format is made of (crypto/age.h), from OpenSSL: X25519 (RFC 7748), ChaCha20-Poly1305 (RFC 8439),
// scrypt (RFC 7914), HMAC-SHA256 (RFC 2104).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

inline constexpr std::size_t kX25519Bytes = 32;
inline constexpr std::size_t kChaChaNonceBytes = 12;
inline constexpr std::size_t kPolyTagBytes = 16;

/// Random bytes that nobody may see.
[[nodiscard]] SecretString random_secret(std::size_t size);

/// The public key of a secret one (kX25519Bytes).
[[nodiscard]] Result<std::string> x25519_public(const SecretString& secret);
/// What both sides share. Fails with kInvalidInput when the other's key has low order, so that all would share it.
[[nodiscard]] Result<SecretString> x25519(const SecretString& secret, std::string_view other);

/// Writes ciphertext and tag to `out`, which has just that size. A nonce must not come twice under one key.
[[nodiscard]] Status chacha_encrypt(const SecretString& key, std::string_view nonce, std::string_view plain,
                                    std::span<char> out);
/// The reverse; `sealed` is ciphertext and tag. When it is not genuine `out` is wiped; kInvalidInput.
[[nodiscard]] Status chacha_decrypt(const SecretString& key, std::string_view nonce, std::string_view sealed,
                                    std::span<char> out);

/// 32 bytes, with N = 2^log_n, r = 8, p = 1: 2^log_n KiB of memory. Fails with kLimit when they are not to be had.
[[nodiscard]] Result<SecretString> scrypt(const SecretString& passphrase, std::string_view salt, unsigned log_n);

/// 32 bytes.
[[nodiscard]] Result<std::string> hmac_sha256(const SecretString& key, std::string_view text);

}  // namespace signet::crypto
