// Text as OpenSSL takes it. For files of crypto/ only.
#pragma once

#include <span>
#include <string_view>

namespace signet::crypto {

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

inline unsigned char* bytes_of(std::span<char> text) {
  return reinterpret_cast<unsigned char*>(text.data());  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

}  // namespace signet::crypto
