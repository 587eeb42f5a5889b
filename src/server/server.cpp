#include "server/server.h"

#include "server/api/dispatcher.h"
#include "server/api/openapi.h"

namespace signet::server {
namespace {

/// Gives the description of all routes, itself included.
Route description_route() {
  return {.method = Method::kGet,
          .pattern = "/api/v1/openapi.json",
          .operation = "getDescription",
          .summary = "This description",
          .tag = "server",
          .access = Access::kNone,
          .answers = {{.status = 200,
                       .description = "OpenAPI 3.1",
                       .content_type = "application/vnd.oai.openapi+json;version=3.1"}},
          .handler = nullptr};
}

}  // namespace

std::vector<Route> all_routes() {
  std::vector<Route> routes;
  routes.push_back(description_route());
  const std::string& type = routes.back().answers.front().content_type;
  routes.back().handler = [type, text = boost::json::serialize(describe(routes))](Call&) -> Result<Response> {
    return make_response(200, type, text);
  };
  return routes;
}

Result<std::unique_ptr<Front>> start_server(FrontOptions options) {
  DispatcherOptions dispatching;
  dispatching.notice = options.notice;
  auto made = Dispatcher::make(all_routes(), std::move(dispatching));
  if (!made) return std::move(made).error();
  const auto dispatcher = std::make_shared<const Dispatcher>(*std::move(made));
  options.body_limit = [dispatcher, most = options.limits.body_bytes](const Request& request) {
    return dispatcher->body_limit(request).value_or(most);
  };
  return Front::start(std::move(options), [dispatcher](Request& request) { return dispatcher->answer(request); });
}

}  // namespace signet::server
