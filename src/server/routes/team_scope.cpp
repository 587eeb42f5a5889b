#include "server/routes/team_scope.h"

#include "server/routes/authentication.h"
#include "server/routes/declare.h"

namespace signet::server {

namespace {

Result<Response> in_team(store::Transaction& transaction, const Services& services, const Call& call, Action action,
                         const TeamWork& work) {
  SIGNET_TRY(auto own, find_team(transaction, call.text("team"), call.caller.user));
  TeamScope scope{call, transaction, own ? own->team : Team{}, own ? own->role : TeamRole::kNone,
                  change_of(services, call)};
  if (auto refusal = scope.refuse(action)) return *std::move(refusal);
  return work(scope);
}

}  // namespace

ChangeContext change_of(const Services& services, const Call& call) {
  return {call.caller.user, authenticated(call).key_id, origin_of(call.request), services.now_ms(), services.outbox};
}

Route declare_team_route(Method method, std::string_view pattern, std::string operation, std::string summary,
                         std::string tag) {
  Route route = declare_route(method, "/teams/{team}" + std::string(pattern), std::move(operation), std::move(summary),
                              std::move(tag), Access::kSessionOrKey);
  route.problems = {404};
  return route;
}

Field role_field(std::string description) {
  return {
      .name = "role", .required = true, .description = std::move(description), .values = {"member", "admin", "owner"}};
}

std::optional<Response> TeamScope::refuse(Action action) const {
  return server::refuse(call, action, {role, team.requires_two_factor});
}

Result<Response> change_in_team(const Services& services, const Call& call, Action action, const TeamWork& work) {
  return services.database.write(
      [&](store::Transaction& transaction) { return in_team(transaction, services, call, action, work); });
}

Result<Response> read_in_team(const Services& services, const Call& call, Action action, const TeamWork& work) {
  return services.database.read(
      [&](store::Transaction& transaction) { return in_team(transaction, services, call, action, work); });
}

}  // namespace signet::server
