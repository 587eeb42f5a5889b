// `signet workspace list`, `create` and `search`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/workspace_access.h"

namespace signet::cli {

struct WorkspaceCommandArguments {
  enum class Verb : std::uint8_t { kList, kCreate, kSearch };

  Verb verb = Verb::kList;
  WorkspaceArguments team;
  app::NewWorkspace wanted;
  std::vector<std::string> words;  ///< to search for
  app::SearchRequest search;
  bool json = false;
};

void declare_workspace_command(CLI::App& command, WorkspaceCommandArguments& arguments);

/// Gives the exit code.
[[nodiscard]] int workspace_command(const WorkspaceCommandArguments& arguments);

}  // namespace signet::cli
