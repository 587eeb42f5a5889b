// The agent's own API, /agent/v1, for its page alone: who is signed in, sending requests, and running
// collections.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "app/agent/collection_runs.h"
#include "app/agent/sender.h"
#include "app/agent/team_session.h"
#include "app/local/history.h"
#include "server/api/route.h"

namespace signet::app {

/// What the routes work with; all of it must outlive them.
struct AgentParts {
  TeamSession& session;
  Sender& sender;
  CollectionRuns& runs;
  History& history;
  /// What its user should read, on the terminal.
  std::function<void(std::string_view)> notice;
  /// Signs in to the server within the agent; null when the team server is another one.
  std::function<Result<std::optional<CodeWanted>>()> sign_in_locally;
};

[[nodiscard]] std::vector<server::Route> agent_routes(AgentParts parts);

}  // namespace signet::app
