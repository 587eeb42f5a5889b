// The server's side of a WebSocket as the rooms above the front know it: texts that go to one client, in order. A
// handler makes one, puts it into its answer (Response::channel) and keeps a weak pointer: the connection owns it, and
// it is gone when the client is. The client itself has nothing to say here.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace signet::server {

/// Why a WebSocket is closed (RFC 6455 §7.4.1, and IANA's registry for the last).
enum class CloseCode : std::uint16_t { kGoingAway = 1001, kUnsupported = 1003, kPolicy = 1008, kTryAgainLater = 1013 };

/// Thread-safe; nothing in it blocks. It does not bound what it holds: whoever sends looks at is_empty() first. Who
/// sends must have stopped when the front ends.
class Channel {
 public:
  /// Shared, as the same text goes to many.
  using Text = std::shared_ptr<const std::string>;

  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  /// Queues texts; nothing happens once it was ended or the client has left.
  void send(const std::vector<Text>& texts);
  /// Drops what is queued, sends `last`, and closes.
  void end(Text last, CloseCode code);
  /// False once end() was called or the client has left.
  [[nodiscard]] bool is_open() const;
  /// Whether all that was queued has gone to the network.
  [[nodiscard]] bool is_empty() const;
  /// Calls `then` once, when it is empty: now, or on the connection's thread. It must not block.
  void when_empty(std::function<void()> then);

  /// What the connection is to send next.
  struct Next {
    Text text;                       ///< null: nothing but the close
    std::optional<CloseCode> close;  ///< close after the text
  };
  /// Of the connection: `wake` is called, from any thread, when there may be something to send.
  void attach(std::function<void()> wake);
  /// Of the connection: that the client has left. `wake` is not called any more when it returns.
  void detach();
  /// Of the connection: takes the next text, the one before it being sent. Nullopt: nothing now.
  [[nodiscard]] std::optional<Next> next();

 private:
  mutable std::mutex mutex_;
  std::deque<Text> queue_;
  std::optional<CloseCode> close_;
  bool is_sending_ = false;  ///< a text was taken, and no other since
  bool is_open_ = true;
  std::function<void()> wake_;
  std::function<void()> when_empty_;
};

}  // namespace signet::server
