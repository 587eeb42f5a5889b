// Parts of merge(): tombstones, consents and providers of two copies of a vault.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "vault/contents.h"

namespace signet::vault {

/// The higher count of each machine.
void join_edits(Edits& into, const Edits& other);
[[nodiscard]] bool same_rules(const std::vector<DomainRule>& a, const std::vector<DomainRule>& b);

/// What was removed, in either copy.
class Tombstones {
 public:
  explicit Tombstones(std::vector<Tombstone> list) { add(std::move(list)); }
  void add(std::vector<Tombstone> list);
  [[nodiscard]] bool has(const std::string& id) const { return by_id_.contains(id); }
  /// Whether it was removed by somebody who knew all of its edits.
  [[nodiscard]] bool cover(const std::string& id, const Edits& edits) const;
  void forget(const std::string& id) { by_id_.erase(id); }
  /// In the order of their removal.
  [[nodiscard]] std::vector<Tombstone> list() &&;

 private:
  std::unordered_map<std::string, Tombstone> by_id_;
};

/// Consents only shrink: a removed one is gone, and of two that differ what both allow is left.
void merge_consents(std::vector<Consent>& mine, std::vector<Consent> theirs, const Tombstones& tombstones);

/// Newer edits win; of two that were changed apart one is kept as "NAME-conflict-…".
void merge_providers(std::vector<ProviderConfig>& mine, std::vector<ProviderConfig> theirs,
                     const Tombstones& tombstones, std::vector<std::string>& conflicts);

}  // namespace signet::vault
