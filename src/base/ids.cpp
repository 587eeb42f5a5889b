#include "base/ids.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace signet {

namespace {

constexpr std::array<std::size_t, 4> kDashes = {8, 13, 18, 23};

/// The first 16 bytes as a UUID of that version and of RFC 9562's variant.
std::string write_uuid(std::array<unsigned char, crypto_hash_sha256_BYTES> bytes, unsigned version) {
  constexpr std::size_t kBytes = 16;
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | (version << 4U));
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  std::string text = hex_encode({reinterpret_cast<const char*>(bytes.data()), kBytes});
  for (const std::size_t at : kDashes) text.insert(at, 1, '-');
  return text;
}

}  // namespace

std::string make_uuid() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return write_uuid(bytes, 4);
}

std::string name_uuid(std::string_view space, std::string_view name) {
  std::string both(space);
  both += '\0';  // which is in no UUID
  both += name;
  std::array<unsigned char, crypto_hash_sha256_BYTES> bytes{};
  crypto_hash_sha256(bytes.data(), reinterpret_cast<const unsigned char*>(both.data()), both.size());
  return write_uuid(bytes, 8);
}

bool is_uuid(std::string_view text) {
  constexpr std::size_t kLength = 36;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    const bool is_dash = std::find(kDashes.begin(), kDashes.end(), i) != kDashes.end();
    if (is_dash ? text[i] != '-' : hex_digit(text[i]) < 0) return false;
  }
  return true;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace signet
