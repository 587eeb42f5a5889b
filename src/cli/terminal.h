// What the standard output can do.
#pragma once

#include "cli/run_options.h"
#include "report/reporters.h"

namespace signet::cli {

/// Width, colour (--color, NO_COLOR, TERM=dumb) and live updates of standard output.
[[nodiscard]] report::Terminal inspect_terminal(const RunArguments& arguments);

/// "error: ..." with the hint, on standard error.
void print_error(const Error& error);

}  // namespace signet::cli
