// Invitations to a team and to the server: sent by mail, listed, revoked, accepted.
#include "server/accounts/invitations.h"

#include "base/time.h"
#include "server/accounts/users.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/team_routes.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

std::vector<Field> invitation_fields(bool to_team) {
  std::vector<Field> fields = {text_field("id"),
                               text_field("email"),
                               {.name = "invited_by", .required = true, .description = "A user", .nullable = true},
                               time_field("created"),
                               time_field("expires")};
  if (to_team) fields.push_back(role_field());
  return fields;
}

std::string shape_of(bool to_team) {
  return to_team ? "TeamInvitation" : "ServerInvitation";
}

json::object to_json(const Invitation& invitation) {
  json::object out{{"id", invitation.id},
                   {"email", invitation.email},
                   {"invited_by", text_value(invitation.invited_by)},
                   {"created", iso_time(invitation.created_ms)},
                   {"expires", iso_time(invitation.expires_ms)}};
  if (invitation.team_id) out["role"] = name_of(invitation.role);
  return out;
}

Answer made_answer(bool to_team) {
  return {.status = 201,
          .description = "A mail with the link is on its way",
          .fields = invitation_fields(to_team),
          .shape = shape_of(to_team)};
}

Answer list_answer(bool to_team) {
  return page_answer("invitations",
                     {.type = Type::kObject, .fields = invitation_fields(to_team), .shape = shape_of(to_team)},
                     shape_of(to_team) + "s");
}

/// A page of the invitations to a team, or to the server.
Result<Response> list(store::Transaction& transaction, const Team* team, const Page& page, std::int64_t now_ms) {
  InvitationPlace after{0, page.place[1]};
  SIGNET_TRY(after.created_ms, number_part(page.place[0], after.created_ms));
  SIGNET_TRY(const auto found, list_invitations(transaction, {team}, after, page.limit + 1, now_ms));
  return json_response(200, page_json("invitations", found, page, to_json, [](const Invitation& invitation) {
                         return std::vector{std::to_string(invitation.created_ms), invitation.id};
                       }));
}

void add_to_team(std::vector<Route>& routes, const Services* services) {
  Route& invite_member = routes.emplace_back(declare_team_route(Method::kPost, "/invitations", "inviteMember",
                                                                "Invite an address to the team", "invitations"));
  invite_member.body = {email_field(), role_field()};
  invite_member.answers = {made_answer(true)};
  invite_member.problems = {404, 409, 429};
  invite_member.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kInviteMember, [](TeamScope& scope) -> Result<Response> {
      const TeamRole role = parse_team_role(body_text(scope.call, "role")).value_or(TeamRole::kMember);
      if (role == TeamRole::kOwner) {
        if (auto refusal = scope.refuse(Action::kManageOwners)) return *std::move(refusal);
      }
      SIGNET_TRY(const Invitation made,
                 invite(scope.transaction, body_text(scope.call, "email"), {&scope.team, role}, scope.change));
      return json_response(201, to_json(made));
    });
  };
  Route& all = routes.emplace_back(declare_team_route(Method::kGet, "/invitations", "listTeamInvitations",
                                                      "Invitations that can still be accepted", "invitations"));
  all.query = page_fields();
  all.answers = {list_answer(true)};
  all.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 2));
    return read_in_team(*services, call, Action::kInviteMember, [&](TeamScope& scope) {
      return list(scope.transaction, &scope.team, page, scope.change.now_ms);
    });
  };
  Route& revoke = routes.emplace_back(declare_team_route(
      Method::kDelete, "/invitations/{invitation}", "revokeTeamInvitation", "Take an invitation back", "invitations"));
  revoke.answers = {{.status = 204, .description = "Revoked"}};
  revoke.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kInviteMember, [](TeamScope& scope) -> Result<Response> {
      SIGNET_CHECK(revoke_invitation(scope.transaction, {&scope.team}, scope.call.text("invitation"), scope.change));
      return make_response(204, "", "");
    });
  };
}

void add_accept(std::vector<Route>& routes, const Services* services) {
  Route& accept = routes.emplace_back(declare_route(Method::kPost, "/invitations/accept", "acceptInvitation",
                                                    "Join a team by an invitation to one's own address", "invitations",
                                                    Access::kSession));
  accept.body = {secret_field("token", kMaxToken, "What stands behind # in the mail's link")};
  accept.answers = {{.status = 200,
                     .description = "Joined",
                     .fields = {text_field("team", "Its id"),
                                role_field(),
                                {.name = "workspace",
                                 .required = true,
                                 .description = "The workspace of the team that it led into",
                                 .nullable = true}},
                     .shape = "Joined"}};
  accept.problems = {404, 409};
  accept.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kAcceptInvitation)) return *std::move(refusal);
    const SecretString token = take_secret(call, "token");
    SIGNET_TRY(const Invitation taken,
               services->database.write([&](store::Transaction& transaction) -> Result<Invitation> {
                 const ChangeContext change = change_of(*services, call);
                 SIGNET_TRY(const User user, get_user(transaction, change.user_id));
                 SIGNET_TRY(auto found, find_invitation(transaction, token, user.canonical, change.now_ms));
                 if (!found || !found->team_id) {
                   return fail(ErrorCode::kNotFound, "this invitation is unknown, used, too old, or to another address",
                               "ask for another, to the address of this account");
                 }
                 SIGNET_CHECK(accept_invitation(transaction, *found, change));
                 return *std::move(found);
               }));
    return json_response(200, json::object{{"team", *taken.team_id},
                                           {"role", name_of(taken.role)},
                                           {"workspace", text_value(taken.workspace_id)}});
  };
}

Route declare_server_route(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route = declare_route(method, "/server/invitations" + std::string(pattern), std::move(operation),
                              std::move(summary), "server", Access::kSessionOrKey);
  return route;
}

void add_to_server(std::vector<Route>& routes, const Services* services) {
  Route& invite_user = routes.emplace_back(
      declare_server_route(Method::kPost, "", "inviteUser", "Invite an address to have an account"));
  invite_user.body = {email_field()};
  invite_user.answers = {made_answer(false)};
  invite_user.problems = {409, 429};
  invite_user.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kInviteUser)) return *std::move(refusal);
    SIGNET_TRY(const Invitation made, services->database.write([&](store::Transaction& transaction) {
      return invite(transaction, body_text(call, "email"), {}, change_of(*services, call));
    }));
    return json_response(201, to_json(made));
  };
  Route& all = routes.emplace_back(
      declare_server_route(Method::kGet, "", "listInvitations", "Invitations that can still be accepted"));
  all.query = page_fields();
  all.answers = {list_answer(false)};
  all.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kInviteUser)) return *std::move(refusal);
    SIGNET_TRY(const Page page, read_page(call, 2));
    return services->database.read(
        [&](store::Transaction& transaction) { return list(transaction, nullptr, page, services->now_ms()); });
  };
  Route& revoke = routes.emplace_back(
      declare_server_route(Method::kDelete, "/{invitation}", "revokeInvitation", "Take an invitation back"));
  revoke.answers = {{.status = 204, .description = "Revoked"}};
  revoke.problems = {404};
  revoke.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kInviteUser)) return *std::move(refusal);
    SIGNET_CHECK(services->database.write([&](store::Transaction& transaction) {
      return revoke_invitation(transaction, {}, call.text("invitation"), change_of(*services, call));
    }));
    return make_response(204, "", "");
  };
}

}  // namespace

std::vector<Route> invitation_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_to_team(routes, services);
  add_accept(routes, services);
  add_to_server(routes, services);
  return routes;
}

}  // namespace signet::server
