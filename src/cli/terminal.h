// What the standard output can do.
#pragma once

#include "base/secret.h"
#include "cli/run_options.h"
#include "report/reporters.h"

namespace signet::cli {

/// Width, colour (--color, NO_COLOR, TERM=dumb) and live updates of standard output.
[[nodiscard]] report::Terminal inspect_terminal(const RunArguments& arguments);

/// Whether the environment has a value for the name. Called before any thread starts.
[[nodiscard]] bool is_in_environment(const char* name);

/// Whether somebody can answer: there is a controlling terminal, and this is no CI machine.
[[nodiscard]] bool can_prompt();
/// Asks on the controlling terminal, without showing what is typed. Fails with kCancelled at end of input.
[[nodiscard]] Result<SecretString> prompt_secret(const std::string& question);
/// The first line of a file, or of standard input ("-"). kInvalidInput when it is empty.
[[nodiscard]] Result<SecretString> read_secret_line(const std::string& path);
/// Asks on standard error for a line from standard input, without the white space around it. Fails with kCancelled at
/// end of input.
[[nodiscard]] Result<std::string> prompt_line(const std::string& question);
/// Asks "QUESTION [y/N]"; whether the answer is yes.
[[nodiscard]] bool confirm(const std::string& question);

/// "error: ..." with the hint, on standard error; what could steer the terminal is shown as escapes.
void print_error(const Error& error);

}  // namespace signet::cli
