// What happened on the server since a working copy looked last.
#pragma once

#include <functional>
#include <string_view>

#include "app/sync/copy_state.h"
#include "app/sync/local_tree.h"

namespace signet::app {

/// Puts what changed behind state.seq into the entries as `theirs` or as gone, and finds out which of the changes that
/// were sent without an answer were done. On an error the state may be half of both and is not to be kept.
[[nodiscard]] Status fetch(WorkspaceClient& client, CopyState& state, const LocalNodes& nodes,
                           const std::function<void(std::string_view)>& show);

}  // namespace signet::app
