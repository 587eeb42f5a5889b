// Workspaces themselves: made, listed, read, changed, archived, moved, deleted.
#include "server/routes/workspace_routes.h"

#include <fmt/format.h>

#include "base/time.h"
#include "server/accounts/api_keys.h"
#include "server/names.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/paging.h"
#include "server/routes/team_scope.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

namespace {

std::vector<Field> workspace_fields() {
  return {text_field("id"),
          {.name = "kind", .required = true, .values = {"personal", "private", "team"}},
          {.name = "team", .required = true, .description = "Of private and team ones", .nullable = true},
          {.name = "member_role",
           .required = true,
           .description = "Of team ones: the least role of every member of the team",
           .nullable = true},
          text_field("name"),
          {.name = "description", .required = true, .max = kMaxWorkspaceDescription},
          workspace_role_field("The caller's"),
          number_field("revision"),
          number_field("last_seq"),
          time_field("created"),
          time_field("archived", true)};
}

Field name_field(bool required) {
  return {.name = "name", .required = required, .min = 1, .max = kMaxNameBytes};
}

Field description_field() {
  return {.name = "description", .max = kMaxWorkspaceDescription};
}

Field member_role_field() {
  return {.name = "member_role",
          .description = "Of the kind team, where it is needed: the least role of every member of the team",
          .values = {"viewer", "editor"}};
}

std::vector<Field> home_fields() {
  return {{.name = "kind", .required = true, .values = {"personal", "private", "team"}},
          {.name = "team", .description = "Of the kinds private and team: whose it is", .format = "uuid"},
          member_role_field()};
}

Answer workspace_answer(unsigned status, std::string description) {
  return {.status = status, .description = std::move(description), .fields = workspace_fields(), .shape = "Workspace"};
}

json::object to_json(const Workspace& workspace, WorkspaceRole role) {
  return {{"id", workspace.id},
          {"kind", name_of(workspace.kind)},
          {"team", text_value(workspace.team_id)},
          {"member_role",
           workspace.kind == WorkspaceKind::kTeam ? json::value(name_of(workspace.member_role)) : json::value()},
          {"name", workspace.name},
          {"description", workspace.description},
          {"role", name_of(role)},
          {"revision", workspace.revision},
          {"last_seq", workspace.last_seq},
          {"created", iso_time(workspace.created_ms)},
          {"archived", time_value(workspace.archived_ms)}};
}

Response answer(unsigned status, const Workspace& workspace, WorkspaceRole role) {
  return versioned_response(status, to_json(workspace, role), workspace.revision);
}

/// What a body says of the place of a workspace; kInvalidInput for a kind without its team.
Result<WorkspaceRequest> read_home(const Call& call) {
  WorkspaceRequest request;
  request.kind = *parse_workspace_kind(body_text(call, "kind"));  // the schema lets no other word come
  request.team_id = body_text(call, "team");
  request.member_role = parse_workspace_role(body_text(call, "member_role")).value_or(WorkspaceRole::kNone);
  if ((request.kind == WorkspaceKind::kPersonal) != request.team_id.empty()) {
    return fail(ErrorCode::kInvalidInput, "a personal workspace is in no team, and all others are in one",
                "give `team` with the kinds private and team alone");
  }
  return request;
}

/// The answer when the caller may not have a workspace there.
Result<std::optional<Response>> refuse_home(store::Transaction& transaction, const Call& call,
                                            const WorkspaceRequest& request) {
  if (request.kind == WorkspaceKind::kPersonal) return refuse(call, Action::kCreateOwnWorkspace);
  SIGNET_TRY(const auto own, find_team(transaction, request.team_id, call.caller.user));
  const TeamContext team = own ? TeamContext{own->role, own->team.requires_two_factor} : TeamContext{};
  return refuse(call, Action::kCreateTeamWorkspace, team);
}

void add_list(std::vector<Route>& routes, const Services* services) {
  Route& list =
      routes.emplace_back(declare_route(Method::kGet, "/workspaces", "listWorkspaces", "The workspaces that one is in",
                                        "workspaces", Access::kSessionOrKey));
  list.query = page_fields();
  list.query.push_back({.name = "kind", .values = {"personal", "private", "team"}});
  list.query.push_back({.name = "team", .format = "uuid"});
  list.answers = {page_answer("workspaces", {.type = Type::kObject, .fields = workspace_fields(), .shape = "Workspace"},
                              "Workspaces")};
  list.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kListWorkspaces)) return *std::move(refusal);
    SIGNET_TRY(Page page, read_page(call, 2));
    const Identity& identity = authenticated(call).identity;
    WorkspaceFilter filter;
    if (const std::string_view kind = call.text("kind"); !kind.empty()) filter.kind = kind;
    if (const std::string_view team = call.text("team"); !team.empty()) filter.team = team;
    filter.after = {page.place[0], page.place[1]};
    filter.limit = page.limit + 1;
    if (identity.workspaces) page.limit = kMaxWorkspacesOfKey;
    SIGNET_TRY(const auto found, services->database.read([&](store::Transaction& transaction) {
      return reachable_workspaces(transaction, identity, filter);
    }));
    return json_response(
        200, page_json(
                 "workspaces", found, page, [](const OwnWorkspace& own) { return to_json(own.workspace, own.role); },
                 [](const OwnWorkspace& own) {
                   return std::vector{own.workspace.name, own.workspace.id};
                 }));
  };
}

void add_make(std::vector<Route>& routes, const Services* services) {
  Route& make = routes.emplace_back(declare_route(Method::kPost, "/workspaces", "createWorkspace",
                                                  "Make a workspace, and own it", "workspaces", Access::kSessionOrKey));
  make.body = home_fields();
  make.body.push_back(name_field(true));
  make.body.push_back(description_field());
  make.body_shape = "WorkspaceRequest";
  make.body_bytes = 2 * kMaxWorkspaceDescription;
  make.answers = {workspace_answer(201, "Made")};
  make.problems = {404, 429};
  make.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(WorkspaceRequest request, read_home(call));
    request.name = body_text(call, "name");
    request.description = body_text(call, "description");
    return services->database.write([&](store::Transaction& transaction) -> Result<Response> {
      SIGNET_TRY(auto refusal, refuse_home(transaction, call, request));
      if (refusal) return *std::move(refusal);
      SIGNET_TRY(const Workspace made, create_workspace(transaction, request, change_of(*services, call)));
      return answer(201, made, WorkspaceRole::kOwner);
    });
  };
}

void add_read_and_change(std::vector<Route>& routes, const Services* services) {
  Route& read =
      routes.emplace_back(declare_workspace_route(Method::kGet, "", "getWorkspace", "A workspace", "workspaces"));
  read.answers = {workspace_answer(200, "The workspace")};
  read.handler = [services](Call& call) -> Result<Response> {
    return read_in_workspace(*services, call, Action::kReadWorkspace, [](WorkspaceScope& scope) -> Result<Response> {
      return answer(200, scope.workspace, scope.role);
    });
  };
  Route& change = routes.emplace_back(
      declare_workspace_route(Method::kPatch, "", "changeWorkspace",
                              "Change a workspace's name, description or role of all members", "workspaces"));
  change.versioned = true;
  change.body = {name_field(false), description_field(), member_role_field()};
  change.body_shape = "WorkspaceChange";
  change.body_bytes = 2 * kMaxWorkspaceDescription;
  change.answers = {workspace_answer(200, "Changed")};
  change.problems = {404, 409};
  change.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kChangeWorkspace, [](WorkspaceScope& scope) -> Result<Response> {
          const Workspace& workspace = scope.workspace;
          if (auto refusal = check_revision(scope.call, to_json(workspace, scope.role), workspace.revision))
            return *std::move(refusal);
          SIGNET_CHECK(check_not_archived(workspace));
          WorkspaceChanges changes;
          if (scope.call.body.contains("name")) changes.name = body_text(scope.call, "name");
          if (scope.call.body.contains("description")) changes.description = body_text(scope.call, "description");
          if (scope.call.body.contains("member_role"))
            changes.member_role = parse_workspace_role(body_text(scope.call, "member_role"));
          SIGNET_TRY(const Workspace changed, change_workspace(scope.transaction, workspace, changes, scope.change));
          return answer(200, changed, scope.role);
        });
  };
}

void add_archive_and_delete(std::vector<Route>& routes, const Services* services) {
  Route& archive = routes.emplace_back(declare_workspace_route(
      Method::kPut, "/archived", "archiveWorkspace", "Put a workspace into the archive, or take it out", "workspaces"));
  archive.body = {flag_field("archived")};
  archive.answers = {workspace_answer(200, "As it is now")};
  archive.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(
        *services, call, Action::kArchiveWorkspace, [](WorkspaceScope& scope) -> Result<Response> {
          const bool archived = json::bool_or(scope.call.body, "archived", true);
          SIGNET_TRY(const Workspace changed,
                     archive_workspace(scope.transaction, scope.workspace, archived, scope.change));
          return answer(200, changed, scope.role);
        });
  };
  Route& end = routes.emplace_back(declare_workspace_route(Method::kDelete, "", "deleteWorkspace",
                                                           "Delete a workspace and all that is in it", "workspaces"));
  end.answers = {{.status = 204, .description = "Deleted"}};
  end.handler = [services](Call& call) -> Result<Response> {
    return change_in_workspace(*services, call, Action::kDeleteWorkspace,
                               [](WorkspaceScope& scope) -> Result<Response> {
                                 SIGNET_CHECK(delete_workspace(scope.transaction, scope.workspace, scope.change));
                                 return make_response(204, "", "");
                               });
  };
}

void add_move(std::vector<Route>& routes, const Services* services) {
  Route& move = routes.emplace_back(declare_workspace_route(
      Method::kPost, "/move", "moveWorkspace",
      "Make another kind of a workspace, or give it to another team: there its people lose their roles", "workspaces"));
  move.body = home_fields();
  move.body_shape = "WorkspaceHome";
  move.answers = {workspace_answer(200, "Moved")};
  move.problems = {404, 409, 429};
  move.handler = [services](Call& call) -> Result<Response> {
    SIGNET_TRY(const WorkspaceRequest to, read_home(call));
    return change_in_workspace(*services, call, Action::kMoveWorkspace, [&](WorkspaceScope& scope) -> Result<Response> {
      SIGNET_TRY(auto refusal, refuse_home(scope.transaction, scope.call, to));
      if (refusal) return *std::move(refusal);
      SIGNET_TRY(const Workspace moved, move_workspace(scope.transaction, scope.workspace, to, scope.change));
      return answer(200, moved, WorkspaceRole::kOwner);
    });
  };
}

}  // namespace

std::vector<Route> workspace_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_list(routes, services);
  add_make(routes, services);
  add_read_and_change(routes, services);
  add_archive_and_delete(routes, services);
  add_move(routes, services);
  return routes;
}

}  // namespace signet::server
