// `signet workspace list` and `signet workspace create`.
#pragma once

#include <string>

#include "cli/workspace_access.h"

namespace signet::cli {

struct WorkspaceCommandArguments {
  std::string server;
  app::NewWorkspace wanted;
  bool create = false;  ///< else list
  bool json = false;
};

void declare_workspace_command(CLI::App& command, WorkspaceCommandArguments& arguments);

/// Gives the exit code.
[[nodiscard]] int workspace_command(const WorkspaceCommandArguments& arguments);

}  // namespace signet::cli
