#include "server/access/access.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace signet::server {

namespace {

using enum Action;
constexpr TeamRole kAny = TeamRole::kNone;
constexpr bool kFresh = true;
constexpr bool kUsual = false;

constexpr Rule of_workspace(Action action, std::string_view name, WorkspaceRole least, Scope scope,
                            bool fresh = kUsual) {
  return {action, name, Reach::kWorkspace, kAny, scope, fresh, least};
}

// In the order of Action.
constexpr std::array kRules = {
    Rule{kReadOwnAccount, "account.read", Reach::kSelf, kAny, Scope::kRead, kUsual},
    Rule{kChangeOwnProfile, "account.profile.change", Reach::kSelf, kAny, Scope::kNone, kUsual},
    Rule{kChangeOwnEmail, "account.email.change", Reach::kSelf, kAny, Scope::kNone, kFresh},
    Rule{kChangeOwnPassword, "account.password.change", Reach::kSelf, kAny, Scope::kNone, kFresh},
    Rule{kChangeOwnTwoFactor, "account.two_factor.change", Reach::kSelf, kAny, Scope::kNone, kFresh},
    Rule{kReadOwnSessions, "account.sessions.read", Reach::kSelf, kAny, Scope::kNone, kUsual},
    Rule{kRevokeOwnSessions, "account.sessions.revoke", Reach::kSelf, kAny, Scope::kNone, kUsual},
    Rule{kReadOwnKeys, "account.keys.read", Reach::kSelf, kAny, Scope::kNone, kUsual},
    Rule{kMakeOwnKeys, "account.keys.make", Reach::kSelf, kAny, Scope::kNone, kFresh},
    Rule{kRevokeOwnKeys, "account.keys.revoke", Reach::kSelf, kAny, Scope::kNone, kUsual},
    Rule{kReadOwnNotifications, "account.notifications.read", Reach::kSelf, kAny, Scope::kRead, kUsual},
    Rule{kChangeOwnNotifications, "account.notifications.change", Reach::kSelf, kAny, Scope::kWrite, kUsual},
    Rule{kReadOwnAudit, "account.audit.read", Reach::kSelf, kAny, Scope::kNone, kUsual},
    Rule{kExportOwnAccount, "account.export", Reach::kSelf, kAny, Scope::kNone, kFresh},
    Rule{kDeleteOwnAccount, "account.delete", Reach::kSelf, kAny, Scope::kNone, kFresh},
    Rule{kCreateTeam, "team.create", Reach::kSelf, kAny, Scope::kWrite, kUsual},
    Rule{kAcceptInvitation, "account.invitations.accept", Reach::kSelf, kAny, Scope::kNone, kUsual},
    Rule{kListWorkspaces, "account.workspaces.list", Reach::kSelf, kAny, Scope::kRead, kUsual},
    Rule{kCreateOwnWorkspace, "account.workspaces.create", Reach::kSelf, kAny, Scope::kWrite, kUsual},

    Rule{kReadTeam, "team.read", Reach::kTeam, TeamRole::kMember, Scope::kRead, kUsual},
    Rule{kLeaveTeam, "team.leave", Reach::kTeam, TeamRole::kMember, Scope::kNone, kUsual},
    Rule{kChangeTeam, "team.change", Reach::kTeam, TeamRole::kAdmin, Scope::kWrite, kUsual},
    Rule{kRequireTwoFactor, "team.two_factor.require", Reach::kTeam, TeamRole::kOwner, Scope::kNone, kFresh},
    Rule{kInviteMember, "team.members.invite", Reach::kTeam, TeamRole::kAdmin, Scope::kWrite, kUsual},
    Rule{kRemoveMember, "team.members.remove", Reach::kTeam, TeamRole::kAdmin, Scope::kWrite, kUsual},
    Rule{kChangeMemberRole, "team.members.change_role", Reach::kTeam, TeamRole::kAdmin, Scope::kWrite, kUsual},
    Rule{kManageOwners, "team.owners.manage", Reach::kTeam, TeamRole::kOwner, Scope::kNone, kFresh},
    Rule{kManageGroups, "team.groups.manage", Reach::kTeam, TeamRole::kAdmin, Scope::kWrite, kUsual},
    Rule{kReadTeamAudit, "team.audit.read", Reach::kTeam, TeamRole::kAdmin, Scope::kRead, kUsual},
    Rule{kDeleteTeam, "team.delete", Reach::kTeam, TeamRole::kOwner, Scope::kNone, kFresh},
    Rule{kCreateTeamWorkspace, "team.workspaces.create", Reach::kTeam, TeamRole::kMember, Scope::kWrite, kUsual},

    of_workspace(kReadWorkspace, "workspace.read", WorkspaceRole::kViewer, Scope::kRead),
    of_workspace(kReadWorkspaceMembers, "workspace.members.read", WorkspaceRole::kViewer, Scope::kRead),
    of_workspace(kChangeWorkspace, "workspace.change", WorkspaceRole::kAdmin, Scope::kWrite),
    of_workspace(kManageWorkspaceMembers, "workspace.members.manage", WorkspaceRole::kAdmin, Scope::kWrite),
    of_workspace(kManageWorkspaceOwners, "workspace.owners.manage", WorkspaceRole::kOwner, Scope::kNone, kFresh),
    of_workspace(kLeaveWorkspace, "workspace.leave", WorkspaceRole::kViewer, Scope::kNone),
    of_workspace(kMoveWorkspace, "workspace.move", WorkspaceRole::kOwner, Scope::kNone, kFresh),
    of_workspace(kArchiveWorkspace, "workspace.archive", WorkspaceRole::kAdmin, Scope::kWrite),
    of_workspace(kDeleteWorkspace, "workspace.delete", WorkspaceRole::kOwner, Scope::kNone, kFresh),
    of_workspace(kReadElements, "workspace.elements.read", WorkspaceRole::kViewer, Scope::kRead),
    of_workspace(kChangeElements, "workspace.elements.change", WorkspaceRole::kEditor, Scope::kWrite),
    of_workspace(kRevealSecrets, "workspace.secrets.reveal", WorkspaceRole::kEditor, Scope::kWrite),
    of_workspace(kDeleteElements, "workspace.elements.delete", WorkspaceRole::kAdmin, Scope::kWrite),

    Rule{kReadUsers, "server.users.read", Reach::kServer, kAny, Scope::kRead, kUsual},
    Rule{kInviteUser, "server.users.invite", Reach::kServer, kAny, Scope::kWrite, kUsual},
    Rule{kDisableUser, "server.users.disable", Reach::kServer, kAny, Scope::kNone, kFresh},
    Rule{kReadServerAudit, "server.audit.read", Reach::kServer, kAny, Scope::kRead, kUsual},
    Rule{kChangeServer, "server.change", Reach::kServer, kAny, Scope::kNone, kFresh},

    of_workspace(kWriteComments, "workspace.comments.write", WorkspaceRole::kViewer, Scope::kWrite),
    of_workspace(kDeleteComments, "workspace.comments.delete", WorkspaceRole::kAdmin, Scope::kWrite),
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (static_cast<std::size_t>(kRules.at(i).action) != i) return false;
  }
  return static_cast<std::size_t>(kDeleteComments) + 1 == kRules.size();
}
static_assert(in_order(), "rule_of() finds a rule by its place");

bool is_nobody(const Identity& identity) {
  return identity.user_id.empty() || identity.credential == Credential::kNone;
}

/// Of one whose place gives the right: whether the credential reaches.
Verdict decide_proof(const Identity& identity, const Rule& rule, bool lacks_factor) {
  const bool is_key = identity.credential == Credential::kApiKey;
  if (is_key && (rule.scope == Scope::kNone || identity.scope < rule.scope)) return Verdict::kForbidden;
  if (lacks_factor) return Verdict::kSetUpTwoFactor;
  return !is_key && rule.fresh && !identity.is_fresh ? Verdict::kGivePassword : Verdict::kAllowed;
}

}  // namespace

std::string_view name_of(TeamRole role) {
  switch (role) {
    case TeamRole::kMember:
      return "member";
    case TeamRole::kAdmin:
      return "admin";
    case TeamRole::kOwner:
      return "owner";
    case TeamRole::kNone:
      break;
  }
  return "none";
}

std::optional<TeamRole> parse_team_role(std::string_view word) {
  for (const TeamRole role : {TeamRole::kMember, TeamRole::kAdmin, TeamRole::kOwner}) {
    if (name_of(role) == word) return role;
  }
  return std::nullopt;
}

std::string_view name_of(WorkspaceRole role) {
  switch (role) {
    case WorkspaceRole::kViewer:
      return "viewer";
    case WorkspaceRole::kEditor:
      return "editor";
    case WorkspaceRole::kAdmin:
      return "admin";
    case WorkspaceRole::kOwner:
      return "owner";
    case WorkspaceRole::kNone:
      break;
  }
  return "none";
}

std::optional<WorkspaceRole> parse_workspace_role(std::string_view word) {
  using enum WorkspaceRole;
  for (const WorkspaceRole role : {kViewer, kEditor, kAdmin, kOwner}) {
    if (name_of(role) == word) return role;
  }
  return std::nullopt;
}

std::span<const Rule> access_rules() {
  return kRules;
}

const Rule& rule_of(Action action) {
  return kRules.at(static_cast<std::size_t>(action));
}

Verdict decide(const Identity& identity, Action action, const TeamContext& team) {
  const Rule& rule = rule_of(action);
  if (is_nobody(identity)) return Verdict::kSignIn;
  // An action on a workspace, asked about without one: nobody has a place in none.
  if (rule.reach == Reach::kWorkspace) return Verdict::kHidden;
  // Before anything that would tell a stranger that the team exists.
  if (rule.reach == Reach::kTeam && team.role == TeamRole::kNone) return Verdict::kHidden;
  if (rule.reach == Reach::kTeam && team.role < rule.least) return Verdict::kForbidden;
  if (rule.reach == Reach::kServer && !identity.is_admin) return Verdict::kForbidden;
  // The list of workspaces shows a bound key its own.
  if (identity.workspaces && action != kListWorkspaces) return Verdict::kForbidden;
  // Who must set up a second factor first may still leave.
  const bool lacks_factor = rule.reach == Reach::kTeam && team.requires_two_factor && action != kLeaveTeam;
  return decide_proof(identity, rule, lacks_factor && !identity.has_two_factor);
}

Verdict decide(const Identity& identity, Action action, const WorkspaceContext& workspace) {
  const Rule& rule = rule_of(action);
  if (is_nobody(identity)) return Verdict::kSignIn;
  const auto& bound = identity.workspaces;
  const bool is_out_of_bounds = bound && std::find(bound->begin(), bound->end(), workspace.id) == bound->end();
  if (rule.reach != Reach::kWorkspace || workspace.role == WorkspaceRole::kNone || is_out_of_bounds) {
    return Verdict::kHidden;
  }
  if (workspace.role < rule.least_in_workspace) return Verdict::kForbidden;
  const bool lacks_factor = workspace.requires_two_factor && action != kLeaveWorkspace;
  return decide_proof(identity, rule, lacks_factor && !identity.has_two_factor);
}

}  // namespace signet::server
