// The secret values of an environment, for running with it: the server keeps them back until somebody asks for them.
#pragma once

#include <string>

#include "app/team/workspace_client.h"
#include "base/json.h"
#include "base/result.h"

namespace signet::app {

/// Whether an environment's document has variables of type "secret".
[[nodiscard]] bool has_secret_values(const json::value& document);

/// Asks for the secret values of `environment` and puts them to their variables in its document. False when they are
/// not shown to whoever asks: then those variables have no value, and `notice` says why.
[[nodiscard]] Result<bool> reveal_into(json::value& document, WorkspaceClient& workspace,
                                       const RemoteElement& environment, std::string& notice);

}  // namespace signet::app
