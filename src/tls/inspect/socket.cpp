#include "tls/inspect/socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <future>
#include <memory>
#include <system_error>
#include <thread>

namespace signet::tls {

namespace {

std::string address_text(const addrinfo& info) {
  std::array<char, NI_MAXHOST> host{};
  std::array<char, NI_MAXSERV> service{};
  if (::getnameinfo(info.ai_addr, info.ai_addrlen, host.data(), host.size(), service.data(), service.size(),
                    NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
    return "?";
  }
  return info.ai_family == AF_INET6 ? fmt::format("[{}]:{}", host.data(), service.data())
                                    : fmt::format("{}:{}", host.data(), service.data());
}

std::string error_text(int code) {
  return std::system_category().message(code);
}

Result<std::vector<Address>> look_up(const std::string& host, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (code != 0) {
    return fail(ErrorCode::kNetwork, fmt::format("cannot resolve {}: {}", host, ::gai_strerror(code)),
                "check the name, and the network of this machine");
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  std::vector<Address> addresses;
  for (const addrinfo* info = found; info != nullptr; info = info->ai_next) {
    if (info->ai_addrlen > sizeof(sockaddr_storage)) continue;
    Address address;
    std::memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
    address.size = info->ai_addrlen;
    address.text = address_text(*info);
    addresses.push_back(std::move(address));
  }
  return addresses;
}

}  // namespace

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
}

Result<std::vector<Address>> resolve(const std::string& host, std::uint16_t port, Clock::time_point deadline) {
  // getaddrinfo knows no time limit: it has a thread of its own, which is left behind when it takes too long.
  using Found = Result<std::vector<Address>>;
  auto promise = std::make_shared<std::promise<Found>>();
  std::future<Found> future = promise->get_future();
  std::thread([promise, host, port] { promise->set_value(look_up(host, port)); }).detach();
  if (future.wait_until(deadline) != std::future_status::ready) {
    return fail(ErrorCode::kTimeout, fmt::format("cannot resolve {} in time", host),
                "check the name servers of this machine, or give more time with --max-time");
  }
  return future.get();
}

Result<Socket> Socket::connect(const Address& address, Clock::time_point deadline) {
  const auto refused = [&address](int code) {
    return fail(ErrorCode::kNetwork, fmt::format("cannot connect to {}: {}", address.text, error_text(code)),
                "check the host and the port, and that nothing between blocks them");
  };
  Socket socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.fd_ < 0) return refused(errno);
  const int on = 1;
  ::setsockopt(socket.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket.fd_, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0) return socket;
  if (errno != EINPROGRESS) return refused(errno);
  if (!socket.wait(POLLOUT, deadline)) {
    return fail(ErrorCode::kTimeout, fmt::format("cannot connect to {} in time", address.text),
                "check the host and the port, or give more time with --timeout");
  }
  int code = 0;
  socklen_t size = sizeof code;
  if (::getsockopt(socket.fd_, SOL_SOCKET, SO_ERROR, &code, &size) != 0) return refused(errno);
  if (code != 0) return refused(code);
  return socket;
}

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

bool Socket::wait(short events, Clock::time_point deadline) const {
  while (true) {
    pollfd entry{fd_, events, 0};
    const int ready = ::poll(&entry, 1, milliseconds_until(deadline));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace signet::tls
