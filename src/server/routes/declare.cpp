#include "server/routes/declare.h"

#include "base/time.h"
#include "server/routes/authentication.h"

namespace signet::server {

Route declare_route(Method method, std::string_view pattern, std::string operation, std::string summary,
                    std::string tag, Access access) {
  Route route;
  route.method = method;
  route.pattern = "/api/v1" + std::string(pattern);
  route.operation = std::move(operation);
  route.summary = std::move(summary);
  route.tag = std::move(tag);
  route.access = access;
  return route;
}

Field text_field(std::string name, std::string description) {
  return {.name = std::move(name), .required = true, .description = std::move(description)};
}

Field number_field(std::string name) {
  return {.name = std::move(name), .type = Type::kInteger, .required = true};
}

Field flag_field(std::string name) {
  return {.name = std::move(name), .type = Type::kBoolean, .required = true};
}

Field time_field(std::string name, bool nullable) {
  return {.name = std::move(name), .required = true, .format = "date-time", .nullable = nullable};
}

Field email_field() {
  constexpr std::int64_t kLongest = 254;
  return {.name = "email", .required = true, .format = "email", .max = kLongest};
}

Field secret_field(std::string name, std::int64_t max, std::string description, bool required) {
  return {.name = std::move(name),
          .type = Type::kString,
          .required = required,
          .description = std::move(description),
          .max = max,
          .secret = true};
}

Field session_token_field() {
  return {.name = "token", .type = Type::kString, .description = "For Authorization: Bearer; not for browsers"};
}

Field csrf_token_field() {
  return {.name = "csrf_token", .type = Type::kString, .description = "For X-CSRF-Token; of browsers"};
}

Response session_response(const NewSession& session, std::string_view kind, json::object body) {
  body["session"] = session.id;
  const bool is_browser = kind == "browser";
  body[is_browser ? "csrf_token" : "token"] = is_browser ? session.csrf_token.expose() : session.token.expose();
  Response response = json_response(200, body);
  if (is_browser) response.headers.add("Set-Cookie", make_cookie(kSessionCookie, session.token.expose()));
  return response;
}

SecretString take_secret(Call& call, std::string_view name) {
  const auto found = call.secrets.find(name);
  return found == call.secrets.end() ? SecretString() : std::move(found->second);
}

std::string body_text(const Call& call, std::string_view name) {
  return std::string(json::string_or(call.body, name));
}

json::value text_value(const std::optional<std::string>& text) {
  return text ? json::value(*text) : json::value();
}

json::value time_value(const std::optional<std::int64_t>& unix_ms) {
  return unix_ms ? json::value(iso_time(*unix_ms)) : json::value();
}

}  // namespace signet::server
