// The second factor of password sign-in: codes of an authenticator app (crypto/one_time_code.h) and recovery codes. It
// is on once a first code was right; each code works once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "server/keys.h"
#include "store/transaction.h"

namespace signet::server {

inline constexpr int kRecoveryCodes = 10;

/// A set-up that waits for its first code.
struct TwoFactorSetUp {
  SecretString uri;     ///< otpauth://…
  SecretString key;     ///< the same in base32, to be typed
  SecretString qr_svg;  ///< the same as a picture
};

/// What the secret of an account is sealed for.
[[nodiscard]] std::string place_of_two_factor(std::string_view user_id);

/// Whether an account has a second factor that is on.
[[nodiscard]] Result<bool> has_two_factor(store::Transaction& transaction, std::string_view user_id);

/// Starts a set-up, or starts it anew. kConflict when a second factor is on already.
[[nodiscard]] Result<TwoFactorSetUp> begin_two_factor(store::Transaction& transaction, const MasterKeys& master,
                                                      std::string_view user_id, std::string_view account,
                                                      std::int64_t now_ms);
/// Turns it on when the code is right (nullopt otherwise), and gives the recovery codes, which are shown once.
[[nodiscard]] Result<std::optional<std::vector<SecretString>>> confirm_two_factor(store::Transaction& transaction,
                                                                                  const MasterKeys& master,
                                                                                  std::string_view user_id,
                                                                                  std::string_view code,
                                                                                  std::int64_t now_ms);

enum class Factor : std::uint8_t { kWrong, kCode, kRecoveryCode };

/// Takes a code of the app or a recovery code, which is used up by that: run it in a transaction that commits. The
/// identity slows down wrong ones.
[[nodiscard]] Result<Factor> take_second_factor(store::Transaction& transaction, const MasterKeys& master,
                                                std::string_view user_id, std::string_view code, std::int64_t now_ms);

/// Ten new ones in the place of all old ones.
[[nodiscard]] Result<std::vector<SecretString>> renew_recovery_codes(store::Transaction& transaction,
                                                                     std::string_view user_id, std::int64_t now_ms);
[[nodiscard]] Result<std::int64_t> unused_recovery_codes(store::Transaction& transaction, std::string_view user_id);

/// Turns it off: the secret, the recovery codes and the remembered devices are gone.
[[nodiscard]] Status remove_two_factor(store::Transaction& transaction, std::string_view user_id);

}  // namespace signet::server
