// Shell completions and man pages, made from the same definitions as --help, so that they cannot differ from it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

/// A completion script for "bash", "zsh" or "fish".
[[nodiscard]] Result<std::string> completion_script(const CLI::App& program, std::string_view shell);

/// A man page in roff for the program, or for one of its commands.
[[nodiscard]] Result<std::string> man_page(const CLI::App& program, const std::string& command);

}  // namespace signet::cli
