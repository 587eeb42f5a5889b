// What an authenticator app does with the key that it was shown.
#pragma once

#include <string>
#include <string_view>

#include "base/secret.h"

namespace signet::server::test {

/// RFC 4648 §6, of well-formed text.
inline SecretString decode_base32(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    held = (held << 5U) | static_cast<unsigned>(kAlphabet.find(c));
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((held >> bits) & 0xFFU);
  }
  return SecretString(out);
}

}  // namespace signet::server::test
