// signet vault export, import, merge: secrets from and to other vaults.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/file.h"
#include "base/text.h"
#include "cli/terminal.h"
#include "cli/vault/command.h"
#include "crypto/age.h"
#include "vault/contents_json.h"
#include "vault/transfer.h"

namespace signet::cli {

namespace {

constexpr unsigned kPrivate = 0600;

Result<std::string> encrypt(vault::Contents contents, const VaultArguments& arguments) {
  if (arguments.recipients.empty()) {
    VaultPlace asked;
    asked.passphrase_file = arguments.second;
    SIGNET_TRY(const SecretString passphrase, ask_passphrase(asked, "Passphrase for the export: ", true));
    return vault::export_for(std::move(contents), passphrase);
  }
  std::vector<crypto::AgeRecipient> recipients;
  for (const std::string& text : arguments.recipients) {
    SIGNET_TRY(crypto::AgeRecipient recipient, crypto::AgeRecipient::parse(text));
    recipients.push_back(std::move(recipient));
  }
  return crypto::age_encrypt(vault::export_contents(std::move(contents)).expose(), recipients);
}

Result<int> export_vault(const VaultArguments& arguments) {
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  std::error_code error;
  if (arguments.name != "-" && std::filesystem::exists(arguments.name, error) && !arguments.yes) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} is there already", arguments.name),
                "give --yes to replace it");
  }
  const std::size_t entries = open.contents.entries.size();
  const std::size_t providers = open.contents.providers.size();
  SIGNET_TRY(const std::string file, encrypt(std::move(open.contents), arguments));
  if (arguments.name == "-") {
    const std::string armored = crypto::age_armor(file);
    (void)std::fwrite(armored.data(), 1, armored.size(), stdout);
    return 0;
  }
  SIGNET_CHECK(write_file(arguments.name, file, kPrivate));
  print_done(arguments, fmt::format("exported {} secrets and {} providers to {}", entries, providers, arguments.name),
             {{"exported", entries}, {"file", arguments.name}});
  return 0;
}

Result<SecretString> decrypt(const std::string& file, const VaultArguments& arguments) {
  SIGNET_TRY(const bool wants_passphrase, crypto::age_wants_passphrase(file));
  if (wants_passphrase) {
    VaultPlace asked;
    asked.passphrase_file = arguments.second;
    SIGNET_TRY(const SecretString passphrase, ask_passphrase(asked, "Passphrase of the export: ", false));
    return crypto::age_decrypt(file, passphrase);
  }
  if (arguments.identity_file.empty()) {
    return fail(ErrorCode::kInvalidInput, "this export is for an age identity", "give --identity FILE");
  }
  constexpr std::uint64_t kMaxIdentityBytes = 1UL << 20;
  SIGNET_TRY(std::string text, read_file(arguments.identity_file, kMaxIdentityBytes));
  const auto identities = crypto::AgeIdentity::parse_file(text);
  wipe(text);
  if (!identities) return identities.error();
  return crypto::age_decrypt(file, *identities);
}

Result<int> import_vault(const VaultArguments& arguments) {
  SIGNET_TRY(const std::string file, read_file(arguments.name));
  SIGNET_TRY(const SecretString plain, decrypt(file, arguments));
  SIGNET_TRY(vault::Contents theirs, vault::contents_from_json(plain.expose()));
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  const bool replace = arguments.on_conflict == "replace";
  vault::Imported imported;
  SIGNET_CHECK(open.store.update(open.key, [&](vault::Store::Writer& writer) -> Status {
    SIGNET_TRY(imported, vault::import_contents(writer, std::move(theirs), replace));
    return {};
  }));
  std::string line = fmt::format("imported: {} new, {} replaced", imported.added.size(), imported.replaced.size());
  if (!imported.kept.empty()) {
    line += fmt::format("\nleft as they were: {}\n  hint: --on-conflict replace takes the imported ones",
                        join(imported.kept, ", "));
  }
  print_done(
      arguments, line,
      {{"added", imported.added.size()}, {"replaced", imported.replaced.size()}, {"kept", imported.kept.size()}});
  return 0;
}

Result<int> merge_copy(const VaultArguments& arguments) {
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  SIGNET_TRY(const vault::Merged merged, open.store.merge_file(open.key, arguments.name));
  std::string line = fmt::format("merged: {} added, {} updated, {} removed", merged.added.size(), merged.updated.size(),
                                 merged.removed.size());
  for (const std::string& name : merged.conflicts) line += fmt::format("\nboth had changed it; kept as \"{}\"", name);
  line += fmt::format("\n{} is not needed any more", arguments.name);
  print_done(arguments, line,
             {{"added", merged.added.size()},
              {"updated", merged.updated.size()},
              {"removed", merged.removed.size()},
              {"conflicts", merged.conflicts.size()}});
  return 0;
}

}  // namespace

void declare_vault_transfer(CLI::App& vault, VaultArguments& a) {
  CLI::App* command = add_vault_command(vault, a, "export", "Write all secrets to an age file", export_vault);
  command->add_option("file", a.name, "The file to write; - for text on standard output")->required();
  command->add_option("--recipient", a.recipients, "Encrypt for an age public key; several times")
      ->allow_extra_args(false)
      ->type_name("age1...");
  command->add_option("--export-passphrase-file", a.second, "Read the export's passphrase from a file")
      ->type_name("FILE");
  command->add_flag("--yes", a.yes, "Replace the file");
  command->footer(
      "\nExamples:\n  signet vault export backup.age\n"
      "  signet vault export for-ann.age --recipient age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq");
  command = add_vault_command(vault, a, "import", "Take secrets from an export", import_vault);
  command->add_option("file", a.name, "The file to read; - for standard input")->required();
  command->add_option("--identity", a.identity_file, "age identities that open it")->type_name("FILE");
  command->add_option("--export-passphrase-file", a.second, "Read the export's passphrase from a file")
      ->type_name("FILE");
  command->add_option("--on-conflict", a.on_conflict, "What becomes of names that are there already")
      ->check(CLI::IsMember({"keep", "replace"}))
      ->capture_default_str();
  command = add_vault_command(vault, a, "merge", "Take in another copy of this vault", merge_copy);
  command->add_option("file", a.name, "The copy, such as a sync program's conflict file")->required();
}

}  // namespace signet::cli
