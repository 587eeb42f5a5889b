#include "vault/merge_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace signet::vault {

namespace {

bool allows_all(const std::vector<std::string>& secrets) {
  return std::find(secrets.begin(), secrets.end(), "*") != secrets.end();
}

/// Leaves in `mine` what both allow.
void intersect(Consent& mine, const Consent& theirs) {
  if (allows_all(mine.secrets)) {
    mine.secrets = theirs.secrets;
  } else if (!allows_all(theirs.secrets)) {
    std::erase_if(mine.secrets, [&theirs](const std::string& name) {
      return std::find(theirs.secrets.begin(), theirs.secrets.end(), name) == theirs.secrets.end();
    });
  }
  const bool same_scripts = mine.scripts_digest == theirs.scripts_digest;
  mine.scripts_read = mine.scripts_read && theirs.scripts_read && same_scripts;
  mine.scripts_write = mine.scripts_write && theirs.scripts_write && same_scripts;
  // The scripts that are asked about next are those of the later consent, on every machine.
  if (std::tie(theirs.granted_ms, theirs.scripts_digest) > std::tie(mine.granted_ms, mine.scripts_digest)) {
    mine.scripts_digest = theirs.scripts_digest;
    mine.granted_ms = theirs.granted_ms;
  }
  mine.id = std::min(mine.id, theirs.id);
  join_edits(mine.edits, theirs.edits);
}

bool same_state(const ProviderConfig& a, const ProviderConfig& b) {
  return a.type == b.type && a.settings == b.settings && a.credentials == b.credentials &&
         a.ttl_seconds == b.ttl_seconds && same_rules(a.domains, b.domains);
}

/// "NAME-conflict-1a2b3c4d": the same wherever the loser is kept.
std::string loser_name(const ProviderConfig& loser) {
  constexpr std::size_t kDigits = 8;
  std::string state = loser.name;
  for (const auto& [machine, count] : loser.edits) state += fmt::format(" {} {}", machine, count);
  return fmt::format("{}-conflict-{}", loser.name, hex_encode(crypto::sha256(state)).substr(0, kDigits));
}

ProviderConfig* find(std::vector<ProviderConfig>& list, std::string_view name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [name](const ProviderConfig& one) { return one.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

void join_edits(Edits& into, const Edits& other) {
  for (const auto& [machine, count] : other) {
    std::uint64_t& mine = into[machine];
    mine = std::max(mine, count);
  }
}

bool same_rules(const std::vector<DomainRule>& a, const std::vector<DomainRule>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const DomainRule& x, const DomainRule& y) { return x.to_string() == y.to_string(); });
}

void Tombstones::add(std::vector<Tombstone> list) {
  for (Tombstone& stone : list) {
    const auto [known, is_new] = by_id_.try_emplace(stone.id, stone);
    if (is_new) continue;
    join_edits(known->second.edits, stone.edits);
    known->second.removed_ms = std::max(known->second.removed_ms, stone.removed_ms);
  }
}

bool Tombstones::cover(const std::string& id, const Edits& edits) const {
  const auto stone = by_id_.find(id);
  if (stone == by_id_.end()) return false;
  const Order order = compare(stone->second.edits, edits);
  return order == Order::kNewer || order == Order::kEqual;
}

std::vector<Tombstone> Tombstones::list() && {
  std::vector<Tombstone> out;
  out.reserve(by_id_.size());
  for (auto& [id, stone] : by_id_) out.push_back(std::move(stone));
  std::sort(out.begin(), out.end(), [](const Tombstone& a, const Tombstone& b) {
    return std::tie(a.removed_ms, a.id) < std::tie(b.removed_ms, b.id);
  });
  return out;
}

void merge_consents(std::vector<Consent>& mine, std::vector<Consent> theirs, const Tombstones& tombstones) {
  const auto is_removed = [&tombstones](const Consent& consent) { return tombstones.has(consent.id); };
  std::erase_if(mine, is_removed);
  std::erase_if(theirs, is_removed);
  for (Consent& consent : theirs) {
    // Two consents for one collection, given on two machines, are one that was changed apart.
    const auto same = std::find_if(mine.begin(), mine.end(), [&consent](const Consent& other) {
      return other.id == consent.id || other.collection_path == consent.collection_path;
    });
    if (same == mine.end()) {
      mine.push_back(std::move(consent));
      continue;
    }
    const Order order = compare(same->edits, consent.edits);
    if (order == Order::kDiverged) {
      intersect(*same, consent);
    } else if (order == Order::kOlder) {
      *same = std::move(consent);
    }
  }
}

void merge_providers(std::vector<ProviderConfig>& mine, std::vector<ProviderConfig> theirs,
                     const Tombstones& tombstones, std::vector<std::string>& conflicts) {
  const auto is_removed = [&tombstones](const ProviderConfig& provider) {
    return tombstones.cover(provider_tombstone(provider.name), provider.edits);
  };
  std::erase_if(mine, is_removed);
  std::erase_if(theirs, is_removed);
  std::vector<ProviderConfig> losers;
  for (ProviderConfig& provider : theirs) {
    ProviderConfig* same = find(mine, provider.name);
    if (same == nullptr) {
      mine.push_back(std::move(provider));
      continue;
    }
    const Order order = compare(same->edits, provider.edits);
    if (order == Order::kOlder) {
      *same = std::move(provider);
      continue;
    }
    if (order == Order::kNewer) continue;
    if (same_state(*same, provider)) {
      join_edits(same->edits, provider.edits);
      continue;
    }
    Edits joined = same->edits;
    join_edits(joined, provider.edits);
    if (provider.edits > same->edits) std::swap(*same, provider);
    same->edits = std::move(joined);
    provider.name = loser_name(provider);
    losers.push_back(std::move(provider));
  }
  for (ProviderConfig& loser : losers) {
    if (find(mine, loser.name) != nullptr || is_removed(loser)) continue;
    conflicts.push_back(loser.name);
    mine.push_back(std::move(loser));
  }
}

}  // namespace signet::vault
