// `signet app`: the user's own instance of Signet. It serves the web app to the browser on loopback, sends its
// requests, and speaks to the team server for it: another machine's, or one that runs within the agent for this user
// alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "app/agent/sample_workspace.h"
#include "app/agent/sender.h"
#include "app/agent/team_session.h"
#include "app/local/client_certificates.h"
#include "app/local/current_values.h"
#include "app/local/history.h"
#include "app/local/kept_cookies.h"
#include "app/local/kept_devices.h"
#include "app/local/local_store.h"
#include "app/page/web_files.h"
#include "app/vault/open_vault.h"
#include "base/result.h"
#include "base/secret.h"
#include "server/front/front.h"
#include "server/server.h"
#include "vault/lock.h"

namespace signet::app {

struct AgentOptions {
  std::uint16_t port = 0;              ///< on 127.0.0.1; 0: any free one
  std::filesystem::path data;          ///< of this user alone: the embedded server's database and keys
  std::string server;                  ///< a team server's address; empty: one within the agent
  std::filesystem::path sign_ins;      ///< where the session on `server` is kept; unused without one
  std::span<const WebFile> web_files;  ///< the built web app; must outlive the agent
  TeamSession::MakeContext make_context;
  http::Settings to_server;  ///< the network on the way to `server`
  SenderOptions sending;
  VaultPlaces vault;
  /// Opens an address of the agent's in the user's browser, and shows it to nobody else. Null: nobody can.
  std::function<Status(const SecretString& address)> open_in_browser;
  server::AccountsOptions accounts;       ///< of the embedded server
  std::optional<SampleWorkspace> sample;  ///< to be there from the first start of the embedded server on
  server::LineSink notice;                ///< what its user should read; may be null
};

class Agent {
 public:
  /// Starts the embedded server, if it takes one, signs in there, and serves. kConflict when another agent works on the
  /// same data.
  [[nodiscard]] static Result<std::unique_ptr<Agent>> start(AgentOptions options);
  ~Agent();
  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  [[nodiscard]] std::uint16_t port() const { return front_->ports().front(); }
  /// The address that opens the page with its token: for the user's own eyes and browser. The token stands behind "#",
  /// which no browser sends anywhere.
  [[nodiscard]] SecretString address() const;
  /// The same for the vault's own page.
  [[nodiscard]] SecretString vault_address() const;
  /// Lets requests that came in finish for at most `grace`. True when nothing had to be cut off.
  bool stop(std::chrono::milliseconds grace);

 private:
  struct Parts;
  Agent() = default;

  [[nodiscard]] Status start_server(const AgentOptions& options);
  /// What lasts from one start to the next.
  [[nodiscard]] Status open_local(AgentOptions& options);

  std::optional<vault::FileLock> data_;  ///< one agent at a time
  SecretString token_;
  std::unique_ptr<LocalStore> local_;
  std::unique_ptr<History> history_;
  std::unique_ptr<KeptCookies> cookies_;
  std::unique_ptr<ClientCertificates> certificates_;
  std::unique_ptr<CurrentValues> values_;
  std::unique_ptr<KeptDevices> devices_;
  std::unique_ptr<server::Server> server_;  ///< null: the team server is elsewhere
  std::unique_ptr<TeamSession> session_;
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<server::Front> front_;
};

}  // namespace signet::app
