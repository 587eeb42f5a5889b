#include "server/api/route.h"

#include <fmt/format.h>

#include "server/api/problem.h"

namespace signet::server {

const json::value* Call::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? nullptr : &found->second;
}

std::string_view Call::text(std::string_view name, std::string_view fallback) const {
  const json::value* value = parameter(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : fallback;
}

std::int64_t Call::number(std::string_view name, std::int64_t fallback) const {
  const json::value* value = parameter(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : fallback;
}

const SecretString* Call::secret(std::string_view name) const {
  const auto found = secrets.find(name);
  return found == secrets.end() ? nullptr : &found->second;
}

Response json_response(unsigned status, const json::value& body) {
  return make_response(status, "application/json", boost::json::serialize(body));
}

Response versioned_response(unsigned status, const json::value& element, std::int64_t revision) {
  Response response = json_response(status, element);
  response.headers.add("ETag", fmt::format("\"{}\"", revision));
  return response;
}

std::optional<Response> check_revision(const Call& call, const json::value& element, std::int64_t revision) {
  if (call.revision == revision) return std::nullopt;
  Problem problem;
  problem.status = call.revision ? 412 : 428;
  problem.detail = call.revision ? "somebody changed it since you read it: look at what it is now, and try again"
                                 : "send If-Match with the ETag of what you change";
  problem.request_id = call.request.id;
  if (call.revision) problem.more = {{"current", element}, {"requested", call.body}};
  Response response = problem_response(problem);
  response.headers.add("ETag", fmt::format("\"{}\"", revision));
  return response;
}

}  // namespace signet::server
