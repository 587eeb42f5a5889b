// The stream of a workspace's changes (docs/live.md).
#include "server/front/upgrade.h"
#include "server/live/hub.h"
#include "server/routes/authentication.h"
#include "server/routes/workspace_routes.h"
#include "server/routes/workspace_scope.h"

namespace signet::server {

namespace {

constexpr unsigned kSwitchingProtocols = 101;

/// Opens the stream for one who may read the workspace, which ends at `last_seq`.
Result<Response> open_stream(const Services& services, const Call& call, std::int64_t last_seq) {
  if (auto refusal = refuse_foreign_socket(call)) return *std::move(refusal);
  if (auto refusal = refuse_upgrade(call.request)) return *std::move(refusal);
  const std::int64_t after = call.number("after", last_seq);
  if (after > last_seq) {
    return fail(ErrorCode::kConflict, "nothing has that seq yet: the server's data may be of an earlier time",
                "read the workspace anew, and follow from its last_seq");
  }
  const Authenticated& who = authenticated(call);
  const Standing standing{call.caller.user, who.session ? who.session->id : "", who.key_id};
  Response response;
  response.status = kSwitchingProtocols;
  SIGNET_TRY(response.channel, services.live.follow(call.text("workspace"), standing, after));
  return response;
}

}  // namespace

std::vector<Route> live_routes(const Services* services) {
  Route live = declare_workspace_route(Method::kGet, "/live", "followChanges",
                                       "A WebSocket that tells of each change as it happens", "history");
  live.query = {{.name = "after",
                 .type = Type::kInteger,
                 .description = "The seq of the last change that the client has; without it only new ones come",
                 .min = 0}};
  live.problems = {404, 409, 426, 429};
  live.answers = {{.status = kSwitchingProtocols, .description = "The protocol of docs/live.md follows"}};
  live.handler = [services](Call& call) -> Result<Response> {
    std::int64_t last_seq = 0;
    SIGNET_TRY(Response refusal, read_in_workspace(*services, call, Action::kReadElements,
                                                   [&](WorkspaceScope& scope) -> Result<Response> {
                                                     last_seq = scope.workspace.last_seq;
                                                     Response allowed;
                                                     allowed.status = kSwitchingProtocols;
                                                     return allowed;
                                                   }));
    if (refusal.status != kSwitchingProtocols) return refusal;
    return open_stream(*services, call, last_seq);
  };
  return {std::move(live)};
}

}  // namespace signet::server
