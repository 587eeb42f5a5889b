#include "app/agent/value_routes.h"

#include <algorithm>

#include "app/page/routes.h"
#include "app/team/copy_variables.h"

namespace signet::app {

namespace {

using server::Call;
using server::Field;
using server::Method;
using server::Response;
using server::Route;
using server::Type;

constexpr unsigned kNoContent = 204;
constexpr std::int64_t kMaxKey = 1024;
constexpr std::int64_t kMaxValue = 256 << 10;
constexpr std::uint64_t kMaxBody = 2 << 20;
constexpr std::int64_t kMaxKeys = 10'000;

Field workspace() {
  return {.name = "workspace", .required = true, .format = "uuid"};
}

Field scope() {
  return {.name = "scope", .format = "uuid"};
}

Field key(bool is_required) {
  return {.name = "key", .required = is_required, .max = kMaxKey};
}

std::string scope_of(const json::object& body) {
  return scope_name(json::string_or(body, "workspace"), json::string_or(body, "scope"));
}

std::optional<CurrentValues::Value> find(const CurrentValues& values, std::string_view scope, std::string_view key) {
  std::vector<CurrentValues::Value> list = values.list(scope);
  const auto found = std::find_if(list.begin(), list.end(), [key](const auto& one) { return one.key == key; });
  return found == list.end() ? std::nullopt : std::optional(std::move(*found));
}

Result<Response> list(Sender& sender, const CurrentValues& values, const Call& call) {
  const std::string_view scope = call.text("scope");
  const std::vector<CurrentValues::Value> own = values.list(scope_name(call.text("workspace"), scope));
  json::array shown;
  if (!own.empty()) {
    // Which are secret, the shared variables say; globals have none.
    model::VariableScope shared;
    if (!scope.empty()) {
      SIGNET_TRY(shared, sender.content().read_scope(call.text("workspace"), scope));
    }
    for (const CurrentValues::Value& one : own) {
      const model::Variable* variable = shared.find(one.key);
      const bool is_secret = one.is_secret || (variable != nullptr && variable->is_secret());
      const bool is_told = one.value && !is_secret;
      shown.push_back({{"key", one.key},
                       {"value", is_told ? json::value(json::to_text(*one.value)) : json::value()},
                       {"secret", is_secret},
                       {"removed", !one.value}});
    }
  }
  return server::json_response(200, json::object{{"values", std::move(shown)}});
}

Result<Response> copy(Sender& sender, const json::object& body) {
  VariableCopy wanted{std::string(json::string_or(body, "from")),
                      std::string(json::string_or(body, "to")),
                      {},
                      json::bool_or(body, "replaces", false)};
  for (const json::value& one : body.at("keys").as_array()) wanted.keys.emplace_back(one.as_string());
  SIGNET_TRY(WorkspaceClient workspace, sender.content().open(json::string_or(body, "workspace")));
  SIGNET_TRY(const CopiedVariables copied, copy_variables(workspace, wanted));
  return server::json_response(200, json::object{{"added", strings(copied.added)},
                                                 {"replaced", strings(copied.replaced)},
                                                 {"kept", strings(copied.kept)},
                                                 {"notice", copied.notice}});
}

}  // namespace

std::vector<Route> value_routes(Sender& sender, CurrentValues& values) {
  std::vector<Route> routes;
  routes.push_back(declare_route(Method::kGet, "/agent/v1/current-values", "listCurrentValues",
                                 [&sender, &values](Call& call) { return list(sender, values, call); }));
  routes.back().query = {workspace(), scope()};
  routes.push_back(declare_route(Method::kPut, "/agent/v1/current-values", "putCurrentValue",
                                 [&values](Call& call) -> Result<Response> {
                                   SIGNET_CHECK(values.set(scope_of(call.body), json::string_or(call.body, "key"),
                                                           json::value(call.secret("value")->expose())));
                                   return Response{.status = kNoContent};
                                 }));
  routes.back().body = {
      workspace(), scope(), key(true), {.name = "value", .required = true, .max = kMaxValue, .secret = true}};
  routes.back().body_bytes = kMaxBody;
  routes.push_back(declare_route(
      Method::kPost, "/agent/v1/current-values/reset", "resetCurrentValues", [&values](Call& call) -> Result<Response> {
        const json::value* key = call.body.if_contains("key");
        SIGNET_CHECK(values.reset(scope_of(call.body),
                                  key == nullptr ? std::nullopt : std::optional<std::string_view>(key->as_string())));
        return Response{.status = kNoContent};
      }));
  routes.back().body = {workspace(), scope(), key(false)};
  routes.push_back(
      declare_route(Method::kPost, "/agent/v1/current-values/reveal", "revealCurrentValue",
                    [&values](Call& call) -> Result<Response> {
                      const auto own = find(values, scope_of(call.body), json::string_or(call.body, "key"));
                      if (!own || !own->value)
                        return fail(ErrorCode::kNotFound, "this variable has no value of your own any more");
                      return server::json_response(200, json::object{{"value", json::to_text(*own->value)}});
                    }));
  routes.back().body = {workspace(), scope(), key(true)};
  routes.push_back(declare_route(Method::kPost, "/agent/v1/variables/copy", "copyVariables",
                                 [&sender](Call& call) { return copy(sender, call.body); }));
  routes.back().body = {
      workspace(),
      {.name = "from", .required = true, .format = "uuid"},
      {.name = "to", .required = true, .format = "uuid"},
      {.name = "keys", .type = Type::kArray, .required = true, .min = 1, .max = kMaxKeys, .fields = {{.max = kMaxKey}}},
      {.name = "replaces", .type = Type::kBoolean}};
  routes.back().body_bytes = kMaxBody;
  return routes;
}

}  // namespace signet::app
