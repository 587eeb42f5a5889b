// What the server has, taken into the files: merged with what was changed here, or kept apart as a conflict. Data in,
// data out; nothing is read or written here.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/sync/copy_state.h"
#include "app/sync/local_tree.h"

namespace signet::app {

enum class ConflictKind {
  kChangedByBoth,  ///< the same place, or moved to different folders
  kDeletedThere,   ///< and it, or something in it, was changed here
  kDeletedHere,    ///< and it, or something in it, was changed there
};

/// Until it is resolved the file keeps what it says and the server what it has.
struct Conflict {
  ConflictKind what = ConflictKind::kChangedByBoth;
  std::string id;
  std::string kind;
  std::string name;
  std::vector<std::string> places;  ///< JSON pointers, or the names of what changed in it
  std::vector<std::string> held;    ///< all that waits for it: itself and what is in it
};

/// Something that was done to an element, for people.
struct Step {
  std::string what;  ///< "create", "change", "move", "delete"
  std::string id;
  std::string kind;
  std::string name;
};

struct Taken {
  std::vector<Step> steps;
  std::vector<Conflict> conflicts;
  std::set<std::string, std::less<>> held;  ///< of all conflicts, and what waits for a place
  std::vector<Step> overruled;              ///< which both put elsewhere in a folder: as the server has it
};

/// Brings both to where they agree, but for conflicts: `state` has as base what was taken, `nodes` say it.
[[nodiscard]] Taken take_theirs(CopyState& state, LocalNodes& nodes);

/// Which side a conflict is resolved for.
enum class Side { kMine, kTheirs };

/// Afterwards take_theirs() meets the conflict no more. Places that only one side changed keep that change; what is
/// deleted here by kTheirs and is not on the server is gone.
void resolve(const Conflict& conflict, Side side, CopyState& state, LocalNodes& nodes);

}  // namespace signet::app
