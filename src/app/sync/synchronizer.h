// A working copy and its workspace, brought together: `signet pull`, `push` and `sync`. At any moment it may be
// killed, or the server go away: the next one completes it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/sync/give.h"
#include "app/sync/take.h"
#include "app/sync/working_copy.h"
#include "app/team/workspace_client.h"

namespace signet::app {

struct SyncOptions {
  bool takes = true;
  bool gives = true;
  bool is_dry = false;                              ///< says what would be done; writes and changes nothing
  std::optional<Side> side;                         ///< for whom conflicts are resolved
  std::vector<std::string> elements;                ///< which: ids, names, or files' names; none: all
  std::function<void(std::string_view)> show = {};  ///< what is going on, for people; may be empty
};

/// What the server did not take.
struct Refusal {
  Step step;
  Error error;
};

struct SyncReport {
  std::vector<Step> taken;
  std::vector<Step> given;  ///< acknowledged by the server (of a dry run: what would be sent)
  std::vector<Conflict> conflicts;
  std::vector<Step> overruled;
  std::vector<Refusal> refused;
  std::vector<Step> behind;    ///< were changed on the server in the meantime: of a push without a pull
  std::optional<Error> error;  ///< what ended it early; what is above was done

  [[nodiscard]] bool is_complete() const { return !error && conflicts.empty() && refused.empty() && behind.empty(); }
};

/// `state` is the copy's; its server and workspace are those of the client.
[[nodiscard]] SyncReport synchronize(WorkingCopy& copy, CopyState state, WorkspaceClient& client,
                                     const SyncOptions& options);

/// What .signet/conflicts says of a conflict.
[[nodiscard]] json::value describe(const Conflict& conflict, const CopyState& state, const LocalNodes& nodes);
/// "changed here and there", ...
[[nodiscard]] std::string_view words_of(ConflictKind what);

}  // namespace signet::app
