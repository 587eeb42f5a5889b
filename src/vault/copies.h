// Copies of a vault that programs which sync folders make: this machine's own last copy, kept in its state folder,
// shows when another machine's file was put over this one's; and files beside the vault are found by what their headers
// say.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "vault/format.h"
#include "vault/store.h"

namespace signet::vault {

/// This machine's name in edits. It is made from a random id in the state folder, the machine and the vault's path: two
/// copies of a vault on one machine, and clones of a machine, count their edits apart.
[[nodiscard]] Result<std::string> machine_name(const std::filesystem::path& state_folder,
                                               const std::filesystem::path& vault);

/// Makes the next machine_name() a new one: the edits counted under the old name are not all known any more.
void forget_machine_name(const std::filesystem::path& state_folder);

/// A copy as read; `header` is whole, `bytes` too.
struct Copy {
  std::filesystem::path file;
  std::string bytes;
  FileHeader header;
};

/// Whether `other` has changes that are not in `edits`, the edits of `have` and of what was merged into it.
[[nodiscard]] bool has_more(const FileHeader& other, const FileHeader& have, const Edits& edits);

/// The last copies of one vault on this machine.
class LastCopy {
 public:
  LastCopy(const std::filesystem::path& state_folder, const std::filesystem::path& vault, std::string_view vault_id);

  /// Nothing when there is none, or none that is whole.
  [[nodiscard]] std::optional<Copy> read() const;
  /// Replaces it.
  [[nodiscard]] Status write(std::string_view bytes) const;
  /// Puts it aside for good, because it has changes that the vault lacks and that another key seals.
  [[nodiscard]] Status keep_aside() const;
  /// Those that were put aside.
  [[nodiscard]] std::vector<std::filesystem::path> kept_aside() const;
  void remove() const;

 private:
  std::filesystem::path file_;
};

/// Files that are copies of the vault and have changes that it lacks: beside it, and kept aside on this machine.
[[nodiscard]] std::vector<OtherCopy> find_copies(const std::filesystem::path& vault, const LastCopy& last,
                                                 const FileHeader& have, const Edits& edits);

}  // namespace signet::vault
