// Who of a team is in a workspace, and in which role: single members and groups. A private workspace always keeps an
// owner with a working account. Personal workspaces have nobody in them but their owner: kConflict for all changes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/workspaces/workspaces.h"

namespace signet::server {

struct WorkspaceUser {
  std::string user_id;
  std::string email;
  std::string canonical;
  std::string name;
  WorkspaceRole role = WorkspaceRole::kNone;  ///< the person's own
  bool is_disabled = false;
  std::int64_t added_ms = 0;
};

struct WorkspaceGroup {
  std::string group_id;
  std::string name;
  WorkspaceRole role = WorkspaceRole::kNone;
  std::int64_t added_ms = 0;
};

/// By address, behind `after`. Of personal ones the owner.
[[nodiscard]] Result<std::vector<WorkspaceUser>> list_workspace_users(store::Transaction& transaction,
                                                                      const Workspace& workspace,
                                                                      std::string_view after, std::int64_t limit);
/// kNone for one who has no role of one's own.
[[nodiscard]] Result<WorkspaceRole> own_role(store::Transaction& transaction, const Workspace& workspace,
                                             std::string_view user_id);

/// Puts a member of the team into the workspace, or changes the role. Tells the person. kNotFound for one who is not in
/// the team; kConflict when a private workspace would be left without an owner.
[[nodiscard]] Status put_workspace_user(store::Transaction& transaction, const Workspace& workspace,
                                        std::string_view user_id, WorkspaceRole role, const ChangeContext& change);
/// Takes the person's own role away; tells the person, but not one who leaves. kNotFound for one who has none;
/// kConflict for the last owner of a private one.
[[nodiscard]] Status remove_workspace_user(store::Transaction& transaction, const Workspace& workspace,
                                           std::string_view user_id, const ChangeContext& change);

/// By name, behind `after`.
[[nodiscard]] Result<std::vector<WorkspaceGroup>> list_workspace_groups(store::Transaction& transaction,
                                                                        const Workspace& workspace,
                                                                        std::string_view after, std::int64_t limit);
/// As put_workspace_user(); groups own nothing: kInvalidInput for kOwner.
[[nodiscard]] Status put_workspace_group(store::Transaction& transaction, const Workspace& workspace,
                                         std::string_view group_id, WorkspaceRole role, const ChangeContext& change);
[[nodiscard]] Status remove_workspace_group(store::Transaction& transaction, const Workspace& workspace,
                                            std::string_view group_id, const ChangeContext& change);

}  // namespace signet::server
