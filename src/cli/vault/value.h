// A secret value from the user: by prompt, standard input, a file or an editor; never from the command line.
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "cli/vault/command.h"

namespace signet::cli {

/// Largest value: 1 MiB.
inline constexpr std::size_t kMaxValueBytes = 1UL << 20;

/// `present` is what the editor starts with; null: nothing. One line end at the value's end is taken off.
[[nodiscard]] Result<SecretString> read_value(const VaultArguments& arguments, const SecretString* present);

}  // namespace signet::cli
