// Shell completions and man pages, made from the same definitions as --help, so that they cannot differ from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

/// A completion script for "bash", "zsh" or "fish".
[[nodiscard]] Result<std::string> completion_script(const CLI::App& program, std::string_view shell);

/// A man page in roff for the program, or for the command that these words call ("vault", "add").
[[nodiscard]] Result<std::string> man_page(const CLI::App& program, const std::vector<std::string>& words);

}  // namespace signet::cli
