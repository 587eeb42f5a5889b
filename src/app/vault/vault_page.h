// The vault's own page: an origin beside the app's, with a port, a token and an API of its own. What runs in the app's
// page can neither read a secret here nor answer a question for the user.
#pragma once

#include <memory>
#include <span>

#include "app/page/gate.h"
#include "app/page/web_files.h"
#include "app/vault/vault_routes.h"
#include "base/secret.h"
#include "server/api/dispatcher.h"
#include "server/front/front.h"

namespace signet::app {

class VaultPage {
 public:
  /// Serves on any free port of 127.0.0.1. `files`: the built web app, and what `parts` names, must outlive it.
  /// `notice` may be null.
  [[nodiscard]] static Result<std::unique_ptr<VaultPage>> start(const VaultParts& parts, std::span<const WebFile> files,
                                                                server::LineSink notice);
  ~VaultPage();
  VaultPage(const VaultPage&) = delete;
  VaultPage& operator=(const VaultPage&) = delete;

  [[nodiscard]] std::uint16_t port() const { return front_->ports().front(); }
  /// The address that opens the page with its token behind "#": for the user's own browser.
  [[nodiscard]] SecretString address() const;
  bool stop(std::chrono::milliseconds grace) { return front_->stop(grace); }

 private:
  struct Opening;
  VaultPage();

  SecretString token_;
  std::unique_ptr<const server::Dispatcher> dispatcher_;
  std::unique_ptr<Opening> opening_;
  std::unique_ptr<server::Front> front_;
};

/// For the app's page: GET /agent/v1/vault tells whether somebody waits, POST /agent/v1/vault/open opens the vault's
/// page in the browser by `open`, and POST /agent/v1/vault/proposals has it propose a secret (proposals.h); null:
/// nobody can, and its address stands where the agent was started.
[[nodiscard]] std::vector<server::Route> vault_door_routes(const VaultParts& parts,
                                                           const std::function<Status()>& open);

}  // namespace signet::app
