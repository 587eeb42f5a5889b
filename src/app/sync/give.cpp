#include "app/sync/give.h"

#include <algorithm>

#include "app/sync/merge.h"

namespace signet::app {

namespace {

class Planner {
 public:
  Planner(const Entries& entries, const LocalNodes& nodes, const std::set<std::string, std::less<>>& held)
      : entries_(entries), nodes_(nodes), held_(held), their_children_(children_on_server(entries)) {}

  std::vector<Call> run() {
    std::vector<std::string> parents;
    for (const auto& [id, node] : nodes_) {
      if (!node.parent.empty()) continue;
      plan_at_top(id, node);
      parents.push_back(id);
    }
    while (!parents.empty()) {
      const std::string parent = std::move(parents.back());
      parents.pop_back();
      const LocalNode& node = nodes_.find(parent)->second;
      if (!is_there(parent) && !made_.contains(parent)) continue;
      plan_children(parent, node);
      for (const std::string& child : node.children) {
        if (!nodes_.find(child)->second.children.empty()) parents.push_back(child);
      }
    }
    plan_deletions();
    return std::move(calls_);
  }

 private:
  [[nodiscard]] const Known* base_of(const std::string& id) const {
    const auto entry = entries_.find(id);
    return entry == entries_.end() || !entry->second.base ? nullptr : &*entry->second.base;
  }
  [[nodiscard]] bool is_held(const std::string& id) const { return held_.contains(id); }
  [[nodiscard]] bool is_there(const std::string& id) const {
    const auto entry = entries_.find(id);
    return entry != entries_.end() && entry->second.on_server() != nullptr;
  }

  void plan_content(const std::string& id, const LocalNode& node, const Known& base) {
    if (!is_same(node.content, base.content)) calls_.push_back({CallKind::kChange, id, {}});
  }

  void plan_at_top(const std::string& id, const LocalNode& node) {
    if (is_held(id)) return;
    if (const Known* base = base_of(id)) {
      plan_content(id, node, *base);
    } else {
      made_.insert(id);
      calls_.push_back({CallKind::kCreate, id, {}});
    }
  }

  /// From the last one to the first, so that each can be put before one that stands in its place.
  void plan_children(const std::string& parent, const LocalNode& node) {
    Order there;
    if (const auto found = their_children_.find(parent); found != their_children_.end()) there = found->second;
    const Order moved = moved_ids(there, node.children);
    const std::set<std::string_view> moves(moved.begin(), moved.end());
    const std::set<std::string_view> known(there.begin(), there.end());
    std::string next;
    for (auto at = node.children.rbegin(); at != node.children.rend(); ++at) {
      const std::string& id = *at;
      const LocalNode& child = nodes_.find(id)->second;
      const Known* base = base_of(id);
      if (is_held(id)) {
        if (known.contains(id) && !moves.contains(id)) next = id;
        continue;
      }
      if (base == nullptr) {
        made_.insert(id);
        calls_.push_back({CallKind::kCreate, id, {parent, next}});
      } else {
        if (base->parent != parent || moves.contains(id)) calls_.push_back({CallKind::kMove, id, {parent, next}});
        plan_content(id, child, *base);
      }
      next = id;
    }
  }

  void plan_deletions() {
    const auto is_deleted = [&](const std::string& id) {
      return base_of(id) != nullptr && !nodes_.contains(id) && !is_held(id) && is_there(id);
    };
    for (const auto& [id, entry] : entries_) {
      if (is_deleted(id) && !is_deleted(entry.base->parent)) calls_.push_back({CallKind::kTrash, id, {}});
    }
  }

  const Entries& entries_;
  const LocalNodes& nodes_;
  const std::set<std::string, std::less<>>& held_;
  const std::map<std::string, std::vector<std::string>> their_children_;
  std::set<std::string> made_;
  std::vector<Call> calls_;
};

}  // namespace

std::vector<Call> plan_calls(const Entries& entries, const LocalNodes& nodes,
                             const std::set<std::string, std::less<>>& held) {
  return Planner(entries, nodes, held).run();
}

}  // namespace signet::app
