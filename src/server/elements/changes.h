// What happened in a workspace, in order and without gaps: the activity feed, and what a client that was away asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "server/elements/elements.h"

namespace signet::server {

struct WorkspaceChange {
  std::int64_t seq = 0;
  std::int64_t at_ms = 0;
  std::string actor;  ///< a user's id
  /// create, change, move, trash, restore, delete; comment, edit_comment, delete_comment, resolve, reopen
  std::string action;
  std::string element_id;
  std::string kind;
  std::string name;  ///< of the element then
  std::int64_t revision = 0;
};

/// As lists and the live stream show it.
[[nodiscard]] json::object to_json(const WorkspaceChange& change);

/// Adds one, moves the workspace's last_seq on, and announces the workspace's id; the element's seq is that afterwards.
[[nodiscard]] Status note_change(const ElementWork& work, std::string_view action, Element& element);

/// Those of a workspace, by its id, behind `after`, oldest first.
[[nodiscard]] Result<std::vector<WorkspaceChange>> list_changes(store::Transaction& transaction,
                                                                std::string_view workspace, std::int64_t after,
                                                                std::int64_t limit);

/// Which changes to show.
struct ActivityFilter {
  std::optional<std::string> element = {};  ///< an id
  std::optional<std::string> actor = {};    ///< a user's id
  std::optional<std::string> action = {};
  std::int64_t from_ms = 0;
  std::int64_t until_ms = INT64_MAX;
  std::int64_t before_seq = INT64_MAX;  ///< for the next page: the last seq of the one before
};

/// Newest first.
[[nodiscard]] Result<std::vector<WorkspaceChange>> list_activity(store::Transaction& transaction,
                                                                 const Workspace& workspace,
                                                                 const ActivityFilter& filter, std::int64_t limit);

}  // namespace signet::server
