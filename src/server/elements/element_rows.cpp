#include "server/elements/element_rows.h"

#include <fmt/format.h>

namespace signet::server {

Status insert_row(const ElementWork& work, const Element& element) {
  return work.transaction.enqueue(
      "INSERT INTO elements (id, workspace_id, kind, parent_id, collection_id, position, name, method, revision, "
      "version, "
      "seq, created_ms, created_by, changed_ms, changed_by) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12, $13)",
      {element.id, element.workspace_id, name_of(element.kind), element.parent_id, element.collection_id,
       element.position, element.name, element.method, element.revision, element.version, element.seq,
       element.created_ms, element.created_by});
}

Status update_row(const ElementWork& work, Element& element) {
  element.changed_ms = work.change.now_ms;
  element.changed_by = work.change.user_id;
  return work.transaction.enqueue(
      "UPDATE elements SET parent_id = $2, collection_id = $3, position = $4, name = $5, method = $6, revision = $7, "
      "version = $8, seq = $9, changed_ms = $10, changed_by = $11 WHERE id = $1",
      {element.id, element.parent_id, element.collection_id, element.position, element.name, element.method,
       element.revision, element.version, element.seq, element.changed_ms, element.changed_by});
}

Status order_children(const ElementWork& work, const std::vector<std::string>& ids) {
  std::int64_t position = 0;
  for (const std::string& id : ids) {
    SIGNET_CHECK(work.transaction.enqueue("UPDATE elements SET position = $2, seq = $3 WHERE id = $1",
                                          {id, position += kPositionGap, work.workspace.last_seq}));
  }
  return {};
}

Status check_may_change(const ElementWork& work, const Element& element) {
  SIGNET_CHECK(check_not_archived(work.workspace));
  if (!element.trash_root) return {};
  return fail(ErrorCode::kConflict, fmt::format("\"{}\" is in the trash", element.name), "restore it first");
}

Result<Element> read_element(const store::Row& row) {
  Element element;
  std::string kind;
  SIGNET_CHECK(row.read(element.id, element.workspace_id, kind, element.parent_id, element.collection_id,
                        element.position, element.name, element.method, element.revision, element.version, element.seq,
                        element.created_ms, element.created_by, element.changed_ms, element.changed_by,
                        element.trashed_ms, element.trash_root));
  SIGNET_TRY(element.kind, read_kind(element.id, kind));
  return element;
}

Result<ElementKind> read_kind(std::string_view element_id, std::string_view word) {
  const auto known = parse_element_kind(word);
  if (known) return *known;
  return fail(ErrorCode::kInternal, fmt::format("element {} is of the kind '{}'", element_id, word));
}

}  // namespace signet::server
