// A part of a test in a process of its own: for limits, other users, and being killed.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <utility>

namespace signet::vault::test {

/// Forks; the child runs `work` and ends with its result.
template <typename Work>
pid_t start_child(Work&& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(std::forward<Work>(work)());
  return child;
}

/// The child's exit code, or -1 when a signal ended it.
inline int wait_for(pid_t child) {
  int status = 0;
  if (::waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

template <typename Work>
int in_child(Work&& work) {
  return wait_for(start_child(std::forward<Work>(work)));
}

}  // namespace signet::vault::test
