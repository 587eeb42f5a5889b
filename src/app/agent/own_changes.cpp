#include "app/agent/own_changes.h"

namespace signet::app {

void OwnChanges::apply(const std::string& name, model::VariableScope& scope) const {
  const std::lock_guard lock(mutex_);
  const auto found = changes_.find(name);
  if (found == changes_.end()) return;
  for (const auto& [key, value] : found->second) {
    if (value) {
      scope.set(key, *value);
    } else {
      scope.unset(key);
    }
  }
}

json::array OwnChanges::keep(const std::string& name, const model::VariableScope& before,
                             const model::VariableScope& after) {
  json::array changed;
  if (before.revision() == after.revision()) return changed;
  const std::lock_guard lock(mutex_);
  Values& values = changes_[name];
  for (const model::Variable& variable : after.variables()) {
    if (variable.disabled) continue;
    const model::Variable* was = before.find(variable.key);
    if (was != nullptr && was->value == variable.value) continue;
    values[variable.key] = variable.value;
    changed.push_back({{"key", variable.key}, {"value", variable.value}});
  }
  for (const model::Variable& variable : before.variables()) {
    if (variable.disabled || after.find(variable.key) != nullptr) continue;
    values[variable.key] = std::nullopt;
    changed.push_back({{"key", variable.key}, {"value", nullptr}});
  }
  return changed;
}

}  // namespace signet::app
