#include "run/select.h"

#include <map>
#include <set>

#include "base/text.h"

namespace signet::run {

namespace {

using Items = std::vector<std::unique_ptr<model::Item>>;

void flatten(const model::Item& item, std::vector<const model::Item*>& out) {
  if (!item.is_folder) out.push_back(&item);
  for (const auto& child : item.children) flatten(*child, out);
}

bool matches(const model::Item& item, std::string_view wanted) {
  return item.id == wanted || item.name == wanted;
}

/// Own children first, then grandchildren, as findItemOrGroup does. The last match among siblings loses to the first.
const model::Item* find_nearest_root(const Items& items, std::string_view wanted) {
  for (const auto& item : items) {
    if (matches(*item, wanted)) return item.get();
  }
  for (const auto& item : items) {
    if (const model::Item* found = find_nearest_root(item->children, wanted)) return found;
  }
  return nullptr;
}

void take_named(const Items& items, std::set<std::string, std::less<>>& wanted, bool collect,
                std::vector<const model::Item*>& out) {
  for (const auto& item : items) {
    if (wanted.empty()) return;
    auto match = wanted.find(item->id);
    if (match == wanted.end()) match = wanted.find(item->name);
    const bool matched = match != wanted.end();
    if (matched) {
      if (collect) flatten(*item, out);
      wanted.erase(match);
    }
    take_named(item->children, wanted, collect && !matched, out);
  }
}

void names_of(const Items& items, std::vector<std::string_view>& out) {
  for (const auto& item : items) {
    out.emplace_back(item->name);
    names_of(item->children, out);
  }
}

void add_ids(const Items& items, std::map<std::string_view, const model::Item*>& by_id) {
  for (const auto& item : items) {
    by_id.emplace(item->id, item.get());
    add_ids(item->children, by_id);
  }
}

Error not_found(const model::Collection& collection, std::string_view wanted) {
  std::vector<std::string_view> names;
  names_of(collection.items, names);
  const std::string_view near = nearest(wanted, names);
  return fail(ErrorCode::kNotFound,
              fmt::format("no folder or request named \"{}\" in the collection \"{}\"", wanted, collection.name),
              near.empty() ? "--folder takes the name or id of a folder or request"
                           : fmt::format("did you mean \"{}\"?", near));
}

}  // namespace

Result<std::vector<const model::Item*>> select_items(const model::Collection& collection,
                                                     const std::vector<std::string>& folders) {
  if (folders.empty()) return collection.requests();
  std::vector<const model::Item*> selected;
  if (folders.size() == 1) {
    const model::Item* found = find_nearest_root(collection.items, folders.front());
    if (found == nullptr) return not_found(collection, folders.front());
    flatten(*found, selected);
    return selected;
  }
  std::set<std::string, std::less<>> wanted(folders.begin(), folders.end());
  take_named(collection.items, wanted, true, selected);
  if (!wanted.empty()) return not_found(collection, *wanted.begin());
  return selected;
}

Result<std::vector<const model::Item*>> items_in_order(const model::Collection& collection,
                                                       const std::vector<std::string>& ids) {
  std::map<std::string_view, const model::Item*> by_id;
  add_ids(collection.items, by_id);
  std::vector<const model::Item*> selected;
  for (const std::string& id : ids) {
    const auto found = by_id.find(id);
    if (found == by_id.end()) {
      return fail(ErrorCode::kNotFound, fmt::format("no request with the id \"{}\" in the collection", id),
                  "choose anew what to run");
    }
    flatten(*found->second, selected);
  }
  return selected;
}

int position_of(const std::vector<const model::Item*>& items, std::string_view name_or_id) {
  int by_name = -1;
  for (int i = static_cast<int>(items.size()) - 1; i >= 0; --i) {
    const model::Item& item = *items[static_cast<std::size_t>(i)];
    if (!item.id.empty() && item.id == name_or_id) return i;
    if (by_name < 0 && item.name == name_or_id) by_name = i;
  }
  return by_name;
}

}  // namespace signet::run
