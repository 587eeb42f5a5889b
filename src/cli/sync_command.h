// `signet pull`, `signet push` and `signet sync`: a folder as a working copy of a workspace.
#pragma once

#include <string>
#include <vector>

#include "cli/workspace_access.h"

namespace signet::cli {

struct SyncArguments {
  WorkspaceArguments team;
  std::string folder = ".";
  bool dry_run = false;
  bool json = false;
  bool mine = false;
  bool theirs = false;
  std::vector<std::string> elements;  ///< whose conflicts --mine and --theirs resolve; none: of all
};

/// Which of both ways a command goes.
enum class SyncWay { kPull, kPush, kBoth };

void declare_sync_options(CLI::App& command, SyncArguments& arguments, SyncWay way);

/// Gives the exit code.
[[nodiscard]] int sync_command(const SyncArguments& arguments, SyncWay way);

}  // namespace signet::cli
