#include "server/elements/replace.h"

#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "server/elements/element_rows.h"
#include "server/elements/stored_tree.h"

namespace signet::server {

namespace {

/// What stands in the collection now.
struct Present {
  const StoredNode* node = nullptr;
  const StoredNode* parent = nullptr;
  std::size_t rank = 0;  ///< among its parent's children
  bool is_kept = false;  ///< something of the new collection continues it
};

std::string_view id_in(const json::value& document) {
  const json::object* object = document.if_object();
  return object == nullptr ? std::string_view() : json::string_or(*object, "id");
}

std::string_view name_in(const json::value& document) {
  const json::object* object = document.if_object();
  return object == nullptr ? std::string_view() : json::string_or(*object, "name");
}

/// Whether the new content is another one than what is stored; its values count.
bool differs(const Content& content, const json::value& stored) {
  json::value whole = content.document;
  put_back(whole, content.secrets);
  // As texts: the order of members is told apart, too.
  return boost::json::serialize(whole) != boost::json::serialize(stored);
}

class Replacer {
 public:
  Replacer(const ElementWork& work, const StoredNode& stored) : work_(work) { list(stored); }

  /// To be called for the whole new collection before place(): an id says more than a name. Whether anything in the
  /// node continues what is there.
  bool claim_by_id(const TreeNode& node) {  // NOLINT(misc-no-recursion): as deep as split_collection() lets it
    bool holds_kept = false;
    for (const TreeNode& child : node.children) {
      const auto found = by_id_.find(std::string(id_in(child.content.document)));
      if (found != by_id_.end() && found->second->node->kind == child.kind) claim(child, *found->second);
      const bool is_kept = continued_by(child) != nullptr;
      holds_kept = claim_by_id(child) || is_kept || holds_kept;
    }
    if (holds_kept) holding_kept_.insert(&node);
    return holds_kept;
  }

  /// Puts nodes below `parent` in their order. `stored` is what the parent continues, null for a new one.
  // NOLINTNEXTLINE(misc-no-recursion): as deep as split_collection() lets it
  Status place(const Element& parent, const StoredNode* stored, std::vector<TreeNode>& nodes) {
    claim_by_name(stored, nodes);
    std::vector<Element> placed(nodes.size());
    std::vector<std::string> order(nodes.size());
    Run run;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      SIGNET_TRY(placed[i], place_one(parent, stored, nodes[i], run));
      order[i] = placed[i].id;
    }
    if (run.is_broken) SIGNET_CHECK(order_children(work_, order));
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const Present* continued = continued_by(nodes[i]);
      if (continued == nullptr && !holding_kept_.contains(&nodes[i])) continue;  // it was made with all that is in it
      SIGNET_CHECK(place(placed[i], continued == nullptr ? nullptr : continued->node, nodes[i].children));
    }
    return {};
  }

  /// Puts what nothing continues into the trash; what was kept of it stands elsewhere by now.
  // NOLINTNEXTLINE(misc-no-recursion): as deep as elements are let be
  Status trash_rest(const StoredNode& node, bool is_gone = false) {
    for (const StoredNode& child : node.children) {
      const bool is_kept = present_.at(&child).is_kept;
      if (!is_kept && !is_gone) {
        SIGNET_TRY(Element element, get_element(work_.transaction, work_.workspace, child.id));
        SIGNET_TRY([[maybe_unused]] const Element trashed, trash_element(work_, std::move(element)));
      }
      SIGNET_CHECK(trash_rest(child, !is_kept));
    }
    return {};
  }

 private:
  void list(const StoredNode& node) {  // NOLINT(misc-no-recursion): as deep as elements are let be
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const StoredNode& child = node.children[i];
      Present& present = present_[&child] = {&child, &node, i, false};
      by_id_.insert_or_assign(child.id, &present);
      if (const std::string_view id = id_in(child.document); !id.empty()) by_id_.try_emplace(std::string(id), &present);
      list(child);
    }
  }

  void claim(const TreeNode& node, Present& present) {
    if (present.is_kept) return;
    present.is_kept = true;
    continued_.emplace(&node, &present);
  }

  [[nodiscard]] const Present* continued_by(const TreeNode& node) const {
    const auto found = continued_.find(&node);
    return found == continued_.end() ? nullptr : found->second;
  }

  void claim_by_name(const StoredNode* stored, const std::vector<TreeNode>& nodes) {
    if (stored == nullptr) return;
    std::multimap<std::pair<ElementKind, std::string_view>, Present*> free;  // of one name in their order
    for (const StoredNode& child : stored->children) {
      Present& present = present_.at(&child);
      if (!present.is_kept) free.emplace(std::pair(child.kind, name_in(child.document)), &present);
    }
    for (const TreeNode& node : nodes) {
      const auto found = free.find(std::pair(node.kind, name_in(node.content.document)));
      if (continued_by(node) != nullptr || found == free.end()) continue;
      claim(node, *found->second);
      free.erase(found);
    }
  }

  /// Those that were placed below one parent so far.
  struct Run {
    std::optional<std::size_t> rank;  ///< of the last one that stays where it is
    bool has_new_ones = false;        ///< which stand behind all that were there
    bool is_broken = false;           ///< one that stays came behind a new one
  };

  /// New ones, and those that cannot stay where they are, go to the end.
  Result<Element> place_one(const Element& parent, const StoredNode* stored, TreeNode& node, Run& run) {
    const Present* present = continued_by(node);
    if (present == nullptr) {
      run.has_new_ones = true;
      if (holding_kept_.contains(&node)) return create_element(work_, node.kind, {&parent, ""}, node.content);
      return create_tree(work_, node, &parent);
    }
    json::object* document = node.content.document.if_object();
    // The element's id was told where the document has none of its own.
    if (document != nullptr && id_in(node.content.document) == present->node->id &&
        id_in(present->node->document).empty()) {
      document->erase("id");
    }
    SIGNET_TRY(Element element, get_element(work_.transaction, work_.workspace, present->node->id));
    if (present->parent == stored && (!run.rank || *run.rank < present->rank)) {
      run.rank = present->rank;
      run.is_broken = run.is_broken || run.has_new_ones;
    } else {
      run.has_new_ones = true;
      SIGNET_TRY(element, move_element(work_, std::move(element), {&parent, ""}));
    }
    if (!differs(node.content, present->node->document)) return element;
    return change_element(work_, std::move(element), node.content);
  }

  const ElementWork& work_;
  std::unordered_map<const StoredNode*, Present> present_;
  std::unordered_map<std::string, Present*> by_id_;
  std::unordered_map<const TreeNode*, Present*> continued_;
  std::unordered_set<const TreeNode*> holding_kept_;
};

}  // namespace

Result<Element> replace_tree(const ElementWork& work, const Element& collection, TreeNode root) {
  SIGNET_TRY(const StoredNode stored, load_tree(work.transaction, work.keys, collection));
  Element element = collection;
  if (differs(root.content, stored.document)) {
    SIGNET_TRY(element, change_element(work, std::move(element), root.content));
  }
  Replacer replacer(work, stored);
  replacer.claim_by_id(root);
  SIGNET_CHECK(replacer.place(element, &stored, root.children));
  SIGNET_CHECK(replacer.trash_rest(stored));
  return element;
}

}  // namespace signet::server
