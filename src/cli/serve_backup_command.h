// `signet serve backup` and `signet serve restore`: a server's data in one portable file, and back.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/serve_database.h"

namespace signet::cli {

struct BackupArguments {
  DatabaseArguments where;
  std::string file;
  bool check = false;    ///< of backup: read `file` to its end, change nothing
  bool replace = false;  ///< of restore
  bool yes = false;      ///< of restore
  bool json = false;
};

void declare_backup_options(CLI::App& command, BackupArguments& arguments);
void declare_restore_options(CLI::App& command, BackupArguments& arguments);

/// Each gives the exit code.
[[nodiscard]] Result<int> backup_command(const BackupArguments& arguments);
[[nodiscard]] Result<int> restore_command(const BackupArguments& arguments);

}  // namespace signet::cli
