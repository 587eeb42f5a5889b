// The worker as a process: started with nothing but one socket, watched, killed, reaped.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace signet::script {

class Process {
 public:
  /// Starts `program` with a socket at descriptor 3, /dev/null at 0 to 2, every other descriptor closed, an environment
  /// of time zone and language only, and a process group of its own (Ctrl-C is for the parent).
  static Result<std::unique_ptr<Process>> start(const std::filesystem::path& program,
                                                const std::vector<std::string>& arguments);
  /// Kills the process if it still runs, and reaps it.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// The parent's end of the socket, not blocking.
  [[nodiscard]] int socket() const { return socket_; }
  /// Memory of the process that is in RAM now; 0 when it cannot be told.
  [[nodiscard]] std::uint64_t resident_bytes() const;
  /// Processor time of all its threads so far.
  [[nodiscard]] std::int64_t cpu_ms() const;
  void kill();
  /// Waits for the end of a process that has closed its socket, and says how it ended, as the end of a sentence:
  /// "crashed the JavaScript engine (signal 11)".
  [[nodiscard]] std::string describe_end();

 private:
  Process(pid_t pid, int socket, int statm) : pid_(pid), socket_(socket), statm_(statm) {}

  pid_t pid_;
  int socket_;
  int statm_;  // /proc/PID/statm, kept open: read every few milliseconds
  bool reaped_ = false;
};

/// The worker program that belongs to this binary: beside it, or in ../libexec/signet/.
[[nodiscard]] Result<std::filesystem::path> find_worker();

}  // namespace signet::script
