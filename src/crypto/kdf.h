// Keys from passphrases (Argon2id, RFC 9106) and from other keys (HKDF-SHA256, RFC 5869).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

inline constexpr std::size_t kSaltBytes = 16;

/// What a guess costs. Parallelism is 1.
struct Argon2Cost {
  std::uint32_t memory_kib = 64 * 1024;
  std::uint32_t passes = 3;
};

/// The most that is accepted from a file, so that a hostile one cannot exhaust the machine.
inline constexpr Argon2Cost kMaxArgon2Cost = {1024 * 1024, 20};

/// 32 bytes from a passphrase. Fails with kInvalidInput on another salt length or a cost out of range (at least 8 KiB
/// and 1 pass), with kLimit past kMaxArgon2Cost or when the memory is not to be had.
[[nodiscard]] Result<SecretString> argon2id(std::string_view passphrase, std::string_view salt, Argon2Cost cost);

/// `size` bytes (at most 8160) from a key that is random already; `info` says what for.
[[nodiscard]] Result<SecretString> hkdf_sha256(std::string_view key, std::string_view salt, std::string_view info,
                                               std::size_t size);

}  // namespace signet::crypto
