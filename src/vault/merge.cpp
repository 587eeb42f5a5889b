// Two copies of a vault that were changed apart, made one: store.h, merge(). Whoever merges the same two copies, in
// either direction, gets the same entries under the same ids, so that machines which merge at the same time do not
// diverge again.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "base/encoding.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "vault/merge_records.h"
#include "vault/store.h"

namespace signet::vault {

namespace {

constexpr std::int64_t kMillisecondsPerSecond = 1000;

/// All but name, edits and use: a merge may have renamed it.
bool same_state(const Entry& a, const Entry& b) {
  const auto same_version = [](const Version& x, const Version& y) { return x.id == y.id && x.value == y.value; };
  return a.link == b.link && a.note == b.note && a.tags == b.tags && a.expires_ms == b.expires_ms &&
         a.unknown == b.unknown && same_rules(a.domains, b.domains) &&
         std::equal(a.versions.begin(), a.versions.end(), b.versions.begin(), b.versions.end(), same_version);
}

/// Of two states of an entry the one that keeps its id: the later one; by what else they have when the times are equal.
bool is_later(const Entry& a, const Entry& b) {
  const auto key = [](const Entry& entry) {
    const std::string_view version = entry.versions.empty() ? std::string_view() : entry.versions.front().id;
    return std::make_tuple(entry.changed_ms, entry.edits, version, entry.name, entry.link, entry.note, entry.tags);
  };
  return key(a) > key(b);
}

/// The id of the entry that keeps the loser of two edits: the same wherever it is made. A UUID of version 8 (RFC 9562).
std::string loser_id(const Entry& loser) {
  std::string state = loser.id;
  for (const auto& [machine, count] : loser.edits) state += fmt::format(" {} {}", machine, count);
  for (const Version& version : loser.versions) state += " " + version.id;
  const std::string hex = hex_encode(crypto::sha256(state));
  return fmt::format("{}-{}-8{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3), hex.substr(17, 3),
                     hex.substr(20, 12));
}

/// Entries of one copy taken into another, found by id and by name.
class EntryMerge {
 public:
  EntryMerge(std::vector<Entry>& entries, const Tombstones& tombstones, Merged& merged)
      : entries_(entries), tombstones_(tombstones), merged_(merged) {
    std::erase_if(entries_, [this](const Entry& entry) {
      if (!tombstones_.cover(entry.id, entry.edits)) return false;
      merged_.removed.push_back(entry.name);
      return true;
    });
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      ids_[entries_[i].id] = i;
      names_.emplace(entries_[i].name, i);
    }
  }

  void take(Entry theirs) {
    if (const auto mine = ids_.find(theirs.id); mine != ids_.end()) return merge(mine->second, std::move(theirs));
    if (tombstones_.cover(theirs.id, theirs.edits)) return;
    const std::size_t at = append(std::move(theirs));
    if (claim_name(at)) merged_.added.push_back(entries_[at].name);
  }

 private:
  std::size_t append(Entry entry) {
    ids_[entry.id] = entries_.size();
    entries_.push_back(std::move(entry));
    return entries_.size() - 1;
  }

  void merge(std::size_t at, Entry theirs) {
    Entry& mine = entries_[at];
    const Order order = compare(mine.edits, theirs.edits);
    const std::int64_t used = std::max(mine.used_ms, theirs.used_ms);
    Edits joined = mine.edits;
    join_edits(joined, theirs.edits);
    const bool same = same_state(mine, theirs);
    // Equal counts with unequal states: two machines had one name, as a clone of a machine has.
    const bool diverged = order == Order::kDiverged || (order == Order::kEqual && !same);
    const bool theirs_stays = order == Order::kOlder || (diverged && is_later(theirs, mine));
    std::optional<Entry> loser;
    if (theirs_stays) {
      if (!same) merged_.updated.push_back(theirs.name);
      Entry before = replace(at, std::move(theirs));
      if (diverged && !same) loser = std::move(before);
    } else if (diverged && !same) {
      loser = std::move(theirs);
    }
    entries_[at].edits = std::move(joined);
    entries_[at].used_ms = used;
    if (loser) keep(*std::move(loser));
  }

  /// Puts another state in an entry's place, under the name that this state has; gives the one that was there.
  Entry replace(std::size_t at, Entry theirs) {
    if (const auto held = names_.find(entries_[at].name); held != names_.end() && held->second == at) {
      names_.erase(held);
    }
    Entry before = std::exchange(entries_[at], std::move(theirs));
    claim_name(at);
    return before;
  }

  /// The loser of two edits becomes an entry of its own.
  void keep(Entry loser) {
    loser.id = loser_id(loser);
    if (ids_.contains(loser.id) || tombstones_.cover(loser.id, loser.edits)) return;
    const std::size_t at = append(std::move(loser));
    rename(at);
  }

  /// Gives an entry the name that it wants. When two want one, who was made first has it on every machine, and the
  /// other one is renamed. Says whether the name was free.
  bool claim_name(std::size_t at) {
    const auto [holder, is_free] = names_.emplace(entries_[at].name, at);
    if (is_free) return true;
    const auto age = [this](std::size_t i) { return std::tie(entries_[i].created_ms, entries_[i].id); };
    const std::size_t later = age(at) < age(holder->second) ? std::exchange(holder->second, at) : at;
    rename(later);
    return false;
  }

  /// "NAME (conflict 2026-11-25)", with a number when that is taken.
  void rename(std::size_t at) {
    Entry& entry = entries_[at];
    const std::string day = iso_day(entry.changed_ms / kMillisecondsPerSecond);
    const std::string name = entry.name;
    for (int number = 1;; ++number) {
      const std::string suffix =
          number == 1 ? fmt::format(" (conflict {})", day) : fmt::format(" (conflict {} {})", day, number);
      entry.name = name.substr(0, kMaxNameBytes - suffix.size());
      while (!is_utf8(entry.name)) entry.name.pop_back();  // a letter cut in two
      entry.name += suffix;
      if (names_.emplace(entry.name, at).second) break;
    }
    merged_.conflicts.push_back(entry.name);
  }

  std::vector<Entry>& entries_;
  const Tombstones& tombstones_;
  Merged& merged_;
  std::unordered_map<std::string, std::size_t> ids_;
  std::unordered_map<std::string, std::size_t> names_;
};

}  // namespace

Merged merge(Contents& into, Contents other) {
  Merged merged;
  Tombstones tombstones(std::move(into.tombstones));
  tombstones.add(std::move(other.tombstones));
  EntryMerge entries(into.entries, tombstones, merged);
  for (Entry& entry : other.entries) entries.take(std::move(entry));
  merge_consents(into.consents, std::move(other.consents), tombstones);
  merge_providers(into.providers, std::move(other.providers), tombstones, merged.conflicts);
  for (const Entry& entry : into.entries) tombstones.forget(entry.id);
  for (const ProviderConfig& provider : into.providers) tombstones.forget(provider_tombstone(provider.name));
  into.tombstones = std::move(tombstones).list();
  for (SecretString& record : other.unknown) {
    if (std::find(into.unknown.begin(), into.unknown.end(), record) == into.unknown.end()) {
      into.unknown.push_back(std::move(record));
    }
  }
  join_edits(into.edits, other.edits);
  return merged;
}

}  // namespace signet::vault
