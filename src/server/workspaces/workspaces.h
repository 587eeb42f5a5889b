// Workspaces: what a person or a team keeps together. A personal one is for its owner alone; a private one for those of
// a team who are put into it, and to all others it does not exist; a team's own one for all members of the team. Each
// change writes its line in the audit log, in the same transaction. Who may do what, server/access decides; the routes
// ask it with the role that find_workspace() gives.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/access/access.h"
#include "server/audit/audit_log.h"
#include "server/change.h"
#include "store/transaction.h"

namespace signet::server {

enum class WorkspaceKind : std::uint8_t { kPersonal, kPrivate, kTeam };

/// "personal", "private", "team".
[[nodiscard]] std::string_view name_of(WorkspaceKind kind);
/// nullopt for any other word.
[[nodiscard]] std::optional<WorkspaceKind> parse_workspace_kind(std::string_view word);

inline constexpr std::size_t kMaxWorkspaceDescription = 64U << 10;
/// How many workspaces a person, and how many a team may have.
inline constexpr std::int64_t kMaxPersonalWorkspaces = 200;
inline constexpr std::int64_t kMaxTeamWorkspaces = 2000;

struct Workspace {
  std::string id;
  WorkspaceKind kind = WorkspaceKind::kPersonal;
  std::optional<std::string> team_id;   ///< of private and team ones
  std::optional<std::string> owner_id;  ///< of personal ones
  /// Of team ones: the least role of every member of the team, kViewer or kEditor.
  WorkspaceRole member_role = WorkspaceRole::kNone;
  std::string name;
  std::string description;
  std::int64_t revision = 1;
  std::int64_t last_seq = 0;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> archived_ms;
};

/// A workspace as one person has it. The role is the highest of the person's own, those of the person's groups, and
/// what the kind of the workspace gives: owners and admins of a team are so in the team's own workspaces.
struct OwnWorkspace {
  Workspace workspace;
  WorkspaceRole role = WorkspaceRole::kNone;
  bool requires_two_factor = false;  ///< its team does
};

/// What a new workspace is to be.
struct WorkspaceRequest {
  WorkspaceKind kind = WorkspaceKind::kPersonal;
  std::string team_id;                               ///< of private and team ones; the caller is in it
  WorkspaceRole member_role = WorkspaceRole::kNone;  ///< of team ones
  std::string name;
  std::string description;
};

/// Makes one, with its maker as its owner. kInvalidInput for a name or description that cannot be, kLimit past the
/// limits above.
[[nodiscard]] Result<Workspace> create_workspace(store::Transaction& transaction, const WorkspaceRequest& request,
                                                 const ChangeContext& change);

/// nullopt when there is no such workspace, or the person has no role in it: nobody outside can tell one from the
/// other.
[[nodiscard]] Result<std::optional<OwnWorkspace>> find_workspace(store::Transaction& transaction, std::string_view id,
                                                                 std::string_view user_id);

/// Those in which a person has a role, by name and id, behind `after`.
struct WorkspacePlace {
  std::string name;
  std::string id;
};
struct WorkspaceFilter {
  std::optional<std::string> kind = {};
  std::optional<std::string> team = {};
  bool has_two_factor = false;  ///< else those of teams that require a second factor are left out
  WorkspacePlace after;
  std::int64_t limit = 0;
};
[[nodiscard]] Result<std::vector<OwnWorkspace>> list_workspaces(store::Transaction& transaction,
                                                                std::string_view user_id,
                                                                const WorkspaceFilter& filter);

/// What may be changed; what is not there stays.
struct WorkspaceChanges {
  std::optional<std::string> name;
  std::optional<std::string> description;
  std::optional<WorkspaceRole> member_role;  ///< of team ones
};
/// The workspace as it is after it. kInvalidInput for what cannot be.
[[nodiscard]] Result<Workspace> change_workspace(store::Transaction& transaction, Workspace workspace,
                                                 const WorkspaceChanges& changes, const ChangeContext& change);

/// An archived workspace can be read, and nothing in it changes until it is taken out of the archive.
[[nodiscard]] Result<Workspace> archive_workspace(store::Transaction& transaction, Workspace workspace, bool archived,
                                                  const ChangeContext& change);

/// To another kind or another team, by one of its owners, who is in that team. Within a team people keep their roles;
/// else the one who moves it stays as its only owner.
[[nodiscard]] Result<Workspace> move_workspace(store::Transaction& transaction, Workspace workspace,
                                               const WorkspaceRequest& to, const ChangeContext& change);

/// With all that is in it. Tells its other owners.
[[nodiscard]] Status delete_workspace(store::Transaction& transaction, const Workspace& workspace,
                                      const ChangeContext& change);

/// kConflict for an archived one.
[[nodiscard]] Status check_not_archived(const Workspace& workspace);

/// The event of a change of a workspace, without details but its name.
[[nodiscard]] AuditEvent workspace_event(std::string_view action, const Workspace& workspace);

}  // namespace signet::server
