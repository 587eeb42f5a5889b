#include "app/team/copy_variables.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/team/secret_values.h"

namespace signet::app {

namespace {

json::object* variable_of(json::array& values, std::string_view key) {
  for (json::value& one : values) {
    json::object* variable = one.if_object();
    if (variable != nullptr && json::string_or(*variable, "key") == key) return variable;
  }
  return nullptr;
}

bool is_secret(const json::object& variable) {
  return json::string_or(variable, "type") == "secret";
}

/// What a variable says, without what makes it the one of its environment.
void take(const json::object& from, json::object& into) {
  for (const std::string_view member : {"value", "type", "description", "enabled", "disabled"}) {
    const json::value* value = from.if_contains(member);
    if (value == nullptr) {
      into.erase(member);
    } else {
      into[member] = *value;
    }
  }
}

}  // namespace

CopiedVariables copy_variables(const json::value& from, json::value& to, const std::vector<std::string>& keys,
                               bool replaces) {
  CopiedVariables copied;
  const json::array* given = from.is_object() ? json::find_array(from.get_object(), "values") : nullptr;
  if (given == nullptr || !to.is_object()) return copied;
  json::value& list = to.get_object()["values"];
  if (!list.is_array()) list.emplace_array();
  json::array& values = list.get_array();
  for (const json::value& one : *given) {
    const json::object* variable = one.if_object();
    if (variable == nullptr) continue;
    const std::string key(json::string_or(*variable, "key"));
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
    if (is_secret(*variable) && variable->if_contains("value") == nullptr) continue;
    json::object* present = variable_of(values, key);
    if (present != nullptr && !replaces) {
      copied.kept.push_back(key);
      continue;
    }
    (present == nullptr ? copied.added : copied.replaced).push_back(key);
    if (present == nullptr) present = &values.emplace_back(json::object{{"key", key}}).get_object();
    take(*variable, *present);
  }
  return copied;
}

Result<CopiedVariables> copy_variables(WorkspaceClient& workspace, const VariableCopy& wanted) {
  SIGNET_TRY(ElementState from, workspace.read_element(wanted.from));
  SIGNET_TRY(ElementState to, workspace.read_element(wanted.to));
  if ((from.kind != "environment" && from.kind != "globals") || to.kind != "environment") {
    return fail(ErrorCode::kInvalidInput, "variables are copied from an environment or the globals to an environment");
  }
  std::string notice;
  if (has_secret_values(from.content)) {
    SIGNET_CHECK(reveal_into(from.content, workspace, {from.id, from.kind, from.name}, notice));
  }
  CopiedVariables copied = copy_variables(from.content, to.content, wanted.keys, wanted.replaces);
  if (!notice.empty()) {
    copied.notice = fmt::format("The secret values of “{}” are not shown to you, and were left out.", from.name);
  }
  if (copied.added.empty() && copied.replaced.empty()) return copied;
  SIGNET_TRY(const ElementState changed, workspace.change_element(to.id, to.revision, to.content));
  static_cast<void>(changed);
  return copied;
}

}  // namespace signet::app
