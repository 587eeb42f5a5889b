#include "run/stats.h"

#include <cmath>

namespace signet::run {

namespace {

void begin(Count& count) {
  ++count.pending;
}

void end(Count& count, bool failed) {
  if (count.pending > 0) --count.pending;
  if (failed) ++count.failed;
  ++count.total;
}

/// Welford's online mean and variance over `n` values, as newman keeps them (a population deviation).
void add(Phase& phase, double value, std::uint64_t n) {
  if (value <= 0 || n == 0) return;
  const double count = static_cast<double>(n);
  const double previous = phase.average;
  const double variance = phase.deviation * phase.deviation;
  phase.average = (previous * (count - 1) + value) / count;
  phase.min = phase.min == 0 ? value : std::min(phase.min, value);
  phase.max = std::max(phase.max, value);
  phase.deviation = std::sqrt((variance * (count - 1) + (value - previous) * (value - phase.average)) / count);
}

/// From the connection ready to the first byte: Postman's phase `firstByte`. Timings are offsets from the start.
double waiting_time(const http::Timings& timings) {
  const double ready = std::max({timings.dns, timings.connect, timings.tls, 0.0});
  return timings.first_byte < 0 ? 0 : timings.first_byte - ready;
}

Failure failure_at(const Cursor& cursor, const model::Item* item, std::string at, script::ScriptError error) {
  Failure failure;
  failure.cursor = cursor;
  failure.item = item;
  failure.at = std::move(at);
  failure.error = std::move(error);
  return failure;
}

/// Adds one event to the statistics; overloads exist only for the events that count.
struct Counter {
  Stats& stats;

  std::optional<Failure> operator()(const IterationStarted&) const { return begin(stats.iterations), std::nullopt; }
  std::optional<Failure> operator()(const IterationEnded&) const { return end(stats.iterations, false), std::nullopt; }
  std::optional<Failure> operator()(const ItemStarted&) const { return begin(stats.items), std::nullopt; }
  std::optional<Failure> operator()(const ItemEnded&) const { return end(stats.items, false), std::nullopt; }
  std::optional<Failure> operator()(const ScriptsStarted& e) const {
    return begin(e.listen == "test" ? stats.tests : stats.prerequests), std::nullopt;
  }
  std::optional<Failure> operator()(const ScriptsEnded& e) const {
    return end(e.listen == "test" ? stats.tests : stats.prerequests, false), std::nullopt;
  }
  std::optional<Failure> operator()(const ScriptStarted& e) const {
    begin(stats.scripts);
    begin(e.event->listen == "test" ? stats.test_scripts : stats.prerequest_scripts);
    return std::nullopt;
  }

  std::optional<Failure> operator()(const ScriptEnded& e) const {
    const bool failed = e.error.has_value();
    end(stats.scripts, failed);
    end(e.event->listen == "test" ? stats.test_scripts : stats.prerequest_scripts, failed);
    if (!failed) return std::nullopt;
    std::string at = e.event->listen + "-script";
    if (e.error->line > 0) at += fmt::format(":{}", e.error->line);
    if (e.error->line > 0 && e.error->column > 0) at += fmt::format(":{}", e.error->column);
    return failure_at(e.cursor, e.item, std::move(at), *e.error);
  }

  std::optional<Failure> operator()(const RequestStarted&) const { return begin(stats.requests), std::nullopt; }

  std::optional<Failure> operator()(const RequestEnded& e) const {
    const Exchange& exchange = *e.exchange;
    end(stats.requests, exchange.error.has_value());
    if (exchange.response) {
      const http::Response& response = *exchange.response;
      stats.received_bytes += response.body.size();
      add(stats.response, response.timings.total, stats.requests.total);
      add(stats.dns, response.timings.dns, stats.requests.total);
      add(stats.first_byte, waiting_time(response.timings), stats.requests.total);
    }
    if (!exchange.error) return std::nullopt;
    script::ScriptError error;
    error.name = exchange.error_name;
    error.message = exchange.error_message;
    return failure_at(e.cursor, e.item, "request", std::move(error));
  }

  std::optional<Failure> operator()(const AssertionMade& e) const {
    begin(stats.assertions);
    end(stats.assertions, e.assertion.error.has_value());
    if (!e.assertion.error) return std::nullopt;
    Failure failure =
        failure_at(e.cursor, e.item, fmt::format("assertion:{} in test-script", e.assertion.index), *e.assertion.error);
    failure.test = e.assertion.name;
    failure.assertion_index = e.assertion.index;
    return failure;
  }

  std::optional<Failure> operator()(const ConsoleWritten&) const { return std::nullopt; }
  std::optional<Failure> operator()(const ExceptionRaised&) const { return std::nullopt; }
};

}  // namespace

std::optional<Failure> count(const Event& event, Stats& stats) {
  std::optional<Failure> failure = std::visit(Counter{stats}, event);
  if (failure) ++stats.failures;
  return failure;
}

}  // namespace signet::run
