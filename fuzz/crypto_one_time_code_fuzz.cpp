// Codes as people type them, of an authenticator app or for recovery: only the right code of the right step is taken,
// and a recovery code is read the same however often it is read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "crypto/one_time_code.h"
#include "crypto/token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;  // NOLINT(google-build-using-namespace)
  static const SecretString kKey("12345678901234567890");
  constexpr std::int64_t kNow = 1'800'000'000;
  constexpr std::int64_t kStep = kNow / crypto::kTimeStepSeconds;
  const std::string_view typed(reinterpret_cast<const char*>(data), size);

  const auto step = crypto::check_totp(kKey, typed, kNow, 0);
  if (!step) std::abort();
  if (*step) {
    std::string digits;
    for (const char c : typed) {
      if (c >= '0' && c <= '9') digits += c;
    }
    if (**step < kStep - 1 || **step > kStep + 1) std::abort();
    if (crypto::hotp(kKey, static_cast<std::uint64_t>(**step))->expose() != digits) std::abort();
  }
  const SecretString canonical = crypto::canonical_recovery_code(typed);
  if (crypto::canonical_recovery_code(canonical.expose()).expose() != canonical.expose()) std::abort();
  if (crypto::is_api_key(typed) && !typed.starts_with(crypto::kApiKeyPrefix)) std::abort();
  return 0;
}
