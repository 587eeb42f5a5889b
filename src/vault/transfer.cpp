#include "vault/transfer.h"

#include <algorithm>

#include "crypto/age.h"
#include "vault/contents_json.h"
#include "vault/edits.h"

namespace signet::vault {

namespace {

/// Takes the entry's state into this vault, as an edit of this machine.
Status take_entry(Store::Writer& writer, Entry entry, bool replaces, Imported& imported) {
  Entry* present = writer.contents.find(entry.name);
  if (present != nullptr && !replaces) {
    imported.kept.push_back(entry.name);
    return {};
  }
  (present == nullptr ? imported.added : imported.replaced).push_back(entry.name);
  auto place = present == nullptr ? add_entry(writer, entry.name) : edit_entry(writer, entry.name);
  if (!place) return std::move(place).error();
  Entry& into = **place;
  entry.id = into.id;
  entry.edits = std::move(into.edits);
  entry.changed_ms = writer.now_ms;
  // Replaced values stay in the history.
  for (Version& version : into.versions) entry.versions.push_back(std::move(version));
  if (entry.versions.size() > kMaxVersions) entry.versions.resize(kMaxVersions);
  into = std::move(entry);
  return {};
}

void take_provider(Store::Writer& writer, ProviderConfig provider, bool replaces, Imported& imported) {
  auto& providers = writer.contents.providers;
  const auto present = std::find_if(providers.begin(), providers.end(),
                                    [&provider](const ProviderConfig& other) { return other.name == provider.name; });
  if (present != providers.end() && !replaces) {
    imported.kept.push_back(provider.name);
    return;
  }
  (present == providers.end() ? imported.added : imported.replaced).push_back(provider.name);
  ProviderConfig& into = present == providers.end() ? providers.emplace_back() : *present;
  Edits edits = std::move(into.edits);
  into = std::move(provider);
  into.edits = std::move(edits);
  writer.touch(into.edits);
}

}  // namespace

SecretString export_contents(Contents contents) {
  contents.consents.clear();
  contents.tombstones.clear();
  return contents_to_json(contents);
}

Result<std::string> export_for(Contents contents, const SecretString& passphrase) {
  return crypto::age_encrypt(export_contents(std::move(contents)).expose(), passphrase);
}

Result<Imported> import_contents(Store::Writer& writer, Contents theirs, bool replaces) {
  Imported imported;
  for (Entry& entry : theirs.entries) SIGNET_CHECK(take_entry(writer, std::move(entry), replaces, imported));
  for (ProviderConfig& provider : theirs.providers) take_provider(writer, std::move(provider), replaces, imported);
  return imported;
}

}  // namespace signet::vault
