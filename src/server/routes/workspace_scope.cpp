#include "server/routes/workspace_scope.h"

#include <algorithm>
#include <utility>

#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

/// Those that a bound key reaches, by name and id: all of them behind the place, as there are few.
Result<std::vector<OwnWorkspace>> bound_workspaces(store::Transaction& transaction, const Identity& identity,
                                                   const WorkspaceFilter& filter) {
  std::vector<OwnWorkspace> found;
  const auto place_of = [](const OwnWorkspace& own) { return std::pair(own.workspace.name, own.workspace.id); };
  const std::pair after(filter.after.name, filter.after.id);
  for (const std::string& id : *identity.workspaces) {
    SIGNET_TRY(auto own, find_workspace(transaction, id, identity.user_id));
    const bool is_asked_for = own && (!filter.kind || *filter.kind == name_of(own->workspace.kind)) &&
                              (!filter.team || own->workspace.team_id == filter.team) &&
                              (filter.has_two_factor || !own->requires_two_factor) && place_of(*own) > after;
    if (is_asked_for) found.push_back(*std::move(own));
  }
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
  return found;
}

}  // namespace

Result<Response> in_workspace(store::Transaction& transaction, const Services& services, const Call& call,
                              std::string_view id, Action action, const WorkspaceWork& work) {
  SIGNET_TRY(auto own, find_workspace(transaction, id, call.caller.user));
  if (!own) own.emplace();
  WorkspaceScope scope{
      call, transaction, std::move(own->workspace), own->role, own->requires_two_factor, change_of(services, call)};
  if (auto refusal = scope.refuse(action)) return *std::move(refusal);
  return work(scope);
}

Result<std::vector<OwnWorkspace>> reachable_workspaces(store::Transaction& transaction, const Identity& identity,
                                                       WorkspaceFilter filter) {
  filter.has_two_factor = identity.has_two_factor;
  return identity.workspaces ? bound_workspaces(transaction, identity, filter)
                             : list_workspaces(transaction, identity.user_id, filter);
}

Route declare_workspace_route(Method method, std::string_view pattern, std::string operation, std::string summary,
                              std::string tag) {
  Route route = declare_route(method, "/workspaces/{workspace}" + std::string(pattern), std::move(operation),
                              std::move(summary), std::move(tag), Access::kSessionOrKey);
  route.problems = {404};
  return route;
}

Field workspace_role_field(std::string description) {
  return {.name = "role",
          .required = true,
          .description = std::move(description),
          .values = {"viewer", "editor", "admin", "owner"}};
}

std::optional<Response> WorkspaceScope::refuse(Action action) const {
  return server::refuse(call, action, WorkspaceContext{workspace.id, role, requires_two_factor});
}

ElementWork work_of(WorkspaceScope& scope, const Services& services) {
  return {scope.transaction, scope.workspace, services.keys, scope.change};
}

Result<Response> change_in_workspace(const Services& services, const Call& call, Action action,
                                     const WorkspaceWork& work) {
  return services.database.write([&](store::Transaction& transaction) {
    return in_workspace(transaction, services, call, call.text("workspace"), action, work);
  });
}

Result<Response> read_in_workspace(const Services& services, const Call& call, Action action,
                                   const WorkspaceWork& work) {
  return services.database.read([&](store::Transaction& transaction) {
    return in_workspace(transaction, services, call, call.text("workspace"), action, work);
  });
}

}  // namespace signet::server
