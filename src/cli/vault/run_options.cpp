#include "cli/vault/run_options.h"

#include <CLI/CLI.hpp>

namespace signet::cli {

void declare_vault_run_options(CLI::App& command, VaultRunArguments& a) {
  constexpr const char* kGroup = "Vault";
  command.add_option("--vault", a.place.file, "The vault's file; else SIGNET_VAULT, else the user's data folder")
      ->group(kGroup)
      ->type_name("FILE");
  command.add_flag("--no-vault", a.off, "Leave {{vault:name}} as it is")->group(kGroup);
  command.add_option("--vault-key-file", a.place.key_file, "Open it by this key file; else SIGNET_VAULT_KEY_FILE")
      ->group(kGroup)
      ->type_name("FILE");
  command
      .add_option("--vault-allow", a.allowed, "A secret that this collection may use in this run; several times, * all")
      ->group(kGroup)
      ->allow_extra_args(false)
      ->type_name("NAME");
  command.add_flag("--vault-scripts", a.scripts, "Its scripts may read what is allowed")->group(kGroup);
  command.add_option("--vault-consent", a.consent_file, "What is allowed, as a JSON file; see docs/vault.md")
      ->group(kGroup)
      ->type_name("FILE");
}

}  // namespace signet::cli
