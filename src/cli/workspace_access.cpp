#include "cli/workspace_access.h"

#include <CLI/CLI.hpp>

#include "cli/environment.h"
#include "cli/vault/provider_context.h"

namespace signet::cli {

app::SignIns sign_ins() {
  return app::SignIns(app::sign_ins_file(environment("XDG_DATA_HOME"), environment("HOME")));
}

void declare_server_option(CLI::App& command, std::string& server) {
  command
      .add_option("--server", server,
                  "The team server; else SIGNET_SERVER, else the only one signed in to. SIGNET_API_KEY is used in the "
                  "place of a session")
      ->type_name("URL")
      ->group("Team server");
}

void declare_workspace_options(CLI::App& command, WorkspaceArguments& arguments) {
  command.add_option("-w,--workspace", arguments.workspace, "Workspace of a team server, by name or id")
      ->type_name("NAME")
      ->group("Team server");
  declare_server_option(command, arguments.server);
}

Result<TeamAccess> open_team(const std::string& named, const http::Settings& network) {
  const std::string server = named.empty() ? environment("SIGNET_SERVER") : named;
  const ProviderWorld world(network);
  SecretString key = secret_environment("SIGNET_API_KEY");
  if (!key.empty()) {
    if (server.empty()) {
      return fail(ErrorCode::kInvalidInput, "SIGNET_API_KEY is set, and no server is named",
                  "set SIGNET_SERVER, or give --server");
    }
    SIGNET_TRY(app::TeamClient client, app::TeamClient::make(world.context(), server, ""));
    return TeamAccess{std::move(client), std::move(key)};
  }
  std::string known = server;
  if (!server.empty()) {
    SIGNET_TRY(const app::TeamClient address, app::TeamClient::make(world.context(), server, ""));
    known = address.server();
  }
  SIGNET_TRY(app::SignIn sign_in, sign_ins().find(known));
  SIGNET_TRY(app::TeamClient client, app::TeamClient::make(world.context(), sign_in.server, sign_in.authority));
  return TeamAccess{std::move(client), std::move(sign_in.token)};
}

std::string text_of(const json::value& answer, std::string_view member) {
  return answer.is_object() ? std::string(json::string_or(answer.get_object(), member)) : std::string();
}

Result<app::WorkspaceClient> open_workspace(const WorkspaceArguments& arguments, const http::Settings& network) {
  SIGNET_TRY(TeamAccess access, open_team(arguments.server, network));
  return app::WorkspaceClient::open(std::move(access.client), std::move(access.token), arguments.workspace);
}

}  // namespace signet::cli
