// Lines on standard output, and below them one live status line on a terminal. Lines are gathered and written by a
// ticking thread ten times a second: a run of thousands of requests per second is not slowed by the terminal, and a
// request that takes a minute does not hold back the lines before it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "report/sink.h"

namespace signet::report {

class Screen {
 public:
  struct Options {
    bool live = false;    ///< show the status line: only on a terminal
    bool ticking = true;  ///< start the thread; tests call tick() themselves
    bool unicode = true;
    int width = 80;
  };

  Screen(std::unique_ptr<Sink> out, Options options);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  /// Whole lines, each with its line feed.
  void print(std::string_view lines);
  /// What goes on now; shown with a spinner, and with seconds once it takes longer. Ignored unless live.
  void status(std::string text);
  /// Writes what is new.
  void tick();
  /// Writes what is left and removes the status line.
  Status close();

  [[nodiscard]] bool live() const { return options_.live; }

 private:
  using Clock = std::chrono::steady_clock;
  void run();
  void write_locked();
  [[nodiscard]] std::string status_line();

  std::unique_ptr<Sink> out_;
  Options options_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string text_;  // lines not yet written
  std::string status_;
  Clock::time_point status_since_;
  bool status_shown_ = false;
  std::size_t frame_ = 0;
  bool stopping_ = false;
  std::thread ticker_;
};

}  // namespace signet::report
