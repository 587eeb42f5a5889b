// The HTTP client: many transfers at once over one libcurl multi handle, connections kept alive and reused for the
// whole run. One Client belongs to one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "http/cookie_jar.h"
#include "http/guard.h"
#include "http/types.h"

namespace signet::http {

class Client {
 public:
  using Done = std::function<void(Result<Response>)>;

  /// `jar` may be shared by clients of one run; it is used on this thread only during perform().
  explicit Client(CookieJar& jar);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Asked before each hop from now on; what it refuses fails without a byte sent.
  void set_guard(Guard guard);

  /// Starts a transfer; `done` is called once from poll(). Returns an id for cancel().
  std::uint64_t start(Request request, Done done);
  void cancel(std::uint64_t id);
  /// Works on transfers for up to `timeout_ms`, or until one ends, or until one of `extra_fds` is readable.
  /// Returns the extra descriptors that are readable.
  std::vector<int> poll(std::span<const int> extra_fds, int timeout_ms);
  [[nodiscard]] bool idle() const;

  /// Starts and waits: for one request at a time.
  [[nodiscard]] Result<Response> send(Request request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::http
