// Bech32 (BIP 173), without its limit on the length: how age writes keys, "age1…".
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

/// What a Bech32 text says.
struct Bech32 {
  std::string prefix;  ///< the human-readable part, as it is written
  SecretString bytes;
};

/// Fails with kInvalidInput: not Bech32, letters of both cases, a wrong checksum (mistyped), bits left over, or longer
/// than any key is (256 characters). Errors do not hold the text.
[[nodiscard]] Result<Bech32> bech32_decode(std::string_view text);
/// In lower case. `prefix` must be in lower case, too.
[[nodiscard]] std::string bech32_encode(std::string_view prefix, std::string_view bytes);

}  // namespace signet::crypto
