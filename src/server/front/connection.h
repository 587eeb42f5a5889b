// One client's connection: reads a request, has it answered, writes the answer, again and again. A coroutine that lives
// on one I/O thread from accept to close, so that nothing here locks.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <memory>
#include <unordered_set>

#include "server/front/service.h"

namespace signet::server {

class Connection;

/// One I/O thread's event loop and its connections. A sweep looks for those past their deadline, some times in each
/// second: that costs a request nothing, where a timer for each read and write would.
struct Loop {
  std::unordered_set<Connection*> connections;  ///< before `io`, whose end destroys the connections
  boost::asio::io_context io{1};
};

/// What sweep and shutdown need to know of a connection.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  Connection(Loop& loop, Service& service, Purpose purpose, const Address& peer);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual ~Connection();

  /// Ends the operation that runs when its deadline has passed.
  void sweep(Clock::time_point now) {
    if (now > deadline_) expire();
  }
  /// Closes the connection when it waits for a request.
  void close_when_idle() {
    if (idle_) close();
  }
  void give_time(Clock::duration time) { deadline_ = Clock::now() + time; }
  void give_all_time() { deadline_ = Clock::time_point::max(); }
  /// Closes at once; what is pending ends with an error, which ends the connection.
  virtual void close() = 0;
  [[nodiscard]] Purpose purpose() const { return purpose_; }

 protected:
  /// Cancels the operation that runs.
  virtual void expire() = 0;
  [[nodiscard]] bool is_late() const { return Clock::now() > deadline_; }

  Loop& loop_;
  Service& service_;
  const Purpose purpose_;
  const Address peer_;
  bool idle_ = false;

 private:
  Clock::time_point deadline_ = Clock::time_point::max();
};

/// Serves an accepted socket, counted in already, on `loop` until it is closed. Call it on the loop's thread. With
/// `tls`, does the handshake first.
void serve(Loop& loop, Service& service, Purpose purpose, const Address& peer, boost::asio::ip::tcp::socket socket,
           std::shared_ptr<boost::asio::ssl::context> tls);

}  // namespace signet::server
