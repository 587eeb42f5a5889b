#include "app/page/gate.h"

#include <fmt/format.h>

#include "base/constant_time.h"
#include "server/api/problem.h"

namespace signet::app {

namespace {

constexpr std::string_view kBearer = "Bearer ";

}  // namespace

Gate::Gate(SecretString token, std::uint16_t port)
    : token_(std::move(token)), host_(fmt::format("127.0.0.1:{}", port)), origin_("http://" + host_) {}

std::optional<server::Response> Gate::refuse_host(const server::Request& request) const {
  if (request.host == host_) return std::nullopt;
  constexpr unsigned kMisdirected = 421;
  return server::problem_response(
      {.status = kMisdirected,
       .detail = fmt::format("this is the agent of Signet on this machine; it answers to {} alone", host_)});
}

std::optional<server::Response> Gate::refuse_foreign(const server::Request& request) const {
  constexpr unsigned kForbidden = 403;
  const server::Headers& headers = request.headers;
  const std::string* origin = headers.find("Origin");
  const std::string_view site = headers.get("Sec-Fetch-Site");
  if (headers.count("Origin") > 1 || headers.count("Sec-Fetch-Site") > 1 || (origin != nullptr && *origin != origin_) ||
      (!site.empty() && site != "same-origin" && site != "none")) {
    return server::problem_response(
        {.status = kForbidden, .detail = "the request comes from another page than the agent's own"});
  }
  return std::nullopt;
}

std::optional<server::Response> Gate::refuse_caller(const server::Request& request) const {
  constexpr unsigned kUnauthorized = 401;
  if (auto refusal = refuse_foreign(request)) return refusal;
  const server::Headers& headers = request.headers;
  const std::string_view given = headers.get("Authorization");
  if (headers.count("Authorization") == 1 && given.starts_with(kBearer) &&
      equal_in_constant_time(given.substr(kBearer.size()), token_.expose())) {
    return std::nullopt;
  }
  return server::problem_response(
      {.status = kUnauthorized,
       .detail = "the page has no token of this agent: open the address that signet app printed",
       .type = std::string(kNoTokenProblem)});
}

}  // namespace signet::app
