// A front on a free loopback port whose handler shows what it was given, with its log kept for tests to look at.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "base/json.h"
#include "server/front/front.h"
#include "tests/support/raw_client.h"

namespace signet::server::test {

using Answer = signet::test::RawAnswer;
using Client = signet::test::RawClient;
using TlsClient = signet::test::RawTlsClient;

inline std::string get(std::string_view path, const std::vector<std::string>& headers = {}) {
  return signet::test::raw_get(path, headers);
}
inline std::string post(std::string_view path, std::string_view body, const std::vector<std::string>& headers = {}) {
  return signet::test::raw_post(path, body, headers);
}

/// Lines that several threads write; a test can wait for one.
class Lines {
 public:
  [[nodiscard]] LineSink sink() {
    return [this](std::string_view line) {
      const std::lock_guard lock(mutex_);
      lines_.emplace_back(line);
      changed_.notify_all();
    };
  }
  /// The lines, once there are `count` of them, or what there is after ten seconds.
  [[nodiscard]] std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return lines_.size() >= count; });
    return lines_;
  }
  /// Whether a line holds `text`, within ten seconds.
  [[nodiscard]] bool wait_for(std::string_view text) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] {
      return std::any_of(lines_.begin(), lines_.end(),
                         [&](const std::string& line) { return line.find(text) != std::string::npos; });
    });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

/// A door that handlers wait at, so that tests decide when they end.
class Gate {
 public:
  /// Called by handlers.
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    --waiting_;
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  /// Waits until `count` handlers stand at the door.
  [[nodiscard]] bool wait_for(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

/// What the front made of a request, as JSON.
inline Response show(const Request& request) {
  json::array query;
  for (const auto& [name, value] : request.target.query) query.push_back(json::array{name, value});
  const json::object seen{
      {"method", to_text(request.method)}, {"path", request.path()}, {"query", query},       {"body", request.body},
      {"client", request.client},          {"https", request.https}, {"host", request.host}, {"id", request.id}};
  Response response = make_response(200, "application/json", boost::json::serialize(seen));
  response.route = "/shown";
  response.user = "user-7";
  return response;
}

class RunningFront {
 public:
  explicit RunningFront(FrontOptions options = {}, Handler handler = show) {
    options.access_log = log.sink();
    options.notice = notices.sink();
    if (options.io_threads == 0) options.io_threads = 2;
    auto started = Front::start(std::move(options), std::move(handler));
    if (!started) {
      ADD_FAILURE() << started.error().to_string();
      std::abort();
    }
    front = *std::move(started);
  }

  [[nodiscard]] std::uint16_t port() const { return front->ports().front(); }
  /// What /metrics of the first metrics listener says.
  [[nodiscard]] std::string metrics() const {
    Client client(front->metrics_ports().front());
    return client.ask(get("/metrics")).body;
  }

  Lines log;
  Lines notices;
  std::unique_ptr<Front> front;
};

inline json::value json_of(const Answer& answer) {
  boost::json::error_code failed;
  return boost::json::parse(answer.body, failed);
}

/// The text under `key` of a JSON answer; empty when there is none.
inline std::string text_at(const Answer& answer, std::string_view key) {
  const json::value document = json_of(answer);
  return document.is_object() ? std::string(json::string_or(document.get_object(), key)) : std::string();
}

}  // namespace signet::server::test
