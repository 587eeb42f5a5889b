// The signals by which programs that serve are told to end or to read their settings again.
#pragma once

#include <csignal>

namespace signet::cli {

/// Keeps the signals that steer the server for wait(), also from threads that start later.
class SteeringSignals {
 public:
  SteeringSignals() {
    sigemptyset(&set_);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set_, number);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
    std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): a closed pipe shows as a failed write
  }
  SteeringSignals(const SteeringSignals&) = delete;
  SteeringSignals& operator=(const SteeringSignals&) = delete;
  /// From here on they end the program as usual: somebody who presses Ctrl-C twice means it.
  ~SteeringSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  [[nodiscard]] int wait() const {
    int number = 0;
    return sigwait(&set_, &number) == 0 ? number : SIGTERM;
  }

 private:
  sigset_t set_{};
  sigset_t before_{};
};

}  // namespace signet::cli
