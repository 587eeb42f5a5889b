// The options of `signet run` about the vault.
#pragma once

#include <string>
#include <vector>

#include "cli/vault/place.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

/// What the command line says about the vault of a run.
struct VaultRunArguments {
  VaultPlace place;
  bool off = false;                  ///< --no-vault
  std::vector<std::string> allowed;  ///< --vault-allow
  bool scripts = false;              ///< --vault-scripts: the scripts may read what is allowed
  std::string consent_file;          ///< --vault-consent
};

void declare_vault_run_options(CLI::App& command, VaultRunArguments& arguments);

}  // namespace signet::cli
