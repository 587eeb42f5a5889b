// The worker's end of the socket to its parent: frames in, frames out. What is sent is gathered and written when the
// worker goes idle, when much has gathered, or by a timer thread, so that a script that is killed has told what it did.
//
// Frame, both ways: u32le json bytes, u32le blob bytes, json (UTF-8), blob.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace signet::worker {

/// One message of the parent.
struct Message {
  std::string json;
  std::string blob;
};

class Channel {
 public:
  explicit Channel(int fd) : fd_(fd) {}
  ~Channel() = delete;  // lives as long as the process: its timer thread is never joined

  /// Starts the thread that writes what has gathered every 50 ms while a script runs, and ends the process when the
  /// parent has gone. Call before the sandbox closes.
  void start_timer_thread();

  /// Gathers one message; written at once when much has gathered.
  void send(std::string_view json, std::string_view blob = {});
  /// Writes all that has gathered. Ends the process when the parent has gone.
  void flush();
  /// Sends `json`, waits, and returns the parent's answer; other messages that come meanwhile are kept for next().
  std::string call(std::string_view json);

  /// The next message if one is here already or comes within `timeout_ms` (-1: for ever); false at the time's end.
  bool next(Message& message, int timeout_ms);

 private:
  void read_message(Message& message);
  void fill(char* to, std::size_t size);
  bool wait_readable(int timeout_ms);
  void write_gathered();
  void watch();
  void end_wait();

  static constexpr std::size_t kBufferBytes = 64UL << 10;
  static constexpr std::size_t kFlushBytes = 64UL << 10;

  int fd_;
  char buffer_[kBufferBytes];
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::deque<Message> waiting_;

  std::mutex out_mutex_;
  std::string out_;

  std::atomic<bool> busy_{true};           // JavaScript may be running; false while waiting for a message
  std::atomic<std::uint32_t> wakings_{0};  // counts ends of waits; the timer thread sleeps while it stands still
  std::atomic<bool> timer_asleep_{false};
};

}  // namespace signet::worker
