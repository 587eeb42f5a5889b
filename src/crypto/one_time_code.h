// One-time codes of authenticator apps: HOTP (RFC 4226) and TOTP (RFC 6238), with what those apps agree on: SHA-1, six
// digits, 30 seconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

inline constexpr std::size_t kOneTimeKeyBytes = 20;  ///< RFC 4226 §4 R6 recommends 160 bits
inline constexpr std::int64_t kTimeStepSeconds = 30;
inline constexpr int kCodeDigits = 6;

/// The code for a counter, `digits` (6 to 8) long with zeros in front.
[[nodiscard]] Result<SecretString> hotp(const SecretString& key, std::uint64_t counter, int digits = kCodeDigits);

/// The time step, counted from 1970, that `code` is right for: that of `unix_seconds`, or one before or after (RFC 6238
/// §5.2). Steps up to `last_step`, whose codes were used already, are not looked at, so that no code works twice; the
/// caller stores the step it gets. Empty when the code is wrong. White space in `code` is left out; compares in
/// constant time.
[[nodiscard]] Result<std::optional<std::int64_t>> check_totp(const SecretString& key, std::string_view code,
                                                             std::int64_t unix_seconds, std::int64_t last_step);

/// What the QR code holds: otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=… It is as secret as the key.
[[nodiscard]] SecretString totp_uri(const SecretString& key, std::string_view issuer, std::string_view account);

}  // namespace signet::crypto
