#include "cli/workspace_access.h"

#include <CLI/CLI.hpp>

#include "cli/environment.h"
#include "cli/vault/provider_context.h"

namespace signet::cli {

app::SignIns sign_ins() {
  return app::SignIns(app::sign_ins_file(environment("XDG_DATA_HOME"), environment("HOME")));
}

void declare_workspace_options(CLI::App& command, WorkspaceArguments& arguments) {
  command.add_option("-w,--workspace", arguments.workspace, "Workspace of a team server, by name or id")
      ->type_name("NAME")
      ->group("Team server");
  command
      .add_option("--server", arguments.server,
                  "The team server; else SIGNET_SERVER, else the only one signed in to. SIGNET_API_KEY is used in the "
                  "place of a session")
      ->type_name("URL")
      ->group("Team server");
}

Result<app::WorkspaceClient> open_workspace(const WorkspaceArguments& arguments, const http::Settings& network) {
  const std::string server = arguments.server.empty() ? environment("SIGNET_SERVER") : arguments.server;
  const ProviderWorld world(network);
  SecretString key = secret_environment("SIGNET_API_KEY");
  if (!key.empty()) {
    if (server.empty()) {
      return fail(ErrorCode::kInvalidInput, "SIGNET_API_KEY is set, and no server is named",
                  "set SIGNET_SERVER, or give --server");
    }
    SIGNET_TRY(app::TeamClient client, app::TeamClient::make(world.context(), server, ""));
    return app::WorkspaceClient::open(std::move(client), std::move(key), arguments.workspace);
  }
  std::string known = server;
  if (!server.empty()) {
    SIGNET_TRY(const app::TeamClient named, app::TeamClient::make(world.context(), server, ""));
    known = named.server();
  }
  SIGNET_TRY(app::SignIn sign_in, sign_ins().find(known));
  SIGNET_TRY(app::TeamClient client, app::TeamClient::make(world.context(), sign_in.server, sign_in.authority));
  return app::WorkspaceClient::open(std::move(client), std::move(sign_in.token), arguments.workspace);
}

}  // namespace signet::cli
