// Workspaces in Postman's API, to be read, and who calls.
#include "base/time.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/postman_api.h"

namespace signet::server {

namespace {

std::vector<Field> workspace_fields() {
  return {text_field("id"),
          text_field("name"),
          {.name = "type", .required = true, .values = {"personal", "private", "team"}},
          {.name = "visibility",
           .required = true,
           .description = "The type again",
           .values = {"personal", "private", "team"}},
          time_field("createdAt")};
}

json::object to_json(const Workspace& workspace) {
  return {{"id", workspace.id},
          {"name", workspace.name},
          {"type", name_of(workspace.kind)},
          {"visibility", name_of(workspace.kind)},
          {"createdAt", iso_time(workspace.created_ms)}};
}

/// What the workspace has of a kind, in short.
Result<json::array> list_of(const WorkspaceScope& scope, ElementKind kind) {
  json::array list;
  SIGNET_CHECK(each_of_kind(scope.transaction, scope.workspace, kind, [&](const Element& element) -> Status {
    list.push_back(json::object{{"id", element.id}, {"name", element.name}, {"uid", uid_of(element)}});
    return {};
  }));
  return list;
}

void add_list(std::vector<Route>& routes, const PostmanApi& api) {
  Route& list = routes.emplace_back(declare_postman_route(api, Method::kGet, "/workspaces", "postmanListWorkspaces",
                                                          "The workspaces that one is in"));
  list.query = {{.name = "type", .values = {"personal", "private", "team"}}};
  list.answers = {
      {.status = 200,
       .description = "All of them",
       .fields = {
           {.name = "workspaces",
            .type = Type::kArray,
            .required = true,
            .fields = {{.type = Type::kObject, .fields = workspace_fields(), .shape = "PostmanWorkspaceEntry"}}}}}};
  list.handler = [services = api.services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kListWorkspaces)) return *std::move(refusal);
    WorkspaceFilter filter;
    if (const std::string_view type = call.text("type"); !type.empty()) filter.kind = type;
    return services->database.read([&](store::Transaction& transaction) -> Result<Response> {
      json::array found;
      SIGNET_CHECK(each_reachable(transaction, authenticated(call).identity, filter,
                                  [&](const OwnWorkspace& own) { found.push_back(to_json(own.workspace)); }));
      return json_response(200, json::object{{"workspaces", std::move(found)}});
    });
  };
}

void add_read(std::vector<Route>& routes, const PostmanApi& api) {
  Route& read = routes.emplace_back(declare_postman_route(api, Method::kGet, "/workspaces/{workspaceId}",
                                                          "postmanGetWorkspace", "A workspace, and what is in it"));
  std::vector<Field> fields = workspace_fields();
  fields.push_back({.name = "description", .required = true, .max = kMaxWorkspaceDescription});
  for (const char* name : {"collections", "environments", "mocks", "monitors"}) {
    fields.push_back({.name = name,
                      .type = Type::kArray,
                      .required = true,
                      .fields = {{.type = Type::kObject,
                                  .fields = {text_field("id"), text_field("name"), text_field("uid")},
                                  .shape = "PostmanReference"}}});
  }
  read.answers = {{.status = 200,
                   .description = "The workspace",
                   .fields = {{.name = "workspace",
                               .type = Type::kObject,
                               .required = true,
                               .fields = std::move(fields),
                               .shape = "PostmanWorkspace"}}}};
  read.handler = [services = api.services](Call& call) -> Result<Response> {
    return services->database.read([&](store::Transaction& transaction) {
      return in_workspace(transaction, *services, call, call.text("workspaceId"), Action::kReadElements,
                          [&](WorkspaceScope& scope) -> Result<Response> {
                            json::object told = to_json(scope.workspace);
                            told["description"] = scope.workspace.description;
                            for (const auto& [name, kind] : {std::pair("collections", ElementKind::kCollection),
                                                             std::pair("environments", ElementKind::kEnvironment),
                                                             std::pair("mocks", ElementKind::kMock),
                                                             std::pair("monitors", ElementKind::kMonitor)}) {
                              SIGNET_TRY(told[name], list_of(scope, kind));
                            }
                            return json_response(200, json::object{{"workspace", std::move(told)}});
                          });
    });
  };
}

void add_me(std::vector<Route>& routes, const PostmanApi& api) {
  Route& me = routes.emplace_back(declare_postman_route(api, Method::kGet, "/me", "postmanGetMe", "Whose key it is"));
  me.answers = {{.status = 200,
                 .description = "The user",
                 .fields = {{.name = "user",
                             .type = Type::kObject,
                             .required = true,
                             .fields = {text_field("id"),
                                        text_field("username", "The e-mail address, by which one signs in"),
                                        text_field("email"),
                                        text_field("fullName"),
                                        flag_field("emailVerified"),
                                        flag_field("isPublic"),
                                        {.name = "avatar", .required = true, .nullable = true}},
                             .shape = "PostmanUser"},
                            {.name = "operations",
                             .type = Type::kArray,
                             .required = true,
                             .description = "Empty: nothing is metered here",
                             .fields = {{.type = Type::kObject}}}}}};
  me.handler = [services = api.services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnAccount)) return *std::move(refusal);
    SIGNET_TRY(const Profile profile, services->accounts.profile(call.caller.user));
    return json_response(200, json::object{{"user", json::object{{"id", profile.id},
                                                                 {"username", profile.email},
                                                                 {"email", profile.email},
                                                                 {"fullName", profile.name},
                                                                 {"emailVerified", profile.is_verified},
                                                                 {"isPublic", false},
                                                                 {"avatar", nullptr}}},
                                           {"operations", json::array()}});
  };
}

}  // namespace

std::vector<Route> postman_workspace_routes(const PostmanApi& api) {
  std::vector<Route> routes;
  routes.reserve(4);  // references to routes above stay good
  add_me(routes, api);
  add_list(routes, api);
  add_read(routes, api);
  return routes;
}

}  // namespace signet::server
