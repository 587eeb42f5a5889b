#include "server/elements/line_diff.h"

#include <git2.h>

#include <fmt/format.h>

#include "base/owned.h"

namespace signet::server {

namespace {

/// The library counts its users; nothing of a repository or its configuration is read.
class Library {
 public:
  Library() : is_ready_(git_libgit2_init() > 0) {}
  ~Library() {
    if (is_ready_) git_libgit2_shutdown();
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  [[nodiscard]] bool is_ready() const { return is_ready_; }

 private:
  bool is_ready_;
};

using PatchPtr = Owned<git_patch, git_patch_free>;

Error failed() {
  const git_error* error = git_error_last();
  return fail(ErrorCode::kInternal,
              fmt::format("comparing lines: {}", error == nullptr ? "libgit2 failed" : error->message));
}

Status add_hunk(git_patch* patch, std::size_t at, std::string& out) {
  const git_diff_hunk* hunk = nullptr;
  std::size_t lines = 0;
  if (git_patch_get_hunk(&hunk, &lines, patch, at) != 0) return failed();
  out += fmt::format("@@ -{},{} +{},{} @@\n", hunk->old_start, hunk->old_lines, hunk->new_start, hunk->new_lines);
  for (std::size_t i = 0; i < lines; ++i) {
    const git_diff_line* line = nullptr;
    if (git_patch_get_line_in_hunk(&line, patch, at, i) != 0) return failed();
    // Others say that there is no line feed at the end.
    const bool is_line = line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
                         line->origin == GIT_DIFF_LINE_DELETION;
    if (!is_line) continue;
    out += line->origin;
    out.append(line->content, line->content_len);
    if (out.back() != '\n') out += '\n';
  }
  return {};
}

}  // namespace

Result<std::string> line_diff(std::string_view before, std::string_view after) {
  const Library library;
  if (!library.is_ready()) return failed();
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  options.flags |= GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
  git_patch* made = nullptr;
  if (git_patch_from_buffers(&made, before.data(), before.size(), "text", after.data(), after.size(), "text",
                             &options) != 0) {
    return failed();
  }
  const PatchPtr patch(made);
  std::string out;
  for (std::size_t at = 0; at < git_patch_num_hunks(patch.get()); ++at) SIGNET_CHECK(add_hunk(patch.get(), at, out));
  return out;
}

}  // namespace signet::server
