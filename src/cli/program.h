// The program: its commands and the one place that turns words into a command's work.
#pragma once

#include <string>
#include <vector>

namespace signet::cli {

/// Runs `signet WORDS...` (without the program's own name) and returns the exit code.
[[nodiscard]] int run_program(std::vector<std::string> words);

}  // namespace signet::cli
