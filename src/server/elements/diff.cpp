#include "server/elements/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "server/api/schema.h"
#include "server/elements/line_diff.h"

namespace signet::server {

namespace {

/// Pointer of a hidden value → the revision that it is of.
using HiddenPlaces = std::map<std::string, std::int64_t, std::less<>>;

HiddenPlaces hidden_places(const StoredContent& content) {
  HiddenPlaces places;
  for (const StoredPlace& place : content.places) {
    if (place.is_hidden) places.emplace(place.pointer, place.revision);
  }
  return places;
}

/// What people call a member; empty: its name adds nothing to that of what it is in.
std::string_view title_of(std::string_view member) {
  struct Known {
    std::string_view member;
    std::string_view title;
  };
  constexpr std::array kKnown = {Known{"auth", "Authentication"},
                                 Known{"body", "Body"},
                                 Known{"description", "Description"},
                                 Known{"event", "Script"},
                                 Known{"exec", ""},
                                 Known{"header", "Header"},
                                 Known{"info", ""},
                                 Known{"method", "Method"},
                                 Known{"name", "Name"},
                                 Known{"originalRequest", "request"},
                                 Known{"query", "Parameter"},
                                 Known{"raw", ""},
                                 Known{"request", ""},
                                 Known{"response", "Example"},
                                 Known{"script", ""},
                                 Known{"url", "URL"},
                                 Known{"values", "Variable"},
                                 Known{"variable", "Variable"}};
  const auto* found = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) { return k.member == member; });
  return found == kKnown.end() ? member : found->title;
}

/// Members of a URL that only say again what its `raw` says.
bool says_it_again(std::string_view member) {
  return member == "protocol" || member == "host" || member == "port" || member == "path" || member == "hash";
}

/// What an element of a list is known by: the first of these that it has.
std::string_view label_of(const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr) return {};
  for (const std::string_view member : {"key", "name", "listen", "id"}) {
    if (const std::string_view label = json::string_or(*object, member); !label.empty()) return label;
  }
  return {};
}

/// What tells it from others of its list for good: its id, else its label.
std::string_view identity_of(const json::value& value) {
  const json::object* object = value.if_object();
  const std::string_view id = object == nullptr ? std::string_view() : json::string_or(*object, "id");
  return id.empty() ? label_of(value) : id;
}

bool is_lines(const json::array& list) {
  return !list.empty() && std::all_of(list.begin(), list.end(), [](const json::value& one) { return one.is_string(); });
}

/// A text, or the list of lines that scripts are kept as.
std::optional<std::string> text_of(const json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  const json::array* list = value.if_array();
  if (list == nullptr || !is_lines(*list)) return std::nullopt;
  std::string text;
  for (const json::value& line : *list) text += std::string(line.get_string()) + "\n";
  return text;
}

/// A place in both contents; `before` or `after` is null where it is missing.
struct Spot {
  const json::value* before = nullptr;
  const json::value* after = nullptr;
  std::string path_before;
  std::string path_after;
  std::string title;

  [[nodiscard]] Spot below(const json::value* now_before, const json::value* now_after, std::string_view step_before,
                           std::string_view step_after, std::string_view name) const {
    const std::string_view gap = title.empty() || name.empty() ? "" : " ";
    return {now_before, now_after, fmt::format("{}/{}", path_before, escape_pointer(step_before)),
            fmt::format("{}/{}", path_after, escape_pointer(step_after)), fmt::format("{}{}{}", title, gap, name)};
  }
};

class Differ {
 public:
  Differ(HiddenPlaces before, HiddenPlaces after)
      : hidden_before_(std::move(before)), hidden_after_(std::move(after)) {}

  // NOLINTNEXTLINE(misc-no-recursion): kMaxContentDepth at most
  Status compare(const Spot& spot) {
    if (is_hidden(spot)) return add_hidden(spot);
    if (spot.before == nullptr || spot.after == nullptr) return add(spot);
    const auto* old_object = spot.before->if_object();
    const auto* new_object = spot.after->if_object();
    if (old_object != nullptr && new_object != nullptr) return compare_objects(spot, *old_object, *new_object);
    const auto* old_list = spot.before->if_array();
    const auto* new_list = spot.after->if_array();
    const bool are_lists = old_list != nullptr && new_list != nullptr && !is_lines(*old_list) && !is_lines(*new_list);
    if (are_lists) return compare_lists(spot, *old_list, *new_list);
    if (*spot.before == *spot.after) return {};
    return add(spot);
  }

  [[nodiscard]] std::vector<DiffEntry> release() { return std::move(entries_); }

 private:
  [[nodiscard]] bool is_hidden(const Spot& spot) const {
    return (spot.before != nullptr && hidden_before_.contains(spot.path_before)) ||
           (spot.after != nullptr && hidden_after_.contains(spot.path_after));
  }

  Status add_hidden(const Spot& spot) {
    const auto old_one = hidden_before_.find(spot.path_before);
    const auto new_one = hidden_after_.find(spot.path_after);
    const bool is_same = spot.before != nullptr && spot.after != nullptr && old_one != hidden_before_.end() &&
                         new_one != hidden_after_.end() && old_one->second == new_one->second;
    if (is_same) return {};
    DiffEntry entry = entry_of(spot);
    entry.is_secret = true;
    entries_.push_back(std::move(entry));
    return {};
  }

  static DiffEntry entry_of(const Spot& spot) {
    DiffEntry entry;
    entry.path = spot.after == nullptr ? spot.path_before : spot.path_after;
    entry.title = spot.title.empty() ? "Content" : spot.title;
    entry.kind = spot.before == nullptr  ? DiffKind::kAdded
                 : spot.after == nullptr ? DiffKind::kRemoved
                                         : DiffKind::kChanged;
    return entry;
  }

  /// What is told of it as a whole.
  Status add(const Spot& spot) {
    DiffEntry entry = entry_of(spot);
    if (entry.kind == DiffKind::kChanged) {
      const auto old_text = text_of(*spot.before);
      const auto new_text = text_of(*spot.after);
      const bool has_lines = old_text && new_text &&
                             (old_text->find('\n') != std::string::npos || new_text->find('\n') != std::string::npos);
      if (has_lines) {
        SIGNET_TRY(entry.lines, line_diff(*old_text, *new_text));
        // The same lines in another form: the texts differ only by how they end.
        if (!entry.lines.empty()) {
          entries_.push_back(std::move(entry));
          return {};
        }
      }
    }
    if (spot.before != nullptr) entry.before = json::copy(*spot.before);
    if (spot.after != nullptr) entry.after = json::copy(*spot.after);
    entries_.push_back(std::move(entry));
    return {};
  }

  // NOLINTNEXTLINE(misc-no-recursion): kMaxContentDepth at most
  Status compare_objects(const Spot& spot, const json::object& before, const json::object& after) {
    const bool is_url = before.contains("raw") && after.contains("raw") && before.contains("host");
    for (const auto& [name, value] : after) {
      if (is_url && says_it_again(name)) continue;
      SIGNET_CHECK(compare(spot.below(json::find(before, name), &value, name, name, title_of(name))));
    }
    for (const auto& [name, value] : before) {
      if (after.contains(name) || (is_url && says_it_again(name))) continue;
      SIGNET_CHECK(compare(spot.below(&value, nullptr, name, name, title_of(name))));
    }
    return {};
  }

  /// Elements of one identity are told apart by their order.
  static std::multimap<std::string_view, std::size_t> by_identity(const json::array& list) {
    std::multimap<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < list.size(); ++i) places.emplace(identity_of(list[i]), i);
    return places;
  }

  // NOLINTNEXTLINE(misc-no-recursion): kMaxContentDepth at most
  Status compare_lists(const Spot& spot, const json::array& before, const json::array& after) {
    auto free = by_identity(before);
    std::vector<std::optional<std::size_t>> pairs(after.size());
    std::vector<bool> is_paired(before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
      const auto found = free.find(identity_of(after[i]));
      if (found == free.end()) continue;
      pairs[i] = found->second;
      is_paired[found->second] = true;
      free.erase(found);
    }
    SIGNET_CHECK(compare_order(spot, before, after, pairs, is_paired));
    for (std::size_t i = 0; i < after.size(); ++i) {
      const std::size_t was = pairs[i].value_or(i);
      const json::value* old_one = pairs[i] ? &before[was] : nullptr;
      SIGNET_CHECK(compare(spot.below(old_one, &after[i], std::to_string(was), std::to_string(i), label_of(after[i]))));
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (is_paired[i]) continue;
      const std::string step = std::to_string(i);
      SIGNET_CHECK(compare(spot.below(&before[i], nullptr, step, step, label_of(before[i]))));
    }
    return {};
  }

  /// Elements that stayed, in another order.
  Status compare_order(const Spot& spot, const json::array& before, const json::array& after,
                       const std::vector<std::optional<std::size_t>>& pairs, const std::vector<bool>& is_paired) {
    std::vector<std::size_t> kept;
    for (const auto& pair : pairs) {
      if (pair) kept.push_back(*pair);
    }
    if (std::is_sorted(kept.begin(), kept.end())) return {};
    json::array old_order;
    json::array new_order;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (is_paired[i]) old_order.emplace_back(label_of(before[i]));
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (pairs[i]) new_order.emplace_back(label_of(after[i]));
    }
    DiffEntry entry = entry_of(spot);
    entry.title += " order";
    entry.before = std::move(old_order);
    entry.after = std::move(new_order);
    entries_.push_back(std::move(entry));
    return {};
  }

  HiddenPlaces hidden_before_;
  HiddenPlaces hidden_after_;
  std::vector<DiffEntry> entries_;
};

void hide(StoredContent& content, const std::set<std::string>& slots) {
  for (StoredPlace& place : content.places) place.is_hidden = place.is_hidden || slots.contains(place.slot);
}

void add_hidden_slots(const StoredContent& content, std::set<std::string>& slots) {
  for (const StoredPlace& place : content.places) {
    if (place.is_hidden) slots.insert(place.slot);
  }
}

}  // namespace

std::string_view name_of(DiffKind kind) {
  switch (kind) {
    case DiffKind::kAdded:
      return "added";
    case DiffKind::kRemoved:
      return "removed";
    case DiffKind::kChanged:
      break;
  }
  return "changed";
}

Result<std::vector<DiffEntry>> diff_contents(const StoredContent& before, const StoredContent& after) {
  Differ differ(hidden_places(before), hidden_places(after));
  SIGNET_CHECK(differ.compare({&before.document, &after.document, "", "", ""}));
  return differ.release();
}

Result<std::vector<DiffEntry>> diff_versions(store::Transaction& transaction, const DataKeys& keys,
                                             const Element& element, std::int64_t before, std::int64_t after) {
  SIGNET_TRY(const StoredContent present, load_content(transaction, element, element.version));
  SIGNET_TRY(StoredContent old_one, load_content(transaction, element, before));
  SIGNET_TRY(StoredContent new_one, load_content(transaction, element, after));
  std::set<std::string> hidden;
  for (const StoredContent* content : {&present, &std::as_const(old_one), &std::as_const(new_one)}) {
    add_hidden_slots(*content, hidden);
  }
  SIGNET_TRY(const SealedRows rows, sealed_rows(transaction, element));
  for (StoredContent* content : {&old_one, &new_one}) {
    hide(*content, hidden);
    SIGNET_CHECK(fill_in(transaction, keys, element, rows, *content, Hidden::kStays));
  }
  return diff_contents(old_one, new_one);
}

}  // namespace signet::server
