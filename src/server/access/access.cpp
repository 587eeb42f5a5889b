#include "server/access/access.h"

#include <array>
#include <cstddef>

namespace signet::server {

namespace {

using enum Action;
constexpr TeamRole kAny = TeamRole::kNone;
constexpr bool kFresh = true;
constexpr bool kUsual = false;

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

    Rule{kReadUsers, "server.users.read", Reach::kServer, kAny, Scope::kRead, kUsual},
    Rule{kInviteUser, "server.users.invite", Reach::kServer, kAny, Scope::kWrite, kUsual},
    Rule{kDisableUser, "server.users.disable", Reach::kServer, kAny, Scope::kNone, kFresh},
    Rule{kReadServerAudit, "server.audit.read", Reach::kServer, kAny, Scope::kRead, kUsual},
    Rule{kChangeServer, "server.change", Reach::kServer, kAny, Scope::kNone, kFresh},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRules.size(); ++i) {
    if (static_cast<std::size_t>(kRules.at(i).action) != i) return false;
  }
  return static_cast<std::size_t>(kChangeServer) + 1 == kRules.size();
}
static_assert(in_order(), "rule_of() finds a rule by its place");

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

std::span<const Rule> access_rules() {
  return kRules;
}

const Rule& rule_of(Action action) {
  return kRules.at(static_cast<std::size_t>(action));
}

Verdict decide(const Identity& identity, Action action, const TeamContext& team) {
  const Rule& rule = rule_of(action);
  if (identity.user_id.empty() || identity.credential == Credential::kNone) return Verdict::kSignIn;
  // Before anything that would tell a stranger that the team exists.
  if (rule.reach == Reach::kTeam && team.role == TeamRole::kNone) return Verdict::kHidden;
  if (rule.reach == Reach::kTeam && team.role < rule.least) return Verdict::kForbidden;
  if (rule.reach == Reach::kServer && !identity.is_admin) return Verdict::kForbidden;
  const bool is_key = identity.credential == Credential::kApiKey;
  if (is_key && (rule.scope == Scope::kNone || identity.scope < rule.scope)) return Verdict::kForbidden;
  // Who must set up a second factor first may still leave.
  if (rule.reach == Reach::kTeam && team.requires_two_factor && !identity.has_two_factor && action != kLeaveTeam) {
    return Verdict::kSetUpTwoFactor;
  }
  if (is_key) return Verdict::kAllowed;
  return rule.fresh && !identity.is_fresh ? Verdict::kGivePassword : Verdict::kAllowed;
}

}  // namespace signet::server
