// signet vault consent grant, list, revoke: which collection may use which secrets.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/fetch.h"
#include "cli/vault/command.h"
#include "cli/vault/run_access.h"
#include "report/plain_text.h"
#include "run/vault_references.h"
#include "vault/edits.h"

namespace signet::cli {

namespace {

Result<int> grant(const VaultArguments& arguments) {
  auto collection = model::load_collection(arguments.collection, make_fetch({}, ""));
  if (!collection) return with_context(std::move(collection).error(), "could not load the collection");
  const run::VaultReferences references = run::find_vault_references(*collection, {});
  std::vector<std::string> secrets = arguments.secrets;
  if (secrets.empty()) secrets = references.in_requests;
  if (secrets.empty()) {
    return fail(ErrorCode::kInvalidInput, "say which secrets this collection may use",
                "name them, or \"*\" for all; its requests name none themselves");
  }
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  SIGNET_TRY(vault::Consent consent, run::make_consent(*collection, canonical_location(arguments.collection)));
  consent.secrets = secrets;
  consent.scripts_read = arguments.scripts_read;
  consent.scripts_write = arguments.scripts_write;
  SIGNET_CHECK(run::store_consent(open.store, open.key, consent));
  print_done(arguments, fmt::format("\"{}\" may use {}", collection->name, join(secrets, ", ")),
             {{"id", consent.id}, {"collection", consent.collection_path}});
  return 0;
}

Result<int> list(const VaultArguments& arguments) {
  SIGNET_TRY(const OpenVault open, open_vault(arguments));
  json::array out;
  for (const vault::Consent& consent : open.contents.consents) {
    json::object facts{{"id", consent.id},
                       {"collection", consent.collection_name},
                       {"path", consent.collection_path},
                       {"scripts_read", consent.scripts_read},
                       {"scripts_write", consent.scripts_write},
                       {"granted", iso_time(consent.granted_ms)}};
    json::array& names = facts["secrets"].emplace_array();
    for (const std::string& name : consent.secrets) names.emplace_back(name);
    out.push_back(std::move(facts));
    if (arguments.json) continue;
    constexpr std::size_t kShownId = 8;
    fmt::print("{}  {}  ({})\n          {}{}{}\n", consent.id.substr(0, kShownId),
               report::one_line(consent.collection_name), report::one_line(consent.collection_path),
               report::one_line(join(consent.secrets, ", ")), consent.scripts_read ? "; its scripts may read them" : "",
               consent.scripts_write ? "; its scripts may change them" : "");
  }
  if (arguments.json) {
    fmt::print("{}", json::pretty(out));
  } else if (out.empty()) {
    fmt::print("no collection may use a secret yet; signet run asks, or: signet vault consent grant\n");
  }
  return 0;
}

Result<int> revoke(const VaultArguments& arguments) {
  SIGNET_TRY(OpenVault open, open_vault(arguments));
  std::size_t revoked = 0;
  SIGNET_CHECK(open.store.update(open.key, [&](vault::Store::Writer& writer) -> Status {
    revoked = vault::revoke_consents(writer, arguments.name, canonical_location(arguments.name));
    if (revoked > 0) return {};
    return fail(ErrorCode::kNotFound, fmt::format("there is no consent \"{}\"", arguments.name),
                "give an id, a collection's path, or all; signet vault consent list shows them");
  }));
  print_done(arguments, fmt::format("revoked {}", revoked), {{"revoked", revoked}});
  return 0;
}

}  // namespace

void declare_vault_consent(CLI::App& vault, VaultArguments& a) {
  CLI::App* consent = vault.add_subcommand("consent", "Which collections may use which secrets");
  consent->require_subcommand(1);
  consent->fallthrough();
  CLI::App* command = add_vault_command(*consent, a, "grant", "Let a collection use secrets", grant);
  command->add_option("collection", a.collection, "The collection's file or URL, as signet run gets it")->required();
  command->add_option("secrets", a.secrets, "Names; without any those that its requests use; \"*\" for all");
  command->add_flag("--scripts-read", a.scripts_read, "Its scripts may read their values");
  command->add_flag("--scripts-write", a.scripts_write, "Its scripts may set and remove them");
  command->footer(
      "\nA changed script is asked about anew.\n\nExamples:\n  signet vault consent grant orders.json github-token\n"
      "  signet vault consent grant signing.json hmac-key --scripts-read");
  add_vault_command(*consent, a, "list", "List what is allowed", list);
  command = add_vault_command(*consent, a, "revoke", "Take a consent back", revoke);
  command->add_option("consent", a.name, "Its id or the start of it, a collection's path, or all")->required();
}

}  // namespace signet::cli
