// Shared by the tests of the http room.
#pragma once

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "http/client.h"
#include "tests/support/raw_server.h"

namespace signet::http {

inline constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// The requests that a server got, kept across its threads.
class Seen {
 public:
  void add(std::string request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(request));
  }
  [[nodiscard]] std::vector<std::string> all() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
};

/// Answers the first request with the first text, and so on; the last text serves all further ones.
inline test::RawServer::Script answer_with(std::vector<std::string> answers, Seen* seen = nullptr) {
  auto next = std::make_shared<std::atomic<std::size_t>>(0);
  return [answers = std::move(answers), seen, next](test::RawConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      if (seen != nullptr) seen->add(std::move(request));
      connection.send(answers[std::min(next->fetch_add(1), answers.size() - 1)]);
    }
  };
}

inline Request get(std::string url) {
  Request request;
  request.method = "GET";
  request.url = std::move(url);
  request.settings.proxy.from_environment = false;
  return request;
}

/// Sends with a fresh client and jar.
inline Result<Response> send_alone(Request request) {
  CookieJar jar;
  Client client(jar);
  return client.send(std::move(request));
}

}  // namespace signet::http
