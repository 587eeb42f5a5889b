// signet vault init, unlock, lock, passwd, key, reset: how a vault begins, is opened, closed and ended.
#include <fmt/format.h>

#include <unistd.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "base/ids.h"
#include "cli/terminal.h"
#include "cli/vault/command.h"

namespace signet::cli {

namespace {

constexpr std::size_t kCredentialBytes = 32;

/// What this machine is called in the list of slots.
std::string machine_label() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string("this machine");
}

std::string_view kind_name(vault::SlotKind kind) {
  switch (kind) {
    case vault::SlotKind::kPassphrase:
      return "passphrase";
    case vault::SlotKind::kKeyFile:
      return "key file";
    case vault::SlotKind::kKeyring:
      return "keyring";
  }
  return "";
}

/// A random secret in this machine's keyring that opens the vault from now on.
Status add_keyring_slot(vault::Store& store, const vault::VaultKey& key) {
  std::string bytes = random_bytes(kCredentialBytes);
  const SecretString secret(bytes);
  wipe(bytes);
  SIGNET_TRY(const vault::AgentClient agent, vault_agent());
  SIGNET_CHECK(agent.keyring_store(key.vault_id, secret));
  const auto slot = store.add_slot(key, {vault::SlotKind::kKeyring, secret.clone()}, machine_label());
  return slot ? Status() : Status(slot.error());
}

Status add_key_file_slot(vault::Store& store, const vault::VaultKey& key, const std::string& path) {
  SIGNET_TRY(SecretString secret, vault::make_key_file(path));
  const auto slot = store.add_slot(key, {vault::SlotKind::kKeyFile, std::move(secret)}, path);
  return slot ? Status() : Status(slot.error());
}

Result<int> init(const VaultArguments& arguments) {
  vault::Store store = store_at(arguments.place);
  if (store.exists()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("there is a vault already: {}", store.file().string()),
                "signet vault status tells about it; signet vault reset removes it");
  }
  vault::VaultKey key;
  const bool only_key_file = !arguments.key_file.empty() && arguments.place.passphrase_file.empty() && !can_prompt();
  if (only_key_file) {
    SIGNET_TRY(SecretString secret, vault::make_key_file(arguments.key_file));
    SIGNET_TRY(key, store.create({vault::SlotKind::kKeyFile, std::move(secret)}, arguments.key_file));
  } else {
    SIGNET_TRY(SecretString passphrase, ask_passphrase(arguments.place, "New passphrase: ", true));
    SIGNET_TRY(key, store.create({vault::SlotKind::kPassphrase, std::move(passphrase)}, ""));
    if (!arguments.key_file.empty()) SIGNET_CHECK(add_key_file_slot(store, key, arguments.key_file));
  }
  if (arguments.keyring) SIGNET_CHECK(add_keyring_slot(store, key));
  print_done(arguments,
             fmt::format("made {}\nThere is no way back in without {}: keep it safe.", store.file().string(),
                         only_key_file ? "the key file" : "the passphrase"),
             {{"vault", store.file().string()}, {"id", key.vault_id}});
  return 0;
}

Result<int> unlock(const VaultArguments& arguments) {
  const vault::Store store = store_at(arguments.place);
  SIGNET_TRY(const vault::VaultKey key, unlock_vault(store, arguments.place));
  SIGNET_TRY(const vault::AgentClient agent, vault_agent());
  SIGNET_CHECK(agent.put(key, std::chrono::minutes(arguments.idle_minutes)));
  print_done(
      arguments,
      fmt::format("unlocked; locks again after {} minutes without use, before the machine sleeps, and by: signet "
                  "vault lock",
                  arguments.idle_minutes),
      {{"unlocked", true}, {"idle_minutes", arguments.idle_minutes}});
  return 0;
}

Result<int> lock(const VaultArguments& arguments) {
  const vault::Store store = store_at(arguments.place);
  SIGNET_TRY(const vault::AgentClient agent, vault_agent());
  const auto header = store.header();
  SIGNET_CHECK(agent.lock(header && !arguments.place.file.empty() ? header->vault_id : std::string()));
  print_done(arguments, "locked", {{"unlocked", false}});
  return 0;
}

/// The other ways into the vault that can be kept over a change of the passphrase, because their secrets are at hand.
std::vector<vault::Credential> credentials_at_hand(const vault::VaultKey& key, const VaultArguments& arguments) {
  std::vector<vault::Credential> credentials;
  if (!arguments.place.key_file.empty()) {
    auto secret = vault::read_key_file(arguments.place.key_file);
    if (secret) credentials.push_back({vault::SlotKind::kKeyFile, *std::move(secret)});
  }
  if (const auto agent = vault_agent()) {
    auto secret = agent->keyring_read(key.vault_id);
    if (secret && *secret) credentials.push_back({vault::SlotKind::kKeyring, **std::move(secret)});
  }
  return credentials;
}

Result<int> passwd(const VaultArguments& arguments) {
  vault::Store store = store_at(arguments.place);
  SIGNET_TRY(const vault::Header before, store.header());
  SIGNET_TRY(const vault::VaultKey key, unlock_vault(store, arguments.place));
  VaultPlace asked = arguments.place;
  asked.passphrase_file = arguments.second;
  SIGNET_TRY(const SecretString passphrase, ask_passphrase(asked, "New passphrase: ", true));
  SIGNET_TRY(const vault::VaultKey changed,
             store.change_passphrase(key, passphrase, credentials_at_hand(key, arguments)));
  if (const auto agent = vault_agent()) (void)agent->lock(changed.vault_id);
  SIGNET_TRY(const vault::Header after, store.header());
  std::string line = "the passphrase is changed; the vault has a new key, and is locked";
  if (after.slots.size() < before.slots.size()) {
    line += "\nKeys that were not at hand do not open it any more; signet vault key add makes new ones";
  }
  print_done(arguments, line, {{"changed", true}, {"keys", after.slots.size()}});
  return 0;
}

Result<int> list_keys(const VaultArguments& arguments) {
  SIGNET_TRY(const vault::Header header, store_at(arguments.place).header());
  json::array keys;
  for (const vault::Slot& slot : header.slots) {
    keys.push_back(json::object{{"id", slot.id}, {"kind", kind_name(slot.kind)}, {"label", slot.label}});
    if (!arguments.json) fmt::print("{}  {:<10}  {}\n", slot.id, kind_name(slot.kind), slot.label);
  }
  if (arguments.json) fmt::print("{}", json::pretty(keys));
  return 0;
}

Result<int> add_key(const VaultArguments& arguments) {
  if (arguments.keyring == !arguments.key_file.empty()) {
    return fail(ErrorCode::kInvalidInput, "say which key to add", "--keyring, or --new-key-file FILE");
  }
  vault::Store store = store_at(arguments.place);
  SIGNET_TRY(const vault::VaultKey key, unlock_vault(store, arguments.place));
  SIGNET_CHECK(arguments.keyring ? add_keyring_slot(store, key) : add_key_file_slot(store, key, arguments.key_file));
  print_done(arguments, "the key is added", {{"added", true}});
  return 0;
}

Result<int> remove_key(const VaultArguments& arguments) {
  vault::Store store = store_at(arguments.place);
  SIGNET_TRY(const vault::Header header, store.header());
  SIGNET_TRY(const vault::VaultKey key, unlock_vault(store, arguments.place));
  const auto slot = std::find_if(header.slots.begin(), header.slots.end(), [&arguments](const vault::Slot& candidate) {
    return candidate.id.starts_with(arguments.name);
  });
  if (slot == header.slots.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("the vault has no key \"{}\"", arguments.name),
                "signet vault key list shows them");
  }
  SIGNET_CHECK(store.remove_slot(key, slot->id));
  if (slot->kind == vault::SlotKind::kKeyring && slot->label == machine_label()) {
    if (const auto agent = vault_agent()) (void)agent->keyring_remove(key.vault_id);
  }
  print_done(arguments, "the key is removed; whoever kept an old copy of the vault can still open that with it",
             {{"removed", true}});
  return 0;
}

Result<int> reset(const VaultArguments& arguments) {
  vault::Store store = store_at(arguments.place);
  SIGNET_TRY(const vault::Header header, store.header());
  const std::string confirmation = "remove all secrets";
  if (!can_prompt()) {
    return fail(ErrorCode::kInvalidInput, "reset wants a confirmation typed on a terminal",
                fmt::format("or remove {} yourself", store.file().string()));
  }
  SIGNET_TRY(const std::string answer,
             prompt_line(fmt::format("This removes {} and every secret in it, for good.\nType \"{}\" to go on: ",
                                     store.file().string(), confirmation)));
  if (answer != confirmation) return fail(ErrorCode::kCancelled, "nothing is removed");
  SIGNET_CHECK(store.remove());
  if (const auto agent = vault_agent()) {
    (void)agent->lock(header.vault_id);
    (void)agent->keyring_remove(header.vault_id);
  }
  print_done(arguments, "the vault is removed", {{"removed", true}});
  return 0;
}

}  // namespace

void declare_vault_life(CLI::App& vault, VaultArguments& a) {
  CLI::App* command = add_vault_command(vault, a, "init", "Make a new vault", init);
  command->add_flag("--keyring", a.keyring, "Let this machine's keyring open it, too");
  command->add_option("--new-key-file", a.key_file, "Make a key file that opens it, too, for CI machines")
      ->type_name("FILE");
  command = add_vault_command(vault, a, "unlock", "Open the vault for a while", unlock);
  command->add_option("--idle", a.idle_minutes, "Minutes without use after which it is locked again")
      ->check(CLI::Range(1, 7 * 24 * 60))
      ->capture_default_str()
      ->type_name("MINUTES");
  add_vault_command(vault, a, "lock", "Lock it at once (all of them, or the one of --vault)", lock);
  command = add_vault_command(vault, a, "passwd", "Change the passphrase, and with it the vault's key", passwd);
  command->add_option("--new-passphrase-file", a.second, "Read the new passphrase from a file")->type_name("FILE");
  CLI::App* key = vault.add_subcommand("key", "List, add or remove what opens the vault");
  key->require_subcommand(1);
  key->fallthrough();
  add_vault_command(*key, a, "list", "List the keys", list_keys);
  command = add_vault_command(*key, a, "add", "Let a keyring or a key file open the vault", add_key);
  command->add_flag("--keyring", a.keyring, "This machine's keyring");
  command->add_option("--new-key-file", a.key_file, "Make this key file")->type_name("FILE");
  command = add_vault_command(*key, a, "rm", "Remove a key", remove_key);
  command->add_option("id", a.name, "The key's id, or its start")->required();
  add_vault_command(vault, a, "reset", "Remove the vault and all secrets in it", reset);
}

}  // namespace signet::cli
