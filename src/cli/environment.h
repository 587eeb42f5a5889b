// What the environment says. Read before any thread starts.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace signet::cli {

/// The variable's value; empty when it is not there.
[[nodiscard]] std::string environment(const char* name);

/// The same of a value that holds a password.
[[nodiscard]] SecretString secret_environment(const char* name);

/// The folder that an XDG variable names by an absolute path, or `fallback` below the user's home (XDG Base Directory
/// Specification): user_folder("XDG_DATA_HOME", ".local/share").
[[nodiscard]] std::filesystem::path user_folder(const char* variable, std::string_view fallback);

}  // namespace signet::cli
