#include "crypto/bech32.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace signet::crypto {

namespace {

constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
constexpr std::size_t kLongest = 256;
constexpr std::size_t kChecksum = 6;

Error wrong(std::string_view what) {
  return fail(ErrorCode::kInvalidInput, "the key is not readable: " + std::string(what), "copy it anew, whole");
}

/// The checksum of BIP 173 over values of five bits, in the order given.
class Checksum {
 public:
  explicit Checksum(std::string_view prefix) {
    for (const char c : prefix) add(static_cast<unsigned char>(c) >> 5U);
    add(0);
    for (const char c : prefix) add(static_cast<unsigned char>(c) & 31U);
  }
  void add(std::uint32_t value) {
    constexpr std::array<std::uint32_t, 5> kGenerator = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    const std::uint32_t top = state_ >> 25U;
    state_ = ((state_ & 0x1ffffffU) << 5U) ^ value;
    for (std::size_t i = 0; i < kGenerator.size(); ++i) {
      if (((top >> i) & 1U) != 0) state_ ^= kGenerator[i];
    }
  }
  [[nodiscard]] std::uint32_t state() const { return state_; }

 private:
  std::uint32_t state_ = 1;
};

}  // namespace

Result<Bech32> bech32_decode(std::string_view text) {
  const std::size_t separator = text.rfind('1');
  if (separator == std::string_view::npos || separator == 0 || text.size() > kLongest) return wrong("it is no Bech32");
  if (text.size() - separator - 1 < kChecksum) return wrong("it is cut short");
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (std::any_of(text.begin(), text.end(), lower) && std::any_of(text.begin(), text.end(), upper)) {
    return wrong("it has letters of both cases");
  }
  const std::string_view prefix = text.substr(0, separator);
  if (std::any_of(prefix.begin(), prefix.end(), [](char c) { return c < 33 || c > 126; }))
    return wrong("it is no Bech32");

  const std::string_view data = text.substr(separator + 1);
  Checksum checksum(to_lower(prefix));
  Bech32 out{std::string(prefix), SecretString::of_size((data.size() - kChecksum) * 5 / 8)};
  std::uint32_t held = 0;
  unsigned bits = 0;
  std::size_t written = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const char c = upper(data[i]) ? static_cast<char>(data[i] + 32) : data[i];
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return wrong("it has a letter that Bech32 has not");
    checksum.add(static_cast<std::uint32_t>(value));
    if (i >= data.size() - kChecksum) continue;
    held = ((held << 5U) | static_cast<std::uint32_t>(value)) & 0xfffU;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out.bytes.bytes()[written++] = static_cast<char>((held >> bits) & 0xffU);
  }
  if (checksum.state() != 1) return wrong("its checksum is wrong, so a letter is");
  if (bits > 4 || (held & ((1U << bits) - 1)) != 0) return wrong("it has bits left over");
  return out;
}

std::string bech32_encode(std::string_view prefix, std::string_view bytes) {
  std::string out = std::string(prefix) + "1";
  Checksum checksum(prefix);
  const auto write = [&](std::uint32_t value) {
    checksum.add(value);
    out += kAlphabet[value];
  };
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char c : bytes) {
    held = ((held << 8U) | static_cast<unsigned char>(c)) & 0xfffU;
    for (bits += 8; bits >= 5; bits -= 5) write((held >> (bits - 5)) & 31U);
  }
  if (bits > 0) write((held << (5 - bits)) & 31U);
  for (std::size_t i = 0; i < kChecksum; ++i) checksum.add(0);
  const std::uint32_t sum = checksum.state() ^ 1U;
  for (std::size_t i = 0; i < kChecksum; ++i) out += kAlphabet[(sum >> (5 * (kChecksum - 1 - i))) & 31U];
  return out;
}

}  // namespace signet::crypto
