// Why a run may have to end before its work is done: Ctrl-C, or --timeout.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

namespace signet::run {

struct Interrupt {
  const std::atomic<bool>* stop = nullptr;  ///< set by the signal handler; may be null
  std::optional<std::chrono::steady_clock::time_point> deadline;

  [[nodiscard]] bool stopped() const { return stop != nullptr && stop->load(std::memory_order_relaxed); }
  [[nodiscard]] bool timed_out() const { return deadline && std::chrono::steady_clock::now() >= *deadline; }
  [[nodiscard]] bool raised() const { return stopped() || timed_out(); }
};

}  // namespace signet::run
