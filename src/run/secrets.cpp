#include "run/secrets.h"

namespace signet::run {

void add_secrets(Mask& mask, const model::VariableScope& scope) {
  for (const model::Variable& variable : scope.variables()) {
    if (variable.is_secret()) mask.add(json::to_text(variable.value));
  }
}

}  // namespace signet::run
