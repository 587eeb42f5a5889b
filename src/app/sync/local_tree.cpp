#include "app/sync/local_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "app/sync/own_values.h"
#include "base/ids.h"
#include "model/collection.h"
#include "model/javascript.h"

namespace signet::app {

namespace {

constexpr std::size_t kMaxKey = 128;

/// What a content's own id is kept in: of collections `info._postman_id`, of all others `id`.
json::object* id_owner(std::string_view kind, json::value& content) {
  json::object* o = content.if_object();
  if (o == nullptr || kind != "collection") return o;
  json::value* info = o->if_contains("info");
  return info == nullptr ? nullptr : info->if_object();
}

std::string_view id_member(std::string_view kind) {
  return kind == "collection" ? "_postman_id" : "id";
}

/// An item of a file, before it is known which element it is.
struct Item {
  LocalNode node;
  std::string shown_id;  ///< that the file says
  std::size_t parent = SIZE_MAX;
  std::string id;  ///< empty: not known yet
};

class Reader {
 public:
  explicit Reader(const CopyState& state) : state_(state) {
    for (const auto& [id, entry] : state.entries) {
      by_shown_id_[id].push_back(id);
      const auto add = [&, &id = id, &entry = entry](const json::value& content) {
        const std::string own = own_id(entry.kind, content);
        std::vector<std::string>& list = by_shown_id_[own];
        if (!own.empty() && own != id && (list.empty() || list.back() != id)) list.push_back(id);
      };
      if (entry.base) add(entry.base->content);
      if (entry.theirs) add(entry.theirs->content);
      for (const Sent& sent : entry.sent) add(sent.content);
    }
  }

  Status take(LocalFile file) {
    if (file.kind == "collection") {
      auto v2 = model::to_v2(std::move(file.document), file.name);
      if (!v2) return v2.error();
      file.document = *std::move(v2);
    }
    if (!file.document.is_object()) {
      return fail(ErrorCode::kInvalidInput, fmt::format("{}: not a {}", file.name, file.kind),
                  "mend it, or take it out of the folder");
    }
    return take_item(file.kind, std::move(file.document), SIZE_MAX, file.name, 0);
  }

  LocalNodes finish() {
    claim_files();
    const auto where = [&](const Item& item) { return item.parent == SIZE_MAX ? "" : items_[item.parent].id; };
    for (Item& item : items_) claim_by_id(item, [&](const Entry& entry) { return is_below(entry, where(item)); });
    for (Item& item : items_) claim_by_id(item, [](const Entry&) { return true; });
    for (Item& item : items_) claim_by_name(item, where(item));
    for (Item& item : items_) {
      if (item.id.empty()) make_new(item);
    }
    LocalNodes nodes;
    for (Item& item : items_) {
      item.node.parent = where(item);
      settle_content(item);
      if (item.parent != SIZE_MAX) nodes.at(item.node.parent).children.push_back(item.id);
      nodes.emplace(item.id, std::move(item.node));
    }
    return nodes;
  }

 private:
  // At most kMaxFolders deep.
  Status take_item(std::string_view kind, json::value document, std::size_t parent,  // NOLINT(misc-no-recursion)
                   const std::string& file, std::size_t depth) {
    if (depth > kMaxFolders) {
      return fail(ErrorCode::kLimit, fmt::format("{}: folders nested deeper than {} levels", file, kMaxFolders),
                  "flatten them");
    }
    json::array items;
    if (kind == "collection" || kind == "folder") {
      json::value* list = document.get_object().if_contains("item");
      if (list != nullptr && list->is_array()) {
        items = std::move(list->get_array());
        *list = json::array();
      } else if (list != nullptr && !list->is_null()) {
        return fail(ErrorCode::kInvalidInput, fmt::format("{}: `item` is no list", file), "mend it");
      }
    }
    Item item;
    item.node.kind = kind;
    if (depth == 0) item.node.file = file;
    item.shown_id = own_id(kind, document);
    item.node.content = std::move(document);
    item.parent = parent;
    const std::size_t at = items_.size();
    items_.push_back(std::move(item));
    for (json::value& child : items) {
      if (child.is_null()) continue;
      if (!child.is_object()) {
        return fail(ErrorCode::kInvalidInput, fmt::format("{}: an item is no object", file), "mend it");
      }
      const bool is_folder = model::javascript::truthy(json::find(child.get_object(), "item"));
      SIGNET_CHECK(take_item(is_folder ? "folder" : "request", std::move(child), at, file, depth + 1));
    }
    return {};
  }

  static bool is_below(const Entry& entry, const std::string& parent) {
    return (entry.base && entry.base->parent == parent) || (entry.theirs && entry.theirs->parent == parent);
  }

  bool claim(Item& item, const std::string& id) {
    if (!claimed_.insert(id).second) return false;
    item.id = id;
    return true;
  }

  /// Files that have the names that the state says; then those that moved, by what they say.
  void claim_files() {
    std::vector<Item*> roots;
    for (Item& item : items_) {
      if (item.parent == SIZE_MAX) roots.push_back(&item);
    }
    std::vector<Entries::const_pointer> known_roots;
    for (const auto& entry : state_.entries) {
      if (entry.second.kind != "folder" && entry.second.kind != "request") known_roots.push_back(&entry);
    }
    const auto each = [&](const auto& fits) {
      for (Item* root : roots) {
        for (const auto* entry : known_roots) {
          if (!root->id.empty()) break;
          if (entry->second.kind == root->node.kind && fits(*root, entry->second)) claim(*root, entry->first);
        }
      }
    };
    each([](const Item& root, const Entry& entry) { return entry.file == root.node.file; });
    each([](const Item& root, const Entry& entry) {
      const Known* known = entry.on_server();
      return known != nullptr && !root.shown_id.empty() && own_id(entry.kind, known->content) == root.shown_id;
    });
    each([](const Item& root, const Entry& entry) {
      const Known* known = entry.on_server();
      const bool is_only = entry.kind == "globals";
      return known != nullptr &&
             (is_only || name_in(entry.kind, known->content) == name_in(entry.kind, root.node.content));
    });
  }

  template <typename Fits>
  void claim_by_id(Item& item, const Fits& fits) {
    if (!item.id.empty() || item.shown_id.empty()) return;
    const auto found = by_shown_id_.find(item.shown_id);
    if (found == by_shown_id_.end()) return;
    for (const std::string& id : found->second) {
      const Entry& entry = state_.entries.at(id);
      if (entry.kind == item.node.kind && fits(entry) && claim(item, id)) return;
    }
  }

  /// One that lost its id, as other programs write files.
  void claim_by_name(Item& item, const std::string& parent) {
    if (!item.id.empty() || !item.shown_id.empty() || parent.empty()) return;
    if (by_name_.empty()) {
      for (const auto& [id, entry] : state_.entries) {
        if (!entry.base) continue;
        by_name_[{entry.base->parent, entry.kind, name_in(entry.kind, entry.base->content)}].push_back(id);
      }
    }
    const auto found = by_name_.find({parent, item.node.kind, name_in(item.node.kind, item.node.content)});
    if (found == by_name_.end()) return;
    for (const std::string& id : found->second) {
      if (claim(item, id)) return;
    }
  }

  void make_new(Item& item) {
    std::string key = item.shown_id;
    std::string id = key.empty() || key.size() > kMaxKey ? "" : name_uuid(state_.workspace, key);
    json::object* owner = id_owner(item.node.kind, item.node.content);
    if (id.empty() || state_.entries.contains(id) || !claim(item, id)) {
      key = make_uuid();
      claim(item, name_uuid(state_.workspace, key));
      if (owner != nullptr) (*owner)[id_member(item.node.kind)] = key;
    }
    item.node.key = key;
  }

  /// Takes the id out that the file shows and the element has not itself, and puts one back that the file lost.
  void settle_content(Item& item) {
    const auto entry = state_.entries.find(item.id);
    const json::value* known = nullptr;
    if (entry != state_.entries.end()) {
      const auto& [id, found] = *entry;
      known = found.base ? &found.base->content : found.theirs ? &found.theirs->content : nullptr;
      if (known == nullptr && !found.sent.empty()) known = &found.sent.back().content;
    }
    json::object* owner = known == nullptr ? nullptr : id_owner(item.node.kind, item.node.content);
    if (owner != nullptr) {
      const std::string_view member = id_member(item.node.kind);
      const std::string own = own_id(item.node.kind, *known);
      if (!own.empty() && item.shown_id.empty()) (*owner)[member] = own;
      if (own.empty() && item.shown_id == item.id) owner->stable_erase(member);
    }
    // What was sent without an answer is made again, if it was not made.
    const bool is_unmade = entry != state_.entries.end() && !entry->second.base && !entry->second.theirs;
    if (is_unmade) item.node.key = own_id(item.node.kind, item.node.content);
    item.node.own_values = take_own_values(item.node.kind, item.node.content, known);
    item.node.content = comparable(item.node.kind, std::move(item.node.content));
  }

  const CopyState& state_;
  std::vector<Item> items_;  ///< parents first
  std::unordered_map<std::string, std::vector<std::string>> by_shown_id_;
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::string>> by_name_;
  std::set<std::string> claimed_;
};

// At most kMaxFolders deep.
Result<json::value> write_node(const LocalNodes& nodes, std::string_view id,  // NOLINT(misc-no-recursion)
                               std::size_t depth) {
  if (depth > kMaxFolders) {
    return fail(ErrorCode::kLimit, fmt::format("folders nested deeper than {} levels", kMaxFolders),
                "flatten them in the workspace");
  }
  const LocalNode& node = nodes.find(id)->second;
  json::value document = node.content;
  json::object* o = document.if_object();
  if (o == nullptr) return document;
  if (depth > 0 && !o->contains("id")) o->emplace("id", id);
  put_own_values(node.kind, document, node.own_values);
  if (node.kind != "collection" && node.kind != "folder") return document;
  json::array items;
  items.reserve(node.children.size());
  for (const std::string& child : node.children) {
    SIGNET_TRY(json::value item, write_node(nodes, child, depth + 1));
    items.push_back(std::move(item));
  }
  (*o)["item"] = std::move(items);
  return document;
}

void take_from_parent(LocalNodes& nodes, std::string_view id) {
  const auto parent = nodes.find(nodes.find(id)->second.parent);
  if (parent == nodes.end()) return;
  std::erase(parent->second.children, id);
}

}  // namespace

std::string own_id(std::string_view kind, const json::value& content) {
  const json::object* o = content.if_object();
  if (o != nullptr && kind == "collection") o = json::find_object(*o, "info");
  return o == nullptr ? std::string() : std::string(json::string_or(*o, id_member(kind)));
}

Result<LocalNodes> read_local(const CopyState& state, std::vector<LocalFile> files) {
  Reader reader(state);
  for (LocalFile& file : files) SIGNET_CHECK(reader.take(std::move(file)));
  return reader.finish();
}

Result<json::value> write_local(const LocalNodes& nodes, std::string_view root) {
  return write_node(nodes, root, 0);
}

std::vector<std::string> nodes_below(const LocalNodes& nodes, const std::string& id) {
  std::vector<std::string> all{id};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto node = nodes.find(all[i]);
    if (node != nodes.end()) all.insert(all.end(), node->second.children.begin(), node->second.children.end());
  }
  return all;
}

void remove_nodes(LocalNodes& nodes, std::string_view id) {
  take_from_parent(nodes, id);
  for (const std::string& one : nodes_below(nodes, std::string(id))) nodes.erase(one);
}

void move_node(LocalNodes& nodes, const std::string& id, const std::string& parent) {
  take_from_parent(nodes, id);
  nodes.find(id)->second.parent = parent;
  const auto found = nodes.find(parent);
  if (found != nodes.end()) found->second.children.push_back(id);
}

std::string renew_node(LocalNodes& nodes, const std::string& id, std::string_view workspace) {
  auto taken = nodes.extract(nodes.find(id));
  LocalNode& node = taken.mapped();
  node.key = make_uuid();
  std::string renewed = name_uuid(workspace, node.key);
  if (json::object* owner = id_owner(node.kind, node.content)) (*owner)[id_member(node.kind)] = node.key;
  if (const auto parent = nodes.find(node.parent); parent != nodes.end()) {
    std::replace(parent->second.children.begin(), parent->second.children.end(), id, renewed);
  }
  for (const std::string& child : node.children) nodes.find(child)->second.parent = renewed;
  taken.key() = renewed;
  nodes.insert(std::move(taken));
  return renewed;
}

}  // namespace signet::app
