// What scripts set: Postman's current values. They belong to whoever sent the request and never reach the team server;
// later requests see them. They last as long as the agent.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "model/variables.h"

namespace signet::app {

/// Thread-safe. Scopes go by a name of the caller's, such as the id of an environment.
class OwnChanges {
 public:
  /// Puts what was changed before over the values that are shared.
  void apply(const std::string& name, model::VariableScope& scope) const;
  /// Keeps what is different in `after`. Gives the keys, with the values that they have now; null for one that is gone.
  json::array keep(const std::string& name, const model::VariableScope& before, const model::VariableScope& after);

 private:
  using Values = std::map<std::string, std::optional<json::value>, std::less<>>;  ///< nullopt: taken away

  mutable std::mutex mutex_;
  std::map<std::string, Values> changes_;
};

}  // namespace signet::app
