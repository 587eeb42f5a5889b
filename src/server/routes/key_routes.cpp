// One's own API keys: made, listed, rotated, revoked.
#include <fmt/format.h>

#include "base/time.h"
#include "server/accounts/api_keys.h"
#include "server/accounts/users.h"
#include "server/audit/audit_log.h"
#include "server/notifications/tell.h"
#include "server/routes/account_routes.h"
#include "server/routes/authentication.h"
#include "server/routes/declare.h"
#include "server/routes/team_scope.h"

namespace signet::server {

namespace {

constexpr std::int64_t kMsPerDay = 24LL * 3600 * 1000;

Field workspaces_field(bool required) {
  return {.name = "workspaces",
          .type = Type::kArray,
          .required = required,
          .description = "The only workspaces that the key reaches, and nothing but these; null: all of its owner's",
          .max = kMaxWorkspacesOfKey,
          .nullable = true,
          .fields = {{.format = "uuid"}}};
}

Field key_field() {
  return {.type = Type::kObject,
          .fields = {text_field("id"),
                     text_field("name"),
                     text_field("prefix"),
                     text_field("last_four"),
                     text_field("scope"),
                     workspaces_field(true),
                     time_field("created", true),
                     time_field("expires", true),
                     time_field("last_used", true),
                     time_field("revoked", true),
                     {.name = "rotated_from", .required = true, .nullable = true}},
          .shape = "ApiKey"};
}

std::vector<Field> new_key_fields() {
  return {text_field("id"), text_field("key", "Shown this once")};
}

Route declare(Method method, std::string_view pattern, std::string operation, std::string summary) {
  Route route = declare_route(method, "/account/api-keys" + std::string(pattern), std::move(operation),
                              std::move(summary), "api-keys", Access::kSession);
  route.problems = {403, 404};
  return route;
}

json::object to_json(const ApiKey& key) {
  return {{"id", key.id},
          {"name", key.name},
          {"prefix", key.prefix},
          {"last_four", key.last_four},
          {"scope", key.scope == Scope::kWrite ? "write" : "read"},
          {"workspaces",
           key.workspaces ? json::value(json::array(key.workspaces->begin(), key.workspaces->end())) : json::value()},
          {"created", iso_time(key.created_ms)},
          {"expires", time_value(key.expires_ms)},
          {"last_used", time_value(key.last_used_ms)},
          {"revoked", time_value(key.revoked_ms)},
          {"rotated_from", text_value(key.rotated_from)}};
}

/// Of a key's change, in its transaction: the line in the audit log.
Status note(store::Transaction& transaction, std::string_view action, std::string_view id, std::string_view name,
            const ChangeContext& change) {
  AuditEvent event{std::string(action)};
  event.target = std::string(id);
  if (!name.empty()) event.details["name"] = name;
  return append_audit(transaction, std::move(event), change);
}

Status tell_owner(store::Transaction& transaction, std::string_view action, std::string_view what,
                  const ChangeContext& change) {
  SIGNET_TRY(const User user, get_user(transaction, change.user_id));
  return tell(transaction, {user.id, user.email, user.name}, action, what, security_change_mail, change);
}

Response new_key(const NewApiKey& made) {
  return json_response(201, json::object{{"id", made.id}, {"key", made.key.expose()}});
}

void add_list_and_make(std::vector<Route>& routes, const Services* services) {
  Route& list = routes.emplace_back(declare(Method::kGet, "", "listApiKeys", "One's own API keys"));
  list.answers = {{.status = 200,
                   .description = "Newest first",
                   .fields = {{.name = "api_keys", .type = Type::kArray, .required = true, .fields = {key_field()}}},
                   .shape = "ApiKeys"}};
  list.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kReadOwnKeys)) return *std::move(refusal);
    SIGNET_TRY(const auto keys, services->database.read([&](store::Transaction& transaction) {
      return list_api_keys(transaction, call.caller.user);
    }));
    json::object body;
    json::array& out = body["api_keys"].emplace_array();
    for (const ApiKey& key : keys) out.push_back(to_json(key));
    return json_response(200, body);
  };
  Route& make = routes.emplace_back(declare(Method::kPost, "", "makeApiKey", "Make an API key"));
  make.body = {
      {.name = "name", .required = true, .min = 1, .max = kMaxKeyNameBytes},
      {.name = "scope", .required = true, .values = {"read", "write"}},
      workspaces_field(false),
      {.name = "expires_in_days", .type = Type::kInteger, .description = "Without it: never", .min = 1, .max = 3650}};
  make.body_shape = "ApiKeyRequest";
  make.answers = {{.status = 201, .description = "Made", .fields = new_key_fields(), .shape = "NewApiKey"}};
  make.problems = {403, 404, 429};
  make.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kMakeOwnKeys)) return *std::move(refusal);
    const std::int64_t now = services->now_ms();
    KeyRequest request{std::string(call.body.at("name").get_string()),
                       call.body.at("scope").get_string() == "write" ? Scope::kWrite : Scope::kRead, std::nullopt};
    if (const json::array* bound = json::find_array(call.body, "workspaces")) {
      request.workspaces.emplace();
      for (const json::value& id : *bound) request.workspaces->emplace_back(id.get_string());
    }
    if (const json::value* days = call.body.if_contains("expires_in_days")) {
      request.expires_ms = now + days->to_number<std::int64_t>() * kMsPerDay;
    }
    const ChangeContext change = change_of(*services, call);
    SIGNET_TRY(const NewApiKey made,
               services->database.write([&](store::Transaction& transaction) -> Result<NewApiKey> {
                 SIGNET_TRY(NewApiKey key, make_api_key(transaction, call.caller.user, request, now));
                 SIGNET_CHECK(note(transaction, "account.keys.make", key.id, request.name, change));
                 SIGNET_CHECK(tell_owner(transaction, "account.keys.make",
                                         fmt::format("An API key was made: {}", request.name), change));
                 return key;
               }));
    return new_key(made);
  };
}

void add_rotate_and_revoke(std::vector<Route>& routes, const Services* services) {
  Route& rotate = routes.emplace_back(declare(Method::kPost, "/{id}/rotate", "rotateApiKey",
                                              "A new key in the place of this one, which works on for a while"));
  rotate.body = {{.name = "overlap_days",
                  .type = Type::kInteger,
                  .required = true,
                  .description = "How long the old one works on; 0: not at all",
                  .min = 0,
                  .max = kMaxKeyOverlapMs / kMsPerDay}};
  rotate.answers = {{.status = 201, .description = "Made", .fields = new_key_fields(), .shape = "NewApiKey"}};
  rotate.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kMakeOwnKeys)) return *std::move(refusal);
    const std::int64_t overlap_ms = call.body.at("overlap_days").to_number<std::int64_t>() * kMsPerDay;
    const std::string id(call.text("id"));
    const ChangeContext change = change_of(*services, call);
    SIGNET_TRY(
        const NewApiKey made, services->database.write([&](store::Transaction& transaction) -> Result<NewApiKey> {
          SIGNET_TRY(NewApiKey key, rotate_api_key(transaction, call.caller.user, id, overlap_ms, change.now_ms));
          SIGNET_CHECK(note(transaction, "account.keys.rotate", id, "", change));
          SIGNET_CHECK(tell_owner(transaction, "account.keys.rotate", "An API key was replaced by a new one", change));
          return key;
        }));
    return new_key(made);
  };
  Route& revoke = routes.emplace_back(declare(Method::kDelete, "/{id}", "revokeApiKey", "Revoke a key, at once"));
  revoke.answers = {{.status = 204, .description = "Revoked"}};
  revoke.handler = [services](Call& call) -> Result<Response> {
    if (auto refusal = refuse(call, Action::kRevokeOwnKeys)) return *std::move(refusal);
    const std::string id(call.text("id"));
    const ChangeContext change = change_of(*services, call);
    const Status revoked = services->database.write([&](store::Transaction& transaction) -> Status {
      SIGNET_CHECK(revoke_api_key(transaction, call.caller.user, id, change.now_ms));
      return note(transaction, "account.keys.revoke", id, "", change);
    });
    SIGNET_CHECK(revoked);
    return make_response(204, "", "");
  };
}

}  // namespace

std::vector<Route> key_routes(const Services* services) {
  std::vector<Route> routes;
  routes.reserve(8);  // references to routes above stay good
  add_list_and_make(routes, services);
  add_rotate_and_revoke(routes, services);
  return routes;
}

}  // namespace signet::server
