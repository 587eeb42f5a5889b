// Which values of a run are secret: the mask learns them before anything is told about them.
#pragma once

#include "mask/mask.h"
#include "model/variables.h"

namespace signet::run {

/// Tells the mask the secret variables of a scope, with the values that they have now.
void add_secrets(Mask& mask, const model::VariableScope& scope);

}  // namespace signet::run
