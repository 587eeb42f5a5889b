// What was done here, as calls to the server in an order in which they can be done: folders before what is in them,
// moves before what they were in is deleted. Nothing is sent here.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/sync/copy_state.h"
#include "app/sync/local_tree.h"

namespace signet::app {

enum class CallKind { kCreate, kMove, kChange, kTrash };

struct Call {
  CallKind kind = CallKind::kChange;
  std::string id;
  ElementPlace place;  ///< of kCreate and kMove
};

/// Without those that are `held`, which wait for a conflict to be resolved, and what is in new ones of them.
[[nodiscard]] std::vector<Call> plan_calls(const Entries& entries, const LocalNodes& nodes,
                                           const std::set<std::string, std::less<>>& held);

}  // namespace signet::app
