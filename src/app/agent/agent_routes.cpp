#include "app/agent/agent_routes.h"

#include <fmt/format.h>

#include <memory>

#include "base/version.h"

namespace signet::app {

namespace {

using server::Access;
using server::Call;
using server::Field;
using server::Method;
using server::Response;
using server::Route;
using server::Type;

constexpr unsigned kNoContent = 204;
constexpr std::int64_t kMaxParents = 200;
constexpr std::uint64_t kMaxItemBytes = 64ULL << 20;
constexpr std::int64_t kMaxSecret = 1024;

Field text(std::string name, std::int64_t most) {
  return {.name = std::move(name), .required = true, .max = most};
}

Field secret(std::string name) {
  return {.name = std::move(name), .required = true, .max = kMaxSecret, .secret = true};
}

Field id(std::string name) {
  return {.name = std::move(name), .required = true, .format = "uuid"};
}

std::vector<Field> place_fields() {
  Field environment = id("environment");
  environment.required = false;
  environment.nullable = true;
  return {
      id("workspace"),
      std::move(environment),
      {.name = "parents", .type = Type::kArray, .required = true, .max = kMaxParents, .fields = {{.format = "uuid"}}}};
}

RequestPlace place_of(const json::object& body) {
  RequestPlace place{
      std::string(json::string_or(body, "workspace")), std::string(json::string_or(body, "environment")), {}};
  for (const json::value& parent : body.at("parents").as_array()) place.parents.emplace_back(parent.as_string());
  return place;
}

/// The gate stands before all routes (gate.h): none of them asks again.
Route declare(Method method, std::string path, std::string operation, server::RouteHandler handler) {
  Route route;
  route.method = method;
  route.pattern = "/agent/v1" + std::move(path);
  route.operation = std::move(operation);
  route.tag = "agent";
  route.access = Access::kNone;
  route.answers = {{.status = 200, .description = "Done"}};
  route.handler = std::move(handler);
  return route;
}

Response state_of(const std::optional<CodeWanted>& wanted) {
  if (!wanted) return server::json_response(200, json::object{{"state", "signed_in"}});
  return server::json_response(200, json::object{{"state", "code_wanted"}, {"ticket", wanted->ticket.expose()}});
}

/// The account, as the team server shows it; null when nobody is signed in, or the session has ended.
Result<json::value> account_of(const TeamSession& session) {
  const auto token = session.token();
  if (!token) return json::value();
  SIGNET_TRY(TeamClient client, session.client());
  auto account = client.get("/account", *token);
  if (account) return json::copy(*account);
  return account.error().code == ErrorCode::kPermission ? Result<json::value>(json::value())
                                                        : Result<json::value>(account.error());
}

std::vector<Route> session_routes(const std::shared_ptr<const AgentParts>& parts) {
  std::vector<Route> routes;
  routes.push_back(declare(Method::kGet, "/status", "getStatus", [parts](Call&) -> Result<Response> {
    SIGNET_TRY(json::value account, account_of(parts->session));
    const json::object server{{"url", parts->session.server()}, {"embedded", parts->sign_in_locally != nullptr}};
    return server::json_response(
        200, json::object{{"version", kVersion}, {"server", server}, {"account", std::move(account)}});
  }));
  routes.push_back(declare(Method::kPost, "/sign-in", "signIn", [parts](Call& call) -> Result<Response> {
    SIGNET_TRY(const auto wanted,
               parts->session.sign_in(json::string_or(call.body, "email"), *call.secret("password")));
    return state_of(wanted);
  }));
  routes.back().body = {text("email", 254), secret("password")};
  routes.push_back(declare(Method::kPost, "/sign-in/code", "giveCode", [parts](Call& call) -> Result<Response> {
    SIGNET_CHECK(
        parts->session.give_code(json::string_or(call.body, "email"), *call.secret("ticket"), *call.secret("code")));
    return state_of(std::nullopt);
  }));
  routes.back().body = {text("email", 254), secret("ticket"), secret("code")};
  routes.push_back(declare(Method::kPost, "/sign-in/local", "signInLocally", [parts](Call&) -> Result<Response> {
    if (!parts->sign_in_locally) {
      return fail(ErrorCode::kUnsupported, "the team server is another one than this machine's", "sign in there");
    }
    SIGNET_TRY(const auto wanted, parts->sign_in_locally());
    return state_of(wanted);
  }));
  routes.push_back(declare(Method::kPost, "/sign-out", "signOut", [parts](Call&) -> Result<Response> {
    SIGNET_CHECK(parts->session.sign_out());
    return Response{.status = kNoContent};
  }));
  return routes;
}

std::vector<Route> sending_routes(const std::shared_ptr<const AgentParts>& parts) {
  std::vector<Route> routes;
  routes.push_back(declare(Method::kPost, "/send", "send", [parts](Call& call) -> Result<Response> {
    Sending sending{std::string(json::string_or(call.body, "id")), place_of(call.body),
                    std::move(call.body.at("item").as_object())};
    SIGNET_TRY(const json::object told, parts->sender.send(std::move(sending)));
    return server::json_response(200, told);
  }));
  Route& send = routes.back();
  send.body = place_fields();
  send.body.push_back({.name = "item", .type = Type::kObject, .required = true});
  send.body.push_back({.name = "id", .format = "uuid", .nullable = true});
  send.body_bytes = kMaxItemBytes;
  send.body_depth = json::kMaxDepth;
  routes.push_back(declare(Method::kPost, "/sends/{id}/cancel", "cancelSend", [parts](Call& call) -> Result<Response> {
    if (parts->sender.cancel(call.text("id"))) return Response{.status = kNoContent};
    return fail(ErrorCode::kNotFound, "no request of that name is on its way");
  }));
  routes.push_back(declare(Method::kPost, "/variables", "listVariables", [parts](Call& call) -> Result<Response> {
    SIGNET_TRY(json::array variables, parts->sender.variables(place_of(call.body)));
    return server::json_response(200, json::object{{"variables", std::move(variables)}});
  }));
  routes.back().body = place_fields();
  routes.push_back(declare(Method::kGet, "/bodies/{id}", "getBody", [parts](Call& call) -> Result<Response> {
    const auto body = parts->sender.body(call.text("id"));
    if (body == nullptr) return fail(ErrorCode::kNotFound, "the body is gone", "send the request again");
    // Never as what it says it is: it is another server's, and would run as this page's.
    Response response = server::make_response(200, "application/octet-stream", *body);
    response.headers.set("Content-Disposition", "attachment; filename=\"response\"");
    return response;
  }));
  return routes;
}

}  // namespace

std::vector<Route> agent_routes(AgentParts parts) {
  const auto shared = std::make_shared<const AgentParts>(std::move(parts));
  std::vector<Route> routes = session_routes(shared);
  for (Route& route : sending_routes(shared)) routes.push_back(std::move(route));
  return routes;
}

}  // namespace signet::app
