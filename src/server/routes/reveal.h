// The values of secret variables, shown: the one way to them for all routes.
#pragma once

#include "server/elements/elements.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

/// What an element says, its hidden values included, and a line in the audit log. The caller of the route must have
/// been allowed Action::kRevealSecrets; `scope` is one of a write.
[[nodiscard]] Result<json::value> reveal_content(const WorkspaceScope& scope, const DataKeys& keys,
                                                 const Element& element);

}  // namespace signet::server
