#include "server/comments/comments.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/ids.h"
#include "base/text.h"
#include "server/accounts/users.h"
#include "server/audit/audit_log.h"
#include "server/comments/mentions.h"
#include "server/elements/changes.h"
#include "server/elements/element_rows.h"
#include "server/notifications/notifications.h"

// A statement is one literal (store/sql.h), so that what two of them share can only be a macro.
#define SIGNET_COMMENTS                                                                                \
  "SELECT c.id, c.parent_id, c.seq, c.author, u.name, c.body, c.revision, c.created_ms, c.edited_ms, " \
  "c.resolved_ms, c.resolved_by FROM comments c LEFT JOIN users u ON u.id = c.author WHERE c.element_id = $1 "

namespace signet::server {

namespace {

Result<Comment> read_comment(const store::Row& row) {
  Comment comment;
  SIGNET_CHECK(row.read(comment.id, comment.parent_id, comment.seq, comment.author, comment.author_name, comment.body,
                        comment.revision, comment.created_ms, comment.edited_ms, comment.resolved_ms,
                        comment.resolved_by));
  return comment;
}

Status check_body(std::string_view body) {
  if (trim(body).empty() || body.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::kInvalidInput, "a comment is a text, and without NULs", "write something");
  }
  if (body.size() <= kMaxCommentBytes) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("a comment has at most {} bytes", kMaxCommentBytes),
              "write several");
}

Status check_room(const ElementWork& work, const Element& element) {
  SIGNET_TRY(const auto row,
             work.transaction.query_one("SELECT COUNT(*) FROM comments WHERE element_id = $1", {element.id}));
  SIGNET_TRY(const auto count, row->get<std::int64_t>(0));
  if (count < kMaxCommentsOfElement) return {};
  return fail(ErrorCode::kLimit, fmt::format("\"{}\" has {} comments, which is the most", element.name, count),
              "delete those that are settled");
}

/// Nobody's content changes by it: the element's row stays as it is.
Result<std::int64_t> note(const ElementWork& work, std::string_view action, Element element) {
  SIGNET_CHECK(note_change(work, action, element));
  return element.seq;
}

Status update_comment(const ElementWork& work, const Comment& comment) {
  return work.transaction.enqueue(
      "UPDATE comments SET body = $2, revision = $3, edited_ms = $4, resolved_ms = $5, resolved_by = $6 WHERE id = $1",
      {comment.id, comment.body, comment.revision, comment.edited_ms, comment.resolved_ms, comment.resolved_by});
}

/// Whether somebody may read the comments of the workspace.
Result<bool> may_read(store::Transaction& transaction, const Workspace& workspace, const std::string& user,
                      bool has_two_factor) {
  SIGNET_TRY(const auto own, find_workspace(transaction, workspace.id, user));
  if (!own) return false;
  Identity identity{user, Credential::kSession};
  identity.has_two_factor = has_two_factor;
  const WorkspaceContext context{workspace.id, own->role, own->requires_two_factor};
  return decide(identity, Action::kReadElements, context) == Verdict::kAllowed;
}

/// Those who are told that they are mentioned: by this text, and not by the one before; who may read it, and is not its
/// writer. Of others, whether there are such accounts or not, nothing is said to anybody.
Result<std::set<std::string>> tell_mentioned(const ElementWork& work, const Element& element, std::string_view body,
                                             std::string_view before = {}) {
  std::set<std::string> told;
  const std::vector<std::string> mentioned = mentions_in(body);
  if (mentioned.empty()) return told;
  const std::vector<std::string> known = mentions_in(before);
  SIGNET_TRY(const User writer, get_user(work.transaction, work.change.user_id));
  const std::string text = fmt::format("{} mentioned you in a comment on \"{}\" in the workspace \"{}\"", writer.name,
                                       element.name, work.workspace.name);
  for (const std::string& id : mentioned) {
    if (id == work.change.user_id || std::find(known.begin(), known.end(), id) != known.end()) continue;
    SIGNET_TRY(const auto row,
               work.transaction.query_one(
                   "SELECT CASE WHEN t.confirmed_ms IS NULL THEN 0 ELSE 1 END FROM users u "
                   "LEFT JOIN two_factor t ON t.user_id = u.id WHERE u.id = $1 AND u.disabled_ms IS NULL",
                   {id}));
    if (!row) continue;
    bool has_two_factor = false;
    SIGNET_CHECK(row->read(has_two_factor));
    SIGNET_TRY(const bool is_reader, may_read(work.transaction, work.workspace, id, has_two_factor));
    if (!is_reader) continue;
    SIGNET_CHECK(notify(work.transaction, id, "workspace.comments.mention", text, Origin{}, work.change.now_ms));
    told.insert(id);
  }
  return told;
}

/// Tells those who wrote in the thread before, but for `told`. Neither with the text, which may be deleted, nor with
/// the writer's address, which is nobody else's business.
Status tell_thread(const ElementWork& work, const Element& element, const Comment& answer,
                   const std::set<std::string>& told) {
  SIGNET_TRY(const User writer, get_user(work.transaction, work.change.user_id));
  SIGNET_TRY(const auto rows,
             work.transaction.query(
                 "SELECT DISTINCT c.author, CASE WHEN t.confirmed_ms IS NULL THEN 0 ELSE 1 END FROM comments c "
                 "JOIN users u ON u.id = c.author LEFT JOIN two_factor t ON t.user_id = u.id "
                 "WHERE (c.id = $1 OR c.parent_id = $1) AND c.author <> $2 AND u.disabled_ms IS NULL ORDER BY c.author",
                 {answer.parent_id, work.change.user_id}));
  const std::string text = fmt::format("{} answered to a comment on \"{}\" in the workspace \"{}\"", writer.name,
                                       element.name, work.workspace.name);
  for (const store::Row& row : rows) {
    std::string user;
    bool has_two_factor = false;
    SIGNET_CHECK(row.read(user, has_two_factor));
    if (told.contains(user)) continue;
    SIGNET_TRY(const bool is_reader, may_read(work.transaction, work.workspace, user, has_two_factor));
    if (!is_reader) continue;
    SIGNET_CHECK(notify(work.transaction, user, "workspace.comments.answer", text, Origin{}, work.change.now_ms));
  }
  return {};
}

}  // namespace

Result<std::vector<Comment>> list_comments(store::Transaction& transaction, const Element& element, std::int64_t after,
                                           std::int64_t limit) {
  SIGNET_TRY(const auto rows,
             transaction.query(SIGNET_COMMENTS "AND c.seq > $2 ORDER BY c.seq LIMIT $3", {element.id, after, limit}));
  return store::read_rows(rows, read_comment);
}

Result<Comment> get_comment(store::Transaction& transaction, const Element& element, std::string_view id) {
  SIGNET_TRY(const auto row, transaction.query_one(SIGNET_COMMENTS "AND c.id = $2", {element.id, id}));
  if (!row) return fail(ErrorCode::kNotFound, "there is no such comment");
  return read_comment(*row);
}

Result<Comment> add_comment(const ElementWork& work, const Element& element, std::string_view parent,
                            std::string_view body) {
  SIGNET_CHECK(check_body(body));
  SIGNET_CHECK(check_may_change(work, element));
  SIGNET_CHECK(check_room(work, element));
  Comment comment;
  if (!parent.empty()) {
    SIGNET_TRY(const Comment answered, get_comment(work.transaction, element, parent));
    comment.parent_id = answered.parent_id.value_or(answered.id);
  }
  SIGNET_TRY(comment.seq, note(work, "comment", element));
  comment.id = make_uuid();
  SIGNET_CHECK(work.transaction.enqueue(
      "INSERT INTO comments (id, element_id, parent_id, seq, author, body, revision, created_ms) "
      "VALUES ($1, $2, $3, $4, $5, $6, 1, $7)",
      {comment.id, element.id, comment.parent_id, comment.seq, work.change.user_id, body, work.change.now_ms}));
  SIGNET_TRY(const auto told, tell_mentioned(work, element, body));
  if (comment.parent_id) SIGNET_CHECK(tell_thread(work, element, comment, told));
  return get_comment(work.transaction, element, comment.id);
}

Result<Comment> edit_comment(const ElementWork& work, const Element& element, Comment comment, std::string_view body) {
  if (comment.author != work.change.user_id) {
    return fail(ErrorCode::kPermission, "only its author may edit a comment", "answer to it");
  }
  SIGNET_CHECK(check_body(body));
  SIGNET_CHECK(check_may_change(work, element));
  SIGNET_CHECK(note(work, "edit_comment", element));
  SIGNET_TRY([[maybe_unused]] const auto told, tell_mentioned(work, element, body, comment.body));
  comment.body = body;
  comment.edited_ms = work.change.now_ms;
  ++comment.revision;
  SIGNET_CHECK(update_comment(work, comment));
  return comment;
}

Result<Comment> resolve_comment(const ElementWork& work, const Element& element, Comment comment, bool is_resolved) {
  if (comment.parent_id) {
    return fail(ErrorCode::kInvalidInput, "an answer is resolved with its thread",
                "name the first comment of the thread");
  }
  SIGNET_CHECK(check_may_change(work, element));
  if (comment.resolved_ms.has_value() == is_resolved) return comment;
  SIGNET_CHECK(note(work, is_resolved ? "resolve" : "reopen", element));
  comment.resolved_ms = is_resolved ? std::optional(work.change.now_ms) : std::nullopt;
  comment.resolved_by = is_resolved ? std::optional(work.change.user_id) : std::nullopt;
  ++comment.revision;
  SIGNET_CHECK(update_comment(work, comment));
  return comment;
}

Status delete_comment(const ElementWork& work, const Element& element, const Comment& comment, bool may_delete_all) {
  SIGNET_CHECK(check_not_archived(work.workspace));
  if (!may_delete_all) {
    SIGNET_TRY(const auto other,
               work.transaction.query_one("SELECT 1 FROM comments WHERE parent_id = $1 AND author <> $2 LIMIT 1",
                                          {comment.id, comment.author}));
    if (other) {
      return fail(ErrorCode::kConflict, "others have answered to this comment",
                  "edit it, or ask an admin of the workspace to delete the thread");
    }
  }
  SIGNET_CHECK(note(work, "delete_comment", element));
  SIGNET_CHECK(work.transaction.enqueue("DELETE FROM comments WHERE id = $1", {comment.id}));
  AuditEvent event = element_event("workspace.comments.delete", work.workspace, element);
  event.details["comment"] = comment.id;
  event.details["author"] = comment.author;
  return append_audit(work.transaction, std::move(event), work.change);
}

}  // namespace signet::server
