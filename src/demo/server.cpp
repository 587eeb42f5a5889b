#include "demo/server.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <vector>

#include "base/signals_blocked.h"
#include "demo/certificate.h"
#include "demo/connection.h"

namespace signet::demo {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// Closes overdue connections of a loop each second, and keeps the loop alive in between.
class Sweep {
 public:
  explicit Sweep(Loop& loop) : loop_(loop), timer_(loop.io) { wait(); }

 private:
  void wait() {
    timer_.expires_after(std::chrono::seconds(1));
    timer_.async_wait([this](error_code failed) {
      if (failed) return;
      const auto now = Connection::Clock::now();
      for (Connection* connection : loop_.connections) {
        if (connection->overdue(now)) connection->close();
      }
      wait();
    });
  }

  Loop& loop_;
  asio::steady_timer timer_;
};

Result<tcp::acceptor> listen_on(asio::io_context& io, const std::string& address, std::uint16_t port) {
  error_code failed;
  const auto parsed = asio::ip::make_address(address, failed);
  if (failed) {
    return fail(ErrorCode::kInvalidInput, fmt::format("'{}' is not an IP address to listen on", address),
                "give an address such as 127.0.0.1 or ::1");
  }
  tcp::acceptor acceptor(io);
  const tcp::endpoint endpoint(parsed, port);
  acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (failed) {
    return fail(ErrorCode::kNetwork, fmt::format("cannot listen on {}:{}: {}", address, port, failed.message()),
                "another program may use the port: choose another, or 0 for any free one");
  }
  return acceptor;
}

Result<std::unique_ptr<asio::ssl::context>> make_tls(const Certificate& certificate) {
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  error_code failed;
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                       asio::ssl::context::no_tlsv1_1 | asio::ssl::context::no_compression,
                   failed);
  if (!failed) tls->use_certificate_chain(asio::buffer(certificate.certificate_pem), failed);
  if (!failed) tls->use_private_key(asio::buffer(certificate.key_pem), asio::ssl::context::pem, failed);
  if (failed) return fail(ErrorCode::kInternal, "cannot set up TLS for the demo API: " + failed.message());
  return tls;
}

}  // namespace

struct Server::Impl {
  /// Accepts on the first loop and deals the sockets out to all loops in turn.
  void accept(tcp::acceptor& acceptor, asio::ssl::context* tls_context) {
    Loop& loop = *loops[next_loop++ % loops.size()];
    acceptor.async_accept(loop.io, [this, &acceptor, tls_context, &loop](error_code failed, tcp::socket socket) {
      if (failed == asio::error::operation_aborted) return;
      if (failed) return accept_later(acceptor, tls_context);
      asio::post(loop.io, [&loop, tls_context, accepted = std::move(socket)]() mutable {
        serve(loop, std::move(accepted), tls_context);
      });
      accept(acceptor, tls_context);
    });
  }

  /// Without free file descriptors each accept fails at once: a pause keeps that from eating the processor.
  void accept_later(tcp::acceptor& acceptor, asio::ssl::context* tls_context) {
    constexpr std::chrono::milliseconds kPause{50};
    auto timer = std::make_shared<asio::steady_timer>(loops.front()->io, kPause);
    timer->async_wait([this, timer, &acceptor, tls_context](error_code) { accept(acceptor, tls_context); });
  }

  static void run(Loop& loop) {
    while (true) {
      try {
        loop.io.run();
        return;
      } catch (const std::exception& error) {  // one connection's failure, e.g. no memory; the others go on
        fmt::print(stderr, "demo-api: {}\n", error.what());
      }
    }
  }

  ~Impl() {
    for (const auto& loop : loops) loop->io.stop();
    for (std::thread& thread : threads) thread.join();
  }

  std::unique_ptr<asio::ssl::context> tls;
  Certificate certificate;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::unique_ptr<Sweep>> sweeps;
  std::optional<tcp::acceptor> http;
  std::optional<tcp::acceptor> https;
  std::uint16_t http_port = 0;
  std::uint16_t https_port = 0;
  std::size_t next_loop = 0;
  std::vector<std::thread> threads;
};

Result<std::unique_ptr<Server>> Server::start(const Options& options) {
  auto impl = std::make_unique<Impl>();
  for (int i = 0; i < std::max(1, options.threads); ++i) {
    impl->loops.push_back(std::make_unique<Loop>());
    impl->sweeps.push_back(std::make_unique<Sweep>(*impl->loops.back()));
  }
  asio::io_context& first = impl->loops.front()->io;
  SIGNET_TRY(impl->http, listen_on(first, options.address, options.http_port));
  impl->http_port = impl->http->local_endpoint().port();
  impl->accept(*impl->http, nullptr);
  if (options.https) {
    SIGNET_TRY(impl->certificate, make_loopback_certificate());
    SIGNET_TRY(impl->tls, make_tls(impl->certificate));
    SIGNET_TRY(impl->https, listen_on(first, options.address, options.https_port));
    impl->https_port = impl->https->local_endpoint().port();
    impl->accept(*impl->https, impl->tls.get());
  }
  const SignalsBlocked blocked;
  for (const auto& loop : impl->loops) impl->threads.emplace_back([&loop = *loop] { Impl::run(loop); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;
std::uint16_t Server::http_port() const {
  return impl_->http_port;
}
std::uint16_t Server::https_port() const {
  return impl_->https_port;
}
const std::string& Server::certificate_pem() const {
  return impl_->certificate.certificate_pem;
}

}  // namespace signet::demo
