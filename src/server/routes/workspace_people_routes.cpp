// Who is in a workspace: members of its team and groups, each in a role.
#include "server/workspaces/people.h"

#include "base/time.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/workspace_routes.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

namespace {

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route = declare_workspace_route(method, pattern, std::move(operation), std::move(summary), "workspace-people");
  if (method != Method::kGet) route.problems = {404, 409};
  return route;
}

json::object to_json(const WorkspaceUser& user) {
  return {{"id", user.user_id},         {"email", user.email},          {"name", user.name},
          {"role", name_of(user.role)}, {"disabled", user.is_disabled}, {"added", iso_time(user.added_ms)}};
}

json::object to_json(const WorkspaceGroup& group) {
  return {
      {"id", group.group_id}, {"name", group.name}, {"role", name_of(group.role)}, {"added", iso_time(group.added_ms)}};
}

WorkspaceRole asked_role(const Call& call) {
  return parse_workspace_role(body_text(call, "role")).value_or(WorkspaceRole::kNone);
}

/// Who touches an owner must own the workspace, too.
Result<std::optional<Response>> refuse_owner(const WorkspaceScope& scope, std::string_view user, WorkspaceRole to) {
  SIGNET_TRY(const WorkspaceRole before, own_role(scope.transaction, scope.workspace, user));
  const bool touches_owner = before == WorkspaceRole::kOwner || to == WorkspaceRole::kOwner;
  return touches_owner ? scope.refuse(Action::kManageWorkspaceOwners) : std::nullopt;
}

void add_users(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(
      declare(Method::kGet, "/users", "listWorkspaceUsers", "Those with a role of their own in it, by address"));
  list.query = page_fields();
  list.answers = {page_answer("users",
                              {.type = Type::kObject,
                               .fields = {text_field("id"), text_field("email"), text_field("name"),
                                          workspace_role_field(), flag_field("disabled"), time_field("added")},
                               .shape = "WorkspaceUser"},
                              "WorkspaceUsers")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 1));
    return read_in_workspace(
        *services, call, Action::kReadWorkspaceMembers, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const auto users,
                     list_workspace_users(scope.transaction, scope.workspace, page.place[0], page.limit + 1));
          const auto show = [](const WorkspaceUser& user) { return to_json(user); };
          return json_response(200, page_json("users", users, page, show,
                                              [](const WorkspaceUser& user) { return std::vector{user.canonical}; }));
        });
  };
  Route& put = routes.emplace_back(declare(Method::kPut, "/users/{user}", "putWorkspaceUser",
                                           "Put a member of the team into a workspace, or change the role there"));
  put.body = {workspace_role_field()};
  put.answers = {{.status = 204, .description = "Has the role"}};
  put.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kManageWorkspaceMembers, [](WorkspaceScope& scope) -> Result<Response> {
          const std::string_view user = scope.call.text("user");
          const WorkspaceRole role = asked_role(scope.call);
          SIGNET_TRY(auto refusal, refuse_owner(scope, user, role));
          if (refusal) return *std::move(refusal);
          SIGNET_CHECK(put_workspace_user(scope.transaction, scope.workspace, user, role, scope.change));
          return make_response(204, "", "");
        });
  };
  Route& remove = routes.emplace_back(
      declare(Method::kDelete, "/users/{user}", "removeWorkspaceUser", "Take somebody's own role away"));
  remove.answers = {{.status = 204, .description = "Has none any more"}};
  remove.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kManageWorkspaceMembers, [](WorkspaceScope& scope) -> Result<Response> {
          const std::string_view user = scope.call.text("user");
          SIGNET_TRY(auto refusal, refuse_owner(scope, user, WorkspaceRole::kNone));
          if (refusal) return *std::move(refusal);
          SIGNET_CHECK(remove_workspace_user(scope.transaction, scope.workspace, user, scope.change));
          return make_response(204, "", "");
        });
  };
  Route& leave = routes.emplace_back(declare(Method::kPost, "/leave", "leaveWorkspace", "Give one's own role up"));
  leave.answers = {{.status = 204, .description = "Left"}};
  leave.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(*services, call, Action::kLeaveWorkspace, [](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_CHECK(remove_workspace_user(scope.transaction, scope.workspace, scope.call.caller.user, scope.change));
      return make_response(204, "", "");
    });
  };
}

void add_groups(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(
      declare(Method::kGet, "/groups", "listWorkspaceGroups", "The groups with a role in it, by name"));
  list.query = page_fields();
  list.answers = {
      page_answer("groups",
                  {.type = Type::kObject,
                   .fields = {text_field("id"), text_field("name"), workspace_role_field(), time_field("added")},
                   .shape = "WorkspaceGroup"},
                  "WorkspaceGroups")};
  list.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const Page page, read_page(call, 1));
    return read_in_workspace(
        *services, call, Action::kReadWorkspaceMembers, [&](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_TRY(const auto groups,
                     list_workspace_groups(scope.transaction, scope.workspace, page.place[0], page.limit + 1));
          const auto show = [](const WorkspaceGroup& group) { return to_json(group); };
          return json_response(200, page_json("groups", groups, page, show,
                                              [](const WorkspaceGroup& group) { return std::vector{group.name}; }));
        });
  };
  Route& put = routes.emplace_back(declare(Method::kPut, "/groups/{group}", "putWorkspaceGroup",
                                           "Put a group into a workspace, or change its role there"));
  put.body = {{.name = "role", .required = true, .values = {"viewer", "editor", "admin"}}};
  put.answers = {{.status = 204, .description = "Has the role"}};
  put.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kManageWorkspaceMembers, [](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_CHECK(put_workspace_group(scope.transaction, scope.workspace, scope.call.text("group"),
                                           asked_role(scope.call), scope.change));
          return make_response(204, "", "");
        });
  };
  Route& remove = routes.emplace_back(
      declare(Method::kDelete, "/groups/{group}", "removeWorkspaceGroup", "Take a group out of a workspace"));
  remove.answers = {{.status = 204, .description = "Is no longer in it"}};
  remove.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kManageWorkspaceMembers, [](WorkspaceScope& scope) -> Result<Response> {
          SIGNET_CHECK(
              remove_workspace_group(scope.transaction, scope.workspace, scope.call.text("group"), scope.change));
          return make_response(204, "", "");
        });
  };
}

}  // namespace

std::vector<Route> workspace_people_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_users(routes, services);
  add_groups(routes, services);
  return routes;
}

}  // namespace signet::server
