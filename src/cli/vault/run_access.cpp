#include "cli/vault/run_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "base/ids.h"
#include "base/secret_memory.h"
#include "base/text.h"
#include "base/time.h"
#include "cli/terminal.h"
#include "cli/vault/provider_context.h"
#include "cli/vault/text.h"
#include "report/plain_text.h"
#include "run/vault_references.h"
#include "vault/edits.h"

namespace signet::cli {

namespace {

/// Uses are noted this seldom, so that runs do not write the vault each time.
constexpr std::int64_t kUseNotedMs = 60'000;

void add_all(std::set<std::string, std::less<>>& into, const std::vector<std::string>& names) {
  into.insert(names.begin(), names.end());
}

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

/// `fresh` with what was allowed before for this very file; its scripts only as long as they are the same.
vault::Consent with_stored(const vault::Contents& contents, vault::Consent fresh) {
  for (const vault::Consent& stored : contents.consents) {
    if (stored.collection_path != fresh.collection_path) continue;
    fresh.secrets.insert(fresh.secrets.end(), stored.secrets.begin(), stored.secrets.end());
    const bool same_scripts = stored.scripts_digest == fresh.scripts_digest;
    fresh.scripts_read = fresh.scripts_read || (stored.scripts_read && same_scripts);
    fresh.scripts_write = fresh.scripts_write || (stored.scripts_write && same_scripts);
    if (!same_scripts && (stored.scripts_read || stored.scripts_write)) {
      fmt::print(stderr, "warning: the scripts of \"{}\" have changed since they were allowed to use the vault\n",
                 report::one_line(fresh.collection_name));
    }
  }
  return fresh;
}

void add_to(vault::Grant& grant, const vault::Consent& consent) {
  add_all(grant.secrets, consent.secrets);
  grant.scripts_read = grant.scripts_read || consent.scripts_read;
  grant.scripts_write = grant.scripts_write || consent.scripts_write;
}

/// Adds what `given` allows to what is remembered, each name once.
void add_missing(vault::Consent& remembered, const vault::Consent& given) {
  for (const std::string& name : given.secrets) {
    if (std::find(remembered.secrets.begin(), remembered.secrets.end(), name) == remembered.secrets.end()) {
      remembered.secrets.push_back(name);
    }
  }
  remembered.scripts_read = remembered.scripts_read || given.scripts_read;
  remembered.scripts_write = remembered.scripts_write || given.scripts_write;
}

/// What a collection wants beyond what it may.
struct Wanted {
  std::set<std::string, std::less<>> secrets;
  bool scripts_read = false;
  bool scripts_write = false;
  [[nodiscard]] bool scripts() const { return scripts_read || scripts_write; }
};

Wanted missing_in(const vault::Grant& grant, const run::VaultReferences& references) {
  Wanted wanted;
  for (const auto* names : {&references.in_requests, &references.in_scripts}) {
    for (const std::string& name : *names) {
      if (!grant.covers(name, vault::Use::kRequest)) wanted.secrets.insert(name);
    }
  }
  wanted.scripts_read = references.scripts_read && !grant.scripts_read;
  wanted.scripts_write = references.scripts_write && !grant.scripts_write;
  return wanted;
}

/// Where the secret may go, for the question.
std::string domains_of(const vault::Contents& contents, const std::string& name) {
  if (const vault::Entry* entry = contents.find(name)) return domains_text(entry->domains);
  const vault::ProviderConfig* provider = contents.find_provider(name.substr(0, name.find(':')));
  return provider == nullptr ? "not in the vault" : domains_text(provider->domains);
}

enum class Answer { kNo, kOnce, kAlways };

Answer ask(const std::string& question) {
  const auto answer = prompt_line(question + " [y]es, this time / [a]lways / [N]o: ");
  if (!answer || answer->empty()) return Answer::kNo;
  const char first = answer->front();
  if (first == 'a' || first == 'A') return Answer::kAlways;
  return first == 'y' || first == 'Y' ? Answer::kOnce : Answer::kNo;
}

/// Names come from the collection, which would like to look like another or to scroll the question away.
std::string secrets_question(const vault::Consent& consent, const Wanted& wanted, const vault::Contents& contents) {
  constexpr std::size_t kShownWidth = 100;
  constexpr std::size_t kShownSecrets = 20;
  const auto shown = [](const std::string& text) {
    return report::shorten(report::one_line(text), kShownWidth, "...");
  };
  std::string text = fmt::format("The collection \"{}\" ({}) wants to use secrets of your vault:\n",
                                 shown(consent.collection_name), shown(consent.collection_path));
  std::size_t count = 0;
  for (const std::string& name : wanted.secrets) {
    if (++count > kShownSecrets) break;
    text += fmt::format("  {}  (goes to {})\n", shown(name), shown(domains_of(contents, name)));
  }
  if (count > kShownSecrets) text += fmt::format("  and {} more\n", wanted.secrets.size() - kShownSecrets);
  return text + "Allow?";
}

std::string scripts_question(const Wanted& wanted) {
  const std::string_view what = !wanted.scripts_write  ? "read the values"
                                : !wanted.scripts_read ? "set and remove secrets"
                                                       : "read the values, and set and remove secrets";
  return fmt::format("Its scripts want to {}; allow that only to scripts that you trust.\nAllow?", what);
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

/// References to providers, those of linked entries among them.
std::vector<std::string> provider_references(const vault::Contents& contents, const vault::Grant& grant,
                                             const run::VaultReferences& references) {
  std::vector<std::string> out;
  for (const std::string& name : references.in_requests) {
    if (!grant.covers(name, vault::Use::kRequest)) continue;
    const vault::Entry* entry = contents.find(name);
    if (entry != nullptr && !entry->link.empty()) out.push_back(entry->link);
    if (entry == nullptr && name.find(':') != std::string::npos) out.push_back(name);
  }
  return out;
}

std::vector<vault::ProviderConfig> take_providers(const vault::Contents& contents) {
  std::vector<vault::ProviderConfig> configs;
  for (const vault::ProviderConfig& config : contents.providers) configs.push_back(vault::copy(config));
  return configs;
}

}  // namespace

std::string canonical_location(const std::string& location) {
  if (location.starts_with("http://") || location.starts_with("https://") || location == "-") return location;
  std::error_code error;
  const std::filesystem::path path = std::filesystem::weakly_canonical(location, error);
  return error ? location : path.string();
}

Result<vault::Consent> make_consent(const model::Collection& collection, const std::string& location) {
  vault::Consent consent;
  consent.id = make_uuid();
  consent.collection_path = canonical_location(location);
  consent.collection_name = collection.name;
  SIGNET_TRY(consent.scripts_digest, run::scripts_digest(collection));
  return consent;
}

Status store_consent(vault::Store& store, const vault::VaultKey& key, const vault::Consent& consent) {
  return store.update(key, [&consent](vault::Store::Writer& writer) -> Status {
    (void)vault::revoke_consents(writer, "", consent.collection_path);
    vault::Consent& kept = writer.contents.consents.emplace_back(consent);
    kept.granted_ms = writer.now_ms;
    writer.touch(kept.edits);
    return {};
  });
}

namespace {

/// Adds what the user answers to the grant, and remembers what is for always with what was before. Scripts are asked
/// about apart: who lets requests use a secret need not let scripts have it.
Status ask_for_missing(vault::Store& store, const vault::VaultKey& key, const vault::Contents& contents,
                       const run::VaultReferences& references, vault::Consent remembered, vault::Grant& grant) {
  const Wanted wanted = missing_in(grant, references);
  if (!can_prompt()) return {};
  bool remember = false;
  const auto take = [&](Answer answer, const vault::Consent& given) {
    if (answer == Answer::kNo) return false;
    add_to(grant, given);
    if (answer == Answer::kAlways) {
      add_missing(remembered, given);
      remember = true;
    }
    return true;
  };
  if (!wanted.secrets.empty()) {
    vault::Consent given;
    given.secrets.assign(wanted.secrets.begin(), wanted.secrets.end());
    if (!take(ask(secrets_question(remembered, wanted, contents)), given)) return {};
  }
  if (wanted.scripts()) {
    vault::Consent given;
    given.scripts_read = wanted.scripts_read;
    given.scripts_write = wanted.scripts_write;
    (void)take(ask(scripts_question(wanted)), given);
  }
  return remember ? store_consent(store, key, remembered) : Status();
}

}  // namespace

RunAccess::~RunAccess() = default;

Result<std::unique_ptr<RunAccess>> open_for_run(const VaultRunArguments& arguments, const Inputs& inputs,
                                                const std::string& location) {
  const run::VaultReferences references =
      run::find_vault_references(*inputs.collection, {&inputs.options.environment, &inputs.options.globals});
  vault::Store store = store_at(arguments.place);
  if (arguments.off || references.empty() || !store.exists()) return std::unique_ptr<RunAccess>();
  keep_out_of_core_dumps();
  SIGNET_TRY(vault::VaultKey key, unlock_vault(store, arguments.place));
  SIGNET_TRY(vault::Opened opened, store.open(key));
  SIGNET_TRY(const vault::Consent consent, make_consent(*inputs.collection, location));

  vault::Grant grant;
  add_all(grant.secrets, arguments.allowed);
  grant.scripts_read = arguments.scripts;
  if (!arguments.consent_file.empty()) SIGNET_CHECK(read_consent_file(arguments.consent_file, grant));
  const vault::Consent remembered = with_stored(opened.contents, consent);
  add_to(grant, remembered);
  SIGNET_CHECK(ask_for_missing(store, key, opened.contents, references, remembered, grant));
  warn_of_expiry(opened.contents, references);

  auto run = std::make_unique<RunAccess>(std::move(store), std::move(key));
  vault::Access::Sources sources;
  if (!opened.contents.providers.empty()) {
    const ProviderWorld world(inputs.options.http);
    run->providers_ = std::make_unique<vault::Providers>(
        take_providers(opened.contents), [world] { return world.context(); }, unix_now_ms);
    run->providers_->prefetch(provider_references(opened.contents, grant, references));
    sources.provider = [providers = run->providers_.get()](std::string_view name) { return providers->get(name); };
  }
  sources.update = [owner = run.get()](const auto& change) { return owner->store_.update(owner->key_, change); };
  run->access_ = std::make_unique<vault::Access>(std::move(opened.contents), std::move(grant), std::move(sources));
  return run;
}

void RunAccess::finish() {
  const std::vector<std::string> used = access_->used();
  // A vault that cannot be written, or is busy, is no reason to fail a run that is over.
  if (!used.empty()) {
    auto present = store_.open(key_);
    const auto is_stale = [&present](const std::string& name) {
      const vault::Entry* entry = present->contents.find(name);
      return entry != nullptr && entry->used_ms + kUseNotedMs < unix_now_ms();
    };
    if (present && std::any_of(used.begin(), used.end(), is_stale)) {
      (void)store_.update(key_, [&used](vault::Store::Writer& writer) -> Status {
        vault::note_use(writer, used);
        return {};
      });
    }
  }
  if (providers_) providers_->close();
}

}  // namespace signet::cli
