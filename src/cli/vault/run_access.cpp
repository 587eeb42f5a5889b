#include "cli/vault/run_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "base/secret_memory.h"
#include "base/time.h"
#include "cli/terminal.h"
#include "cli/vault/provider_context.h"
#include "cli/vault/text.h"
#include "report/plain_text.h"
#include "run/vault_references.h"

namespace signet::cli {

namespace {

/// {"secrets": ["name", ...], "scripts_read": true, "scripts_write": true}
Status read_consent_file(const std::string& path, vault::Grant& grant) {
  SIGNET_TRY(const std::string text, read_file(path));
  SIGNET_TRY(const json::value document, json::parse(text, path));
  const json::object* object = document.if_object();
  const json::array* secrets = object == nullptr ? nullptr : json::find_array(*object, "secrets");
  const auto is_text = [](const json::value& name) { return name.is_string(); };
  if (secrets == nullptr || !std::all_of(secrets->begin(), secrets->end(), is_text)) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: \"secrets\" is no list of names", path),
                R"(write {"secrets": ["github-token"], "scripts_read": false})");
  }
  for (const json::value& name : *secrets) grant.secrets.emplace(name.get_string());
  grant.scripts_read = grant.scripts_read || json::bool_or(*object, "scripts_read", false);
  grant.scripts_write = grant.scripts_write || json::bool_or(*object, "scripts_write", false);
  return {};
}

/// Where the secret may go, for the question.
std::string domains_of(const vault::Contents& contents, const std::string& name) {
  if (const vault::Entry* entry = contents.find(name)) return domains_text(entry->domains);
  const vault::ProviderConfig* provider = contents.find_provider(name.substr(0, name.find(':')));
  return provider == nullptr ? "not in the vault" : domains_text(provider->domains);
}

run::VaultAnswer ask(const std::string& question) {
  const auto answer = prompt_line(question + " [y]es, this time / [a]lways / [N]o: ");
  if (!answer || answer->empty()) return run::VaultAnswer::kNo;
  const char first = answer->front();
  if (first == 'a' || first == 'A') return run::VaultAnswer::kAlways;
  return first == 'y' || first == 'Y' ? run::VaultAnswer::kOnce : run::VaultAnswer::kNo;
}

/// Names come from the collection, which would like to look like another or to scroll the question away.
std::string secrets_question(const run::VaultWish& wanted, const vault::Contents& contents) {
  constexpr std::size_t kShownWidth = 100;
  constexpr std::size_t kShownSecrets = 20;
  const auto shown = [](const std::string& text) {
    return report::shorten(report::one_line(text), kShownWidth, "...");
  };
  std::string text = fmt::format("The collection \"{}\" ({}) wants to use secrets of your vault:\n",
                                 shown(wanted.remembered.collection_name), shown(wanted.remembered.collection_path));
  std::size_t count = 0;
  for (const std::string& name : wanted.secrets) {
    if (++count > kShownSecrets) break;
    text += fmt::format("  {}  (goes to {})\n", shown(name), shown(domains_of(contents, name)));
  }
  if (count > kShownSecrets) text += fmt::format("  and {} more\n", wanted.secrets.size() - kShownSecrets);
  return text + "Allow?";
}

std::string scripts_question(const run::VaultWish& wanted) {
  const std::string_view what = !wanted.scripts_write  ? "read the values"
                                : !wanted.scripts_read ? "set and remove secrets"
                                                       : "read the values, and set and remove secrets";
  return fmt::format("Its scripts want to {}; allow that only to scripts that you trust.\nAllow?", what);
}

/// Who does not let requests use a secret is not asked about scripts.
run::VaultAnswers ask_on_terminal(const run::VaultWish& wish, const vault::Contents& contents) {
  run::VaultAnswers answers;
  if (!wish.secrets.empty()) {
    answers.secrets = ask(secrets_question(wish, contents));
    if (answers.secrets == run::VaultAnswer::kNo) return answers;
  }
  if (wish.scripts()) answers.scripts = ask(scripts_question(wish));
  return answers;
}

void warn_of_expiry(const vault::Contents& contents, const run::VaultReferences& references) {
  for (const auto* names : {&references.in_requests, &references.in_scripts}) {
    for (const std::string& name : *names) {
      const vault::Entry* entry = contents.find(name);
      const std::string warning = entry == nullptr ? "" : expiry_warning(*entry, unix_now_ms());
      if (!warning.empty()) fmt::print(stderr, "warning: the vault secret \"{}\" {}\n", name, warning);
    }
  }
}

}  // namespace

std::string canonical_location(const std::string& location) {
  if (location.starts_with("http://") || location.starts_with("https://") || location == "-") return location;
  std::error_code error;
  const std::filesystem::path path = std::filesystem::weakly_canonical(location, error);
  return error ? location : path.string();
}

Result<std::unique_ptr<run::VaultUse>> open_for_run(const VaultRunArguments& arguments, const Inputs& inputs,
                                                    const std::string& location) {
  const run::VaultReferences references =
      run::find_vault_references(*inputs.collection, {&inputs.options.environment, &inputs.options.globals});
  vault::Store store = store_at(arguments.place);
  if (arguments.off || references.empty() || !store.exists()) return std::unique_ptr<run::VaultUse>();
  keep_out_of_core_dumps();
  SIGNET_TRY(vault::VaultKey key, unlock_vault(store, arguments.place));
  SIGNET_TRY(vault::Consent consent, run::make_consent(*inputs.collection, canonical_location(location)));

  run::VaultUseOptions options;
  options.granted.secrets.insert(arguments.allowed.begin(), arguments.allowed.end());
  options.granted.scripts_read = arguments.scripts;
  if (!arguments.consent_file.empty()) SIGNET_CHECK(read_consent_file(arguments.consent_file, options.granted));
  if (can_prompt()) options.ask = ask_on_terminal;
  options.make_context = [world = ProviderWorld(inputs.options.http)] { return world.context(); };
  options.warn = [](const std::string& text) { fmt::print(stderr, "warning: {}\n", report::one_line(text)); };
  options.opened = [&references](const vault::Contents& contents) { warn_of_expiry(contents, references); };
  return run::VaultUse::begin(std::move(store), std::move(key), references, std::move(consent), std::move(options));
}

}  // namespace signet::cli
