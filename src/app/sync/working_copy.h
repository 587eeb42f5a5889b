// The folder of a working copy: Postman's files, and .signet/ with what is known of the server. Nothing outside of the
// folder is read or written, whatever elements are called: names are made safe, symbolic links are not followed.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/sync/copy_state.h"
#include "app/sync/local_tree.h"
#include "base/result.h"
#include "vault/lock.h"

namespace signet::app {

/// A name that all systems let a file have, in the form "NAME.postman_KIND.json": never a path, never hidden, and none
/// of `taken`, which are in lower case; it is added to them.
[[nodiscard]] std::string safe_file_name(std::string_view name, std::string_view kind, std::string_view id,
                                         std::set<std::string>& taken);

class WorkingCopy {
 public:
  /// The nearest folder from `folder` upwards that is one; nullopt when there is none. kPermission for one that
  /// somebody else could have put there.
  [[nodiscard]] static Result<std::optional<WorkingCopy>> find(const std::filesystem::path& folder);
  /// `folder`, which may be new, as a copy of a workspace that has nothing yet.
  [[nodiscard]] static Result<WorkingCopy> make(const std::filesystem::path& folder);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// One command at a time. kTimeout while another works here.
  [[nodiscard]] Result<vault::FileLock> lock() const;

  /// nullopt for a copy that nothing was saved of yet.
  [[nodiscard]] Result<std::optional<CopyState>> load_state() const;
  [[nodiscard]] Status save_state(const CopyState& state);

  /// All files of elements. kInvalidInput names one that cannot be read.
  [[nodiscard]] Result<std::vector<LocalFile>> read_files();
  /// Names for those that have none yet.
  void name_files(CopyState& state, LocalNodes& nodes) const;
  /// Writes the files that say something else by now, and removes those of which nothing is left. kConflict when one
  /// was changed since read_files().
  [[nodiscard]] Status write_files(const LocalNodes& nodes);

  /// What the conflicts are about, each as a file in .signet/conflicts, in the place of those that were there.
  [[nodiscard]] Status show_conflicts(const std::map<std::string, json::value>& conflicts) const;

 private:
  explicit WorkingCopy(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] std::filesystem::path inner(std::string_view name) const;

  struct Seen {
    std::string bytes;
    json::value document;
  };

  std::filesystem::path folder_;
  std::map<std::string, Seen> seen_;  ///< by name, as read
  std::string saved_;                 ///< the state's text
};

}  // namespace signet::app
