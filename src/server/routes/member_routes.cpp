// The members of a team. Owners are made, changed and removed by owners alone.
#include "base/time.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/team_routes.h"
#include "server/routes/team_scope.h"
#include "server/teams/members.h"

namespace signet::server {

namespace {

Field member_field() {
  return {.type = Type::kObject,
          .fields = {text_field("user"),
                     text_field("email"),
                     text_field("name"),
                     role_field(),
                     {.name = "has_two_factor",
                      .type = Type::kBoolean,
                      .description = "For admins and owners of the team only"},
                     flag_field("is_disabled"),
                     number_field("revision"),
                     time_field("joined")},
          .shape = "Member"};
}

/// As `reader` may see it: who has no second factor is the business of those who look after the team.
json::object to_json(const Member& member, TeamRole reader) {
  json::object out{{"user", member.user_id},
                   {"email", member.email},
                   {"name", member.name},
                   {"role", name_of(member.role)},
                   {"is_disabled", member.is_disabled},
                   {"revision", member.revision},
                   {"joined", iso_time(member.joined_ms)}};
  if (reader >= TeamRole::kAdmin) out["has_two_factor"] = member.has_two_factor;
  return out;
}

Action action_on(TeamRole present, TeamRole next, Action usual) {
  return present == TeamRole::kOwner || next == TeamRole::kOwner ? Action::kManageOwners : usual;
}

void add_list(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(
      declare_team_route(Method::kGet, "/members", "listMembers", "A team's members, by address", "members"));
  list.query = page_fields();
  list.query.push_back({.name = "group", .description = "Those in this group only", .format = "uuid", .max = 36});
  list.answers = {page_answer("members", member_field(), "Members")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 1));
    return read_in_team(*services, call, Action::kReadTeam, [&](TeamScope& scope) -> Result<Response> {
      MemberFilter filter{{}, page.place[0], page.limit + 1};
      if (call.parameter("group") != nullptr) filter.group = call.text("group");
      SIGNET_TRY(const auto members, list_members(scope.transaction, scope.team, filter));
      return json_response(
          200, page_json(
                   "members", members, page, [&](const Member& member) { return to_json(member, scope.role); },
                   [](const Member& member) { return std::vector{member.canonical}; }));
    });
  };
}

void add_change(std::vector<Route>& routes, const Services* services) {
  Route& change = routes.emplace_back(
      declare_team_route(Method::kPatch, "/members/{user}", "changeMember", "Change a member's role", "members"));
  change.versioned = true;
  change.body = {role_field()};
  change.answers = {{.status = 200, .description = "The member", .fields = member_field().fields, .shape = "Member"}};
  change.problems = {404, 409};
  change.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kChangeMemberRole, [](TeamScope& scope) -> Result<Response> {
      SIGNET_TRY(Member member, get_member(scope.transaction, scope.team, scope.call.text("user")));
      const TeamRole next = parse_team_role(body_text(scope.call, "role")).value_or(TeamRole::kMember);
      if (auto refusal = scope.refuse(action_on(member.role, next, Action::kChangeMemberRole))) {
        return *std::move(refusal);
      }
      if (auto refusal = check_revision(scope.call, to_json(member, scope.role), member.revision))
        return *std::move(refusal);
      SIGNET_TRY(member, change_role(scope.transaction, scope.team, std::move(member), next, scope.change));
      return versioned_response(200, to_json(member, scope.role), member.revision);
    });
  };
}

void add_remove(std::vector<Route>& routes, const Services* services) {
  Route& remove = routes.emplace_back(declare_team_route(Method::kDelete, "/members/{user}", "removeMember",
                                                         "Take somebody out of the team and its groups", "members"));
  remove.answers = {{.status = 204, .description = "Removed"}};
  remove.problems = {404, 409};
  remove.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kRemoveMember, [](TeamScope& scope) -> Result<Response> {
      SIGNET_TRY(const Member member, get_member(scope.transaction, scope.team, scope.call.text("user")));
      if (auto refusal = scope.refuse(action_on(member.role, TeamRole::kNone, Action::kRemoveMember))) {
        return *std::move(refusal);
      }
      SIGNET_CHECK(remove_member(scope.transaction, scope.team, member, scope.change));
      return make_response(204, "", "");
    });
  };
  Route& leave =
      routes.emplace_back(declare_team_route(Method::kPost, "/leave", "leaveTeam", "Leave a team oneself", "members"));
  leave.answers = {{.status = 204, .description = "Left"}};
  leave.problems = {404, 409};
  leave.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kLeaveTeam, [](TeamScope& scope) -> Result<Response> {
      SIGNET_TRY(const Member self, get_member(scope.transaction, scope.team, scope.change.user_id));
      SIGNET_CHECK(remove_member(scope.transaction, scope.team, self, scope.change));
      return make_response(204, "", "");
    });
  };
}

}  // namespace

std::vector<Route> member_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_list(routes, services);
  add_change(routes, services);
  add_remove(routes, services);
  return routes;
}

}  // namespace signet::server
