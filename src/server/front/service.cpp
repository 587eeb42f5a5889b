#include "server/front/service.h"

#include <fmt/format.h>

#include "base/encoding.h"
#include "base/ids.h"
#include "base/time.h"
#include "server/api/problem.h"

namespace signet::server {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMetricsConnections = 64;

/// Whether a proxy's id may go into headers and logs as it is.
bool is_request_id(std::string_view text) {
  constexpr std::size_t kLongest = 128;
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
  });
}

bool is_at(const Request& request, std::string_view name) {
  return request.target.segments.size() == 1 && request.target.segments.front() == name;
}

/// GET and HEAD only; `respond` makes the answer.
template <typename Respond>
Response read_only(const Request& request, std::string_view route, Respond respond) {
  Response response;
  if (request.method == Method::kGet || request.method == Method::kHead) {
    response = respond();
  } else {
    const bool asked = request.method == Method::kOptions;
    if (!asked) response = problem_response({.status = 405, .request_id = request.id});
    if (asked) response.status = 204;
    response.headers.add("Allow", "GET, HEAD, OPTIONS");
  }
  response.route = route;
  return response;
}

}  // namespace

std::size_t worker_count(const FrontOptions& options) {
  constexpr unsigned kPerCore = 8;
  constexpr unsigned kFewest = 32;
  if (options.workers > 0) return options.workers;
  return std::max(kFewest, kPerCore * std::thread::hardware_concurrency());
}

std::optional<Rejection> ConnectionBook::enter(const Address& client, bool exempt) {
  const std::lock_guard lock(mutex_);
  if (open_ >= most_) return Rejection::kConnectionLimit;
  std::size_t& count = per_address_[client.client_network()];
  if (!exempt && count >= most_per_address_) return Rejection::kAddressLimit;
  ++count;
  ++open_;
  return std::nullopt;
}

void ConnectionBook::leave(const Address& client) {
  const std::lock_guard lock(mutex_);
  const auto entry = per_address_.find(client.client_network());
  if (entry != per_address_.end() && --entry->second == 0) per_address_.erase(entry);
  if (--open_ == 0) left_.notify_all();
}

bool ConnectionBook::wait_until_empty(Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return left_.wait_until(lock, deadline, [this] { return open_ == 0; });
}

std::optional<BodyBudget::Share> BodyBudget::take(std::uint64_t bytes) {
  std::uint64_t left = left_;
  while (left >= bytes) {
    if (left_.compare_exchange_weak(left, left - bytes)) return std::optional<Share>(std::in_place, *this, bytes);
  }
  return std::nullopt;
}

Service::Service(FrontOptions options, Handler handler, AddressRanges trusted, AddressRanges metrics_allow)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      trusted_(std::move(trusted)),
      metrics_allow_(std::move(metrics_allow)),
      book_(options_.limits.connections, options_.limits.connections_per_address),
      metrics_book_(kMetricsConnections, kMetricsConnections),
      large_bodies_(options_.limits.large_bodies_bytes),
      workers_(std::make_unique<WorkerPool>(worker_count(options_), options_.queue)) {}

std::string Service::make_id() {
  constexpr std::size_t kIdBytes = 16;
  return hex_encode(random_bytes(kIdBytes));
}

void Service::identify(Request& request, const Address& peer) const {
  request.received_ms = unix_now_ms();
  apply_proxy_headers(request, peer, trusted_, options_.proxy_headers);
  const std::string_view told = request.headers.get("X-Request-Id");
  request.id = !trusted_.empty() && is_request_id(told) && trusted_.contains(peer) ? std::string(told) : make_id();
}

std::uint64_t Service::body_limit(const Request& request, Purpose purpose) const {
  if (purpose == Purpose::kMetrics) return 0;
  return options_.body_limit ? options_.body_limit(request) : options_.limits.body_bytes;
}

std::optional<BodyBudget::Share> Service::room_for_body(std::uint64_t bytes) {
  if (bytes <= options_.limits.body_bytes) return std::optional<BodyBudget::Share>(std::in_place);
  return large_bodies_.take(bytes);
}

std::optional<Response> Service::answer_at_once(const Request& request, Purpose purpose) {
  if (is_at(request, "healthz")) {
    return read_only(request, "/healthz", [] { return make_response(200, "text/plain; charset=utf-8", "ok\n"); });
  }
  if (is_at(request, "metrics")) {
    const auto client = Address::parse(request.client);
    if (purpose != Purpose::kMetrics && !(client && metrics_allow_.contains(*client))) return std::nullopt;
    return read_only(request, "/metrics", [this] {
      std::string text = metrics_.text(workers_->queued());
      if (options_.more_metrics) text += options_.more_metrics();
      return make_response(200, "text/plain; version=0.0.4; charset=utf-8", std::move(text));
    });
  }
  if (purpose == Purpose::kMetrics && !is_at(request, "readyz")) {
    return problem_response({.status = 404, .request_id = request.id});
  }
  return std::nullopt;
}

void Service::answer(Request& request, Purpose purpose, const std::function<void(Response)>& done) {
  const auto queued_at = Clock::now();
  const bool taken = workers_->submit([this, &request, purpose, queued_at, done] {
    if (ending_) return done(unavailable(request.id, "the server is shutting down"));
    if (Clock::now() - queued_at > options_.limits.queue_time) {
      metrics_.count_rejection(Rejection::kWaitedTooLong);
      return done(unavailable(request.id, "the server is busy"));
    }
    done(run(request, purpose));
  });
  if (taken) return;
  metrics_.count_rejection(Rejection::kQueueFull);
  done(unavailable(request.id, "the server is busy"));
}

Response Service::run(Request& request, Purpose purpose) {
  try {
    if (is_at(request, "readyz")) return read_only(request, "/readyz", [this] { return ready_answer(); });
    if (purpose == Purpose::kApi) return handler_(request);
  } catch (const std::exception& error) {
    notice(fmt::format("request {}: the handler threw: {}", request.id, error.what()));
  } catch (...) {
    notice(fmt::format("request {}: the handler threw", request.id));
  }
  return problem_response({.status = 500, .request_id = request.id});
}

Response Service::ready_answer() const {
  const bool ready = !draining_ && (!options_.ready || options_.ready());
  return make_response(ready ? 200 : 503, "text/plain; charset=utf-8", ready ? "ready\n" : "not ready\n");
}

Response Service::unavailable(std::string_view id, std::string_view detail) const {
  return problem_response({.status = 503, .detail = std::string(detail), .request_id = std::string(id)});
}

Response Service::refuse(const Refusal& refusal, std::string_view id) const {
  return problem_response(
      {.status = refusal.status, .detail = std::string(refusal.detail), .request_id = std::string(id)});
}

void Service::record(const AccessEntry& entry) {
  constexpr double kMicros = 1e6;
  metrics_.count_request(entry.route, entry.method, entry.status, static_cast<double>(entry.micros) / kMicros);
  if (options_.access_log) options_.access_log(to_line(entry));
}

}  // namespace signet::server
