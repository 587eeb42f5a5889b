// Every permission is decided here: a table of actions, each with the least role it wants and how the identity must
// have proved who it is. The test walks it whole, so that a change of the table shows as a change of the test.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signet::server {

/// A person's place in a team, lowest first.
enum class TeamRole : std::uint8_t { kNone, kMember, kAdmin, kOwner };

/// "member", "admin", "owner"; "none".
[[nodiscard]] std::string_view name_of(TeamRole role);
/// The role of a stored word; nullopt for any other word, so that a strange row gives no right.
[[nodiscard]] std::optional<TeamRole> parse_team_role(std::string_view word);

/// What somebody may do in a workspace, lowest first.
enum class WorkspaceRole : std::uint8_t { kNone, kViewer, kEditor, kAdmin, kOwner };

/// "viewer", "editor", "admin", "owner"; "none".
[[nodiscard]] std::string_view name_of(WorkspaceRole role);
/// As parse_team_role().
[[nodiscard]] std::optional<WorkspaceRole> parse_workspace_role(std::string_view word);

enum class Action : std::uint8_t {
  // one's own account
  kReadOwnAccount,
  kChangeOwnProfile,
  kChangeOwnEmail,
  kChangeOwnPassword,
  kChangeOwnTwoFactor,
  kReadOwnSessions,
  kRevokeOwnSessions,
  kReadOwnKeys,
  kMakeOwnKeys,
  kRevokeOwnKeys,
  kReadOwnNotifications,
  kChangeOwnNotifications,
  kReadOwnAudit,
  kExportOwnAccount,
  kDeleteOwnAccount,
  kCreateTeam,
  kAcceptInvitation,
  kListWorkspaces,
  kCreateOwnWorkspace,
  // a team
  kReadTeam,
  kLeaveTeam,
  kChangeTeam,
  kRequireTwoFactor,
  kInviteMember,
  kRemoveMember,
  kChangeMemberRole,
  kManageOwners,
  kManageGroups,
  kReadTeamAudit,
  kDeleteTeam,
  kCreateTeamWorkspace,
  // a workspace
  kReadWorkspace,
  kReadWorkspaceMembers,
  kChangeWorkspace,
  kManageWorkspaceMembers,
  kManageWorkspaceOwners,
  kLeaveWorkspace,
  kMoveWorkspace,
  kArchiveWorkspace,
  kDeleteWorkspace,
  kReadElements,
  kChangeElements,
  kRevealSecrets,
  kDeleteElements,
  // the server
  kReadUsers,
  kInviteUser,
  kDisableUser,
  kReadServerAudit,
  kChangeServer,
  // what is said about the elements of a workspace
  kWriteComments,
  kDeleteComments,
};

/// What an action is done to, which says where the right for it comes from.
enum class Reach : std::uint8_t { kSelf, kTeam, kWorkspace, kServer };

/// How a identity proved who it is.
enum class Credential : std::uint8_t { kNone, kSession, kApiKey };

/// What an API key may do. kNone: the action wants a session, so that a leaked key cannot make more keys.
enum class Scope : std::uint8_t { kNone, kRead, kWrite };

/// One line of the table.
struct Rule {
  Action action;
  std::string_view name;  ///< "team.members.invite": in the audit log and in docs/security/permissions.md
  Reach reach;
  TeamRole least;  ///< of teams: the least role
  Scope scope;     ///< of API keys: the least scope
  bool fresh;      ///< wants the password to have been given in the last minutes (ASVS 5 §7.5)
  WorkspaceRole least_in_workspace = WorkspaceRole::kNone;  ///< of workspaces: the least role
};

[[nodiscard]] std::span<const Rule> access_rules();
[[nodiscard]] const Rule& rule_of(Action action);

/// Who asks. Made by authentication alone (accounts/sessions.h, accounts/api_keys.h).
struct Identity {
  std::string user_id;  ///< empty: nobody
  Credential credential = Credential::kNone;
  bool is_admin = false;        ///< of the server
  bool is_fresh = false;        ///< gave the password in this session a short time ago
  bool has_two_factor = false;  ///< the session went through a second factor; of keys: their owner has one
  Scope scope = Scope::kNone;   ///< of the API key
  /// The only workspaces that the API key reaches, and nothing but these; nullopt: it is not bound to any.
  std::optional<std::vector<std::string>> workspaces = std::nullopt;
};

enum class Verdict : std::uint8_t {
  kAllowed,
  kSignIn,          ///< nobody, or a credential that does not reach: 401
  kHidden,          ///< a team or workspace that the identity is not in does not exist for it: 404
  kForbidden,       ///< 403
  kGivePassword,    ///< 403 with what to do: the session is not fresh
  kSetUpTwoFactor,  ///< 403 with what to do: the team requires a second factor
};

/// What an action on a team needs to know of the team.
struct TeamContext {
  TeamRole role = TeamRole::kNone;  ///< the identity's
  bool requires_two_factor = false;
};

/// What an action on a workspace needs to know of it.
struct WorkspaceContext {
  std::string_view id;
  WorkspaceRole role = WorkspaceRole::kNone;  ///< the identity's
  bool requires_two_factor = false;           ///< its team does
};

/// The verdict on an action on oneself or the server, or with `team` on a team.
[[nodiscard]] Verdict decide(const Identity& identity, Action action, const TeamContext& team = {});
/// The verdict on an action on a workspace.
[[nodiscard]] Verdict decide(const Identity& identity, Action action, const WorkspaceContext& workspace);

}  // namespace signet::server
