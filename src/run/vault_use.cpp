#include "run/vault_use.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ids.h"
#include "base/time.h"
#include "vault/edits.h"

namespace signet::run {

namespace {

/// Uses are noted this seldom, so that runs do not write the vault each time.
constexpr std::int64_t kUseNotedMs = 60'000;

void add_all(std::set<std::string, std::less<>>& into, const std::vector<std::string>& names) {
  into.insert(names.begin(), names.end());
}

/// `fresh` with what was allowed before for this very file; its scripts only as long as they are the same.
vault::Consent with_stored(const vault::Contents& contents, vault::Consent fresh, const VaultUseOptions& options) {
  for (const vault::Consent& stored : contents.consents) {
    if (stored.collection_path != fresh.collection_path) continue;
    fresh.secrets.insert(fresh.secrets.end(), stored.secrets.begin(), stored.secrets.end());
    const bool same_scripts = stored.scripts_digest == fresh.scripts_digest;
    fresh.scripts_read = fresh.scripts_read || (stored.scripts_read && same_scripts);
    fresh.scripts_write = fresh.scripts_write || (stored.scripts_write && same_scripts);
    if (!same_scripts && (stored.scripts_read || stored.scripts_write) && options.warn) {
      options.warn(fmt::format("the scripts of \"{}\" have changed since they were allowed to use the vault",
                               fresh.collection_name));
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

VaultWish missing_in(const vault::Grant& grant, const VaultReferences& references) {
  VaultWish wanted;
  for (const auto* names : {&references.in_requests, &references.in_scripts}) {
    for (const std::string& name : *names) {
      if (!grant.covers(name, vault::Use::kRequest)) wanted.secrets.insert(name);
    }
  }
  wanted.scripts_read = references.scripts_read && !grant.scripts_read;
  wanted.scripts_write = references.scripts_write && !grant.scripts_write;
  return wanted;
}

/// Adds what the user answers to the grant, and remembers what is for always with what was before.
Status ask_for_missing(vault::Store& store, const vault::VaultKey& key, const vault::Contents& contents, VaultWish wish,
                       const VaultUseOptions& options, vault::Grant& grant) {
  if (wish.empty() || !options.ask) return {};
  const VaultAnswers answers = options.ask(wish, contents);
  vault::Consent secrets;
  secrets.secrets.assign(wish.secrets.begin(), wish.secrets.end());
  vault::Consent scripts;
  scripts.scripts_read = wish.scripts_read;
  scripts.scripts_write = wish.scripts_write;
  bool remember = false;
  const auto take = [&](VaultAnswer answer, const vault::Consent& given) {
    if (answer == VaultAnswer::kNo) return;
    add_to(grant, given);
    if (answer != VaultAnswer::kAlways) return;
    add_missing(wish.remembered, given);
    remember = true;
  };
  take(answers.secrets, secrets);
  take(answers.scripts, scripts);
  return remember ? store_consent(store, key, wish.remembered) : Status();
}

/// References to providers, those of linked entries among them.
std::vector<std::string> provider_references(const vault::Contents& contents, const vault::Grant& grant,
                                             const VaultReferences& references) {
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

Result<vault::Consent> make_consent(const model::Collection& collection, std::string location) {
  vault::Consent consent;
  consent.id = make_uuid();
  consent.collection_path = std::move(location);
  consent.collection_name = collection.name;
  SIGNET_TRY(consent.scripts_digest, scripts_digest(collection));
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

VaultUse::~VaultUse() = default;

Result<std::unique_ptr<VaultUse>> VaultUse::begin(vault::Store store, vault::VaultKey key,
                                                  const VaultReferences& references, vault::Consent consent,
                                                  VaultUseOptions options) {
  SIGNET_TRY(vault::Opened opened, store.open(key));
  if (options.opened) options.opened(opened.contents);
  vault::Grant grant = std::move(options.granted);
  vault::Consent remembered = with_stored(opened.contents, std::move(consent), options);
  add_to(grant, remembered);
  VaultWish wish = missing_in(grant, references);
  wish.remembered = std::move(remembered);
  SIGNET_CHECK(ask_for_missing(store, key, opened.contents, std::move(wish), options, grant));

  auto use = std::make_unique<VaultUse>(std::move(store), std::move(key));
  vault::Access::Sources sources;
  if (!opened.contents.providers.empty()) {
    use->providers_ = std::make_unique<vault::Providers>(take_providers(opened.contents),
                                                         std::move(options.make_context), unix_now_ms);
    use->providers_->prefetch(provider_references(opened.contents, grant, references));
    sources.provider = [providers = use->providers_.get()](std::string_view name) { return providers->get(name); };
  }
  sources.update = [owner = use.get()](const auto& change) { return owner->store_.update(owner->key_, change); };
  use->access_ = std::make_unique<vault::Access>(std::move(opened.contents), std::move(grant), std::move(sources));
  return use;
}

void VaultUse::finish() {
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

}  // namespace signet::run
