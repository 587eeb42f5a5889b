#include "app/agent/sample_workspace.h"

#include <algorithm>

#include "app/team/workspace_client.h"

namespace signet::app {

namespace {

bool has_workspace(const json::array& workspaces, std::string_view name) {
  return std::any_of(workspaces.begin(), workspaces.end(), [name](const json::value& one) {
    return one.is_object() && json::string_or(one.get_object(), "name") == name;
  });
}

/// Whether anything was changed.
bool set_values(json::value& content, const SampleWorkspace& sample) {
  bool is_changed = false;
  json::value* values = content.is_object() ? content.get_object().if_contains("values") : nullptr;
  if (values == nullptr || !values->is_array()) return false;
  for (json::value& one : values->get_array()) {
    json::object* variable = one.if_object();
    if (variable == nullptr) continue;
    for (const auto& [key, value] : sample.values) {
      if (json::string_or(*variable, "key") != key || json::string_or(*variable, "value") == value) continue;
      (*variable)["value"] = value;
      is_changed = true;
    }
  }
  return is_changed;
}

}  // namespace

Status prepare_sample(const TeamSession& session, const SampleWorkspace& sample) {
  const auto token = session.token();
  if (!token) return fail(ErrorCode::kPermission, "nobody is signed in", "sign in; the samples come at the next start");
  SIGNET_TRY(TeamClient client, session.client());
  SIGNET_TRY(const json::array workspaces, list_workspaces(client, *token));
  const bool is_new = !has_workspace(workspaces, sample.name);
  if (is_new) {
    SIGNET_TRY([[maybe_unused]] const json::value made,
               create_workspace(client, *token, {sample.name, "personal", "", ""}));
  }
  SIGNET_TRY(WorkspaceClient workspace, WorkspaceClient::open(std::move(client), token->clone(), sample.name));
  if (is_new) {
    for (const SampleWorkspace::File& file : sample.files) {
      SIGNET_TRY([[maybe_unused]] const json::value imported, workspace.import_file(file.name, file.bytes));
    }
  }
  SIGNET_TRY(const auto environments, workspace.list("environment"));
  for (const RemoteElement& environment : environments) {
    SIGNET_TRY(ElementState state, workspace.read_element(environment.id));
    if (!set_values(state.content, sample)) continue;
    SIGNET_TRY([[maybe_unused]] const ElementState changed,
               workspace.change_element(state.id, state.revision, state.content));
  }
  return {};
}

}  // namespace signet::app
