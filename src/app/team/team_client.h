// A team server's API, as the command line and the agent use it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/provider.h"
#include "vault/providers/transport.h"

namespace signet::app {

/// What signs in: the account's list of sessions shows it.
enum class SessionKind : std::uint8_t { kCommandLine, kApp };

/// What a new session is.
struct SignedIn {
  std::string session;  ///< its id
  SecretString token;
  std::optional<std::int64_t> recovery_codes_left;  ///< when one of them was used
  /// What the server remembers this machine by, where it was asked to; else empty.
  SecretString device;
};

/// The password was right; a code of the authenticator app goes to the server with it.
struct CodeWanted {
  SecretString ticket;
};

/// The account that a session is of.
struct Account {
  std::string email;
  std::string name;
  bool has_two_factor = false;
  bool is_admin = false;
};

/// What get() takes at most: a collection with all that is in it.
inline constexpr std::uint64_t kMaxObjectBytes = 512ULL << 20;

class TeamClient {
 public:
  /// `server`: "https://signet.example.com" or the bare host, which is asked by https; plain http goes to this machine
  /// only. `authority`: a PEM file whose authorities are trusted besides the system's; may be empty.
  [[nodiscard]] static Result<TeamClient> make(vault::ProviderContext context, std::string_view server,
                                               const std::string& authority);

  /// The address, as it is stored.
  [[nodiscard]] const std::string& server() const { return server_; }

  /// By an invitation, or the link of the first administrator. kPermission when it is not good any more.
  [[nodiscard]] Status sign_up(std::string_view email, std::string_view name, const SecretString& password,
                               const SecretString& invitation);
  /// kPermission for a wrong password; kLimit when it has to wait. `device`: a SignedIn::device, given in the place of
  /// a code; may be empty.
  [[nodiscard]] Result<std::variant<SignedIn, CodeWanted>> sign_in(std::string_view email, const SecretString& password,
                                                                   SessionKind kind, const SecretString& device = {});
  /// `remember`: no code is to be asked for here for 30 days.
  [[nodiscard]] Result<SignedIn> give_code(const SecretString& ticket, const SecretString& code, SessionKind kind,
                                           bool remember = false);
  /// kPermission when the session has ended.
  [[nodiscard]] Result<Account> account(const SecretString& token);
  /// The object that the server answers to a path below /api/v1 ("/workspaces?limit=200").
  /// `token` is a session's, or an API key. Errors are those that the server names.
  [[nodiscard]] Result<json::value> get(std::string_view path, const SecretString& token);
  [[nodiscard]] Result<json::value> post(std::string_view path, const SecretString& token, SecretString body);
  /// Another method, such as PUT, of an element that may have changed since: `revision` is the one that the change is
  /// based on. Null where the server answers nothing (204). kConflict when somebody was faster, kNetwork and kTimeout
  /// when nobody knows whether it was done.
  [[nodiscard]] Result<json::value> change(std::string method, std::string_view path, const SecretString& token,
                                           SecretString body, std::optional<std::int64_t> revision);

  /// Fine also when the session had ended before.
  [[nodiscard]] Status sign_out(const SecretString& token);

 private:
  TeamClient(vault::ProviderContext context, std::string server);

  [[nodiscard]] Result<vault::Answer> ask(std::string method, std::string_view path, const SecretString* token,
                                          SecretString body, std::uint64_t most = vault::kMaxAnswerBytes,
                                          std::optional<std::int64_t> revision = std::nullopt);
  [[nodiscard]] Result<json::value> ask_object(std::string method, std::string_view path, const SecretString* token,
                                               SecretString body, std::uint64_t most = vault::kMaxAnswerBytes);
  /// What an error answer says, by its problem document (RFC 9457).
  [[nodiscard]] Error refusal(const vault::Answer& answer) const;

  std::unique_ptr<vault::ProviderContext> context_;  ///< the transport points at it
  std::string server_;
  vault::Transport transport_;
};

}  // namespace signet::app
