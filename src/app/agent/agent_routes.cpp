#include "app/agent/agent_routes.h"

#include <fmt/format.h>

#include <memory>

#include "app/page/routes.h"
#include "base/version.h"

namespace signet::app {

namespace {

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
constexpr std::int64_t kMaxRunItems = 200'000;
constexpr std::int64_t kMaxIterations = 10'000;
constexpr std::int64_t kMaxDelayMs = 3'600'000;

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
  routes.push_back(declare_route(Method::kGet, "/agent/v1/status", "getStatus", [parts](Call&) -> Result<Response> {
    SIGNET_TRY(json::value account, account_of(parts->session));
    const json::object server{{"url", parts->session.server()}, {"embedded", parts->sign_in_locally != nullptr}};
    return server::json_response(
        200, json::object{{"version", kVersion}, {"server", server}, {"account", std::move(account)}});
  }));
  routes.push_back(declare_route(Method::kPost, "/agent/v1/sign-in", "signIn", [parts](Call& call) -> Result<Response> {
    SIGNET_TRY(const auto wanted,
               parts->session.sign_in(json::string_or(call.body, "email"), *call.secret("password")));
    return state_of(wanted);
  }));
  routes.back().body = {text("email", 254), secret("password")};
  routes.push_back(
      declare_route(Method::kPost, "/agent/v1/sign-in/code", "giveCode", [parts](Call& call) -> Result<Response> {
        SIGNET_CHECK(parts->session.give_code(json::string_or(call.body, "email"), *call.secret("ticket"),
                                              *call.secret("code"), json::bool_or(call.body, "remember", false)));
        return state_of(std::nullopt);
      }));
  routes.back().body = {
      text("email", 254), secret("ticket"), secret("code"), {.name = "remember", .type = Type::kBoolean}};
  routes.push_back(
      declare_route(Method::kPost, "/agent/v1/sign-in/local", "signInLocally", [parts](Call&) -> Result<Response> {
        if (!parts->sign_in_locally) {
          return fail(ErrorCode::kUnsupported, "the team server is another one than this machine's", "sign in there");
        }
        SIGNET_TRY(const auto wanted, parts->sign_in_locally());
        return state_of(wanted);
      }));
  routes.push_back(declare_route(Method::kPost, "/agent/v1/sign-out", "signOut", [parts](Call&) -> Result<Response> {
    SIGNET_CHECK(parts->session.sign_out());
    return Response{.status = kNoContent};
  }));
  return routes;
}

std::vector<Route> sending_routes(const std::shared_ptr<const AgentParts>& parts) {
  std::vector<Route> routes;
  routes.push_back(declare_route(Method::kPost, "/agent/v1/send", "send", [parts](Call& call) -> Result<Response> {
    Sending sending{std::string(json::string_or(call.body, "id")), place_of(call.body),
                    std::move(call.body.at("item").as_object())};
    const RequestPlace& place = sending.place;
    const SentFrom from{place.workspace, place.parents.empty() ? "" : place.parents.front(),
                        std::string(json::string_or(call.body, "element"))};
    json::object item = sending.item;
    SIGNET_TRY(json::object told, parts->sender.send(std::move(sending)));
    Response response = server::json_response(200, told);
    // What came of it is told in any case; that it is not kept, too.
    const Status kept = parts->history.add(from, std::move(item), std::move(told));
    if (!kept) parts->notice("not kept in the history: " + kept.error().to_string());
    return response;
  }));
  Route& send = routes.back();
  send.body = place_fields();
  send.body.push_back({.name = "item", .type = Type::kObject, .required = true});
  send.body.push_back({.name = "id", .format = "uuid", .nullable = true});
  send.body.push_back({.name = "element", .format = "uuid", .nullable = true});
  send.body_bytes = kMaxItemBytes;
  send.body_depth = json::kMaxDepth;
  routes.push_back(declare_route(Method::kPost, "/agent/v1/sends/{id}/cancel", "cancelSend",
                                 [parts](Call& call) -> Result<Response> {
                                   if (parts->sender.cancel(call.text("id"))) return Response{.status = kNoContent};
                                   return fail(ErrorCode::kNotFound, "no request of that name is on its way");
                                 }));
  routes.push_back(
      declare_route(Method::kPost, "/agent/v1/variables", "listVariables", [parts](Call& call) -> Result<Response> {
        SIGNET_TRY(json::array variables, parts->sender.variables(place_of(call.body)));
        return server::json_response(200, json::object{{"variables", std::move(variables)}});
      }));
  routes.back().body = place_fields();
  routes.push_back(
      declare_route(Method::kGet, "/agent/v1/bodies/{id}", "getBody", [parts](Call& call) -> Result<Response> {
        const auto body = parts->sender.body(call.text("id"));
        if (body == nullptr) return fail(ErrorCode::kNotFound, "the body is gone", "send the request again");
        // Never as what it says it is: it is another server's, and would run as this page's.
        Response response = server::make_response(200, "application/octet-stream", *body);
        response.headers.set("Content-Disposition", "attachment; filename=\"response\"");
        return response;
      }));
  return routes;
}

std::vector<Field> run_fields() {
  const auto optional = [](Field field) {
    field.required = false;
    field.nullable = true;
    return field;
  };
  return {
      id("workspace"),
      optional(id("environment")),
      id("collection"),
      optional(id("folder")),
      {.name = "items", .type = Type::kArray, .max = kMaxRunItems, .nullable = true, .fields = {{.format = "uuid"}}},
      {.name = "iterations", .type = Type::kInteger, .min = 1, .max = kMaxIterations, .nullable = true},
      {.name = "delay_ms", .type = Type::kInteger, .min = 0, .max = kMaxDelayMs},
      {.name = "stop_on_failure", .type = Type::kBoolean},
      {.name = "data",
       .type = Type::kObject,
       .nullable = true,
       .fields = {text("name", 255), text("text", static_cast<std::int64_t>(kMaxItemBytes))}}};
}

RunRequest run_of(const json::object& body) {
  RunRequest run;
  run.place = {std::string(json::string_or(body, "workspace")),
               std::string(json::string_or(body, "environment")),
               {std::string(json::string_or(body, "collection"))}};
  run.folder = json::string_or(body, "folder");
  if (const json::array* items = json::find_array(body, "items")) {
    for (const json::value& item : *items) run.items.emplace_back(item.as_string());
  }
  run.iterations = static_cast<int>(json::int64_or(body, "iterations", 0));
  run.delay_ms = json::int64_or(body, "delay_ms", 0);
  run.stop_on_failure = json::bool_or(body, "stop_on_failure", false);
  if (const json::object* data = json::find_object(body, "data")) {
    run.data_name = json::string_or(*data, "name");
    run.data = json::string_or(*data, "text");
  }
  return run;
}

Error unknown_run() {
  return fail(ErrorCode::kNotFound, "the run is not known any more", "the last 20 are kept, until the app ends");
}

std::vector<Route> run_routes(const std::shared_ptr<const AgentParts>& parts) {
  constexpr unsigned kCreated = 201;
  std::vector<Route> routes;
  routes.push_back(declare_route(Method::kPost, "/agent/v1/runs", "startRun", [parts](Call& call) -> Result<Response> {
    SIGNET_TRY(const std::string id, parts->runs.start(run_of(call.body)));
    return server::json_response(kCreated, json::object{{"id", id}});
  }));
  routes.back().body = run_fields();
  routes.back().body_bytes = kMaxItemBytes;
  routes.push_back(declare_route(Method::kGet, "/agent/v1/runs", "listRuns", [parts](Call&) -> Result<Response> {
    return server::json_response(200, json::object{{"runs", parts->runs.list()}});
  }));
  routes.push_back(
      declare_route(Method::kGet, "/agent/v1/runs/{id}", "readRun", [parts](Call& call) -> Result<Response> {
        const auto told = parts->runs.read(call.text("id"), static_cast<std::size_t>(call.number("after")));
        if (!told) return unknown_run();
        return server::json_response(200, *told);
      }));
  routes.back().query = {{.name = "after", .type = Type::kInteger, .min = 0}};
  routes.push_back(
      declare_route(Method::kPost, "/agent/v1/runs/{id}/cancel", "cancelRun", [parts](Call& call) -> Result<Response> {
        if (!parts->runs.cancel(call.text("id"))) return unknown_run();
        return Response{.status = kNoContent};
      }));
  return routes;
}

}  // namespace

std::vector<Route> agent_routes(AgentParts parts) {
  const auto shared = std::make_shared<const AgentParts>(std::move(parts));
  std::vector<Route> routes = session_routes(shared);
  for (auto more : {sending_routes(shared), run_routes(shared)}) {
    add_routes(routes, std::move(more));
  }
  return routes;
}

}  // namespace signet::app
