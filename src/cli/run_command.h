// `signet run`: from arguments to a finished run and its exit code.
#pragma once

#include "cli/run_options.h"

namespace signet::cli {

/// Loads, runs, reports, exports. Returns the exit code: 0, 1, or 130 after Ctrl-C.
[[nodiscard]] int run_command(RunArguments arguments);

}  // namespace signet::cli
