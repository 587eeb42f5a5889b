#include "server/accounts/two_factor.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "crypto/one_time_code.h"
#include "crypto/primitives.h"
#include "crypto/token.h"
#include "server/accounts/qr_code.h"
#include "server/accounts/remembered_devices.h"

namespace signet::server {

namespace {

constexpr std::string_view kIssuer = "Signet";
constexpr std::int64_t kMsPerSecond = 1000;

/// The row of two_factor, opened.
struct Stored {
  SecretString key;
  std::optional<std::int64_t> confirmed_ms;
  std::int64_t last_step = 0;
};

Result<std::optional<Stored>> load(store::Transaction& transaction, const MasterKeys& master,
                                   std::string_view user_id) {
  SIGNET_TRY(
      const auto row,
      transaction.query_one("SELECT secret, confirmed_ms, last_step FROM two_factor WHERE user_id = $1", {user_id}));
  if (!row) return std::optional<Stored>();
  Stored stored;
  store::Blob sealed;
  SIGNET_CHECK(row->read(sealed, stored.confirmed_ms, stored.last_step));
  auto key = master.open(sealed.bytes, place_of_two_factor(user_id));
  if (!key) return with_context(std::move(key).error(), "the secret of a second factor does not open");
  stored.key = *std::move(key);
  return std::optional(std::move(stored));
}

/// Whether the code is right; if so its step is taken, and no code up to it works again.
Result<bool> take_code(store::Transaction& transaction, const Stored& stored, std::string_view user_id,
                       std::string_view code, std::int64_t now_ms) {
  SIGNET_TRY(const auto step, crypto::check_totp(stored.key, code, now_ms / kMsPerSecond, stored.last_step));
  if (!step) return false;
  // Only one of two at the same time gets it.
  SIGNET_TRY(const std::int64_t taken,
             transaction.execute("UPDATE two_factor SET last_step = $2 WHERE user_id = $1 AND last_step < $2",
                                 {user_id, *step}));
  return taken == 1;
}

}  // namespace

std::string place_of_two_factor(std::string_view user_id) {
  return fmt::format("signet/v1/user/{}/totp", user_id);
}

Result<bool> has_two_factor(store::Transaction& transaction, std::string_view user_id) {
  SIGNET_TRY(
      const auto row,
      transaction.query_one("SELECT 1 FROM two_factor WHERE user_id = $1 AND confirmed_ms IS NOT NULL", {user_id}));
  return row.has_value();
}

Result<TwoFactorSetUp> begin_two_factor(store::Transaction& transaction, const MasterKeys& master,
                                        std::string_view user_id, std::string_view account, std::int64_t now_ms) {
  SIGNET_TRY(const bool is_on, has_two_factor(transaction, user_id));
  if (is_on) return fail(ErrorCode::kConflict, "a second factor is on already", "turn it off first");
  const SecretString key = crypto::random_secret(crypto::kOneTimeKeyBytes);
  SIGNET_TRY(std::string sealed, master.seal(transaction, key, place_of_two_factor(user_id)));
  const auto kept = transaction.execute(
      "INSERT INTO two_factor (user_id, secret, created_ms) VALUES ($1, $2, $3) ON CONFLICT (user_id) "
      "DO UPDATE SET secret = excluded.secret, created_ms = excluded.created_ms, confirmed_ms = NULL, last_step = 0",
      {user_id, store::Blob{std::move(sealed)}, now_ms});
  if (!kept) return kept.error();
  std::string typed = base32_encode(key.expose());
  TwoFactorSetUp set_up{crypto::totp_uri(key, kIssuer, account), SecretString(typed), {}};
  wipe(typed);
  SIGNET_TRY(set_up.qr_svg, qr_svg(set_up.uri.expose()));
  return set_up;
}

Result<std::optional<std::vector<SecretString>>> confirm_two_factor(store::Transaction& transaction,
                                                                    const MasterKeys& master, std::string_view user_id,
                                                                    std::string_view code, std::int64_t now_ms) {
  using Codes = std::optional<std::vector<SecretString>>;
  SIGNET_TRY(const auto stored, load(transaction, master, user_id));
  if (!stored) return fail(ErrorCode::kNotFound, "no set-up of a second factor was begun", "begin it first");
  if (stored->confirmed_ms) return fail(ErrorCode::kConflict, "a second factor is on already");
  SIGNET_TRY(const bool is_right, take_code(transaction, *stored, user_id, code, now_ms));
  if (!is_right) return Codes();
  const auto on = transaction.execute("UPDATE two_factor SET confirmed_ms = $2 WHERE user_id = $1", {user_id, now_ms});
  if (!on) return on.error();
  SIGNET_TRY(std::vector<SecretString> codes, renew_recovery_codes(transaction, user_id, now_ms));
  return Codes(std::move(codes));
}

Result<Factor> take_second_factor(store::Transaction& transaction, const MasterKeys& master, std::string_view user_id,
                                  std::string_view code, std::int64_t now_ms) {
  SIGNET_TRY(const auto stored, load(transaction, master, user_id));
  if (!stored || !stored->confirmed_ms) return Factor::kWrong;
  SIGNET_TRY(const bool is_right, take_code(transaction, *stored, user_id, code, now_ms));
  if (is_right) return Factor::kCode;
  const SecretString canonical = crypto::canonical_recovery_code(code);
  SIGNET_TRY(const std::int64_t used,
             transaction.execute("UPDATE recovery_codes SET used_ms = $3 WHERE user_id = $1 AND hash = $2 "
                                 "AND used_ms IS NULL",
                                 {user_id, store::Blob{crypto::token_hash(canonical.expose())}, now_ms}));
  return used == 1 ? Factor::kRecoveryCode : Factor::kWrong;
}

Result<std::vector<SecretString>> renew_recovery_codes(store::Transaction& transaction, std::string_view user_id,
                                                       std::int64_t now_ms) {
  const auto gone = transaction.execute("DELETE FROM recovery_codes WHERE user_id = $1", {user_id});
  if (!gone) return gone.error();
  std::vector<SecretString> codes;
  for (int i = 0; i < kRecoveryCodes; ++i) {
    const SecretString& code = codes.emplace_back(crypto::make_recovery_code());
    const SecretString canonical = crypto::canonical_recovery_code(code.expose());
    const auto added = transaction.execute("INSERT INTO recovery_codes (user_id, hash, created_ms) VALUES ($1, $2, $3)",
                                           {user_id, store::Blob{crypto::token_hash(canonical.expose())}, now_ms});
    if (!added) return added.error();
  }
  return codes;
}

Result<std::int64_t> unused_recovery_codes(store::Transaction& transaction, std::string_view user_id) {
  SIGNET_TRY(
      const auto row,
      transaction.query_one("SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1 AND used_ms IS NULL", {user_id}));
  return row->get<std::int64_t>(0);
}

Status remove_two_factor(store::Transaction& transaction, std::string_view user_id) {
  for (const auto& gone : {transaction.execute("DELETE FROM two_factor WHERE user_id = $1", {user_id}),
                           transaction.execute("DELETE FROM recovery_codes WHERE user_id = $1", {user_id}),
                           forget_devices(transaction, user_id)}) {
    if (!gone) return gone.error();
  }
  return {};
}

}  // namespace signet::server
