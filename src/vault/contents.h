// What a vault holds, as plain data: entries, consents, providers. Everything here is inside the encrypted body.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "vault/domains.h"

namespace signet::vault {

/// How often each machine has edited something: two copies of it can be told older, newer or diverged (version vector).
using Edits = std::map<std::string, std::uint64_t, std::less<>>;

enum class Order { kEqual, kOlder, kNewer, kDiverged };
[[nodiscard]] Order compare(const Edits& a, const Edits& b);

/// A value that an entry has or had.
struct Version {
  std::string id;
  SecretString value;
  std::int64_t created_ms = 0;
};

struct Entry {
  std::string id;    ///< a UUID; stays through renames
  std::string name;  ///< is_entry_name()
  /// "PROVIDER:REFERENCE": the value is read from there, and `versions` is empty.
  std::string link;
  std::vector<Version> versions;  ///< newest first; the first one is the value
  std::vector<DomainRule> domains;
  std::string note;
  std::vector<std::string> tags;
  std::int64_t created_ms = 0;
  std::int64_t changed_ms = 0;
  std::int64_t used_ms = 0;  ///< 0: never
  std::optional<std::int64_t> expires_ms;
  Edits edits;
  SecretString unknown;  ///< members that a newer Signet wrote, as a JSON object; empty: none

  [[nodiscard]] const SecretString* value() const { return versions.empty() ? nullptr : &versions.front().value; }
};

inline constexpr std::size_t kMaxNameBytes = 128;
/// 1 to kMaxNameBytes bytes of UTF-8 without control characters, braces, ':' (it parts providers from references) and
/// blanks at the ends.
[[nodiscard]] Status check_entry_name(std::string_view name);

/// Versions kept of one entry, the current one included; older ones fall off.
inline constexpr std::size_t kMaxVersions = 20;

/// A removed entry, consent or provider, kept so that a copy which still has it does not bring it back.
struct Tombstone {
  std::string id;
  std::int64_t removed_ms = 0;
  Edits edits;
};

/// The id under which a removed provider is kept.
[[nodiscard]] std::string provider_tombstone(std::string_view name);

/// What a collection may use, as its user allowed. Bound to the file and to its scripts: another file, or changed
/// scripts, are asked about anew.
struct Consent {
  std::string id;
  std::string collection_path;  ///< canonical path, or the URL it was loaded from
  std::string collection_name;
  std::string scripts_digest;        ///< SHA-256 in hex over every script of the collection
  std::vector<std::string> secrets;  ///< names for {{vault:...}}; "*": all
  bool scripts_read = false;         ///< pm.vault.get of those secrets
  bool scripts_write = false;        ///< pm.vault.set and unset of those secrets
  std::int64_t granted_ms = 0;
  Edits edits;
};

/// A configured provider.
struct ProviderConfig {
  std::string name;  ///< used as {{vault:NAME:reference}}; letters, digits, '-', '_', '.'
  std::string type;  ///< "1password", "aws", "azure", "hashicorp"
  std::map<std::string, std::string, std::less<>> settings;      ///< address, region, method ...
  std::map<std::string, SecretString, std::less<>> credentials;  ///< tokens, passwords, keys
  std::vector<DomainRule> domains;                               ///< where its secrets may go
  std::int64_t ttl_seconds = 300;                                ///< how long a value is kept in memory
  Edits edits;
};

/// A copy, credentials included.
[[nodiscard]] ProviderConfig copy(const ProviderConfig& config);

struct Contents {
  std::vector<Entry> entries;
  std::vector<Tombstone> tombstones;
  std::vector<Consent> consents;
  std::vector<ProviderConfig> providers;
  Edits edits;                        ///< of the whole vault: every write counts
  std::vector<SecretString> unknown;  ///< records that a newer Signet wrote, as lines of JSON

  [[nodiscard]] const Entry* find(std::string_view name) const;
  [[nodiscard]] Entry* find(std::string_view name);
  [[nodiscard]] const ProviderConfig* find_provider(std::string_view name) const;
};

}  // namespace signet::vault
