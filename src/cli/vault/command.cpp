#include "cli/vault/command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/secret_memory.h"
#include "cli/terminal.h"

namespace signet::cli {

namespace {

constexpr int kExitWrongUse = 2;

constexpr char kExamples[] = R"(
A secret comes by a prompt, standard input, a file or an editor, never as an argument.

Examples:
  signet vault init
  signet vault add github-token --domain api.github.com
  signet vault unlock
  signet run orders.json                      # {{vault:github-token}} in a request
  signet vault edit github-token --value      # a new value; the old one stays in the history
  signet vault get github-token --history
  signet vault provider add prod --type hashicorp)";

}  // namespace

CLI::App* add_vault_command(CLI::App& parent, VaultArguments& arguments, const std::string& name,
                            const std::string& description, Result<int> (*action)(const VaultArguments&)) {
  CLI::App* command = parent.add_subcommand(name, description);
  command->add_flag("--json", arguments.json, "Print the result as JSON");
  command->callback([&arguments, action] { arguments.action = action; });
  return command;
}

void declare_vault_command(CLI::App& command, VaultArguments& a) {
  command.add_option("--vault", a.place.file, "The vault's file; else SIGNET_VAULT, else the user's data folder")
      ->type_name("FILE");
  command.add_option("--key-file", a.place.key_file, "Open it by this key file; else SIGNET_VAULT_KEY_FILE")
      ->type_name("FILE");
  command
      .add_option("--passphrase-file", a.place.passphrase_file,
                  "Read the passphrase from the first line of a file, or of standard input (-)")
      ->type_name("FILE");
  command.require_subcommand(1);
  command.fallthrough();
  declare_vault_life(command, a);
  declare_vault_care(command, a);
  declare_vault_entries(command, a);
  declare_vault_transfer(command, a);
  declare_vault_consent(command, a);
  declare_vault_providers(command, a);
  command.footer(kExamples);
}

Result<OpenVault> open_vault(const VaultArguments& arguments) {
  vault::Store store = store_at(arguments.place);
  SIGNET_TRY(vault::VaultKey key, unlock_vault(store, arguments.place));
  SIGNET_TRY(vault::Opened opened, store.open(key));
  for (const vault::OtherCopy& copy : opened.copies) {
    fmt::print(stderr, "warning: another copy of this vault lies beside it: {}\n  hint: signet vault merge {}\n",
               copy.file.string(), copy.file.string());
  }
  if (opened.recovered) {
    fmt::print(stderr,
               "warning: another machine's copy had replaced this vault; what this machine had changed is merged again "
               "with the next change\n");
  }
  return OpenVault{std::move(store), std::move(key), std::move(opened.contents)};
}

void print_done(const VaultArguments& arguments, std::string_view line, const json::object& facts) {
  if (arguments.json) {
    fmt::print("{}", json::pretty(facts));
  } else {
    fmt::print("{}\n", line);
  }
}

int vault_command(const VaultArguments& arguments) {
  keep_out_of_core_dumps();
  const Result<int> code = arguments.action(arguments);
  if (code) return *code;
  print_error(code.error());
  return kExitWrongUse;
}

}  // namespace signet::cli
