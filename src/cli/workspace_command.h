// `signet workspace list`, `create`, `search`, `history` and `diff`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/workspace_access.h"
#include "cli/workspace_history.h"

namespace signet::cli {

struct WorkspaceCommandArguments {
  enum class Verb : std::uint8_t { kList, kCreate, kSearch, kHistory, kDiff };

  Verb verb = Verb::kList;
  WorkspaceArguments team;
  app::NewWorkspace wanted;
  std::vector<std::string> words;  ///< to search for
  app::SearchRequest search;
  WorkspaceHistoryArguments history;
  bool json = false;
};

void declare_workspace_command(CLI::App& command, WorkspaceCommandArguments& arguments);

/// Gives the exit code.
[[nodiscard]] int workspace_command(const WorkspaceCommandArguments& arguments);

}  // namespace signet::cli
