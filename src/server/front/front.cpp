#include "server/front/front.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <thread>

#include "base/signals_blocked.h"
#include "server/front/connection.h"
#include "server/front/service.h"
#include "server/front/tls_context.h"

namespace signet::server {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

struct Listener {
  tcp::acceptor acceptor;
  Purpose purpose = Purpose::kApi;
};

Result<tcp::acceptor> listen_on(asio::io_context& io, const std::string& text) {
  SIGNET_TRY(const ListenAddress where, parse_listen_address(text));
  error_code failed;
  tcp::acceptor acceptor(io);
  const tcp::endpoint endpoint(asio::ip::make_address(where.address, failed), where.port);
  if (!failed) acceptor.open(endpoint.protocol(), failed);
  if (!failed) acceptor.set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed) acceptor.bind(endpoint, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (failed) {
    return fail(ErrorCode::kNetwork, fmt::format("cannot listen on {}: {}", text, failed.message()),
                "another program may use the port: choose another, or 0 for any free one");
  }
  return acceptor;
}

Address address_of(const asio::ip::address& address) {
  const auto bytes = address.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes()
                                     : address.to_v6().to_bytes();
  Address::Bytes copy{};
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  return Address(copy);
}

/// How often the deadlines are looked at: fine enough for the shortest limit, and coarse enough to cost nothing.
std::chrono::milliseconds sweep_period(const Limits& limits) {
  constexpr std::chrono::milliseconds kShortest{5};
  constexpr std::chrono::milliseconds kLongest{250};
  const auto shortest = std::min({limits.head_time, limits.body_time, limits.idle_time, limits.write_time});
  return std::clamp(shortest / 4, kShortest, kLongest);
}

}  // namespace

struct Front::Impl {
  Impl(FrontOptions options, Handler handler, AddressRanges trusted, AddressRanges metrics_allow)
      : service(std::move(options), std::move(handler), std::move(trusted), std::move(metrics_allow)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    service.start_ending();
    service.end_workers();  // which may still hand answers to the loops
    for (const auto& loop : loops) loop->io.stop();
    for (std::thread& thread : threads) thread.join();
    listeners.clear();
  }

  Status open(const std::vector<std::string>& addresses, Purpose purpose, std::vector<std::uint16_t>& bound) {
    for (const std::string& text : addresses) {
      SIGNET_TRY(tcp::acceptor acceptor, listen_on(loops.front()->io, text));
      bound.push_back(acceptor.local_endpoint().port());
      listeners.push_back(std::make_unique<Listener>(Listener{std::move(acceptor), purpose}));
    }
    return {};
  }

  void start_threads() {
    const SignalsBlocked blocked;
    for (const auto& loop : loops) asio::co_spawn(loop->io, sweep(*loop), asio::detached);
    for (const auto& listener : listeners) asio::co_spawn(loops.front()->io, accept(*listener), asio::detached);
    if (tls) asio::co_spawn(loops.front()->io, watch_certificate(), asio::detached);
    for (const auto& loop : loops) threads.emplace_back([this, &loop = *loop] { run(loop); });
  }

  void run(Loop& loop) const {
    while (true) {
      try {
        loop.io.run();
        return;
      } catch (const std::exception& error) {  // no memory for one connection, say; the others go on
        service.notice(fmt::format("an I/O thread caught: {}", error.what()));
      }
    }
  }

  /// Accepts on the first loop and deals the sockets out to all loops in turn.
  awaitable<void> accept(Listener& listener) {
    constexpr std::chrono::milliseconds kPause{50};
    asio::steady_timer timer(loops.front()->io);
    while (listener.acceptor.is_open()) {
      Loop& loop = *loops[next_loop++ % loops.size()];
      auto [failed, socket] = co_await listener.acceptor.async_accept(loop.io, kAwait);
      if (!failed) {
        take(listener.purpose, loop, std::move(socket));
      } else if (listener.acceptor.is_open()) {
        // Without free file descriptors each accept fails at once: a pause keeps that from eating the processor.
        timer.expires_after(kPause);
        co_await timer.async_wait(kAwait);
      }
    }
  }

  void take(Purpose purpose, Loop& loop, tcp::socket socket) {
    error_code failed;
    const tcp::endpoint endpoint = socket.remote_endpoint(failed);
    if (failed) return;  // it has left already
    const Address peer = address_of(endpoint.address());
    if (const auto refused = service.book(purpose).enter(peer, service.trusted().contains(peer))) {
      service.metrics().count_rejection(*refused);
      return;  // the socket closes as it goes out of scope
    }
    auto context = tls && purpose == Purpose::kApi ? tls->current() : nullptr;
    asio::post(loop.io,
               [this, &loop, purpose, peer, accepted = std::move(socket), tls_context = std::move(context)]() mutable {
                 serve(loop, service, purpose, peer, std::move(accepted), std::move(tls_context));
               });
  }

  awaitable<void> sweep(Loop& loop) const {
    asio::steady_timer timer(loop.io);
    const std::chrono::milliseconds period = sweep_period(service.options().limits);
    while (true) {
      timer.expires_after(period);
      co_await timer.async_wait(kAwait);
      const auto now = Clock::now();
      for (Connection* connection : loop.connections) connection->sweep(now);
    }
  }

  awaitable<void> watch_certificate() {
    asio::steady_timer timer(loops.front()->io);
    while (true) {
      timer.expires_after(service.options().certificate_check);
      co_await timer.async_wait(kAwait);
      const Result<bool> loaded = tls->load_when_changed();
      if (!loaded) {
        service.notice("the changed certificate is not used: " + loaded.error().to_string());
      } else if (*loaded) {
        service.notice("the changed certificate is served from now on");
      }
    }
  }

  /// Returns once nobody can connect any more: only then are idle connections closed, as their clients connect anew.
  void close_listeners() {
    std::promise<void> closed;
    asio::post(loops.front()->io, [this, &closed] {
      error_code ignored;
      for (const auto& listener : listeners) {
        if (listener->purpose == Purpose::kApi) listener->acceptor.close(ignored);
      }
      closed.set_value();
    });
    closed.get_future().wait();
  }

  /// Calls `action` for each connection of the API, on the thread that it lives on.
  void for_each_connection(void (Connection::*action)()) {
    for (const auto& loop : loops) {
      asio::post(loop->io, [&loop = *loop, action] {
        for (Connection* connection : loop.connections) {
          if (connection->purpose() == Purpose::kApi) (connection->*action)();
        }
      });
    }
  }

  Service service;
  std::optional<TlsContext> tls;
  std::vector<std::unique_ptr<Loop>> loops;
  std::vector<std::unique_ptr<Listener>> listeners;
  std::vector<std::uint16_t> ports;
  std::vector<std::uint16_t> metrics_ports;
  std::size_t next_loop = 0;
  std::vector<std::thread> threads;
};

Result<std::unique_ptr<Front>> Front::start(FrontOptions options, Handler handler) {
  SIGNET_TRY(AddressRanges trusted, AddressRanges::parse(options.trusted_proxies));
  SIGNET_TRY(AddressRanges metrics_allow, AddressRanges::parse(options.metrics_allow));
  if (options.tls_certificate_file.empty() != options.tls_key_file.empty()) {
    return fail(ErrorCode::kInvalidInput, "TLS needs both a certificate and a key", "give both files, or none");
  }
  auto impl =
      std::make_unique<Impl>(std::move(options), std::move(handler), std::move(trusted), std::move(metrics_allow));
  const FrontOptions& set = impl->service.options();
  if (!set.tls_certificate_file.empty()) {
    impl->tls.emplace(set.tls_certificate_file, set.tls_key_file);
    SIGNET_CHECK(impl->tls->load());
  }
  const unsigned threads = set.io_threads > 0 ? set.io_threads : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < threads; ++i) impl->loops.push_back(std::make_unique<Loop>());
  SIGNET_CHECK(impl->open(set.listen, Purpose::kApi, impl->ports));
  SIGNET_CHECK(impl->open(set.metrics_listen, Purpose::kMetrics, impl->metrics_ports));
  impl->start_threads();
  return std::unique_ptr<Front>(new Front(std::move(impl)));
}

Front::Front(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Front::~Front() = default;

const std::vector<std::uint16_t>& Front::ports() const {
  return impl_->ports;
}
const std::vector<std::uint16_t>& Front::metrics_ports() const {
  return impl_->metrics_ports;
}

Status Front::reload() {
  if (!impl_->tls) return {};
  return impl_->tls->load();
}

bool Front::stop(std::chrono::milliseconds grace) {
  constexpr std::chrono::seconds kClosing{1};
  impl_->service.start_draining();
  impl_->close_listeners();
  impl_->for_each_connection(&Connection::close_when_idle);
  if (impl_->service.options().stopping) impl_->service.options().stopping();
  ConnectionBook& book = impl_->service.book(Purpose::kApi);
  const bool finished = book.wait_until_empty(Clock::now() + grace);
  impl_->service.start_ending();
  impl_->for_each_connection(&Connection::close);
  // Handlers that still run keep their connections' frames; nobody waits for those here.
  if (!finished) static_cast<void>(book.wait_until_empty(Clock::now() + kClosing));
  return finished;
}

}  // namespace signet::server
