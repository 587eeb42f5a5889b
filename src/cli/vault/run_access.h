// What `signet run` may read of the vault: the vault is opened, and its user asked on the terminal.
#pragma once

#include <memory>
#include <string>

#include "cli/inputs.h"
#include "cli/vault/run_options.h"
#include "run/vault_use.h"

namespace signet::cli {

/// Null when the collection wants nothing of the vault, or there is none. Asks on the terminal what no consent covers
/// yet; without one, what is not allowed is refused when it is used.
[[nodiscard]] Result<std::unique_ptr<run::VaultUse>> open_for_run(const VaultRunArguments& arguments,
                                                                  const Inputs& inputs, const std::string& location);

/// An absolute path without links, or the URL as it is.
[[nodiscard]] std::string canonical_location(const std::string& location);

}  // namespace signet::cli
