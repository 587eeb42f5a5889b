#include "app/sync/take.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/sync/merge.h"

namespace signet::app {

namespace {

using Children = std::map<std::string, std::vector<std::string>>;

constexpr std::string_view kPlaceConflict = "(the folder that it is in)";

bool is_unchanged(const LocalNode& node, const Known& base) {
  return node.parent == base.parent && is_same(node.content, base.content);
}

/// What an element becomes that is here and there.
struct Decision {
  Merged content;
  std::string parent;
  bool both_moved = false;
};

Decision decide(const LocalNode& mine, const Known& base, const Known& theirs) {
  Decision decision{merge_json(base.content, mine.content, theirs.content), mine.parent, false};
  if (mine.parent == base.parent) {
    decision.parent = theirs.parent;
  } else {
    decision.both_moved = theirs.parent != base.parent && theirs.parent != mine.parent;
  }
  return decision;
}

class Taker {
 public:
  Taker(CopyState& state, LocalNodes& nodes)
      : entries_(state.entries),
        nodes_(nodes),
        base_children_(children_at_base(state.entries)),
        their_children_(children_on_server(state.entries)) {
    for (const auto& [id, node] : nodes) my_children_[id] = node.children;
  }

  Taken run() {
    merge_contents();
    add_new_ones();
    place();
    for (const auto& [id, decision] : undecided_) hold_place(id);
    take_deletions();
    keep_deletions();
    forget();
    put_in_order();
    return std::move(taken_);
  }

 private:
  [[nodiscard]] bool is_here(std::string_view id) const { return nodes_.contains(id); }
  [[nodiscard]] bool is_folder_here(std::string_view id) const {
    const auto node = nodes_.find(id);
    return node != nodes_.end() && (node->second.kind == "folder" || node->second.kind == "collection");
  }

  void note(std::string_view what, const std::string& id, const std::string& kind, const json::value& content) {
    taken_.steps.push_back({std::string(what), id, kind, name_in(kind, content)});
  }

  void add_conflict(ConflictKind what, const std::string& id, const std::string& kind, const json::value& content,
                    std::vector<std::string> places, std::vector<std::string> held) {
    taken_.held.insert(held.begin(), held.end());
    taken_.conflicts.push_back({what, id, kind, name_in(kind, content), std::move(places), std::move(held)});
  }

  void merge_contents() {
    for (auto& [id, entry] : entries_) {
      const auto node = nodes_.find(id);
      if (!entry.theirs || !entry.base || entry.is_gone || node == nodes_.end()) continue;
      Decision decision = decide(node->second, *entry.base, *entry.theirs);
      if (decision.both_moved) decision.content.conflicts.emplace_back(kPlaceConflict);
      if (!decision.content.conflicts.empty()) {
        add_conflict(ConflictKind::kChangedByBoth, id, entry.kind, node->second.content,
                     std::move(decision.content.conflicts), {id});
        continue;
      }
      undecided_.emplace(id, std::move(decision));
    }
  }

  /// Those that came into being on the server, in folders that are here.
  void add_new_ones() {
    std::map<std::string, std::vector<std::string>> waiting;
    for (const auto& [id, entry] : entries_) {
      if (entry.theirs && !entry.base && !entry.is_gone && !is_here(id)) waiting[entry.theirs->parent].push_back(id);
    }
    std::vector<std::string> ready;
    const auto wake = [&](const std::string& parent) {
      const auto list = waiting.find(parent);
      if (list == waiting.end()) return;
      ready.insert(ready.end(), list->second.begin(), list->second.end());
      waiting.erase(list);
    };
    wake("");
    std::vector<std::string> parents;
    for (const auto& [parent, list] : waiting) {
      if (is_folder_here(parent)) parents.push_back(parent);
    }
    for (const std::string& parent : parents) wake(parent);
    while (!ready.empty()) {
      const std::string id = std::move(ready.back());
      ready.pop_back();
      add(id);
      if (is_folder_here(id)) wake(id);
    }
    for (const auto& [parent, list] : waiting) taken_.held.insert(list.begin(), list.end());
  }

  void add(const std::string& id) {
    Entry& entry = entries_.find(id)->second;
    LocalNode node;
    node.kind = entry.kind;
    node.content = entry.theirs->content;
    node.file = entry.file;
    nodes_.emplace(id, std::move(node));
    if (!entry.theirs->parent.empty()) move_node(nodes_, id, entry.theirs->parent);
    note("create", id, entry.kind, entry.theirs->content);
    accept(entry);
  }

  static void accept(Entry& entry) {
    entry.base = std::move(entry.theirs);
    entry.theirs.reset();
  }

  /// Moves what can be moved; what was moved into each other by both cannot.
  void place() {
    for (bool goes_on = true; goes_on;) {
      goes_on = false;
      for (auto decision = undecided_.begin(); decision != undecided_.end();) {
        if (settle(decision->first, decision->second)) {
          decision = undecided_.erase(decision);
          goes_on = true;
        } else {
          ++decision;
        }
      }
    }
  }

  bool settle(const std::string& id, const Decision& decision) {
    LocalNode& node = nodes_.find(id)->second;
    Entry& entry = entries_.find(id)->second;
    if (decision.parent != node.parent) {
      if (!is_folder_here(decision.parent)) return false;
      for (std::string above = decision.parent; !above.empty(); above = nodes_.find(above)->second.parent) {
        if (above == id) return false;
      }
      move_node(nodes_, id, decision.parent);
      note("move", id, entry.kind, entry.theirs->content);
    }
    if (!is_same(node.content, decision.content.value)) {
      node.content = decision.content.value;
      note("change", id, entry.kind, node.content);
    }
    accept(entry);
    return true;
  }

  /// The folder that it went to is deleted here, or in it.
  void hold_place(const std::string& id) {
    const LocalNode& node = nodes_.find(id)->second;
    const Decision& decision = undecided_.at(id);
    if (is_here(decision.parent)) {
      add_conflict(ConflictKind::kChangedByBoth, id, node.kind, node.content, {std::string(kPlaceConflict)}, {id});
    } else {
      taken_.held.insert(id);
    }
  }

  /// What was deleted there and is as it was here goes; else the whole of it stays.
  void take_deletions() {
    std::vector<std::string> roots;
    const auto is_gone = [&](const std::string& id) {
      const auto entry = entries_.find(id);
      return entry != entries_.end() && entry->second.is_gone;
    };
    for (const auto& [id, node] : nodes_) {
      if (is_gone(id) && !is_gone(node.parent)) roots.push_back(id);
    }
    for (const std::string& root : roots) {
      std::vector<std::string> all = nodes_below(nodes_, root);
      std::vector<std::string> changed;
      for (const std::string& id : all) {
        const LocalNode& node = nodes_.find(id)->second;
        const auto entry = entries_.find(id);
        const bool is_as_it_was = is_gone(id) && entry->second.base && is_unchanged(node, *entry->second.base);
        if (!is_as_it_was) changed.push_back(name_in(node.kind, node.content));
      }
      const LocalNode& node = nodes_.find(root)->second;
      if (!changed.empty()) {
        add_conflict(ConflictKind::kDeletedThere, root, node.kind, node.content, std::move(changed), std::move(all));
        continue;
      }
      note("delete", root, node.kind, node.content);
      remove_nodes(nodes_, root);
      for (const std::string& id : all) entries_.erase(id);
    }
  }

  [[nodiscard]] bool is_deleted_here(const std::string& id) const {
    const auto entry = entries_.find(id);
    return entry != entries_.end() && entry->second.base && entry->second.on_server() != nullptr && !is_here(id);
  }

  /// What was deleted here and is as it was there may go from there; else the whole of it stays there.
  void keep_deletions() {
    std::vector<std::string> roots;
    for (const auto& [id, entry] : entries_) {
      if (is_deleted_here(id) && !is_deleted_here(entry.on_server()->parent)) roots.push_back(id);
    }
    for (const std::string& root : roots) {
      std::vector<std::string> all{root};
      std::set<std::string> known{root};  // a server may say that two are in each other
      std::vector<std::string> changed;
      for (std::size_t i = 0; i < all.size(); ++i) {
        const Entry& entry = entries_.find(all[i])->second;
        const bool is_new = !entry.base;
        const bool has_changed =
            entry.theirs && entry.base &&
            (entry.theirs->parent != entry.base->parent || !is_same(entry.theirs->content, entry.base->content));
        if (is_new || has_changed) changed.push_back(name_in(entry.kind, entry.on_server()->content));
        const auto below = their_children_.find(all[i]);
        if (below == their_children_.end()) continue;
        for (const std::string& child : below->second) {
          const Entry& inside = entries_.find(child)->second;
          const bool was_put_in = inside.theirs && (!inside.base || inside.base->parent != all[i]);
          if ((!is_here(child) || was_put_in) && known.insert(child).second) all.push_back(child);
        }
      }
      const Entry& entry = entries_.find(root)->second;
      if (!changed.empty()) {
        add_conflict(ConflictKind::kDeletedHere, root, entry.kind, entry.on_server()->content, std::move(changed),
                     std::move(all));
        continue;
      }
      for (const std::string& id : all) {
        Entry& seen = entries_.find(id)->second;
        if (seen.theirs) accept(seen);
      }
    }
  }

  /// Entries that nobody has any more.
  void forget() {
    std::erase_if(entries_, [&](const auto& one) { return !is_here(one.first) && one.second.on_server() == nullptr; });
  }

  void put_in_order() {
    for (auto& [id, node] : nodes_) {
      if (node.children.size() < 2) continue;
      const std::set<std::string_view> here(node.children.begin(), node.children.end());
      const auto those_here = [&, &id = id](const Children& children) {
        Order order;
        const auto found = children.find(id);
        if (found == children.end()) return order;
        for (const std::string& child : found->second) {
          if (here.contains(child)) order.push_back(child);
        }
        return order;
      };
      MergedOrder merged =
          merge_order(those_here(base_children_), those_here(my_children_), those_here(their_children_));
      for (const std::string& moved : merged.overruled) {
        const LocalNode& child = nodes_.find(moved)->second;
        taken_.overruled.push_back({"move", moved, child.kind, name_in(child.kind, child.content)});
      }
      node.children = std::move(merged.order);
    }
  }

  Entries& entries_;
  LocalNodes& nodes_;
  const Children base_children_;
  const Children their_children_;
  Children my_children_;
  std::map<std::string, Decision> undecided_;
  Taken taken_;
};

/// Where both moved things into each other: lifts what of ours is in the way to where `id` stands.
void make_way(const std::string& id, const std::string& parent, LocalNodes& nodes) {
  std::string below;
  for (std::string at = parent; !at.empty() && nodes.contains(at); at = nodes.find(at)->second.parent) {
    if (at == id) {
      if (!below.empty()) move_node(nodes, below, nodes.find(id)->second.parent);
      return;
    }
    below = at;
  }
}

void resolve_both(const Conflict& conflict, Side side, CopyState& state, LocalNodes& nodes) {
  Entry& entry = state.entries.find(conflict.id)->second;
  LocalNode& node = nodes.find(conflict.id)->second;
  const Known& theirs = *entry.theirs;
  const bool is_mine = side == Side::kMine;
  const bool is_about_place =
      std::find(conflict.places.begin(), conflict.places.end(), kPlaceConflict) != conflict.places.end();
  const bool keeps_place = is_about_place ? is_mine : node.parent != entry.base->parent;
  node.content =
      merge_json(entry.base->content, is_mine ? node.content : theirs.content, is_mine ? theirs.content : node.content)
          .value;
  if (!keeps_place) make_way(conflict.id, theirs.parent, nodes);
  // What was theirs is agreed on now, so that what differs from it is ours.
  entry.base = theirs;
  if (!keeps_place) entry.base->parent = node.parent;
}

void resolve_deleted_here(const Conflict& conflict, Side side, CopyState& state, const LocalNodes& nodes) {
  for (const std::string& id : conflict.held) {
    Entry& entry = state.entries.find(id)->second;
    const bool is_here = nodes.contains(id);
    if (is_here && side == Side::kMine) {
      if (entry.theirs && entry.base) entry.base->parent = entry.theirs->parent;  // it was put there, and stands here
    } else if (!is_here && side == Side::kMine) {
      if (entry.theirs) entry.base = std::exchange(entry.theirs, std::nullopt);
    } else if (!is_here && !entry.theirs) {
      entry.theirs = std::exchange(entry.base, std::nullopt);
    } else if (!is_here) {
      entry.base.reset();
    }
  }
}

void resolve_deleted_there(const Conflict& conflict, Side side, CopyState& state, LocalNodes& nodes) {
  for (const std::string& id : nodes_below(nodes, conflict.id)) {
    const auto entry = state.entries.find(id);
    if (entry == state.entries.end() || !entry->second.is_gone) continue;
    state.entries.erase(entry);
    if (side == Side::kMine) (void)renew_node(nodes, id, state.workspace);  // what is in the trash keeps its id
  }
  if (side == Side::kTheirs) remove_nodes(nodes, conflict.id);
}

}  // namespace

Taken take_theirs(CopyState& state, LocalNodes& nodes) {
  return Taker(state, nodes).run();
}

void resolve(const Conflict& conflict, Side side, CopyState& state, LocalNodes& nodes) {
  switch (conflict.what) {
    case ConflictKind::kChangedByBoth:
      return resolve_both(conflict, side, state, nodes);
    case ConflictKind::kDeletedThere:
      return resolve_deleted_there(conflict, side, state, nodes);
    case ConflictKind::kDeletedHere:
      return resolve_deleted_here(conflict, side, state, nodes);
  }
}

}  // namespace signet::app
