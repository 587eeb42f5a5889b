// Rows of elements, for what makes and changes them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/elements/elements.h"

namespace signet::server {

/// The distance between the positions of two neighbours that were put one behind the other: between them fit 31 more,
/// each in the middle of two, until all those of the parent are set apart anew.
inline constexpr std::int64_t kPositionGap = 1LL << 32;

[[nodiscard]] Status insert_row(const ElementWork& work, const Element& element);
/// Writes what may change; `changed_ms` and `changed_by` become those of the work.
[[nodiscard]] Status update_row(const ElementWork& work, Element& element);

/// Sets all elements of one parent apart by the usual gap, in this order. Their seq becomes that of the workspace, so
/// that whoever asks for what changed is told.
[[nodiscard]] Status order_children(const ElementWork& work, const std::vector<std::string>& ids);

/// kConflict for one in the trash, and in an archived workspace.
[[nodiscard]] Status check_may_change(const ElementWork& work, const Element& element);

/// The columns of elements, in the order of read_element(). A statement is one literal (store/sql.h).
#define SIGNET_ELEMENT_COLUMNS                                                                         \
  "id, workspace_id, kind, parent_id, collection_id, position, name, method, revision, version, seq, " \
  "created_ms, created_by, changed_ms, changed_by, trashed_ms, trash_root"
[[nodiscard]] Result<Element> read_element(const store::Row& row);
/// The kind of a row; kInternal for a word that is none.
[[nodiscard]] Result<ElementKind> read_kind(std::string_view element_id, std::string_view word);

}  // namespace signet::server
