#include "app/vault/vault_runs.h"

#include <fmt/format.h>

#include "vault/domains.h"

namespace signet::app {

namespace {

constexpr std::size_t kShownOfDigest = 16;

/// Where the secret may go; empty: the vault does not have it.
std::string domains_of(const vault::Contents& contents, const std::string& name) {
  if (const vault::Entry* entry = contents.find(name)) return domains_text(entry->domains);
  const vault::ProviderConfig* provider = contents.find_provider(name.substr(0, name.find(':')));
  return provider == nullptr ? "" : domains_text(provider->domains);
}

Question question_of(const run::VaultWish& wish, const vault::Contents& contents) {
  Question question;
  question.collection = wish.remembered.collection_name;
  question.location = wish.remembered.collection_path;
  for (const std::string& name : wish.secrets) question.secrets.push_back({name, domains_of(contents, name)});
  question.scripts_read = wish.scripts_read;
  question.scripts_write = wish.scripts_write;
  return question;
}

}  // namespace

Status VaultRuns::open_for(const Question& question, const std::function<bool()>& is_stopped) {
  if (vault_.is_open()) return {};
  const Questions::Shown shown(questions_, question);
  if (vault_.wait_until_open(Questions::kPatience, is_stopped)) return {};
  return fail(ErrorCode::kPermission, "the vault is locked", "open it on its page and send again");
}

Result<std::unique_ptr<run::VaultUse>> VaultRuns::begin(const VaultCaller& caller,
                                                        const std::function<bool()>& is_stopped) {
  const run::VaultReferences references =
      run::find_vault_references(caller.collection, {&caller.environment, &caller.globals});
  if (references.empty() || !vault_.exists()) return std::unique_ptr<run::VaultUse>();
  SIGNET_TRY(vault::Consent consent, run::make_consent(caller.collection, caller.location));
  if (references.scripts_read || references.scripts_write) {
    consent.collection_path += fmt::format("#scripts-{}", consent.scripts_digest.substr(0, kShownOfDigest));
  }
  Question opening;
  opening.to_unlock = true;
  opening.collection = consent.collection_name;
  opening.location = consent.collection_path;
  SIGNET_CHECK(open_for(opening, is_stopped));
  SIGNET_TRY(vault::VaultKey key, vault_.key());

  run::VaultUseOptions options;
  options.make_context = make_context_;
  options.ask = [this, &is_stopped](const run::VaultWish& wish, const vault::Contents& contents) {
    return questions_.ask(question_of(wish, contents), is_stopped);
  };
  return run::VaultUse::begin(vault_.store(), std::move(key), references, std::move(consent), std::move(options));
}

}  // namespace signet::app
