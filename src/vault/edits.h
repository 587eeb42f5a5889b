// Changes of a vault's contents, made inside Store::update: each counts as an edit of this machine.
#pragma once

#include <string_view>

#include "vault/store.h"

namespace signet::vault {

/// A new entry without a value. Fails with kInvalidInput when the name is taken or is no entry name.
[[nodiscard]] Result<Entry*> add_entry(Store::Writer& writer, std::string_view name);
/// The entry, its edit counted, or kNotFound with the nearest name.
[[nodiscard]] Result<Entry*> edit_entry(Store::Writer& writer, std::string_view name);
/// A new version of the value; the entry is made when it is missing. A link is cut.
[[nodiscard]] Status put_value(Store::Writer& writer, std::string_view name, SecretString value);
/// Makes an earlier version the value again, as a new version. `version_id` may be its start.
[[nodiscard]] Status roll_back(Store::Writer& writer, std::string_view name, std::string_view version_id);
[[nodiscard]] Status rename_entry(Store::Writer& writer, std::string_view name, std::string_view new_name);
/// Leaves a tombstone.
[[nodiscard]] Status remove_entry(Store::Writer& writer, std::string_view name);
/// Takes consents back, whose id starts with `which` or whose collection it is; says how many.
std::size_t revoke_consents(Store::Writer& writer, std::string_view which, std::string_view collection_path);
/// A new provider, or new settings for the one of that name. One that was removed before is there again, on every
/// machine.
void put_provider(Store::Writer& writer, const ProviderConfig& config);
/// Leaves a tombstone.
[[nodiscard]] Status remove_provider(Store::Writer& writer, std::string_view name);
/// Notes the use of entries; no edit, so that two machines do not diverge by it.
void note_use(Store::Writer& writer, const std::vector<std::string>& names);

}  // namespace signet::vault
