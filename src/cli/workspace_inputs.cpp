#include "cli/workspace_inputs.h"

#include <fmt/format.h>

namespace signet::cli {

namespace {

/// Puts revealed values to their variables; those that were not revealed have no value.
void put_secrets(json::value& document, const std::vector<app::RevealedSecret>& secrets) {
  json::value* values = document.is_object() ? document.get_object().if_contains("values") : nullptr;
  if (values == nullptr || !values->is_array()) return;
  for (json::value& one : values->get_array()) {
    json::object* variable = one.if_object();
    if (variable == nullptr) continue;
    for (const app::RevealedSecret& secret : secrets) {
      if (json::string_or(*variable, "id") == secret.id) (*variable)["value"] = secret.value;
    }
    const json::value* value = json::find(*variable, "value");
    if (value != nullptr && value->is_null()) variable->erase("value");
  }
}

bool has_secrets(const json::value& document) {
  const json::array* values = document.is_object() ? json::find_array(document.get_object(), "values") : nullptr;
  if (values == nullptr) return false;
  for (const json::value& one : *values) {
    const json::object* variable = one.if_object();
    if (variable != nullptr && json::string_or(*variable, "type") == "secret") return true;
  }
  return false;
}

Result<json::value> load_environment(app::WorkspaceClient& workspace, const std::string& wanted, std::string& notice) {
  SIGNET_TRY(const app::RemoteElement environment, workspace.find("environment", wanted));
  SIGNET_TRY(json::value document, workspace.export_element(environment));
  if (!has_secrets(document)) return document;
  const auto secrets = workspace.reveal(environment);
  if (secrets) {
    put_secrets(document, *secrets);
  } else if (secrets.error().code == ErrorCode::kPermission) {
    notice = fmt::format(
        "the secret values of \"{}\" are not shown to you: the run goes on without them; an editor of "
        "the workspace, or a key of the scope write, sees them",
        environment.name);
    put_secrets(document, {});
  } else {
    return secrets.error();
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
