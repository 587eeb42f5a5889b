// `signet serve audit`: whether a server's audit log is whole, and the log as JSON lines.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "cli/serve_database.h"

namespace signet::cli {

struct AuditArguments {
  DatabaseArguments where;
  std::string known_hash;  ///< of verify: must be a record's, hex
  bool json = false;       ///< of verify
};

/// Adds verify and export to `command`. The one that is parsed sets `action`, which gives the exit code: 1 when the log
/// is broken.
void declare_audit_commands(CLI::App& command, AuditArguments& arguments, std::function<Result<int>()>& action);

}  // namespace signet::cli
