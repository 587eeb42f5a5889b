// `signet workspace history` and `signet workspace diff`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/workspace_access.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

struct WorkspaceHistoryArguments {
  WorkspaceArguments team;
  std::string element;                 ///< its id or name
  std::vector<std::int64_t> versions;  ///< of diff: up to two
  bool json = false;
};

void declare_history_options(CLI::App& command, WorkspaceHistoryArguments& arguments);
void declare_diff_options(CLI::App& command, WorkspaceHistoryArguments& arguments);

[[nodiscard]] Status show_history(const WorkspaceHistoryArguments& arguments);
[[nodiscard]] Status show_diff(const WorkspaceHistoryArguments& arguments);

}  // namespace signet::cli
