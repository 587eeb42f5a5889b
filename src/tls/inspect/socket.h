// Inside this folder only: TCP connections that never block longer than their deadline.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace signet::tls {

using Clock = std::chrono::steady_clock;

/// Milliseconds until `deadline`, 0 when it is past.
[[nodiscard]] int milliseconds_until(Clock::time_point deadline);

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  std::string text;  ///< "127.0.0.1:443", "[::1]:443"
};

/// The addresses of a host in the resolver's order. Fails with kNetwork or kTimeout.
[[nodiscard]] Result<std::vector<Address>> resolve(const std::string& host, std::uint16_t port,
                                                   Clock::time_point deadline);

/// An open, non-blocking connection.
class Socket {
 public:
  /// Fails with kNetwork or kTimeout.
  [[nodiscard]] static Result<Socket> connect(const Address& address, Clock::time_point deadline);

  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  [[nodiscard]] int fd() const { return fd_; }
  /// Waits for `events` (POLLIN, POLLOUT); false at the deadline.
  [[nodiscard]] bool wait(short events, Clock::time_point deadline) const;

 private:
  explicit Socket(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace signet::tls
