// Invitations into a workspace: members of its team are put into it at once, all others are invited by mail.
#include "base/time.h"
#include "server/accounts/invitations.h"
#include "server/accounts/users.h"
#include "server/mail/email.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/workspace_routes.h"
#include "server/routes/workspace_scope.h"
#include "server/workspaces/people.h"

namespace signet::server {

namespace {

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  return declare_workspace_route(method, "/invitations" + std::string(pattern), std::move(operation),
                                 std::move(summary), "workspace-people");
}

std::vector<Field> invitation_fields() {
  return {text_field("id"),       text_field("email"),
          workspace_role_field(), {.name = "invited_by", .required = true, .description = "A user", .nullable = true},
          time_field("created"),  time_field("expires")};
}

json::object to_json(const Invitation& invitation) {
  return {{"id", invitation.id},
          {"email", invitation.email},
          {"role", name_of(invitation.workspace_role)},
          {"invited_by", text_value(invitation.invited_by)},
          {"created", iso_time(invitation.created_ms)},
          {"expires", iso_time(invitation.expires_ms)}};
}

/// The team of the workspace, as the caller has it; kConflict for a personal one.
Result<OwnTeam> team_of(const WorkspaceScope& scope) {
  if (!scope.workspace.team_id) {
    return fail(ErrorCode::kConflict, "a personal workspace is for its owner alone", "move it to a team first");
  }
  SIGNET_TRY(auto own, find_team(scope.transaction, *scope.workspace.team_id, scope.call.caller.user));
  if (!own) return fail(ErrorCode::kInternal, "who is in a workspace is in its team");
  return *std::move(own);
}

/// The member of the team who has the address; empty when there is none.
Result<std::string> member_of(const WorkspaceScope& scope, const Team& team, std::string_view email) {
  SIGNET_TRY(const EmailAddress address, parse_email(email));
  SIGNET_TRY(const auto user, find_user_by_email(scope.transaction, address.canonical));
  if (!user) return std::string();
  SIGNET_TRY(const auto member,
             scope.transaction.query_one("SELECT 1 FROM memberships WHERE team_id = $1 AND user_id = $2",
                                         {team.id, user->id}));
  return member ? user->id : std::string();
}

Result<Response> put_in(const WorkspaceScope& scope, std::string_view user, WorkspaceRole role) {
  SIGNET_TRY(const WorkspaceRole before, own_role(scope.transaction, scope.workspace, user));
  if (before != WorkspaceRole::kNone) {
    return fail(ErrorCode::kConflict, "this person is in the workspace already", "change the role there");
  }
  SIGNET_CHECK(put_workspace_user(scope.transaction, scope.workspace, user, role, scope.change));
  return json_response(201, json::object{{"user", user}, {"invitation", nullptr}});
}

Result<Response> invite_into(const WorkspaceScope& scope) {
  const WorkspaceRole role =
      *parse_workspace_role(body_text(scope.call, "role"));  // the schema lets no other word come
  if (role == WorkspaceRole::kOwner) {
    if (auto refusal = scope.refuse(Action::kManageWorkspaceOwners)) return *std::move(refusal);
  }
  const std::string email = body_text(scope.call, "email");
  SIGNET_TRY(const OwnTeam own, team_of(scope));
  SIGNET_TRY(const std::string member, member_of(scope, own.team, email));
  if (!member.empty()) return put_in(scope, member, role);
  const TeamContext team{own.role, own.team.requires_two_factor};
  if (auto refusal = refuse(scope.call, Action::kInviteMember, team)) return *std::move(refusal);
  const InvitationTarget target{&own.team, TeamRole::kMember, &scope.workspace, role};
  SIGNET_TRY(const Invitation made, invite(scope.transaction, email, target, scope.change));
  return json_response(201, json::object{{"user", nullptr}, {"invitation", to_json(made)}});
}

void add_invite(std::vector<Route>& routes, const Services* services) {
  Route& add = routes.emplace_back(declare(Method::kPost, "", "inviteToWorkspace",
                                           "Put the member of the team who has an address into a workspace, or invite "
                                           "the address to the team and the workspace by mail"));
  add.body = {email_field(), workspace_role_field()};
  add.answers = {{.status = 201,
                  .description = "One of both: who is in it now, or the invitation that is on its way",
                  .fields = {{.name = "user", .required = true, .description = "A user's id", .nullable = true},
                             {.name = "invitation",
                              .type = Type::kObject,
                              .required = true,
                              .nullable = true,
                              .fields = invitation_fields(),
                              .shape = "WorkspaceInvitation"}},
                  .shape = "InvitedToWorkspace"}};
  add.problems = {404, 409, 429};
  add.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(*services, call, Action::kManageWorkspaceMembers, invite_into);
  };
}

void add_list_and_revoke(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(
      declare(Method::kGet, "", "listWorkspaceInvitations", "Invitations into a workspace that can still be accepted"));
  list.query = page_fields();
  list.problems = {404, 409};
  list.answers = {page_answer(
      "invitations", {.type = Type::kObject, .fields = invitation_fields(), .shape = "ListedWorkspaceInvitation"},
      "WorkspaceInvitations")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 2));
    InvitationPlace after{0, page.place[1]};
    SIGNET_TRY(after.created_ms, number_part(page.place[0], 0));
    return read_in_workspace(
        *services, call, Action::kManageWorkspaceMembers, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const OwnTeam own, team_of(scope));
          const InvitationTarget target{.team = &own.team, .workspace = &scope.workspace};
          SIGNET_TRY(const auto found,
                     list_invitations(scope.transaction, target, after, page.limit + 1, scope.change.now_ms));
          return json_response(200, page_json("invitations", found, page, to_json, [](const Invitation& invitation) {
                                 return std::vector{std::to_string(invitation.created_ms), invitation.id};
                               }));
        });
  };
  Route& revoke = routes.emplace_back(declare(Method::kDelete, "/{invitation}", "revokeWorkspaceInvitation",
                                              "Take an invitation into a workspace back"));
  revoke.answers = {{.status = 204, .description = "Revoked"}};
  revoke.problems = {404, 409};
  revoke.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kManageWorkspaceMembers, [](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const OwnTeam own, team_of(scope));
          const InvitationTarget target{.team = &own.team, .workspace = &scope.workspace};
          SIGNET_CHECK(revoke_invitation(scope.transaction, target, scope.call.text("invitation"), scope.change));
          return make_response(204, "", "");
        });
  };
}

}  // namespace

std::vector<Route> workspace_invitation_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(4);  // references to routes above stay good
  add_invite(routes, services);
  add_list_and_revoke(routes, services);
  return routes;
}

}  // namespace signet::server
