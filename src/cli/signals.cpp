#include "cli/signals.h"

#include <csignal>

namespace signet::cli {

namespace {

// A signal handler can reach only static storage; this flag is the one global of the program.
std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

void on_signal(int signal_number) {
  stop.store(true, std::memory_order_relaxed);
  // The next one ends the program: somebody who presses Ctrl-C twice means it.
  std::signal(signal_number, SIG_DFL);  // NOLINT(cert-err33-c): nothing can be done in a handler
}

void install(int signal_number) {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(signal_number, &action, nullptr);
}

}  // namespace

const std::atomic<bool>& stop_requested() {
  static const bool installed = [] {
    install(SIGINT);
    install(SIGTERM);
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): a closed pipe shows as a failed write
    return true;
  }();
  (void)installed;
  return stop;
}

}  // namespace signet::cli
