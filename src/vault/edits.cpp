#include "vault/edits.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"

namespace signet::vault {

namespace {

void put_version(Store::Writer& writer, Entry& entry, SecretString value) {
  entry.versions.insert(entry.versions.begin(), Version{make_uuid(), std::move(value), writer.now_ms});
  if (entry.versions.size() > kMaxVersions) entry.versions.resize(kMaxVersions);
  entry.link.clear();
}

Error no_entry(const Contents& contents, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Entry& entry : contents.entries) names.push_back(entry.name);
  const std::string_view near = nearest(name, names);
  return fail(ErrorCode::kNotFound, fmt::format("the vault has no secret \"{}\"", name),
              near.empty() ? "signet vault list shows them" : fmt::format("did you mean \"{}\"?", near));
}

}  // namespace

Result<Entry*> add_entry(Store::Writer& writer, std::string_view name) {
  SIGNET_CHECK(check_entry_name(name));
  if (writer.contents.find(name) != nullptr) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the vault has a secret \"{}\" already", name),
                "signet vault edit changes it");
  }
  Entry& entry = writer.contents.entries.emplace_back();
  entry.id = make_uuid();
  entry.name = name;
  entry.created_ms = entry.changed_ms = writer.now_ms;
  writer.touch(entry.edits);
  return &entry;
}

Result<Entry*> edit_entry(Store::Writer& writer, std::string_view name) {
  Entry* entry = writer.contents.find(name);
  if (entry == nullptr) return no_entry(writer.contents, name);
  entry->changed_ms = writer.now_ms;
  writer.touch(entry->edits);
  return entry;
}

Status put_value(Store::Writer& writer, std::string_view name, SecretString value) {
  auto entry = writer.contents.find(name) == nullptr ? add_entry(writer, name) : edit_entry(writer, name);
  if (!entry) return std::move(entry).error();
  put_version(writer, **entry, std::move(value));
  return {};
}

Status roll_back(Store::Writer& writer, std::string_view name, std::string_view version_id) {
  SIGNET_TRY(Entry* const entry, edit_entry(writer, name));
  const auto is_meant = [version_id](const Version& version) { return version.id.starts_with(version_id); };
  const auto found = std::find_if(entry->versions.begin(), entry->versions.end(), is_meant);
  if (version_id.empty() || found == entry->versions.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("\"{}\" has no version \"{}\"", name, version_id),
                fmt::format("signet vault get \"{}\" --history shows them", name));
  }
  if (std::count_if(entry->versions.begin(), entry->versions.end(), is_meant) > 1) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" starts the ids of several versions", version_id),
                "give more of it");
  }
  put_version(writer, *entry, found->value.clone());
  return {};
}

Status rename_entry(Store::Writer& writer, std::string_view name, std::string_view new_name) {
  SIGNET_CHECK(check_entry_name(new_name));
  if (writer.contents.find(new_name) != nullptr) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the vault has a secret \"{}\" already", new_name),
                "choose another name, or remove that one first");
  }
  SIGNET_TRY(Entry* const entry, edit_entry(writer, name));
  entry->name = new_name;
  return {};
}

Status remove_entry(Store::Writer& writer, std::string_view name) {
  SIGNET_TRY(const Entry* const entry, edit_entry(writer, name));
  writer.contents.tombstones.push_back({entry->id, writer.now_ms, entry->edits});
  const std::string id = entry->id;
  std::erase_if(writer.contents.entries, [&id](const Entry& other) { return other.id == id; });
  return {};
}

std::size_t revoke_consents(Store::Writer& writer, std::string_view which, std::string_view collection_path) {
  const auto is_meant = [&](const Consent& consent) {
    return which == "all" || (!which.empty() && consent.id.starts_with(which)) ||
           consent.collection_path == collection_path;
  };
  for (Consent& consent : writer.contents.consents) {
    if (!is_meant(consent)) continue;
    writer.touch(consent.edits);
    writer.contents.tombstones.push_back({consent.id, writer.now_ms, consent.edits});
  }
  return std::erase_if(writer.contents.consents, is_meant);
}

void put_provider(Store::Writer& writer, const ProviderConfig& config) {
  auto& providers = writer.contents.providers;
  auto& tombstones = writer.contents.tombstones;
  const auto present = std::find_if(providers.begin(), providers.end(),
                                    [&config](const ProviderConfig& other) { return other.name == config.name; });
  ProviderConfig& kept = present == providers.end() ? providers.emplace_back() : *present;
  Edits edits = std::move(kept.edits);
  // It knows of its removal, and is newer than that.
  const std::string removed = provider_tombstone(config.name);
  for (const Tombstone& stone : tombstones) {
    if (stone.id == removed) edits = stone.edits;
  }
  std::erase_if(tombstones, [&removed](const Tombstone& stone) { return stone.id == removed; });
  kept = copy(config);
  kept.edits = std::move(edits);
  writer.touch(kept.edits);
}

Status remove_provider(Store::Writer& writer, std::string_view name) {
  auto& providers = writer.contents.providers;
  const auto found = std::find_if(providers.begin(), providers.end(),
                                  [name](const ProviderConfig& provider) { return provider.name == name; });
  if (found == providers.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("there is no provider \"{}\"", name),
                "signet vault provider list shows them");
  }
  writer.touch(found->edits);
  std::erase_if(writer.contents.tombstones,
                [name](const Tombstone& stone) { return stone.id == provider_tombstone(name); });
  writer.contents.tombstones.push_back({provider_tombstone(name), writer.now_ms, found->edits});
  providers.erase(found);
  return {};
}

void note_use(Store::Writer& writer, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (Entry* entry = writer.contents.find(name)) entry->used_ms = writer.now_ms;
  }
}

}  // namespace signet::vault
