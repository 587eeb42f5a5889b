// Three-way merging of what an element says: what only one side changed since the base is taken, and where both
// changed the same place differently there is a conflict. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace signet::app {

/// Whether two documents say the same. The order of members does not count, nor whether a number was written 1 or 1.0.
[[nodiscard]] bool is_same(const json::value& a, const json::value& b);

struct Merged {
  json::value value;                   ///< at the places of conflicts as `mine` has it
  std::vector<std::string> conflicts;  ///< JSON pointers (RFC 6901); an entry of a list is named by its id or key
};

/// Objects are merged by their members; lists whose entries all have an id, key, listen or name of their own by these
/// (variables, headers, parameters, scripts, examples); all else is whole.
[[nodiscard]] Merged merge_json(const json::value& base, const json::value& mine, const json::value& theirs);

using Order = std::vector<std::string>;

/// The ids of `now` that stand elsewhere than they did: as few as explain it. Ids of only one of both do not count.
[[nodiscard]] Order moved_ids(const Order& before, const Order& now);

struct MergedOrder {
  Order order;      ///< all of `mine` and `theirs`
  Order overruled;  ///< those that both moved: they stand where theirs has them
};

/// `theirs`, with those that only mine has, or only mine moved, behind the ones that they follow in mine.
[[nodiscard]] MergedOrder merge_order(const Order& base, const Order& mine, const Order& theirs);

}  // namespace signet::app
