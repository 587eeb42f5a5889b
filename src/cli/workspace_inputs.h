// What `signet run --workspace` takes from a team server.
#pragma once

#include "cli/run_options.h"
#include "http/types.h"
#include "model/collection.h"
#include "model/variables.h"

namespace signet::cli {

struct WorkspaceInputs {
  model::Collection collection;
  model::VariableScope environment;
  model::VariableScope globals;  ///< the workspace's own
  std::string location;          ///< the collection's address
  std::string notice;            ///< what the user should know; may be empty
};

/// The collection and environment that the arguments name, and the workspace's globals. Secret values are asked for;
/// who may not see them runs without, and is told.
[[nodiscard]] Result<WorkspaceInputs> load_from_workspace(const RunArguments& arguments, const http::Settings& network);

}  // namespace signet::cli
