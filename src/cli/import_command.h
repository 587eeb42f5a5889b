// `signet import` and `signet export`: files into a workspace of a team server, and out of it; `import --to` makes
// files of Postman's format out of those of other formats.
#pragma once

#include <string>
#include <vector>

#include "cli/workspace_access.h"

namespace signet::cli {

struct ImportArguments {
  WorkspaceArguments team;
  std::vector<std::string> files;  ///< paths, or addresses
  std::string to;                  ///< a folder in the place of a workspace
  bool force = false;              ///< replace what is there in the folder
  bool json = false;
};

struct ExportArguments {
  WorkspaceArguments team;
  std::string element;  ///< name or id of a collection or environment
  std::string kind;     ///< where the name alone could be several
  std::string output;   ///< a file; empty or -: standard output
  std::string all;      ///< a folder for all of them
  bool json = false;
};

void declare_import_options(CLI::App& command, ImportArguments& arguments);
void declare_export_options(CLI::App& command, ExportArguments& arguments);

/// Each gives the exit code.
[[nodiscard]] int import_command(const ImportArguments& arguments);
[[nodiscard]] int export_command(const ExportArguments& arguments);

}  // namespace signet::cli
