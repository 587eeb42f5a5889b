// Teams themselves: made, read, renamed, deleted, and whether they require a second factor.
#include "server/routes/team_routes.h"

#include "base/time.h"
#include "server/names.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

std::vector<Field> team_fields() {
  return {text_field("id"),           text_field("name"),       flag_field("requires_two_factor"),
          role_field("The caller's"), number_field("revision"), time_field("created")};
}

Field name_field() {
  return {.name = "name", .required = true, .min = 1, .max = kMaxNameBytes};
}

Answer team_answer(unsigned status, std::string description) {
  return {.status = status, .description = std::move(description), .fields = team_fields(), .shape = "Team"};
}

json::object to_json(const Team& team, TeamRole role) {
  return {{"id", team.id},         {"name", team.name},         {"requires_two_factor", team.requires_two_factor},
          {"role", name_of(role)}, {"revision", team.revision}, {"created", iso_time(team.created_ms)}};
}

void add_list_and_make(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(
      declare_route(Method::kGet, "/teams", "listTeams", "The teams that one is in", "teams", Access::kSessionOrKey));
  list.query = page_fields();
  list.answers = {page_answer("teams", {.type = Type::kObject, .fields = team_fields(), .shape = "Team"}, "Teams")};
  list.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnAccount)) return *std::move(refusal);
    SIGNET_TRY(const Page page, read_page(call, 2));
    SIGNET_TRY(const auto teams, services->database.read([&](store::Transaction& transaction) {
      return list_teams(transaction, call.caller.user, {page.place[0], page.place[1]}, page.limit + 1);
    }));
    return json_response(200, page_json(
                                  "teams", teams, page, [](const OwnTeam& own) { return to_json(own.team, own.role); },
                                  [](const OwnTeam& own) {
                                    return std::vector{own.team.name, own.team.id};
                                  }));
  };
  Route& make = routes.emplace_back(
      declare_route(Method::kPost, "/teams", "createTeam", "Make a team, and own it", "teams", Access::kSessionOrKey));
  make.body = {name_field()};
  make.body_shape = "TeamRequest";
  make.answers = {team_answer(201, "Made")};
  make.problems = {429};
  make.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kCreateTeam)) return *std::move(refusal);
    SIGNET_TRY(const Team team, services->database.write([&](store::Transaction& transaction) {
      return create_team(transaction, body_text(call, "name"), change_of(*services, call));
    }));
    return versioned_response(201, to_json(team, TeamRole::kOwner), team.revision);
  };
}

void add_read_and_change(std::vector<Route>& routes, const Services* services) {
  Route& read = routes.emplace_back(declare_team_route(Method::kGet, "", "getTeam", "A team", "teams"));
  read.answers = {team_answer(200, "The team")};
  read.handler = [services](Call& call) -> Result<Response> {
    return read_in_team(*services, call, Action::kReadTeam, [](TeamScope& scope) -> Result<Response> {
      return versioned_response(200, to_json(scope.team, scope.role), scope.team.revision);
    });
  };
  Route& change = routes.emplace_back(declare_team_route(Method::kPatch, "", "changeTeam", "Rename a team", "teams"));
  change.versioned = true;
  change.body = {name_field()};
  change.body_shape = "TeamRequest";
  change.answers = {team_answer(200, "Renamed")};
  change.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kChangeTeam, [](TeamScope& scope) -> Result<Response> {
      if (auto refusal = check_revision(scope.call, to_json(scope.team, scope.role), scope.team.revision))
        return *std::move(refusal);
      SIGNET_TRY(const Team team,
                 rename_team(scope.transaction, scope.team, body_text(scope.call, "name"), scope.change));
      return versioned_response(200, to_json(team, scope.role), team.revision);
    });
  };
  Route& end = routes.emplace_back(
      declare_team_route(Method::kDelete, "", "deleteTeam", "Delete a team and all that is in it", "teams"));
  end.answers = {{.status = 204, .description = "Deleted"}};
  end.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kDeleteTeam, [](TeamScope& scope) -> Result<Response> {
      SIGNET_CHECK(delete_team(scope.transaction, scope.team, scope.change));
      return make_response(204, "", "");
    });
  };
}

void add_two_factor(std::vector<Route>& routes, const Services* services) {
  Route& require =
      routes.emplace_back(declare_team_route(Method::kPut, "/two-factor", "requireTwoFactor",
                                             "Require a second factor of all members, or no longer", "teams"));
  require.body = {flag_field("required")};
  require.answers = {team_answer(200, "Changed")};
  require.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kRequireTwoFactor, [](TeamScope& scope) -> Result<Response> {
      const bool required = json::bool_or(scope.call.body, "required", true);
      // As if the team required it already: nobody locks oneself out.
      const TeamContext then{scope.role, scope.team.requires_two_factor || required};
      if (auto refusal = refuse(scope.call, Action::kRequireTwoFactor, then)) return *std::move(refusal);
      SIGNET_TRY(const Team team, require_two_factor(scope.transaction, scope.team, required, scope.change));
      return versioned_response(200, to_json(team, scope.role), team.revision);
    });
  };
}

}  // namespace

std::vector<Route> team_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_list_and_make(routes, services);
  add_read_and_change(routes, services);
  add_two_factor(routes, services);
  return routes;
}

}  // namespace signet::server
