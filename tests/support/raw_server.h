// A loopback server whose wire behaviour a test writes out byte by byte: resets, broken chunks, odd headers, silence.
// Each connection runs the given script on a thread of its own; the destructor ends them all.
#pragma once

#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/loopback.h"

namespace signet::test {

/// The sockets that are open, so that the server can end them from another thread.
struct OpenSockets {
  std::mutex mutex;
  std::set<int> fds;
  int accepted = 0;
};

/// The server's end of one connection.
class RawConnection {
 public:
  RawConnection(int fd, OpenSockets& open) : fd_(fd), open_(open) {}
  ~RawConnection() { close(); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  /// One request with its body (Content-Length or chunked), or empty when the client has closed.
  std::string read_request() {
    while (true) {
      if (const std::size_t size = complete_size(); size > 0) {
        std::string request = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return request;
      }
      if (!read_more()) return {};
    }
  }

  /// What comes next, whatever it is; empty when the client has closed.
  std::string read_some() {
    if (buffer_.empty()) read_more();
    return std::exchange(buffer_, {});
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Blocks until the client closes.
  void wait_for_close() {
    while (read_more()) {
    }
  }

  void close() {
    if (fd_ < 0) return;
    const std::lock_guard lock(open_.mutex);
    open_.fds.erase(fd_);
    ::close(fd_);
    fd_ = -1;
  }

  /// Closes with RST instead of FIN.
  void reset() {
    const linger now{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }

 private:
  bool read_more() {
    char chunk[65536];
    const ssize_t got = ::recv(fd_, chunk, sizeof chunk, 0);
    if (got <= 0) return false;
    buffer_.append(chunk, static_cast<std::size_t>(got));
    return true;
  }

  /// Size of the first request in the buffer, or 0 while it is not complete.
  [[nodiscard]] std::size_t complete_size() const {
    const std::size_t head = buffer_.find("\r\n\r\n");
    if (head == std::string::npos) return 0;
    const std::string_view top = std::string_view(buffer_).substr(0, head + 2);
    std::size_t size = head + 4;
    if (const std::size_t at = find_name(top, "\r\nContent-Length: "); at != std::string::npos) {
      size += std::strtoull(buffer_.c_str() + at + 18, nullptr, 10);
    } else if (find_name(top, "\r\nTransfer-Encoding: chunked") != std::string::npos) {
      const std::size_t end = buffer_.find("0\r\n\r\n", size);
      if (end == std::string::npos) return 0;
      size = end + 5;
    }
    return buffer_.size() >= size ? size : 0;
  }

  static std::size_t find_name(std::string_view text, std::string_view name) {
    for (std::size_t i = 0; i + name.size() <= text.size(); ++i) {
      if (::strncasecmp(text.data() + i, name.data(), name.size()) == 0) return i;
    }
    return std::string::npos;
  }

  int fd_;
  OpenSockets& open_;
  std::string buffer_;
};

class RawServer {
 public:
  using Script = std::function<void(RawConnection&)>;

  explicit RawServer(Script script) : script_(std::move(script)) {
    const Listener listener = listen_on_loopback();
    listener_ = listener.fd;
    port_ = listener.port;
    acceptor_ = std::thread([this] { accept_all(); });
  }

  ~RawServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    {
      const std::lock_guard lock(open_.mutex);
      for (const int fd : open_.fds) ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& thread : threads_) thread.join();
  }

  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  /// Connections taken so far.
  [[nodiscard]] int connections() {
    const std::lock_guard lock(open_.mutex);
    return open_.accepted;
  }

 private:
  void accept_all() {
    while (true) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      {
        const std::lock_guard lock(open_.mutex);
        open_.fds.insert(fd);
        ++open_.accepted;
      }
      threads_.emplace_back([this, fd] {
        RawConnection connection(fd, open_);
        script_(connection);
      });
    }
  }

  Script script_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  OpenSockets open_;
  std::thread acceptor_;
  std::vector<std::thread> threads_;
};

}  // namespace signet::test
