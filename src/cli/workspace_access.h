// How commands reach a workspace of a team server: with the API key of the environment, or as whom one is signed in.
#pragma once

#include <string>

#include "app/team/sign_ins.h"
#include "app/team/workspace_client.h"
#include "base/result.h"
#include "http/types.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

/// The user's sign-ins to team servers.
[[nodiscard]] app::SignIns sign_ins();

struct WorkspaceArguments {
  std::string workspace;  ///< its id or name
  std::string server;     ///< else SIGNET_SERVER, else the only one signed in to
};

/// --server.
void declare_server_option(CLI::App& command, std::string& server);
/// --workspace and --server.
void declare_workspace_options(CLI::App& command, WorkspaceArguments& arguments);

/// A team server, and the credential for it.
struct TeamAccess {
  app::TeamClient client;
  SecretString token;
};
/// SIGNET_API_KEY, if it is set, goes to the server that was named; else the session of signet login.
[[nodiscard]] Result<TeamAccess> open_team(const std::string& server, const http::Settings& network = {});
/// The same for one workspace there.
[[nodiscard]] Result<app::WorkspaceClient> open_workspace(const WorkspaceArguments& arguments,
                                                          const http::Settings& network = {});

/// A text in an answer of the server; empty when it is not there.
[[nodiscard]] std::string text_of(const json::value& answer, std::string_view member);

}  // namespace signet::cli
