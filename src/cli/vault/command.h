// `signet vault`: local secrets, encrypted, with the domains that they may go to. Each sub-command declares its options
// and says what to run; the code of related ones is in one file of this folder.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "cli/vault/place.h"

namespace CLI {
class App;
}  // namespace CLI

namespace signet::cli {

/// What a sub-command was given.
struct VaultArguments {
  VaultPlace place;
  bool json = false;
  std::string name;
  std::string second;  ///< the new name, a version, a file: what the sub-command says
  std::vector<std::string> domains;
  std::vector<std::string> removed_domains;
  bool any_domain = false;
  std::optional<std::string> note;
  std::vector<std::string> tags;
  std::vector<std::string> removed_tags;
  std::optional<std::string> expires;
  std::optional<std::string> link;
  bool new_value = false;
  std::string value_file;
  bool editor = false;
  bool reveal = false;
  bool raw = false;
  bool history = false;
  bool yes = false;
  bool keyring = false;
  std::string key_file;  ///< to make
  std::int64_t idle_minutes = 15;
  std::vector<std::string> recipients;
  std::string identity_file;
  std::string on_conflict = "keep";
  std::string collection;
  std::vector<std::string> secrets;
  bool scripts_read = false;
  bool scripts_write = false;
  std::string type;
  std::vector<std::string> settings;
  std::vector<std::string> credential_files;
  std::optional<std::int64_t> ttl_seconds;
  bool no_test = false;
  std::string reference;
  /// Set by the sub-command that was parsed.
  std::function<Result<int>(const VaultArguments&)> action;
};

void declare_vault_command(CLI::App& command, VaultArguments& arguments);

/// 0: done; 1: `doctor` or `provider test` found a fault; 2: wrong use, or it could not be done.
[[nodiscard]] int vault_command(const VaultArguments& arguments);

// One group of sub-commands a file.
void declare_vault_life(CLI::App& vault, VaultArguments& arguments);       ///< init, unlock, lock, passwd, key, reset
void declare_vault_care(CLI::App& vault, VaultArguments& arguments);       ///< status, doctor
void declare_vault_entries(CLI::App& vault, VaultArguments& arguments);    ///< add, get, list, edit, rm, rename
void declare_vault_transfer(CLI::App& vault, VaultArguments& arguments);   ///< export, import, merge
void declare_vault_consent(CLI::App& vault, VaultArguments& arguments);    ///< consent grant|list|revoke
void declare_vault_providers(CLI::App& vault, VaultArguments& arguments);  ///< provider add|edit|list|test|read|rm

/// A sub-command of `parent` that runs `action` when it is parsed.
CLI::App* add_vault_command(CLI::App& parent, VaultArguments& arguments, const std::string& name,
                            const std::string& description, Result<int> (*action)(const VaultArguments&));

/// The vault, unlocked and read.
struct OpenVault {
  vault::Store store;
  vault::VaultKey key;
  vault::Contents contents;
};
/// Opens it and warns of copies beside it.
[[nodiscard]] Result<OpenVault> open_vault(const VaultArguments& arguments);

/// Prints one line, or with --json an object.
void print_done(const VaultArguments& arguments, std::string_view line, const json::object& facts);

}  // namespace signet::cli
