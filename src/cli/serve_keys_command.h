// `signet serve keys`: the keys that a server's data is sealed with: made, looked at, and replaced while it runs.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "cli/serve_database.h"

namespace signet::cli {

struct KeysArguments {
  DatabaseArguments where;
  bool next = false;    ///< of init: a key to come, not the first one
  bool master = false;  ///< of rotate
  std::string new_key;  ///< of rotate --master: the file of the next key
  bool json = false;
};

/// Adds init, status and rotate to `command`. The one that is parsed sets `action`, which gives the exit code: 1 when
/// something does not open.
void declare_keys_commands(CLI::App& command, KeysArguments& arguments, std::function<Result<int>()>& action);

}  // namespace signet::cli
