// What a collection wants of the vault, read without running it: for asking the user before the run, and to tell
// whether its scripts are still those that the user allowed.
#pragma once

#include <string>
#include <vector>

#include "model/collection.h"
#include "model/variables.h"

namespace signet::run {

struct VaultReferences {
  std::vector<std::string> in_requests;  ///< names of {{vault:NAME}} in the collection and the variables, each once
  std::vector<std::string> in_scripts;   ///< names of pm.vault.get("NAME") written out, each once
  bool scripts_read = false;             ///< some script says pm.vault.get
  bool scripts_write = false;            ///< some script says pm.vault.set or unset

  [[nodiscard]] bool empty() const { return in_requests.empty() && !scripts_read && !scripts_write; }
};

[[nodiscard]] VaultReferences find_vault_references(const model::Collection& collection,
                                                    const std::vector<const model::VariableScope*>& variables);

/// Names of {{vault:NAME}} that were sent as they stand, each once. `request`: as an exchange shows it.
[[nodiscard]] std::vector<std::string> find_vault_names(const model::Request& request);

/// SHA-256 in hex over every script of the collection, with its place.
[[nodiscard]] Result<std::string> scripts_digest(const model::Collection& collection);

}  // namespace signet::run
