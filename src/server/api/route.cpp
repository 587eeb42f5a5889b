#include "server/api/route.h"

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

}  // namespace signet::server
