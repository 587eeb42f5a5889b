#include "crypto/token.h"

#include <sodium.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <span>

#include "crypto/digest.h"

namespace signet::crypto {

namespace {

constexpr std::string_view kBase62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kCrockford = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kKeyLetters = 30;
constexpr std::size_t kChecksumLetters = 6;  // 62^6 > 2^32
constexpr std::size_t kTokenLetters = 43;    // 62^43 > 2^256
constexpr std::size_t kRecoveryGroups = 6;
constexpr std::size_t kRecoveryGroupLetters = 4;
static_assert(kApiKeyPrefix.size() + kKeyLetters + kChecksumLetters == kApiKeyBytes);

void fill_random(std::span<char> out, std::string_view alphabet) {
  for (char& c : out) c = alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
}

/// Big-endian digits of the CRC-32 (that of zlib and PNG) of the random letters.
std::array<char, kChecksumLetters> checksum(std::string_view letters) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes, as zlib wants them
  const auto* bytes = reinterpret_cast<const Bytef*>(letters.data());
  std::uint64_t rest = ::crc32(0, bytes, static_cast<uInt>(letters.size()));
  std::array<char, kChecksumLetters> digits{};
  for (std::size_t i = kChecksumLetters; i > 0; --i) {
    digits[i - 1] = kBase62[rest % kBase62.size()];
    rest /= kBase62.size();
  }
  return digits;
}

}  // namespace

SecretString make_api_key() {
  SecretString key = SecretString::of_size(kApiKeyBytes);
  const std::span<char> bytes = key.bytes();
  std::copy(kApiKeyPrefix.begin(), kApiKeyPrefix.end(), bytes.begin());
  const std::span<char> letters = bytes.subspan(kApiKeyPrefix.size(), kKeyLetters);
  fill_random(letters, kBase62);
  const auto digits = checksum({letters.data(), letters.size()});
  std::copy(digits.begin(), digits.end(), bytes.last(kChecksumLetters).begin());
  return key;
}

bool is_api_key(std::string_view text) {
  if (text.size() != kApiKeyBytes || !text.starts_with(kApiKeyPrefix)) return false;
  text.remove_prefix(kApiKeyPrefix.size());
  if (text.find_first_not_of(kBase62) != std::string_view::npos) return false;
  const auto digits = checksum(text.substr(0, kKeyLetters));
  return text.substr(kKeyLetters) == std::string_view(digits.data(), digits.size());
}

SecretString make_token() {
  SecretString token = SecretString::of_size(kTokenLetters);
  fill_random(token.bytes(), kBase62);
  return token;
}

SecretString make_recovery_code() {
  SecretString code = SecretString::of_size(kRecoveryGroups * (kRecoveryGroupLetters + 1) - 1);
  fill_random(code.bytes(), kCrockford);
  for (std::size_t i = kRecoveryGroupLetters; i < code.size(); i += kRecoveryGroupLetters + 1) code.bytes()[i] = '-';
  return code;
}

SecretString canonical_recovery_code(std::string_view typed) {
  constexpr std::size_t kMost = 64;
  std::string plain;
  for (const char c : typed.substr(0, kMost)) {
    if (c == ' ' || c == '-') continue;
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    plain += lower == 'i' || lower == 'l' ? '1' : lower == 'o' ? '0' : lower;
  }
  SecretString out(plain);
  wipe(plain);
  return out;
}

std::string token_hash(std::string_view token) {
  return sha256(token);
}

}  // namespace signet::crypto
