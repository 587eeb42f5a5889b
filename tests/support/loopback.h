// Listening on any free port of 127.0.0.1, for servers of tests.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstdlib>

namespace signet::test {

struct Listener {
  int fd = -1;  ///< closed on exec; the caller closes it
  std::uint16_t port = 0;
};

inline Listener listen_on_loopback() {
  constexpr int kBacklog = 256;
  Listener listener{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener.fd, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener.fd, kBacklog) != 0 ||
      ::getsockname(listener.fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  listener.port = ntohs(address.sin_port);
  return listener;
}

}  // namespace signet::test
