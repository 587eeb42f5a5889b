#include "server/elements/changes.h"

#include "base/time.h"

namespace signet::server {

namespace {

Result<WorkspaceChange> read_change(const store::Row& row) {
  WorkspaceChange change;
  SIGNET_CHECK(row.read(change.seq, change.at_ms, change.actor, change.action, change.element_id, change.kind,
                        change.name, change.revision));
  return change;
}

}  // namespace

Status note_change(const ElementWork& work, std::string_view action, Element& element) {
  const std::int64_t seq = ++work.workspace.last_seq;
  element.seq = seq;
  work.transaction.announce(work.workspace.id);
  // First of all: of two writers at once the second meets the first in this row, and begins anew. In the index of the
  // changes, which nobody has read, PostgreSQL would call it a number that is taken.
  SIGNET_CHECK(work.transaction.enqueue("UPDATE workspaces SET last_seq = $2 WHERE id = $1", {work.workspace.id, seq}));
  return work.transaction.enqueue(
      "INSERT INTO workspace_changes (workspace_id, seq, at_ms, actor, action, element_id, kind, name, revision) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {work.workspace.id, seq, work.change.now_ms, work.change.user_id, action, element.id, name_of(element.kind),
       element.name, element.revision});
}

json::object to_json(const WorkspaceChange& change) {
  return {{"seq", change.seq},       {"at", iso_time(change.at_ms)}, {"actor", change.actor},
          {"action", change.action}, {"element", change.element_id}, {"kind", change.kind},
          {"name", change.name},     {"revision", change.revision}};
}

Result<std::vector<WorkspaceChange>> list_changes(store::Transaction& transaction, std::string_view workspace,
                                                  std::int64_t after, std::int64_t limit) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT seq, at_ms, actor, action, element_id, kind, name, revision "
                               "FROM workspace_changes WHERE workspace_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
                               {workspace, after, limit}));
  return store::read_rows(rows, read_change);
}

Result<std::vector<WorkspaceChange>> list_activity(store::Transaction& transaction, const Workspace& workspace,
                                                   const ActivityFilter& filter, std::int64_t limit) {
  store::Values values{workspace.id, filter.before_seq, filter.from_ms, filter.until_ms,
                       filter.actor, filter.action,     limit};
  if (filter.element) values.emplace_back(*filter.element);
  // An element has an index of its own, which an optional condition would not use.
  SIGNET_TRY(const auto rows,
             filter.element
                 ? transaction.query("SELECT seq, at_ms, actor, action, element_id, kind, name, revision "
                                     "FROM workspace_changes WHERE workspace_id = $1 AND element_id = $8 AND seq < $2 "
                                     "AND at_ms >= $3 AND at_ms <= $4 AND (CAST($5 AS TEXT) IS NULL OR actor = $5) "
                                     "AND (CAST($6 AS TEXT) IS NULL OR action = $6) ORDER BY seq DESC LIMIT $7",
                                     values)
                 : transaction.query("SELECT seq, at_ms, actor, action, element_id, kind, name, revision "
                                     "FROM workspace_changes WHERE workspace_id = $1 AND seq < $2 "
                                     "AND at_ms >= $3 AND at_ms <= $4 AND (CAST($5 AS TEXT) IS NULL OR actor = $5) "
                                     "AND (CAST($6 AS TEXT) IS NULL OR action = $6) ORDER BY seq DESC LIMIT $7",
                                     values));
  return store::read_rows(rows, read_change);
}

}  // namespace signet::server
