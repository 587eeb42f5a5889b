#include "app/page/routes.h"

#include <iterator>

namespace signet::app {

server::Route declare_route(server::Method method, std::string pattern, std::string operation,
                            server::RouteHandler handler) {
  server::Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.operation = std::move(operation);
  route.tag = "app";
  route.access = server::Access::kNone;
  route.answers = {{.status = 200, .description = "Done"}};
  route.handler = std::move(handler);
  return route;
}

json::array strings(const std::vector<std::string>& list) {
  return json::array(list.begin(), list.end());
}

void add_routes(std::vector<server::Route>& routes, std::vector<server::Route> more) {
  std::move(more.begin(), more.end(), std::back_inserter(routes));
}

}  // namespace signet::app
