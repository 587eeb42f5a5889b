// The agent's session on its team server: whoever works in the app is signed in here, and the browser never holds the
// session's token.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "app/local/kept_devices.h"
#include "app/team/sign_ins.h"
#include "app/team/team_client.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/providers/provider.h"

namespace signet::app {

/// Thread-safe.
class TeamSession {
 public:
  /// A new context for each client, with connections of its own.
  using MakeContext = std::function<vault::ProviderContext()>;

  /// `server` as TeamClient takes it. `file`: where the session is kept beyond the agent's life, as signet login does;
  /// nullopt: it ends with the agent. `devices`: by what the server remembers this machine; must outlive the session.
  /// kInvalidInput for an address that is none.
  [[nodiscard]] static Result<std::unique_ptr<TeamSession>> open(MakeContext make_context, std::string_view server,
                                                                 std::optional<SignIns> file, KeptDevices& devices);

  /// "https://signet.example.com".
  [[nodiscard]] const std::string& server() const { return server_; }
  /// A client for one thread.
  [[nodiscard]] Result<TeamClient> client() const;
  /// The session's token; nullopt when nobody is signed in.
  [[nodiscard]] std::optional<SecretString> token() const;

  /// Signs in, or says that a code is wanted. Errors as TeamClient's.
  [[nodiscard]] Result<std::optional<CodeWanted>> sign_in(std::string_view email, const SecretString& password);
  /// `email`: whose ticket it is. `remember`: no code is to be asked for on this machine for 30 days.
  [[nodiscard]] Status give_code(std::string_view email, const SecretString& ticket, const SecretString& code,
                                 bool remember);
  /// Takes the new id and token that the server gave to the session, as it does when its rights have grown.
  [[nodiscard]] Status renew(std::string_view id, SecretString token);
  /// Forgets the session, and ends it at the server if that can be reached.
  [[nodiscard]] Status sign_out();

 private:
  TeamSession(MakeContext make_context, std::string server, std::optional<SignIns> file, KeptDevices& devices)
      : make_context_(std::move(make_context)), server_(std::move(server)), file_(std::move(file)), devices_(devices) {}

  [[nodiscard]] Status keep(std::string_view email, SignedIn in);

  MakeContext make_context_;
  std::string server_;
  std::optional<SignIns> file_;
  KeptDevices& devices_;
  mutable std::mutex mutex_;
  std::optional<SecretString> token_;
};

}  // namespace signet::app
