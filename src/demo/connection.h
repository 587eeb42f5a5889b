// One client's connection: reads requests, asks the routes, writes replies, keeps alive. Each connection lives on one
// thread's event loop, so nothing here locks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <unordered_set>

namespace signet::demo {

class Connection;

/// Limits against clients that send without end or not at all. docs/limits.md names them.
inline constexpr std::uint32_t kMostHeaderBytes = 64U << 10;
inline constexpr std::uint64_t kMostBodyBytes = 256ULL << 20;
inline constexpr std::size_t kMostConnections = 4096;      ///< per thread
inline constexpr std::chrono::seconds kIdleTime{60};       ///< between requests, and for a request's head
inline constexpr std::chrono::seconds kTransferTime{120};  ///< for a body or a reply

/// One thread's event loop and its connections. A sweep each second closes those past their deadline: that costs a
/// request nothing, where a timer for each read and write would.
struct Loop {
  std::unordered_set<Connection*> connections;  ///< before `io`, whose end destroys the connections
  boost::asio::io_context io{1};
};

/// What the sweep needs to know of a connection.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Connection(Loop& loop) : loop_(loop) { loop_.connections.insert(this); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection() { loop_.connections.erase(this); }

  [[nodiscard]] bool overdue(Clock::time_point now) const { return now > deadline_; }
  /// Closes the socket; pending reads and writes end with an error, which ends the connection.
  virtual void close() = 0;

 protected:
  void give_time(Clock::duration time) { deadline_ = Clock::now() + time; }

 private:
  Loop& loop_;
  Clock::time_point deadline_;
};

/// Serves an accepted socket on `loop` until the client leaves. With `tls`, does the handshake first.
void serve(Loop& loop, boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls);

}  // namespace signet::demo
