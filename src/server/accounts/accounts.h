// Accounts: signing up and in, passwords, the second factor, one's own data. Each call does one thing in one
// transaction, with its line in the audit log and its mail to the owner; hashing of passwords is outside, as it is
// slow. Nothing that a stranger can see tells whether an address has an account.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "server/accounts/password_hasher.h"
#include "server/accounts/remembered_devices.h"
#include "server/accounts/sessions.h"
#include "server/accounts/two_factor.h"
#include "server/accounts/users.h"
#include "server/mail/outbox.h"
#include "server/origin.h"
#include "store/database.h"

namespace signet::server {

/// Who may sign up.
enum class SignUpPolicy : std::uint8_t { kOpen, kByInvitation, kClosed };

struct AccountsOptions {
  SignUpPolicy sign_up = SignUpPolicy::kByInvitation;
  crypto::Argon2Cost password_cost;
  std::size_t hashes_at_once = 2;
  std::size_t hashes_waiting = 64;  ///< each takes a thread of the front: see Server::start()
};

inline constexpr std::int64_t kVerificationLinkMs = 24LL * 3600 * 1000;
inline constexpr std::int64_t kResetLinkMs = 3600LL * 1000;
inline constexpr std::int64_t kFirstAdminLinkMs = 24LL * 3600 * 1000;
inline constexpr std::int64_t kSecondFactorTicketMs = 10LL * 60 * 1000;
inline constexpr std::int64_t kEmailChangeLinkMs = 24LL * 3600 * 1000;

struct SignUpRequest {
  std::string email;
  std::string name;
  SecretString password;
  SecretString invitation;  ///< the token of an invitation or of the first admin's link; may be empty
};

struct SignInRequest {
  std::string email;
  SecretString password;
  SecretString device;           ///< the remembered device's token; may be empty
  std::string kind = "browser";  ///< of the session
};

/// The password was right, and a code is wanted: give it with this ticket to finish_sign_in().
struct SecondFactorWanted {
  SecretString ticket;
};

struct SignedInNow {
  NewSession session;
  SecretString device;                              ///< of a device that is to be remembered; empty otherwise
  std::optional<std::int64_t> recovery_codes_left;  ///< when one was used
};

/// The second factor is on: the session has new tokens, as its rights have grown.
struct TwoFactorOn {
  NewSession session;
  std::vector<SecretString> recovery_codes;
};

using SignIn = std::variant<SecondFactorWanted, SignedInNow>;

/// One's own account, as its owner sees it.
struct Profile {
  std::string id;
  std::string email;
  std::string name;
  bool is_verified = false;
  bool is_admin = false;
  bool has_two_factor = false;
  std::int64_t recovery_codes_left = 0;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> password_changed_ms;
};

class Accounts {
 public:
  using Clock = std::function<std::int64_t()>;  ///< Unix milliseconds

  /// `database` and `outbox` must outlive it.
  Accounts(store::Database& database, const Outbox& outbox, AccountsOptions options, Clock now_ms);

  /// The token of a link that makes the first admin, as long as the server has none; nullopt once it has. A new one
  /// makes those before it worthless.
  [[nodiscard]] Result<std::optional<SecretString>> first_admin_link();

  /// Signs up. Says nothing about whether the address has an account: its owner gets a mail either way.
  /// kInvalidInput for an address, name or password that cannot be; kPermission when it takes an invitation; kLimit
  /// when asked too often.
  [[nodiscard]] Status sign_up(const SignUpRequest& request, const Origin& origin);
  /// kNotFound for a token that is unknown, used or too old.
  [[nodiscard]] Status verify_email(const SecretString& token, const Origin& origin);

  /// kPermission, in the same words and time, for a wrong password, an unknown or disabled account, or an address that
  /// is not confirmed; kLimit, with the time in the message, when it has to wait.
  [[nodiscard]] Result<SignIn> sign_in(const SignInRequest& request, const Origin& origin);
  [[nodiscard]] Result<SignedInNow> finish_sign_in(const SecretString& ticket, const SecretString& code,
                                                   bool remember_device, std::string_view kind, const Origin& origin);
  [[nodiscard]] Status sign_out(const Session& session, const Origin& origin);

  /// Gives the password again in a session, for what wants it fresh: the session has new tokens then.
  [[nodiscard]] Result<NewSession> confirm_password(const Session& session, const SecretString& password,
                                                    const Origin& origin);
  /// Ends all other sessions.
  [[nodiscard]] Result<NewSession> change_password(const Session& session, const SecretString& present,
                                                   const SecretString& next, const Origin& origin);
  /// Sends a link, if there is such an account; says nothing about it. kLimit, either way, when asked too often.
  [[nodiscard]] Status request_password_reset(std::string_view email, const Origin& origin);
  /// Sets a new password by the link's token and ends all sessions. The second factor stays.
  [[nodiscard]] Status reset_password(const SecretString& token, const SecretString& next, const Origin& origin);

  [[nodiscard]] Result<Profile> profile(std::string_view user_id);
  /// Gives the account another name; kInvalidInput for one that cannot be (names.h).
  [[nodiscard]] Status rename(std::string_view user_id, const std::string& name, const Origin& origin);
  /// Sends a link to a new address, and tells the old one; nothing changes yet, and nothing says whether the address
  /// has an account. kConflict for the present address, kLimit as for all mails.
  [[nodiscard]] Status request_email_change(const Session& session, std::string_view email, const Origin& origin);
  /// Takes the link's address over; kNotFound unless the token is of this account's own link. In a session, so that
  /// a mistyped address gives nobody the account. kConflict when the address has an account by now.
  [[nodiscard]] Status confirm_email_change(const Session& session, const SecretString& token, const Origin& origin);

  [[nodiscard]] Result<TwoFactorSetUp> begin_two_factor(std::string_view user_id);
  /// Turns it on: kPermission for a wrong code. Ends all other sessions.
  [[nodiscard]] Result<TwoFactorOn> confirm_two_factor(const Session& session, const SecretString& code,
                                                       const Origin& origin);
  /// Wants password and code: kPermission for a wrong one, kLimit when tried too often. A team that requires it is left
  /// first.
  [[nodiscard]] Status remove_two_factor(const Session& session, const SecretString& password, const SecretString& code,
                                         const Origin& origin);
  [[nodiscard]] Result<std::vector<SecretString>> renew_recovery_codes(const Session& session, const Origin& origin);

  /// Everything the server has about a person, but for hashes and secrets.
  [[nodiscard]] Result<json::object> export_account(std::string_view user_id);
  /// Wants the password. kConflict while it is the only owner of a team, or the only admin.
  [[nodiscard]] Status delete_account(const Session& session, const SecretString& password, const Origin& origin);

  /// See PasswordHasher::runs().
  [[nodiscard]] std::uint64_t password_hashes() const { return hasher_.runs(); }

 private:
  /// Checks a password that its signed-in owner gives again; kPermission when it is wrong, kLimit when tried too often.
  [[nodiscard]] Status check_own_password(const User& user, const SecretString& password, const Origin& origin);
  [[nodiscard]] Result<SignIn> let_in(store::Transaction& transaction, const User& user, const SignInRequest& request,
                                      const Origin& origin);
  /// A mail and a notification to the owner about a change, and its line in the audit log.
  [[nodiscard]] Status tell(store::Transaction& transaction, const User& user, std::string_view action,
                            std::string_view sentence, const Origin& origin);

  store::Database& database_;
  const Outbox& outbox_;
  AccountsOptions options_;
  Clock now_ms_;
  PasswordHasher hasher_;
};

}  // namespace signet::server
