// The way from the page to the team server: what the page asks of /api/v1 goes there with the agent's session, and
// comes back as it is. Neither the page's token goes on, nor does the server set anything in the browser.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "app/agent/team_session.h"
#include "http/types.h"
#include "server/front/request.h"
#include "server/front/response.h"

namespace signet::app {

/// Thread-safe.
class Relay {
 public:
  /// `session` must outlive it. `network`: the proxy and TLS settings to reach the server with.
  Relay(TeamSession& session, http::Settings network);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// The server's answer; 502 when it cannot be reached; 404 for signing in and out, which is the agent's own.
  [[nodiscard]] server::Response pass_on(const server::Request& request);

 private:
  struct Connection;

  [[nodiscard]] Result<http::Response> exchange(http::Request request);

  TeamSession& session_;
  http::Settings network_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace signet::app
