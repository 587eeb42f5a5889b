// What people say about elements, in threads: a first comment and the answers to it. Each change is a line in the
// workspace's changes, without the text, in the same transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/elements/elements.h"

namespace signet::server {

inline constexpr std::size_t kMaxCommentBytes = 10U << 10;
inline constexpr std::int64_t kMaxCommentsOfElement = 1000;

struct Comment {
  std::string id;
  std::optional<std::string> parent_id;    ///< of answers: the first comment of their thread
  std::int64_t seq = 0;                    ///< of the workspace when it was written: their order
  std::string author;                      ///< a user's id
  std::optional<std::string> author_name;  ///< none: the account is gone
  std::string body;
  std::int64_t revision = 1;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> edited_ms;
  std::optional<std::int64_t> resolved_ms;  ///< of the first of a thread
  std::optional<std::string> resolved_by;   ///< a user's id
};

/// In the order in which they were written, behind a seq.
[[nodiscard]] Result<std::vector<Comment>> list_comments(store::Transaction& transaction, const Element& element,
                                                         std::int64_t after, std::int64_t limit);
/// kNotFound for one of another element, too.
[[nodiscard]] Result<Comment> get_comment(store::Transaction& transaction, const Element& element, std::string_view id);

/// A new thread, or an answer to the first comment of one (`parent`; to an answer it goes into the same thread). Tells
/// those whom it mentions (mentions.h), and those who wrote in the thread, as far as they may read it. kInvalidInput
/// for a text that is empty, too long or has a NUL; kLimit past kMaxCommentsOfElement; kConflict for an element in the
/// trash, and in an archived workspace.
[[nodiscard]] Result<Comment> add_comment(const ElementWork& work, const Element& element, std::string_view parent,
                                          std::string_view body);
/// Another text; tells those whom only this one mentions. The caller has compared revisions, and is the author:
/// kPermission otherwise.
[[nodiscard]] Result<Comment> edit_comment(const ElementWork& work, const Element& element, Comment comment,
                                           std::string_view body);
/// A thread is settled, or open again. kInvalidInput for an answer.
[[nodiscard]] Result<Comment> resolve_comment(const ElementWork& work, const Element& element, Comment comment,
                                              bool is_resolved);
/// For good, the first of a thread with all answers. kConflict for an author whose comment others have answered, unless
/// `may_delete_all`: their answers are not the author's to delete.
[[nodiscard]] Status delete_comment(const ElementWork& work, const Element& element, const Comment& comment,
                                    bool may_delete_all);

}  // namespace signet::server
