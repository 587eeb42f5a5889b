#include "cli/workspace_inputs.h"

#include <fmt/format.h>

#include "app/team/secret_values.h"

namespace signet::cli {

namespace {

Result<json::value> load_environment(app::WorkspaceClient& workspace, const std::string& wanted, std::string& notice) {
  SIGNET_TRY(const app::RemoteElement environment, workspace.find("environment", wanted));
  SIGNET_TRY(json::value document, workspace.export_element(environment));
  if (app::has_secret_values(document)) {
    SIGNET_TRY([[maybe_unused]] const bool is_complete, app::reveal_into(document, workspace, environment, notice));
  }
  return document;
}

}  // namespace

Result<WorkspaceInputs> load_from_workspace(const RunArguments& arguments, const http::Settings& network) {
  SIGNET_TRY(app::WorkspaceClient workspace, open_workspace(arguments.team, network));
  WorkspaceInputs inputs;
  SIGNET_TRY(const app::RemoteElement element, workspace.find("collection", arguments.collection));
  SIGNET_TRY(json::value document, workspace.export_element(element));
  inputs.location = workspace.url_of(element);
  const std::string source = fmt::format("{}: {}", workspace.name(), element.name);
  SIGNET_TRY(inputs.collection, model::Collection::from_json(std::move(document), source));
  if (!arguments.environment.empty()) {
    SIGNET_TRY(const json::value environment, load_environment(workspace, arguments.environment, inputs.notice));
    SIGNET_TRY(inputs.environment, model::VariableScope::from_json(environment, arguments.environment));
  }
  SIGNET_TRY(const auto globals, workspace.list("globals"));
  if (!globals.empty()) {
    SIGNET_TRY(const json::value values, workspace.export_element(globals.front()));
    SIGNET_TRY(inputs.globals, model::VariableScope::from_json(values, "the workspace's globals"));
  }
  return inputs;
}

}  // namespace signet::cli
