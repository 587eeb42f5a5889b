// SHA-256 (FIPS 180-4).
#pragma once

#include <string>
#include <string_view>

namespace signet::crypto {

/// 32 bytes.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace signet::crypto
