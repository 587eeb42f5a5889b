#include "app/local/history_routes.h"

#include "app/page/routes.h"

namespace signet::app {

namespace {

using server::Call;
using server::Field;
using server::Method;
using server::Response;
using server::Route;
using server::Type;

constexpr unsigned kNoContent = 204;
constexpr std::int64_t kMostAtOnce = 500;
constexpr std::int64_t kUsual = 100;

Field workspace() {
  return {.name = "workspace", .required = true, .format = "uuid"};
}

Field id() {
  return {.name = "id", .format = "uuid"};
}

Response show(const HistoryKeeping& keeping) {
  return server::json_response(200, json::object{{"days", keeping.days}, {"is_paused", keeping.is_paused}});
}

}  // namespace

std::vector<Route> history_routes(History& history) {
  std::vector<Route> routes;
  routes.push_back(
      declare_route(Method::kGet, "/agent/v1/history", "listHistory", [&history](Call& call) -> Result<Response> {
        const HistoryQuery query{std::string(call.text("workspace")), std::string(call.text("search")),
                                 call.text("in") == "bodies", std::string(call.text("before")),
                                 static_cast<std::size_t>(call.number("limit", kUsual))};
        SIGNET_TRY(json::array entries, history.list(query));
        return server::json_response(200, json::object{{"entries", std::move(entries)}});
      }));
  routes.back().query = {workspace(),
                         {.name = "search", .max = 1000},
                         {.name = "in", .values = {"requests", "bodies"}},
                         {.name = "before", .format = "uuid"},
                         {.name = "limit", .type = Type::kInteger, .min = 1, .max = kMostAtOnce}};
  routes.push_back(
      declare_route(Method::kGet, "/agent/v1/history/{id}", "readHistory", [&history](Call& call) -> Result<Response> {
        SIGNET_TRY(const json::object all, history.read(call.text("id")));
        return server::json_response(200, all);
      }));
  routes.back().path = {id()};
  routes.push_back(declare_route(Method::kDelete, "/agent/v1/history/{id}", "removeFromHistory",
                                 [&history](Call& call) -> Result<Response> {
                                   SIGNET_CHECK(history.remove(call.text("id")));
                                   return Response{.status = kNoContent};
                                 }));
  routes.back().path = {id()};
  routes.push_back(
      declare_route(Method::kDelete, "/agent/v1/history", "clearHistory", [&history](Call& call) -> Result<Response> {
        SIGNET_CHECK(history.clear(call.text("workspace")));
        return Response{.status = kNoContent};
      }));
  routes.back().query = {workspace()};
  routes.push_back(declare_route(Method::kGet, "/agent/v1/history-settings", "getHistorySettings",
                                 [&history](Call&) -> Result<Response> { return show(history.keeping()); }));
  routes.push_back(declare_route(
      Method::kPut, "/agent/v1/history-settings", "putHistorySettings", [&history](Call& call) -> Result<Response> {
        SIGNET_CHECK(history.keep(
            {static_cast<int>(json::int64_or(call.body, "days", 0)), json::bool_or(call.body, "is_paused", false)}));
        return show(history.keeping());
      }));
  routes.back().body = {
      {.name = "days", .type = Type::kInteger, .required = true, .min = 0, .max = HistoryKeeping::kMostDays},
      {.name = "is_paused", .type = Type::kBoolean, .required = true}};
  return routes;
}

}  // namespace signet::app
