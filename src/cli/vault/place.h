// Where the vault is and what opens it, for every command that needs it.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "vault/agent_client.h"
#include "vault/store.h"

namespace signet::cli {

/// What the command line says of the vault; all of it optional.
struct VaultPlace {
  std::string file;             ///< --vault; else SIGNET_VAULT, else the user's data folder
  std::string key_file;         ///< --key-file; else SIGNET_VAULT_KEY_FILE
  std::string passphrase_file;  ///< --passphrase-file, "-" for standard input
};

[[nodiscard]] vault::Store store_at(const VaultPlace& place);
/// This machine's own part of the vault's state (vault::Store).
[[nodiscard]] std::filesystem::path vault_state_folder();
[[nodiscard]] Result<vault::AgentClient> vault_agent();

/// Opens the vault by what there is: a key file, the agent, the keyring, a passphrase file, or a question on the
/// terminal. Fails with a hint when none of them can.
[[nodiscard]] Result<vault::VaultKey> unlock_vault(const vault::Store& store, const VaultPlace& place);

/// A passphrase from the file that the command line names, or by asking; `twice` for a new one, whose length is
/// checked.
[[nodiscard]] Result<SecretString> ask_passphrase(const VaultPlace& place, const std::string& question, bool twice);

/// Fewest characters of a passphrase.
inline constexpr std::size_t kMinPassphrase = 10;

}  // namespace signet::cli
