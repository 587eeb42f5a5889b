#include "server/routes/postman_dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "server/routes/authentication.h"
#include "server/routes/call_allowance.h"
#include "server/routes/declare.h"

namespace signet::server {

namespace {

constexpr unsigned kInvalid = 400;
constexpr unsigned kSpent = 429;

/// As Postman's API calls them, where it has a name for it.
std::string_view name_of_status(unsigned status) {
  switch (status) {
    case 401:
      return "AuthenticationError";
    case 403:
      return "forbiddenError";
    case 404:
      return "instanceNotFoundError";
    case 409:
      return "conflictError";
    case kSpent:
      return "rateLimited";
    case 400:
    case 413:
    case 415:
    case 422:
      return "malformedRequestError";
    default:
      return "serverError";
  }
}

/// "second-factor-required" of a problem's type as "secondFactorRequired"; empty without one.
std::string name_of_type(std::string_view type) {
  constexpr std::string_view kOwn = "urn:signet:problem:";
  std::string name;
  if (!type.starts_with(kOwn)) return name;
  bool is_next_upper = false;
  for (const char c : type.substr(kOwn.size())) {
    if (c != '-') name += is_next_upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    is_next_upper = c == '-';
  }
  return name;
}

/// Postman's API took keys from URLs once.
bool has_key_in_url(const Request& request) {
  constexpr std::array<std::string_view, 3> kNames = {"apikey", "api_key", "access_key"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view name) { return request.query(name) != nullptr; });
}

/// All that a problem document says, in one text.
std::string message_of(const json::object& problem) {
  std::string message(json::string_or(problem, "detail", json::string_or(problem, "title")));
  if (const std::string_view hint = json::string_or(problem, "hint"); !hint.empty())
    message += fmt::format(": {}", hint);
  if (const json::array* faults = json::find_array(problem, "errors"); faults != nullptr) {
    for (const json::value& one : *faults) {
      const json::object* fault = one.if_object();
      if (fault == nullptr) continue;
      const std::string_view place = json::string_or(*fault, "pointer", json::string_or(*fault, "parameter"));
      message += fmt::format("; {} {}", place, json::string_or(*fault, "detail"));
    }
  }
  return message;
}

void rewrite_problem(const Call& call, Response& response) {
  if (response.headers.get("Content-Type") != kProblemType) return;
  boost::json::error_code failed;
  const json::value document = boost::json::parse(response.body, failed);
  const json::object none;
  const json::object& problem = !failed && document.is_object() ? document.get_object() : none;
  json::object error;
  const std::string special = name_of_type(json::string_or(problem, "type"));
  error["name"] = special.empty() ? name_of_status(response.status) : std::string_view(special);
  error["message"] = has_key_in_url(call.request)
                         ? "API keys do not go into URLs, where logs and histories keep them: send yours as X-Api-Key"
                         : message_of(problem);
  if (response.status == 422) response.status = kInvalid;
  response.body = boost::json::serialize(json::object{{"error", std::move(error)}});
  response.headers.set("Content-Type", "application/json");
}

std::int64_t seconds_until(std::int64_t then_ms, std::int64_t now_ms) {
  return std::max<std::int64_t>((then_ms - now_ms + 999) / 1000, 1);
}

}  // namespace

std::shared_ptr<const Dialect> make_postman_dialect(const Services* services) {
  auto dialect = std::make_shared<Dialect>();
  dialect->name = "Postman";
  dialect->invalid = kInvalid;
  dialect->error = {.type = Type::kObject,
                    .fields = {{.name = "error",
                                .type = Type::kObject,
                                .required = true,
                                .fields = {text_field("name"), text_field("message")}}},
                    .shape = "PostmanError"};
  const auto allowance = std::make_shared<CallAllowance>();
  dialect->admit = [services, allowance](const Call& call) -> std::optional<Response> {
    const std::int64_t now_ms = services->now_ms();
    const CallAllowance::State state = allowance->take(authenticated(call).key_id, now_ms);
    if (!state.is_spent) return std::nullopt;
    const std::int64_t wait = seconds_until(state.reset_ms, now_ms);
    Response refusal = problem_response(
        {.status = kSpent,
         .detail = fmt::format("more than {} calls in a minute: wait {} seconds", allowance->per_minute(), wait),
         .request_id = call.request.id});
    // Postman's own word for it beside that of RFC 9110 §10.2.3.
    for (const char* name : {"RetryAfter", "Retry-After"}) refusal.headers.add(name, std::to_string(wait));
    return refusal;
  };
  dialect->finish = [services, allowance](const Call& call, Response& response) {
    rewrite_problem(call, response);
    if (!call.caller.identity.has_value()) return;  // nobody knows whose call it was
    const CallAllowance::State state = allowance->look(authenticated(call).key_id, services->now_ms());
    response.headers.add("X-RateLimit-Limit", std::to_string(allowance->per_minute()));
    response.headers.add("X-RateLimit-Remaining", std::to_string(state.remaining));
    response.headers.add("X-RateLimit-Reset", std::to_string((state.reset_ms + 999) / 1000));
  };
  return dialect;
}

}  // namespace signet::server
