#include "cli/vault/place.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/command.h"
#include "base/text.h"
#include "cli/environment.h"
#include "cli/terminal.h"

namespace signet::cli {

namespace {

bool has_slot(const vault::Header& header, vault::SlotKind kind) {
  return std::any_of(header.slots.begin(), header.slots.end(),
                     [kind](const vault::Slot& slot) { return slot.kind == kind; });
}

/// The key that this machine's keyring opens, or nothing.
Result<std::optional<vault::VaultKey>> unlock_by_keyring(const vault::Store& store, const vault::AgentClient& agent,
                                                         const std::string& vault_id) {
  SIGNET_TRY(auto secret, agent.keyring_read(vault_id));
  if (!secret) return std::optional<vault::VaultKey>();
  SIGNET_TRY(vault::VaultKey key, store.unlock({vault::SlotKind::kKeyring, *std::move(secret)}));
  return std::optional<vault::VaultKey>(std::move(key));
}

Error locked() {
  return fail(ErrorCode::kInvalidInput, "the vault is locked",
              "signet vault unlock opens it for a while; on CI machines give SIGNET_VAULT_KEY_FILE");
}

}  // namespace

vault::Store store_at(const VaultPlace& place) {
  std::filesystem::path file = place.file.empty() ? environment("SIGNET_VAULT") : place.file;
  if (file.empty()) file = user_folder("XDG_DATA_HOME", ".local/share") / "signet" / "vault.signet";
  return {std::filesystem::absolute(file), vault_state_folder()};
}

std::filesystem::path vault_state_folder() {
  return user_folder("XDG_STATE_HOME", ".local/state") / "signet" / "vault";
}

Result<vault::AgentClient> vault_agent() {
  SIGNET_TRY(std::filesystem::path folder, vault::agent_folder());
  SIGNET_TRY(std::filesystem::path program, find_own_program("signet-vault-agent"));
  return vault::AgentClient(std::move(program), std::move(folder));
}

Result<SecretString> ask_passphrase(const VaultPlace& place, const std::string& question, bool twice) {
  if (!place.passphrase_file.empty()) return read_secret_line(place.passphrase_file);
  if (!can_prompt()) return locked();
  SIGNET_TRY(SecretString passphrase, prompt_secret(question));
  if (!twice) return passphrase;
  if (passphrase.size() < kMinPassphrase) {
    return fail(ErrorCode::kInvalidInput, fmt::format("a passphrase has at least {} characters", kMinPassphrase),
                "four or five random words are good and easy to remember");
  }
  SIGNET_TRY(const SecretString again, prompt_secret("Once more: "));
  if (!(passphrase == again)) return fail(ErrorCode::kInvalidInput, "the two passphrases differ", "try again");
  return passphrase;
}

Result<vault::VaultKey> unlock_vault(const vault::Store& store, const VaultPlace& place) {
  const std::string key_file = place.key_file.empty() ? environment("SIGNET_VAULT_KEY_FILE") : place.key_file;
  if (!key_file.empty()) {
    SIGNET_TRY(SecretString secret, vault::read_key_file(key_file));
    return store.unlock({vault::SlotKind::kKeyFile, std::move(secret)});
  }
  SIGNET_TRY(const vault::Header header, store.header());
  if (place.passphrase_file.empty()) {
    SIGNET_TRY(const vault::AgentClient agent, vault_agent());
    SIGNET_TRY(auto held, agent.get(header.vault_id));
    if (held) return *std::move(held);
    if (has_slot(header, vault::SlotKind::kKeyring)) {
      auto opened = unlock_by_keyring(store, agent, header.vault_id);
      if (opened && *opened) return **std::move(opened);
    }
  }
  SIGNET_TRY(SecretString passphrase, ask_passphrase(place, "Passphrase of the vault: ", false));
  return store.unlock({vault::SlotKind::kPassphrase, std::move(passphrase)});
}

}  // namespace signet::cli
