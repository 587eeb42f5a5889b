#include "app/team/secret_values.h"

#include <fmt/format.h>

namespace signet::app {

namespace {

/// Puts revealed values to their variables; those that were not revealed have no value.
void put_secrets(json::value& document, const std::vector<RevealedSecret>& secrets) {
  json::value* values = document.is_object() ? document.get_object().if_contains("values") : nullptr;
  if (values == nullptr || !values->is_array()) return;
  for (json::value& one : values->get_array()) {
    json::object* variable = one.if_object();
    if (variable == nullptr) continue;
    for (const RevealedSecret& secret : secrets) {
      if (json::string_or(*variable, "id") == secret.id) (*variable)["value"] = secret.value;
    }
    const json::value* value = json::find(*variable, "value");
    if (value != nullptr && value->is_null()) variable->erase("value");
  }
}

}  // namespace

bool has_secret_values(const json::value& document) {
  const json::array* values = document.is_object() ? json::find_array(document.get_object(), "values") : nullptr;
  if (values == nullptr) return false;
  for (const json::value& one : *values) {
    const json::object* variable = one.if_object();
    if (variable != nullptr && json::string_or(*variable, "type") == "secret") return true;
  }
  return false;
}

Result<bool> reveal_into(json::value& document, WorkspaceClient& workspace, const RemoteElement& environment,
                         std::string& notice) {
  const auto secrets = workspace.reveal(environment);
  if (secrets) {
    put_secrets(document, *secrets);
    return true;
  }
  if (secrets.error().code != ErrorCode::kPermission) return secrets.error();
  notice = fmt::format(
      "the secret values of \"{}\" are not shown to you: the run goes on without them; an editor of the workspace, or "
      "a key of the scope write, sees them",
      environment.name);
  put_secrets(document, {});
  return false;
}

}  // namespace signet::app
