#include "server/front/metrics.h"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace signet::server {
namespace {

constexpr std::array<std::string_view, 7> kRejections = {"queue_full",       "waited_too_long", "malformed", "too_slow",
                                                         "connection_limit", "address_limit",   "handshake"};

const prometheus::Histogram::BucketBoundaries& seconds_buckets() {
  static const prometheus::Histogram::BucketBoundaries kBuckets = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                                   0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  return kBuckets;
}

}  // namespace

struct Metrics::Impl {
  /// What is counted for one route: its times, and its answers by method and class of status.
  struct OfRoute {
    prometheus::Histogram* seconds = nullptr;
    std::map<std::pair<std::string, unsigned>, prometheus::Counter*> requests;
  };

  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter().Name("signet_http_requests_total").Help("Requests answered").Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("signet_http_request_seconds")
          .Help("From the complete head of a request to the last byte of its answer")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& rejected = prometheus::BuildCounter()
                                                          .Name("signet_http_rejected_total")
                                                          .Help("Requests and connections that were not served")
                                                          .Register(registry);
  prometheus::Counter& accepted = prometheus::BuildCounter()
                                      .Name("signet_http_connections_total")
                                      .Help("Connections taken")
                                      .Register(registry)
                                      .Add({});
  prometheus::Gauge& open =
      prometheus::BuildGauge().Name("signet_http_connections").Help("Connections open").Register(registry).Add({});
  prometheus::Gauge& queue = prometheus::BuildGauge()
                                 .Name("signet_http_queue_depth")
                                 .Help("Requests that wait for a worker")
                                 .Register(registry)
                                 .Add({});
  std::array<prometheus::Counter*, kRejections.size()> rejections{};

  // The library looks a counter up by its map of labels; this is the shorter way to those that were met before.
  std::shared_mutex mutex;
  std::map<std::string, OfRoute, std::less<>> known;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  for (std::size_t i = 0; i < kRejections.size(); ++i) {
    impl_->rejections.at(i) = &impl_->rejected.Add({{"reason", std::string(kRejections.at(i))}});
  }
}

Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view route, std::string_view method, unsigned status, double seconds) {
  constexpr unsigned kClass = 100;
  const std::pair key(std::string(method), status / kClass);
  {
    const std::shared_lock lock(impl_->mutex);
    const auto known = impl_->known.find(route);
    if (known != impl_->known.end()) {
      const auto counter = known->second.requests.find(key);
      if (counter != known->second.requests.end()) {
        counter->second->Increment();
        known->second.seconds->Observe(seconds);
        return;
      }
    }
  }
  const std::unique_lock lock(impl_->mutex);
  Impl::OfRoute& entry = impl_->known[std::string(route)];
  entry.seconds = &impl_->seconds.Add({{"route", std::string(route)}}, seconds_buckets());
  prometheus::Counter& counter = impl_->requests.Add({{"route", std::string(route)},
                                                      {"method", std::string(method)},
                                                      {"status", fmt::format("{}xx", status / kClass)}});
  entry.requests.insert_or_assign(key, &counter);
  counter.Increment();
  entry.seconds->Observe(seconds);
}

void Metrics::count_rejection(Rejection why) {
  impl_->rejections.at(static_cast<std::size_t>(why))->Increment();
}

void Metrics::connection_opened() {
  impl_->accepted.Increment();
  impl_->open.Increment();
}

void Metrics::connection_closed() {
  impl_->open.Decrement();
}

std::string Metrics::text(std::size_t queued) const {
  impl_->queue.Set(static_cast<double>(queued));
  return prometheus::TextSerializer().Serializer::Serialize(impl_->registry.Collect());
}

}  // namespace signet::server
