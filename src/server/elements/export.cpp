// A collection put together from its elements.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "server/elements/element_rows.h"
#include "server/elements/elements.h"
#include "server/elements/stored_content.h"
#include "server/elements/stored_tree.h"

namespace signet::server {

namespace {

struct Piece {
  Element element;
  StoredContent content;
};

/// By parent, in their order.
using Pieces = std::map<std::string, std::vector<Piece>, std::less<>>;

/// The collection's own piece, under "", and those of all in it that is not in the trash.
Result<Pieces> load_pieces(store::Transaction& transaction, const Element& collection) {
  Pieces pieces;
  const Status read = transaction.each(
      "SELECT e.id, e.kind, COALESCE(e.parent_id, ''), e.position, v.name, v.content, v.places FROM elements e "
      "JOIN element_versions v ON v.element_id = e.id AND v.revision = e.version "
      "WHERE (e.collection_id = $1 AND e.trash_root IS NULL) OR e.id = $1 ORDER BY e.position, e.id",
      {collection.id}, [&](const store::Row& row) -> Status {
        Piece piece;
        std::string kind;
        std::string parent;
        std::string name;
        std::string content;
        std::string places;
        SIGNET_CHECK(row.read(piece.element.id, kind, parent, piece.element.position, name, content, places));
        piece.element.workspace_id = collection.workspace_id;
        SIGNET_TRY(piece.element.kind, read_kind(piece.element.id, kind));
        SIGNET_TRY(piece.content, parse_stored(std::move(name), content, places));
        pieces[parent].push_back(std::move(piece));
        return {};
      });
  if (!read) return read.error();
  return pieces;
}

Result<std::map<std::string, SealedRows>> load_values(store::Transaction& transaction, const Element& collection) {
  std::map<std::string, SealedRows> values;
  const Status read = transaction.each(
      "SELECT s.element_id, s.slot, s.revision, s.sealed FROM sealed_values s JOIN elements e ON e.id = s.element_id "
      "WHERE e.collection_id = $1 OR e.id = $1",
      {collection.id}, [&](const store::Row& row) -> Status {
        std::string element;
        std::pair<std::string, std::int64_t> key;
        store::Blob sealed;
        SIGNET_CHECK(row.read(element, key.first, key.second, sealed));
        values[element].emplace(std::move(key), std::move(sealed.bytes));
        return {};
      });
  if (!read) return read.error();
  return values;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as elements are let be (kMaxTreeDepth)
StoredNode make_node(Piece piece, Pieces& pieces) {
  StoredNode node{std::move(piece.element.id), piece.element.kind, std::move(piece.content.document), {}};
  const auto below = pieces.find(node.id);
  if (below == pieces.end()) return node;
  for (Piece& child : below->second) node.children.push_back(make_node(std::move(child), pieces));
  return node;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as elements are let be (kMaxTreeDepth)
TreeNode to_tree(StoredNode node) {
  TreeNode tree;
  tree.kind = node.kind;
  tree.content.document = std::move(node.document);
  for (StoredNode& child : node.children) tree.children.push_back(to_tree(std::move(child)));
  return tree;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as elements are let be (kMaxTreeDepth)
void tell_ids(StoredNode& node) {
  if (json::object* document = node.document.if_object()) (*document)["_signet_element"] = node.id;
  for (StoredNode& child : node.children) tell_ids(child);
}

}  // namespace

Result<StoredNode> load_tree(store::Transaction& transaction, const DataKeys& keys, const Element& collection) {
  SIGNET_TRY(Pieces pieces, load_pieces(transaction, collection));
  SIGNET_TRY(const auto values, load_values(transaction, collection));
  const SealedRows none;
  for (auto& [parent, list] : pieces) {
    for (Piece& piece : list) {
      const auto rows = values.find(piece.element.id);
      SIGNET_CHECK(fill_in(transaction, keys, piece.element, rows == values.end() ? none : rows->second, piece.content,
                           Hidden::kIsShown));
    }
  }
  const auto root = pieces.find("");
  if (root == pieces.end() || root->second.size() != 1) {
    return fail(ErrorCode::kInternal, fmt::format("collection {} has no content", collection.id));
  }
  return make_node(std::move(root->second.front()), pieces);
}

json::value join_tree(StoredNode root) {
  return join_collection(to_tree(std::move(root)));
}

Result<json::value> export_collection(store::Transaction& transaction, const DataKeys& keys, const Element& collection,
                                      ElementIds ids) {
  SIGNET_TRY(StoredNode stored, load_tree(transaction, keys, collection));
  if (ids == ElementIds::kAreTold) tell_ids(stored);
  return join_tree(std::move(stored));
}

}  // namespace signet::server
