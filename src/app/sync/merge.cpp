#include "app/sync/merge.h"

#include <algorithm>
#include <iterator>
#include <list>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"

namespace signet::app {

namespace {

/// Both missing, or both there and the same.
bool is_same(const json::value* a, const json::value* b) {
  if (a == nullptr || b == nullptr) return a == b;
  return signet::app::is_same(*a, *b);
}

/// What an entry of a list is called; empty when it has no name.
std::string name_of_entry(const json::value& entry) {
  const json::object* object = entry.if_object();
  if (object == nullptr) return {};
  for (const std::string_view member : {"id", "key", "listen", "name"}) {
    const std::string_view name = json::string_or(*object, member);
    if (!name.empty()) return fmt::format("{}={}", member, name);
  }
  return {};
}

/// The entries of a list by their names.
struct Entries {
  Order names;
  std::map<std::string, const json::value*, std::less<>> by_name;

  [[nodiscard]] const json::value* find(const std::string& name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
  }
};

/// nullopt when one has no name, or two have the same.
std::optional<Entries> entries_of(const json::value* list) {
  Entries entries;
  if (list == nullptr) return entries;
  if (!list->is_array()) return std::nullopt;
  for (const json::value& entry : list->get_array()) {
    std::string name = name_of_entry(entry);
    if (name.empty() || !entries.by_name.emplace(name, &entry).second) return std::nullopt;
    entries.names.push_back(std::move(name));
  }
  return entries;
}

class Merger {
 public:
  /// nullopt when the place is to be empty.
  // As deep as the parser lets a document be.
  std::optional<json::value> merge(const json::value* base, const json::value* mine,  // NOLINT(misc-no-recursion)
                                   const json::value* theirs, const std::string& path) {
    if (is_same(mine, theirs) || is_same(base, theirs)) return optional_of(mine);
    if (is_same(base, mine)) return optional_of(theirs);
    if (base != nullptr && mine != nullptr && theirs != nullptr && base->is_object() && mine->is_object() &&
        theirs->is_object()) {
      return merge_members(base->get_object(), mine->get_object(), theirs->get_object(), path);
    }
    if (mine != nullptr && theirs != nullptr && mine->is_array() && theirs->is_array()) {
      const auto base_entries = entries_of(base);
      const auto my_entries = entries_of(mine);
      const auto their_entries = entries_of(theirs);
      if (base_entries && my_entries && their_entries) {
        return merge_lists(*base_entries, *my_entries, *their_entries, path);
      }
    }
    conflicts_.push_back(path);
    return optional_of(mine);
  }

  std::vector<std::string> take_conflicts() { return std::move(conflicts_); }

 private:
  static std::optional<json::value> optional_of(const json::value* value) {
    return value == nullptr ? std::optional<json::value>() : std::optional(*value);
  }

  static std::string below(const std::string& path, std::string_view name) {
    return path + "/" + replace_all(replace_all(name, "~", "~0"), "/", "~1");
  }

  // NOLINTNEXTLINE(misc-no-recursion)
  json::value merge_members(const json::object& base, const json::object& mine, const json::object& theirs,
                            const std::string& path) {
    json::object merged;
    const auto add = [&](std::string_view name) {  // NOLINT(misc-no-recursion)
      auto value = merge(base.if_contains(name), mine.if_contains(name), theirs.if_contains(name), below(path, name));
      if (value) merged.emplace(name, *std::move(value));
    };
    for (const auto& member : mine) add(member.key());
    for (const auto& member : theirs) {
      if (!mine.contains(member.key())) add(member.key());
    }
    return merged;
  }

  // NOLINTNEXTLINE(misc-no-recursion)
  json::value merge_lists(const Entries& base, const Entries& mine, const Entries& theirs, const std::string& path) {
    json::array merged;
    for (const std::string& name : merge_order(base.names, mine.names, theirs.names).order) {
      auto entry = merge(base.find(name), mine.find(name), theirs.find(name), below(path, name));
      if (entry) merged.push_back(*std::move(entry));
    }
    return merged;
  }

  std::vector<std::string> conflicts_;
};

/// Those of `ids` that are also in `others`.
Order common(const Order& ids, const Order& others) {
  const std::unordered_set<std::string_view> known(others.begin(), others.end());
  Order kept;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(kept), [&](const auto& id) { return known.contains(id); });
  return kept;
}

}  // namespace

// As deep as the parser lets a document be.
bool is_same(const json::value& a, const json::value& b) {  // NOLINT(misc-no-recursion)
  if (a.is_number() && b.is_number()) {
    const bool is_whole = !a.is_double() && !b.is_double();  // a double does not tell all of them apart
    return is_whole ? a == b : a.to_number<double>() == b.to_number<double>();
  }
  if (a.kind() != b.kind()) return false;
  if (const auto* list = a.if_array()) {
    const json::array& other = b.get_array();
    return std::equal(list->begin(), list->end(), other.begin(), other.end(),
                      [](const json::value& x, const json::value& y) { return signet::app::is_same(x, y); });
  }
  const auto* object = a.if_object();
  if (object == nullptr) return a == b;
  const json::object& other = b.get_object();
  return object->size() == other.size() && std::all_of(object->begin(), object->end(), [&](const auto& member) {
           const json::value* found = other.if_contains(member.key());
           return found != nullptr && signet::app::is_same(member.value(), *found);
         });
}

Merged merge_json(const json::value& base, const json::value& mine, const json::value& theirs) {
  Merger merger;
  auto value = merger.merge(&base, &mine, &theirs, "");
  return {value ? *std::move(value) : json::value(), merger.take_conflicts()};
}

Order moved_ids(const Order& before, const Order& now) {
  std::unordered_map<std::string_view, std::size_t> rank;
  for (std::size_t i = 0; i < before.size(); ++i) rank.emplace(before[i], i);
  const Order both = common(now, before);
  // The longest run that is still in order (patience sorting): `tails[n]` ends the best run of n + 1.
  std::vector<std::size_t> tails;
  std::vector<std::size_t> previous(both.size(), both.size());
  for (std::size_t i = 0; i < both.size(); ++i) {
    const auto at =
        std::lower_bound(tails.begin(), tails.end(), rank.at(both[i]),
                         [&](std::size_t tail, std::size_t wanted) { return rank.at(both[tail]) < wanted; });
    if (at != tails.begin()) previous[i] = *std::prev(at);
    if (at == tails.end()) {
      tails.push_back(i);
    } else {
      *at = i;
    }
  }
  std::vector<bool> stays(both.size(), false);
  for (std::size_t i = tails.empty() ? both.size() : tails.back(); i < both.size(); i = previous[i]) stays[i] = true;
  Order moved;
  for (std::size_t i = 0; i < both.size(); ++i) {
    if (!stays[i]) moved.push_back(both[i]);
  }
  return moved;
}

MergedOrder merge_order(const Order& base, const Order& mine, const Order& theirs) {
  const Order my_moves = moved_ids(base, mine);
  const Order their_moves = moved_ids(base, theirs);
  const std::unordered_set<std::string_view> in_theirs(theirs.begin(), theirs.end());
  const std::unordered_set<std::string_view> moved_there(their_moves.begin(), their_moves.end());
  std::unordered_set<std::string_view> placed_here;
  for (const std::string& id : mine) {
    if (!in_theirs.contains(id)) placed_here.insert(id);
  }
  MergedOrder merged;
  const bool is_agreed = common(mine, theirs) == common(theirs, mine);
  for (const std::string& id : my_moves) {
    if (!moved_there.contains(id)) {
      placed_here.insert(id);
    } else if (!is_agreed && in_theirs.contains(id)) {
      merged.overruled.push_back(id);
    }
  }
  std::list<std::string_view> order;
  std::unordered_map<std::string_view, std::list<std::string_view>::iterator> places;
  for (const std::string& id : theirs) {
    if (!placed_here.contains(id)) places[id] = order.insert(order.end(), id);
  }
  auto next = order.begin();  // behind the last one of mine that has its place
  for (const std::string& id : mine) {
    if (placed_here.contains(id)) {
      places[id] = order.insert(next, id);
    } else {
      next = std::next(places.at(id));
    }
  }
  merged.order.assign(order.begin(), order.end());
  return merged;
}

}  // namespace signet::app
