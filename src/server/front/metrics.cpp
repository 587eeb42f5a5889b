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
#include <tuple>

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
  using RequestKey = std::tuple<std::string, std::string, unsigned>;

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
  std::map<RequestKey, prometheus::Counter*, std::less<>> known_requests;
  std::map<std::string, prometheus::Histogram*, std::less<>> known_seconds;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {
  for (std::size_t i = 0; i < kRejections.size(); ++i) {
    impl_->rejections.at(i) = &impl_->rejected.Add({{"reason", std::string(kRejections.at(i))}});
  }
}

Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view route, std::string_view method, unsigned status, double seconds) {
  constexpr unsigned kClass = 100;
  const auto key = std::make_tuple(route, method, status / kClass);
  {
    const std::shared_lock lock(impl_->mutex);
    const auto counter = impl_->known_requests.find(key);
    const auto histogram = impl_->known_seconds.find(route);
    if (counter != impl_->known_requests.end() && histogram != impl_->known_seconds.end()) {
      counter->second->Increment();
      histogram->second->Observe(seconds);
      return;
    }
  }
  const std::unique_lock lock(impl_->mutex);
  auto& counter = impl_->requests.Add({{"route", std::string(route)},
                                       {"method", std::string(method)},
                                       {"status", fmt::format("{}xx", status / kClass)}});
  auto& histogram = impl_->seconds.Add({{"route", std::string(route)}}, seconds_buckets());
  impl_->known_requests.insert_or_assign({std::string(route), std::string(method), status / kClass}, &counter);
  impl_->known_seconds.insert_or_assign(std::string(route), &histogram);
  counter.Increment();
  histogram.Observe(seconds);
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
