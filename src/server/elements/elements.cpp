#include "server/elements/elements.h"

#include <fmt/format.h>

#include "base/ids.h"
#include "server/elements/changes.h"
#include "server/elements/element_rows.h"
#include "server/elements/search.h"
#include "server/elements/stored_content.h"

namespace signet::server {

namespace {

bool is_inside(ElementKind kind) {
  return kind == ElementKind::kFolder || kind == ElementKind::kRequest;
}

/// kInvalidInput unless an element of that kind can be below the parent; kConflict when the parent cannot be changed.
Status check_parent(const ElementWork& work, ElementKind kind, const Element* parent) {
  SIGNET_CHECK(check_not_archived(work.workspace));
  if (!is_inside(kind)) {
    if (parent == nullptr) return {};
    return fail(ErrorCode::kInvalidInput, fmt::format("a {} is in nothing else", name_of(kind)), "leave `parent` out");
  }
  const bool can_hold =
      parent != nullptr && (parent->kind == ElementKind::kCollection || parent->kind == ElementKind::kFolder);
  if (!can_hold) {
    return fail(ErrorCode::kInvalidInput, fmt::format("a {} is in a collection or a folder", name_of(kind)),
                "give its id as `parent`");
  }
  return check_may_change(work, *parent);
}

struct Neighbours {
  std::optional<std::int64_t> below;  ///< the position behind which it is to be
  std::optional<std::int64_t> above;  ///< and the one before which
};

Result<std::optional<std::int64_t>> position_of(const Result<std::optional<store::Row>>& row) {
  if (!row) return row.error();
  if (!*row) return std::optional<std::int64_t>();
  SIGNET_TRY(const auto position, (*row)->get<std::int64_t>(0));
  return std::optional(position);
}

/// The last position before `limit` of those in the same place. Ordered by the columns of an index: for MAX(position)
/// PostgreSQL reads all of them when it thinks that they are few.
Result<std::optional<std::int64_t>> last_before(const ElementWork& work, ElementKind kind, const Element* parent,
                                                std::int64_t limit) {
  return position_of(
      parent != nullptr
          ? work.transaction.query_one("SELECT position FROM elements WHERE parent_id = $1 AND workspace_id = $2 "
                                       "AND position < $3 ORDER BY position DESC LIMIT 1",
                                       {parent->id, work.workspace.id, limit})
          : work.transaction.query_one("SELECT position FROM elements WHERE workspace_id = $1 AND kind = $2 "
                                       "AND parent_id IS NULL AND position < $3 "
                                       "ORDER BY parent_id DESC, position DESC LIMIT 1",
                                       {work.workspace.id, name_of(kind), limit}));
}

Result<Neighbours> find_neighbours(const ElementWork& work, ElementKind kind, const Spot& spot) {
  Neighbours found;
  std::int64_t limit = INT64_MAX;
  if (!spot.before.empty()) {
    SIGNET_TRY(const Element next, get_element(work.transaction, work.workspace, spot.before));
    const bool is_here =
        spot.parent != nullptr ? next.parent_id == spot.parent->id : !next.parent_id && next.kind == kind;
    if (!is_here || next.trash_root) {
      return fail(ErrorCode::kNotFound, fmt::format("there is no element {} in that place", spot.before));
    }
    found.above = limit = next.position;
  }
  SIGNET_TRY(found.below, last_before(work, kind, spot.parent, limit));
  return found;
}

/// Sets those of a place apart by the usual gap, in their order. Clients that follow the workspace get their new
/// positions with the change that this is for.
Status set_apart(const ElementWork& work, ElementKind kind, const Element* parent) {
  SIGNET_TRY(const auto rows,
             parent != nullptr ? work.transaction.query(
                                     "SELECT id FROM elements WHERE parent_id = $1 ORDER BY position, id", {parent->id})
                               : work.transaction.query("SELECT id FROM elements WHERE workspace_id = $1 AND kind = $2 "
                                                        "AND parent_id IS NULL ORDER BY position, id",
                                                        {work.workspace.id, name_of(kind)}));
  std::int64_t position = 0;
  for (const store::Row& row : rows) {
    SIGNET_TRY(const auto id, row.get<std::string>(0));
    SIGNET_CHECK(work.transaction.enqueue("UPDATE elements SET position = $2, seq = $3 WHERE id = $1",
                                          {id, position += kPositionGap, work.workspace.last_seq + 1}));
  }
  return {};
}

Result<std::int64_t> find_position(const ElementWork& work, ElementKind kind, const Spot& spot) {
  SIGNET_TRY(Neighbours near, find_neighbours(work, kind, spot));
  if (!near.above) return near.below.value_or(0) + kPositionGap;
  const auto is_full = [](const Neighbours& at) { return at.below && *at.above - *at.below < 2; };
  if (is_full(near)) {
    SIGNET_CHECK(set_apart(work, kind, spot.parent));
    SIGNET_TRY(near, find_neighbours(work, kind, spot));
  }
  if (!near.below) return *near.above - kPositionGap;
  return *near.below + (*near.above - *near.below) / 2;
}

void set_parent(Element& element, const Element& parent) {
  element.parent_id = parent.id;
  element.collection_id = parent.kind == ElementKind::kCollection ? parent.id : parent.collection_id;
}

/// An element that is new, without its place among its neighbours.
Element make_element(const ElementWork& work, ElementKind kind, const Element* parent, const Content& content) {
  Element element;
  element.id = make_uuid();
  element.workspace_id = work.workspace.id;
  element.kind = kind;
  if (parent != nullptr) set_parent(element, *parent);
  element.name = content.name;
  element.method = method_of(kind, content.document);
  element.revision = element.version = 1;
  element.created_ms = element.changed_ms = work.change.now_ms;
  element.created_by = element.changed_by = work.change.user_id;
  return element;
}

/// kConflict for second globals.
Status check_is_only(const ElementWork& work, ElementKind kind) {
  if (kind != ElementKind::kGlobals) return {};
  SIGNET_TRY(const auto other,
             work.transaction.query_one("SELECT 1 FROM elements WHERE workspace_id = $1 AND kind = $2 LIMIT 1",
                                        {work.workspace.id, name_of(kind)}));
  if (other)
    return fail(ErrorCode::kConflict, "the workspace has its globals", "change those, or restore them from the trash");
  return {};
}

std::int64_t count_secrets(const TreeNode& node) {  // NOLINT(misc-no-recursion): as deep as split_collection() lets it
  std::int64_t count = std::ssize(node.content.secrets);
  for (const TreeNode& child : node.children) count += count_secrets(child);
  return count;
}

std::int64_t height_of(const TreeNode& node) {  // NOLINT(misc-no-recursion): as deep as split_collection() lets it
  std::int64_t below = 0;
  for (const TreeNode& child : node.children) below = std::max(below, height_of(child));
  return below + 1;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as split_collection() lets it
Status insert_children(const ElementWork& work, Sealer* sealer, const Element& parent, const TreeNode& node) {
  std::int64_t position = 0;
  for (const TreeNode& child : node.children) {
    Element element = make_element(work, child.kind, &parent, child.content);
    element.position = position += kPositionGap;
    element.seq = parent.seq;
    SIGNET_CHECK(insert_row(work, element));
    SIGNET_CHECK(store_content(work, sealer, element, child.content, {}));
    SIGNET_CHECK(insert_children(work, sealer, element, child));
  }
  return {};
}

/// Gives all below a collection that it moved to (`element` is a folder).
Status move_children(const ElementWork& work, const Element& element) {
  return work.transaction.enqueue(
      "WITH RECURSIVE below (id) AS (SELECT id FROM elements WHERE parent_id = $1 UNION ALL "
      "SELECT e.id FROM elements e JOIN below b ON e.parent_id = b.id) "
      "UPDATE elements SET collection_id = $2, seq = $3 WHERE id IN (SELECT id FROM below)",
      {element.id, element.collection_id, element.seq});
}

/// kInvalidInput when the parent is the element itself or below it; kLimit when it would be too deep.
Status check_depth(const ElementWork& work, const Element& parent, std::string_view element, std::int64_t height) {
  SIGNET_TRY(const auto row,
             work.transaction.query_one(
                 "WITH RECURSIVE above (id, parent_id) AS (SELECT id, parent_id FROM elements WHERE id = $1 UNION ALL "
                 "SELECT e.id, e.parent_id FROM elements e JOIN above a ON e.id = a.parent_id) "
                 "SELECT COUNT(*), CAST(COALESCE(MAX(CASE WHEN id = $2 THEN 1 ELSE 0 END), 0) AS BIGINT) FROM above",
                 {parent.id, element}));
  std::int64_t depth = 0;
  bool is_circle = false;
  SIGNET_CHECK(row->read(depth, is_circle));
  if (is_circle) return fail(ErrorCode::kInvalidInput, "a folder cannot be moved into itself", "choose another place");
  if (depth + height <= static_cast<std::int64_t>(kMaxTreeDepth)) return {};
  return fail(ErrorCode::kLimit, fmt::format("folders are at most {} deep", kMaxTreeDepth), "choose a higher place");
}

/// How many levels an element has with all below it; 1 for a request.
Result<std::int64_t> height_of(const ElementWork& work, const Element& element) {
  if (element.kind != ElementKind::kFolder) return 1;
  SIGNET_TRY(const auto row,
             work.transaction.query_one(
                 "WITH RECURSIVE below (id, level) AS (SELECT id, CAST(1 AS BIGINT) FROM elements WHERE id = $1 "
                 "UNION ALL SELECT e.id, b.level + 1 FROM elements e JOIN below b ON e.parent_id = b.id) "
                 "SELECT MAX(level) FROM below",
                 {element.id}));
  return row->get<std::int64_t>(0);
}

/// kConflict for what is not in the trash by itself.
Status check_is_trash(const ElementWork& work, const Element& element) {
  SIGNET_CHECK(check_not_archived(work.workspace));
  if (element.trash_root == element.id) return {};
  return element.trash_root
             ? fail(ErrorCode::kConflict, fmt::format("\"{}\" is in the trash with what it is in", element.name),
                    "restore that first")
             : fail(ErrorCode::kConflict, fmt::format("\"{}\" is not in the trash", element.name));
}

}  // namespace

Result<Element> get_element(store::Transaction& transaction, const Workspace& workspace, std::string_view id) {
  // By the id alone: with both, PostgreSQL may go through all of the workspace in an index that has both, as long as it
  // takes the table for a small one.
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT " SIGNET_ELEMENT_COLUMNS " FROM elements WHERE id = $1", {id}));
  const Error none = fail(ErrorCode::kNotFound, "there is no such element");
  if (!row) return none;
  SIGNET_TRY(Element element, read_element(*row));
  if (element.workspace_id != workspace.id) return none;
  return element;
}

AuditEvent element_event(std::string_view action, const Workspace& workspace, const Element& element) {
  AuditEvent event = workspace_event(action, workspace);
  event.details["element"] = element.id;
  event.details["element_name"] = element.name;
  return event;
}

Result<std::string> workspace_of(store::Transaction& transaction, std::string_view id) {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT workspace_id FROM elements WHERE id = $1", {id}));
  return row ? row->get<std::string>(0) : std::string();
}

Result<std::optional<Element>> find_by_key(const ElementWork& work, ElementKind kind, std::string_view key) {
  auto found = get_element(work.transaction, work.workspace, name_uuid(work.workspace.id, key));
  if (!found && found.error().code == ErrorCode::kNotFound) return std::optional<Element>();
  if (!found) return found.error();
  if (found->kind == kind) return std::optional(*std::move(found));
  return fail(ErrorCode::kConflict, fmt::format("a {} was made with this key", name_of(found->kind)),
              "give each new element a key of its own");
}

Result<Element> create_element(const ElementWork& work, ElementKind kind, const Spot& spot, const Content& content,
                               std::string_view key) {
  SIGNET_CHECK(check_parent(work, kind, spot.parent));
  SIGNET_CHECK(check_is_only(work, kind));
  if (spot.parent != nullptr) SIGNET_CHECK(check_depth(work, *spot.parent, "", 1));
  Element element = make_element(work, kind, spot.parent, content);
  if (!key.empty()) element.id = name_uuid(work.workspace.id, key);
  SIGNET_TRY(element.position, find_position(work, kind, spot));
  SIGNET_CHECK(note_change(work, "create", element));
  SIGNET_CHECK(insert_row(work, element));
  SIGNET_CHECK(store_content(work, nullptr, element, content, {}));
  return element;
}

Result<Element> create_tree(const ElementWork& work, const TreeNode& root, const Element* parent) {
  SIGNET_CHECK(check_parent(work, root.kind, parent));
  SIGNET_CHECK(check_is_only(work, root.kind));
  if (parent != nullptr) SIGNET_CHECK(check_depth(work, *parent, "", height_of(root)));
  Element element = make_element(work, root.kind, parent, root.content);
  SIGNET_TRY(element.position, find_position(work, root.kind, {parent, ""}));
  SIGNET_CHECK(note_change(work, "create", element));
  std::optional<Sealer> sealer;
  if (const std::int64_t count = count_secrets(root); count > 0) {
    SIGNET_TRY(sealer, work.keys.sealer(work.transaction, element.workspace_id, count, work.change.now_ms));
  }
  Sealer* shared = sealer ? &*sealer : nullptr;
  SIGNET_CHECK(insert_row(work, element));
  SIGNET_CHECK(store_content(work, shared, element, root.content, {}));
  SIGNET_CHECK(insert_children(work, shared, element, root));
  return element;
}

Result<Element> change_element(const ElementWork& work, Element element, const Content& content) {
  SIGNET_CHECK(check_may_change(work, element));
  SIGNET_TRY(const StoredContent previous, load_content(work.transaction, element, element.version));
  element.name = content.name;
  element.method = method_of(element.kind, content.document);
  element.version = ++element.revision;
  SIGNET_CHECK(store_content(work, nullptr, element, content, previous));
  SIGNET_CHECK(note_change(work, "change", element));
  SIGNET_CHECK(update_row(work, element));
  return element;
}

Result<Element> move_element(const ElementWork& work, Element element, const Spot& spot) {
  SIGNET_CHECK(check_may_change(work, element));
  SIGNET_CHECK(check_parent(work, element.kind, spot.parent));
  if (spot.parent != nullptr) {
    SIGNET_TRY(const std::int64_t height, height_of(work, element));
    SIGNET_CHECK(check_depth(work, *spot.parent, element.id, height));
  }
  const bool stays = spot.before == element.id && (spot.parent == nullptr || element.parent_id == spot.parent->id);
  if (stays) return element;
  SIGNET_TRY(element.position, find_position(work, element.kind, spot));
  const auto before = element.collection_id;
  if (spot.parent != nullptr) set_parent(element, *spot.parent);
  ++element.revision;
  SIGNET_CHECK(note_change(work, "move", element));
  SIGNET_CHECK(update_row(work, element));
  if (before != element.collection_id) SIGNET_CHECK(move_children(work, element));
  return element;
}

Result<Element> trash_element(const ElementWork& work, Element element) {
  SIGNET_CHECK(check_may_change(work, element));
  ++element.revision;
  element.trashed_ms = work.change.now_ms;
  element.trash_root = element.id;
  SIGNET_CHECK(note_change(work, "trash", element));
  SIGNET_CHECK(update_row(work, element));
  SIGNET_CHECK(work.transaction.enqueue(
      "WITH RECURSIVE below (id) AS (SELECT id FROM elements WHERE id = $1 UNION ALL "
      "SELECT e.id FROM elements e JOIN below b ON e.parent_id = b.id) UPDATE elements "
      "SET trashed_ms = $2, trash_root = $1, seq = $3 WHERE id IN (SELECT id FROM below) AND trash_root IS NULL",
      {element.id, element.trashed_ms, element.seq}));
  SIGNET_CHECK(index_trash(work, element, true));
  return element;
}

Result<std::int64_t> last_change_in(const ElementWork& work, const Element& element) {
  SIGNET_TRY(const auto row,
             work.transaction.query_one(
                 "WITH RECURSIVE below (id, seq) AS (SELECT id, seq FROM elements WHERE id = $1 UNION ALL "
                 "SELECT e.id, e.seq FROM elements e JOIN below b ON e.parent_id = b.id) SELECT MAX(seq) FROM below",
                 {element.id}));
  return row->get<std::int64_t>(0);
}

Result<Element> restore_element(const ElementWork& work, Element element) {
  SIGNET_CHECK(check_is_trash(work, element));
  if (element.parent_id) {
    SIGNET_TRY(const Element parent, get_element(work.transaction, work.workspace, *element.parent_id));
    SIGNET_CHECK(check_may_change(work, parent));
  }
  SIGNET_CHECK(index_trash(work, element, false));
  ++element.revision;
  element.trashed_ms.reset();
  element.trash_root.reset();
  SIGNET_CHECK(note_change(work, "restore", element));
  SIGNET_CHECK(update_row(work, element));
  SIGNET_CHECK(work.transaction.enqueue(
      "UPDATE elements SET trashed_ms = NULL, trash_root = NULL, seq = $3 WHERE workspace_id = $1 AND trash_root = $2",
      {work.workspace.id, element.id, element.seq}));
  return element;
}

Status delete_element(const ElementWork& work, const Element& element) {
  SIGNET_CHECK(check_is_trash(work, element));
  Element gone = element;
  ++gone.revision;
  SIGNET_CHECK(note_change(work, "delete", gone));
  return work.transaction.enqueue("DELETE FROM elements WHERE id = $1", {element.id});
}

Result<std::vector<Element>> list_elements(store::Transaction& transaction, const Workspace& workspace,
                                           const ElementFilter& filter) {
  const auto rows = [&]() -> Result<std::vector<store::Row>> {
    if (!filter.parent.empty()) {
      return transaction.query("SELECT " SIGNET_ELEMENT_COLUMNS
                               " FROM elements WHERE parent_id = $1 AND workspace_id = $2 AND trash_root IS NULL "
                               "AND (position, id) > ($3, $4) ORDER BY position, id LIMIT $5",
                               {filter.parent, workspace.id, filter.after_position, filter.after_id, filter.limit});
    }
    if (filter.kind) {
      return transaction.query(
          "SELECT " SIGNET_ELEMENT_COLUMNS
          " FROM elements WHERE workspace_id = $1 AND kind = $2 AND parent_id IS NULL "
          "AND trash_root IS NULL AND (position, id) > ($3, $4) "
          "ORDER BY position, id LIMIT $5",
          {workspace.id, name_of(*filter.kind), filter.after_position, filter.after_id, filter.limit});
    }
    return transaction.query("SELECT " SIGNET_ELEMENT_COLUMNS
                             " FROM elements WHERE workspace_id = $1 AND (seq, id) > ($2, $3) "
                             "ORDER BY seq, id LIMIT $4",
                             {workspace.id, filter.after_seq, filter.after_id, filter.limit});
  }();
  if (!rows) return rows.error();
  return store::read_rows(*rows, read_element);
}

Result<std::vector<Element>> list_trash(store::Transaction& transaction, const Workspace& workspace,
                                        std::string_view after, std::int64_t limit) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT " SIGNET_ELEMENT_COLUMNS
                               " FROM elements WHERE workspace_id = $1 AND trash_root IS NOT NULL AND trash_root = id "
                               "AND id > $2 ORDER BY id LIMIT $3",
                               {workspace.id, after, limit}));
  return store::read_rows(rows, read_element);
}

}  // namespace signet::server
