// The HTTP front of the team server: listens, speaks TLS and HTTP/1.1 strictly, keeps every limit, and hands whole
// requests to one blocking handler on a pool of threads. It knows nothing of accounts or databases.
// docs/decisions/008-http-front.md says why it is built so.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "server/front/access_log.h"
#include "server/front/forwarded.h"
#include "server/front/request.h"
#include "server/front/response.h"
#include "server/front/wire.h"

namespace signet::server {

/// Answers a request; runs on a worker thread and may block. What it throws becomes 500.
using Handler = std::function<Response(Request&)>;

/// docs/limits.md lists the defaults.
struct Limits {
  HeadLimits head;
  std::uint64_t body_bytes = 1U << 20;  ///< unless FrontOptions::body_limit says other for the request
  /// Bodies that may be longer than `body_bytes` take no more memory than this together: others are answered with 503.
  std::uint64_t large_bodies_bytes = 512U << 20;
  std::chrono::milliseconds head_time{10'000};   ///< a whole head, and a TLS handshake
  std::chrono::milliseconds body_time{30'000};   ///< a whole body
  std::chrono::milliseconds idle_time{60'000};   ///< between requests of a connection
  std::chrono::milliseconds write_time{30'000};  ///< for each 64 KiB of an answer
  std::chrono::milliseconds ping_time{
      30'000};  ///< of WebSockets: a client that is silent for so long is pinged, and closed after as long again
  std::chrono::milliseconds queue_time{5'000};  ///< a request that waited longer for a worker is answered with 503
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 256;  ///< of one client (of IPv6: one /64); trusted proxies have no such limit
};

struct FrontOptions {
  std::vector<std::string> listen = {"127.0.0.1:0"};  ///< HOST:PORT; port 0 takes any free one
  /// PEM files. With them every address of `listen` speaks TLS only.
  std::string tls_certificate_file;
  std::string tls_key_file;
  std::chrono::milliseconds certificate_check{10'000};  ///< how often the files are looked at for changes

  std::vector<std::string> trusted_proxies;  ///< CIDR ranges
  ProxyHeaders proxy_headers = ProxyHeaders::kXForwarded;

  /// HOST:PORT of plain HTTP listeners that serve only /metrics, /healthz and /readyz.
  std::vector<std::string> metrics_listen;
  /// CIDR ranges of clients that are given /metrics on `listen` too; for all others it does not exist.
  std::vector<std::string> metrics_allow;

  Limits limits;
  unsigned io_threads = 0;   ///< 0: one for each core
  unsigned workers = 0;      ///< 0: eight for each core, at least 32: they wait for disks and databases
  std::size_t queue = 1024;  ///< requests that may wait for a worker

  /// Whether the server can work (its database answers, say); asked by /readyz on a worker thread. Null: always.
  std::function<bool()> ready;
  /// The most bytes of body that this request (its head is complete, its body empty) may have. Called on an I/O thread:
  /// must not block. Null: Limits::body_bytes.
  std::function<std::uint64_t(const Request&)> body_limit;
  /// Called when stop() begins: whoever keeps channels open ends them. Null: nobody does.
  std::function<void()> stopping;
  /// A line of JSON for each request. Null: no access log.
  LineSink access_log;
  /// What an administrator should read: a certificate that cannot be loaded, a handler that threw. Null: nobody reads.
  LineSink notice;
  /// More metrics in Prometheus' text format, to stand behind the front's own. Null: none.
  std::function<std::string()> more_metrics;
};

/// How many threads there are for requests, where `workers` leaves that open.
[[nodiscard]] std::size_t worker_count(const FrontOptions& options);

class Front {
 public:
  /// Binds every address and serves until stopped or destroyed. Fails with kInvalidInput for options that are wrong,
  /// kNetwork when an address cannot be listened on, and what reading the certificate gives.
  [[nodiscard]] static Result<std::unique_ptr<Front>> start(FrontOptions options, Handler handler);
  /// Ends without grace, but waits for handlers that run.
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  /// The ports of `listen` and of `metrics_listen`, in their order.
  [[nodiscard]] const std::vector<std::uint16_t>& ports() const;
  [[nodiscard]] const std::vector<std::uint16_t>& metrics_ports() const;

  /// Reads the certificate files again. When they cannot be used the old ones stay, and the error says why.
  [[nodiscard]] Status reload();

  /// Stops listening, lets requests that came in finish for at most `grace`, then closes what is left. /readyz answers
  /// 503 from the start of it; the metrics listeners stay open until the end. True when nothing had to be cut off.
  bool stop(std::chrono::milliseconds grace);

 private:
  struct Impl;
  explicit Front(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::server
