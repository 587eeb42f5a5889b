// Files that hold a secret: the master key, a password.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace signet::server {

/// The text of a file that its owner alone may read (mode 0600), without white space around it; at most 4 KiB.
/// `what` names it in errors ("the master key"). Fails with kInvalidInput when others can read it, and as read_file().
[[nodiscard]] Result<SecretString> read_secret_file(const std::filesystem::path& file, std::string_view what);

}  // namespace signet::server
