// What the front counts, in Prometheus' text format. Labels are taken from small fixed sets (route patterns, methods,
// classes of status), so that no client can make the tables grow.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace signet::server {

/// Why a request or a connection was not served.
enum class Rejection {
  kQueueFull,        ///< 503: all workers busy and the queue full
  kWaitedTooLong,    ///< 503: in the queue for longer than a client waits
  kMalformed,        ///< 400 and kin: broke a rule of HTTP or a limit
  kTooSlow,          ///< 408, or closed: head, body or reading of the answer took too long
  kConnectionLimit,  ///< closed: as many connections as may be
  kAddressLimit,     ///< closed: as many connections as one client may have
  kHandshake,        ///< closed: TLS was not agreed on
};

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void count_request(std::string_view route, std::string_view method, unsigned status, double seconds);
  void count_rejection(Rejection why);
  void connection_opened();
  void connection_closed();

  /// The text, with the gauge of the queue as given.
  [[nodiscard]] std::string text(std::size_t queued) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::server
