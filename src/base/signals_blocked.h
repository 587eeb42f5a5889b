// Keeps signals on the main thread.
#pragma once

#include <pthread.h>

#include <csignal>

namespace signet {

/// Blocks all signals on the calling thread while it lives: threads started meanwhile leave Ctrl-C and its like to the
/// main thread.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace signet
