#include "app/agent/relay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "http/client.h"
#include "server/api/problem.h"
#include "server/front/method.h"

namespace signet::app {

namespace {

constexpr std::array<std::string_view, 4> kGoing = {"Accept", "Accept-Language", "Content-Type", "If-Match"};
constexpr std::array<std::string_view, 4> kComing = {"Content-Type", "Content-Disposition", "ETag", "Retry-After"};
constexpr std::uint64_t kMaxAnswerBytes = 512ULL << 20;
constexpr std::int64_t kTimeoutMs = 600'000;  // a large import takes minutes

constexpr std::array<std::string_view, 3> kSigning = {"/api/v1/sign-in", "/api/v1/sign-in/second-factor",
                                                      "/api/v1/sign-out"};
/// What gives the session a new token.
constexpr std::array<std::string_view, 3> kRenewing = {"/api/v1/password/confirm", "/api/v1/password/change",
                                                       "/api/v1/account/two-factor/confirm"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& paths, std::string_view path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

/// Takes the session's new token out of the answer.
Status keep_token(TeamSession& session, http::Response& answer) {
  constexpr int kOk = 200;
  if (answer.code != kOk) return {};
  SIGNET_TRY(json::value document, json::parse(answer.body, "the server's answer"));
  json::object* o = document.if_object();
  if (o == nullptr || json::string_or(*o, "token").empty()) return {};
  SecretString token(json::string_or(*o, "token"));
  o->erase("token");
  wipe({answer.body.data(), answer.body.size()});
  answer.body = boost::json::serialize(*o);
  return session.renew(json::string_or(*o, "session"), std::move(token));
}

/// The address as it was asked for; taken apart and decoded it was already, which left no two ways to read it.
std::string address(std::string_view server, const server::Target& target) {
  std::string url(server);
  for (const std::string& segment : target.segments) url += "/" + percent_encode(segment);
  char separator = '?';
  for (const auto& [name, value] : target.query) {
    url += fmt::format("{}{}={}", std::exchange(separator, '&'), percent_encode(name), percent_encode(value));
  }
  return url;
}

}  // namespace

struct Relay::Connection {
  http::CookieJar jar;
  http::Client client{jar};
};

Relay::Relay(TeamSession& session, http::Settings network) : session_(session), network_(std::move(network)) {
  network_.use_cookies = false;
  network_.follow_redirects = false;
  network_.send_body_with_get = true;
  network_.max_response_bytes = kMaxAnswerBytes;
  network_.timeout_ms = kTimeoutMs;
}

Relay::~Relay() = default;

Result<http::Response> Relay::exchange(http::Request request) {
  std::unique_ptr<Connection> connection;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (connection == nullptr) connection = std::make_unique<Connection>();
  auto answer = connection->client.send(std::move(request));
  if (answer) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  return answer;
}

server::Response Relay::pass_on(const server::Request& request) {
  constexpr unsigned kNotFound = 404;
  constexpr unsigned kBadGateway = 502;
  const std::string path = request.path();
  if (is_one_of(kSigning, path)) {
    return server::problem_response(
        {.status = kNotFound, .detail = "signing in and out is the agent's: /agent/v1/sign-in"});
  }
  http::Request asked;
  asked.method = std::string(server::to_text(request.method));
  asked.url = address(session_.server(), request.target);
  asked.settings = network_;
  for (const std::string_view name : kGoing) {
    if (const std::string* value = request.headers.find(name)) asked.headers.push_back({std::string(name), *value});
  }
  // Without a session the server decides: an invitation is taken, and a password reset, by whoever is not signed in.
  if (const auto token = session_.token()) {
    asked.headers.push_back({"Authorization", fmt::format("Bearer {}", token->expose()), true});
  }
  if (!request.body.empty()) asked.body = request.body;
  auto answer = exchange(std::move(asked));
  if (!answer) {
    return server::problem_response(
        {.status = kBadGateway,
         .detail = fmt::format("{} cannot be reached: {}", session_.server(), answer.error().message),
         .more = {{"hint", answer.error().hint}}});
  }
  if (is_one_of(kRenewing, path)) {
    if (const Status kept = keep_token(session_, *answer); !kept) {
      return server::to_response(kept.error(), request.id);
    }
  }
  server::Response response;
  response.status = static_cast<unsigned>(answer->code);
  for (const std::string_view name : kComing) {
    if (const std::string* value = answer->header(name)) response.headers.add(std::string(name), *value);
  }
  response.body = std::move(answer->body);
  return response;
}

}  // namespace signet::app
