#include "http/oauth2/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/text.h"
#include "http/url.h"

namespace signet::http::oauth2 {

namespace {

constexpr int kPollMilliseconds = 100;
constexpr std::size_t kMaxHeadBytes = 16384;
/// Browsers open some connections ahead and send nothing on them, so that several must be served at once.
constexpr std::size_t kMaxConnections = 16;

Error cannot_listen(std::string message, std::string hint) {
  return fail(ErrorCode::kInvalidInput, "oauth2: " + std::move(message), std::move(hint));
}

/// The port that a redirect URI asks for; 0: a free one.
Result<std::uint16_t> wanted_port(const NodeUrl& url) {
  const bool is_loopback = !url.auth && !url.search && (url.hostname == "127.0.0.1" || url.hostname == "localhost");
  if (url.protocol != "http:" || !is_loopback) {
    return cannot_listen(
        "the redirect_uri does not lead back to this machine",
        "register http://127.0.0.1/callback with the provider, or http://127.0.0.1:PORT/callback if it compares "
        "ports, and put the same into redirect_uri (\"Callback URL\")");
  }
  std::uint16_t port = 0;
  if (!url.port) return port;
  const auto [end, error] = std::from_chars(url.port->data(), url.port->data() + url.port->size(), port);
  if (error == std::errc() && end == url.port->data() + url.port->size()) return port;
  return cannot_listen("the port of redirect_uri is no number", "write http://127.0.0.1:PORT/callback");
}

Result<int> listen_on(std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  socklen_t size = sizeof address;
  const int reuse = 1;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (fd < 0 || ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) != 0 ||
      ::bind(fd, generic, size) != 0 || ::listen(fd, kMaxConnections) != 0 || ::getsockname(fd, generic, &size) != 0) {
    const int reason = errno;
    if (fd >= 0) ::close(fd);
    return cannot_listen(
        fmt::format("cannot listen on 127.0.0.1:{}: {}", port, std::generic_category().message(reason)),
        "end the program that uses the port, or leave the port out of redirect_uri");
  }
  port = ntohs(address.sin_port);
  return fd;
}

std::string http_answer(const Page& page) {
  const std::string body = fmt::format(
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Signet</title><p>{}</p></html>\n", page.text);
  // The URL of this page holds the code: nobody may keep it or be told of it.
  return fmt::format(
      "HTTP/1.1 {} {}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
      "Referrer-Policy: no-referrer\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
      "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{}",
      page.code,
      page.code == 200   ? "OK"
      : page.code == 404 ? "Not Found"
                         : "Bad Request",
      body.size(), body);
}

}  // namespace

std::string redirect_target(std::string_view head) {
  constexpr std::string_view kMethod = "GET ";
  if (!head.starts_with(kMethod) || head.find("\r\n\r\n") == std::string_view::npos) return {};
  const std::string_view line = head.substr(kMethod.size(), head.find("\r\n") - kMethod.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !line.substr(space + 1).starts_with("HTTP/1.")) return {};
  const std::string_view target = line.substr(0, space);
  const bool plain = std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7F; });
  return plain && target.starts_with('/') ? std::string(target) : std::string();
}

Result<std::unique_ptr<RedirectListener>> RedirectListener::open(const std::string& redirect_uri) {
  std::string uri = redirect_uri.empty() ? "http://127.0.0.1/callback" : redirect_uri;
  const NodeUrl url = to_node_url(uri);
  SIGNET_TRY(std::uint16_t port, wanted_port(url));
  SIGNET_TRY(const int fd, listen_on(port));
  // Else as it is written: providers compare it to the registered one character by character.
  if (!url.port) uri.insert(std::string_view("http://").size() + url.hostname.size(), fmt::format(":{}", port));
  return std::unique_ptr<RedirectListener>(new RedirectListener(fd, std::move(uri), url.pathname));
}

RedirectListener::~RedirectListener() {
  while (!connections_.empty()) drop(0);
  ::close(fd_);
}

void RedirectListener::drop(std::size_t index) {
  ::close(connections_[index].fd);
  connections_.erase(connections_.begin() + static_cast<std::ptrdiff_t>(index));
}

void RedirectListener::accept_one() {
  const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (fd < 0) return;
  if (connections_.size() >= kMaxConnections) drop(0);  // the oldest has had its time
  connections_.push_back({fd, {}});
}

bool RedirectListener::read_some(Connection& connection) {
  std::array<char, 4096> chunk{};
  const ssize_t got = ::recv(connection.fd, chunk.data(), chunk.size(), 0);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  connection.head.append(chunk.data(), static_cast<std::size_t>(got));
  return got > 0 && connection.head.size() <= kMaxHeadBytes && connection.head.find("\r\n\r\n") == std::string::npos;
}

bool RedirectListener::serve(const std::function<std::pair<Page, bool>(std::string_view query)>& take,
                             const std::function<bool()>& go_on) {
  while (go_on()) {
    std::vector<pollfd> waits = {{fd_, POLLIN, 0}};
    for (const Connection& connection : connections_) waits.push_back({connection.fd, POLLIN, 0});
    if (::poll(waits.data(), waits.size(), kPollMilliseconds) <= 0) continue;
    for (std::size_t i = waits.size() - 1; i > 0; --i) {
      Connection& connection = connections_[i - 1];
      if (waits[i].revents == 0 || read_some(connection)) continue;
      const std::string target = redirect_target(connection.head);
      const std::size_t mark = std::min(target.find('?'), target.size());
      std::pair<Page, bool> reply = {{404, "There is nothing here."}, false};
      if (!target.empty() && target.substr(0, mark) == path_) {
        reply = take(std::string_view(target).substr(std::min(mark + 1, target.size())));
      }
      const std::string answer = http_answer(reply.first);
      (void)::send(connection.fd, answer.data(), answer.size(), MSG_NOSIGNAL);
      drop(i - 1);
      if (reply.second) return true;
    }
    if (waits[0].revents != 0) accept_one();
  }
  return false;
}

}  // namespace signet::http::oauth2
