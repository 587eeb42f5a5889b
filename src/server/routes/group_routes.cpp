// The groups of a team; their members are listed by listMembers with `group`.
#include "server/teams/groups.h"

#include "base/time.h"
#include "server/names.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/team_routes.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

std::vector<Field> group_fields() {
  return {text_field("id"), text_field("name"), number_field("revision"), time_field("created")};
}

Answer group_answer(unsigned status, std::string description) {
  return {.status = status, .description = std::move(description), .fields = group_fields(), .shape = "Group"};
}

json::object to_json(const Group& group) {
  return {
      {"id", group.id}, {"name", group.name}, {"revision", group.revision}, {"created", iso_time(group.created_ms)}};
}

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route =
      declare_team_route(method, "/groups" + std::string(pattern), std::move(operation), std::move(summary), "groups");
  return route;
}

void set_name_body(Route& route) {
  route.body = {{.name = "name", .required = true, .min = 1, .max = kMaxNameBytes}};
  route.body_shape = "GroupRequest";
}

void add_list_and_make(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(declare(Method::kGet, "", "listGroups", "A team's groups, by name"));
  list.query = page_fields();
  list.answers = {page_answer("groups", {.type = Type::kObject, .fields = group_fields(), .shape = "Group"}, "Groups")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 1));
    return read_in_team(*services, call, Action::kReadTeam, [&](TeamScope& scope) -> Result<Response> {
      SIGNET_TRY(const auto groups, list_groups(scope.transaction, scope.team, page.place[0], page.limit + 1));
      return json_response(
          200, page_json("groups", groups, page, to_json, [](const Group& group) { return std::vector{group.name}; }));
    });
  };
  Route& make = routes.emplace_back(declare(Method::kPost, "", "createGroup", "Make a group"));
  set_name_body(make);
  make.answers = {group_answer(201, "Made")};
  make.problems = {404, 409, 429};
  make.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kManageGroups, [](TeamScope& scope) -> Result<Response> {
      SIGNET_TRY(const Group group,
                 create_group(scope.transaction, scope.team, body_text(scope.call, "name"), scope.change));
      return versioned_response(201, to_json(group), group.revision);
    });
  };
}

void add_change(std::vector<Route>& routes, const Services* services) {
  Route& rename = routes.emplace_back(declare(Method::kPatch, "/{group}", "changeGroup", "Rename a group"));
  rename.versioned = true;
  set_name_body(rename);
  rename.answers = {group_answer(200, "Renamed")};
  rename.problems = {404, 409};
  rename.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kManageGroups, [](TeamScope& scope) -> Result<Response> {
      SIGNET_TRY(Group group, get_group(scope.transaction, scope.team, scope.call.text("group")));
      if (auto refusal = check_revision(scope.call, to_json(group), group.revision)) return *std::move(refusal);
      SIGNET_TRY(group, rename_group(scope.transaction, scope.team, std::move(group), body_text(scope.call, "name"),
                                     scope.change));
      return versioned_response(200, to_json(group), group.revision);
    });
  };
  Route& end = routes.emplace_back(declare(Method::kDelete, "/{group}", "deleteGroup", "Delete a group"));
  end.answers = {{.status = 204, .description = "Deleted"}};
  end.handler = [services](Call& call) -> Result<Response> {
    return change_in_team(*services, call, Action::kManageGroups, [](TeamScope& scope) -> Result<Response> {
      SIGNET_TRY(const Group group, get_group(scope.transaction, scope.team, scope.call.text("group")));
      SIGNET_CHECK(delete_group(scope.transaction, scope.team, group, scope.change));
      return make_response(204, "", "");
    });
  };
}

void add_members(std::vector<Route>& routes, const Services* services) {
  using Change = Status (*)(store::Transaction&, const Team&, const Group&, std::string_view, const ChangeContext&);
  const auto handler = [services](Change change) -> RouteHandler {
    return [services, change](Call& call) {
      return change_in_team(*services, call, Action::kManageGroups, [change](TeamScope& scope) -> Result<Response> {
        SIGNET_TRY(const Group group, get_group(scope.transaction, scope.team, scope.call.text("group")));
        SIGNET_CHECK(change(scope.transaction, scope.team, group, scope.call.text("user"), scope.change));
        return make_response(204, "", "");
      });
    };
  };
  Route& add = routes.emplace_back(
      declare(Method::kPut, "/{group}/members/{user}", "addToGroup", "Put a member of the team into a group"));
  add.answers = {{.status = 204, .description = "Is in it"}};
  add.handler = handler(add_to_group);
  Route& remove = routes.emplace_back(
      declare(Method::kDelete, "/{group}/members/{user}", "removeFromGroup", "Take somebody out of a group"));
  remove.answers = {{.status = 204, .description = "Is no longer in it"}};
  remove.handler = handler(remove_from_group);
}

}  // namespace

std::vector<Route> group_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_list_and_make(routes, services);
  add_change(routes, services);
  add_members(routes, services);
  return routes;
}

}  // namespace signet::server
