#include "crypto/one_time_code.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/encoding.h"

namespace signet::crypto {

namespace {

constexpr std::size_t kSha1Bytes = 20;
constexpr std::size_t kCounterBytes = 8;
constexpr int kMostDigits = 8;

/// Big-endian, as RFC 4226 §5.1 has it.
std::array<unsigned char, kCounterBytes> counter_bytes(std::uint64_t counter) {
  std::array<unsigned char, kCounterBytes> bytes{};
  for (std::size_t i = kCounterBytes; i > 0; --i) {
    bytes[i - 1] = static_cast<unsigned char>(counter & 0xFFU);
    counter >>= 8U;
  }
  return bytes;
}

/// RFC 4226 §5.3: four bytes at the place that the last half-byte names, without the sign.
std::uint32_t truncate(const std::array<unsigned char, kSha1Bytes>& mac) {
  const std::size_t at = mac.back() & 0x0FU;
  const auto byte = [&mac, at](std::size_t i) { return static_cast<std::uint32_t>(mac[at + i]); };
  return (byte(0) & 0x7FU) << 24U | byte(1) << 16U | byte(2) << 8U | byte(3);
}

SecretString without_spaces(std::string_view code) {
  std::string digits;
  for (const char c : code) {
    if (c != ' ' && c != '\t' && digits.size() <= kMostDigits) digits += c;
  }
  SecretString out(digits);
  wipe(digits);
  return out;
}

}  // namespace

Result<SecretString> hotp(const SecretString& key, std::uint64_t counter, int digits) {
  if (digits < kCodeDigits || digits > kMostDigits) return fail(ErrorCode::kInternal, "a code has 6 to 8 digits");
  const std::array<unsigned char, kCounterBytes> message = counter_bytes(counter);
  std::array<unsigned char, kSha1Bytes> mac{};
  unsigned size = 0;
  if (HMAC(EVP_sha1(), key.expose().data(), static_cast<int>(key.size()), message.data(), message.size(), mac.data(),
           &size) == nullptr ||
      size != kSha1Bytes) {
    return fail(ErrorCode::kInternal, "OpenSSL refused HMAC-SHA-1");
  }
  std::uint32_t modulus = 1;
  for (int i = 0; i < digits; ++i) modulus *= 10;
  std::string text = fmt::format("{:0{}}", truncate(mac) % modulus, digits);
  SecretString code(text);
  wipe(text);
  return code;
}

Result<std::optional<std::int64_t>> check_totp(const SecretString& key, std::string_view code,
                                               std::int64_t unix_seconds, std::int64_t last_step) {
  const SecretString given = without_spaces(code);
  const std::int64_t now = unix_seconds / kTimeStepSeconds;
  std::optional<std::int64_t> found;
  // All steps are tried, so that the time does not tell which one fits.
  for (std::int64_t step = now - 1; step <= now + 1; ++step) {
    SIGNET_TRY(const SecretString expected, hotp(key, static_cast<std::uint64_t>(step)));
    const bool fits = expected == given;
    if (fits && step > last_step && !found) found = step;
  }
  return found;
}

SecretString totp_uri(const SecretString& key, std::string_view issuer, std::string_view account) {
  std::string secret = base32_encode(key.expose());
  std::string text =
      fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}&algorithm=SHA1&digits={3}&period={4}",
                  percent_encode(issuer), percent_encode(account), secret, kCodeDigits, kTimeStepSeconds);
  SecretString uri(text);
  wipe(secret);
  wipe(text);
  return uri;
}

}  // namespace signet::crypto
