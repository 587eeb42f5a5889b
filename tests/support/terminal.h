// A program on a terminal of its own, driven as a person would: wait for a question, type, look at what is on screen.
#pragma once

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace signet::test {

class Terminal {
 public:
  /// Starts words[0] with `environment` ("NAME=value") and nothing else in its environment.
  Terminal(std::vector<std::string> words, std::vector<std::string> environment) {
    std::vector<char*> arguments = pointers(words);
    std::vector<char*> variables = pointers(environment);
    child_ = ::forkpty(&fd_, nullptr, nullptr, nullptr);
    if (child_ < 0) std::abort();
    if (child_ == 0) {
      ::execve(arguments[0], arguments.data(), variables.data());
      ::_exit(127);
    }
  }
  ~Terminal() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    ::close(fd_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Waits until `question` is on screen, behind what was waited for before, and types `line` and Enter. False when the
  /// program ends, or asks nothing of the kind within 30 s.
  bool answer(std::string_view question, std::string_view line) {
    while (screen_.find(question, looked_at_) == std::string::npos) {
      if (!read_more()) return false;
    }
    looked_at_ = screen_.size();
    const std::string typed = std::string(line) + "\n";
    return ::write(fd_, typed.data(), typed.size()) == static_cast<ssize_t>(typed.size());
  }

  /// Waits for the program's end; its exit code, or -1 when it had to be killed.
  int wait() {
    while (read_more()) {
    }
    if (timed_out_) return -1;
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  [[nodiscard]] const std::string& screen() const { return screen_; }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> out;
    out.reserve(words.size() + 1);
    for (std::string& word : words) out.push_back(word.data());
    out.push_back(nullptr);
    return out;
  }

  bool read_more() {
    pollfd ready{fd_, POLLIN, 0};
    constexpr std::chrono::milliseconds kPatience{30'000};
    timed_out_ = ::poll(&ready, 1, static_cast<int>(kPatience.count())) == 0;
    if (timed_out_) return false;
    std::array<char, 4096> bytes{};
    const ssize_t got = ::read(fd_, bytes.data(), bytes.size());  // EIO when the program's end is closed
    if (got <= 0) return false;
    screen_.append(bytes.data(), static_cast<std::size_t>(got));
    return true;
  }

  int fd_ = -1;
  pid_t child_ = -1;
  bool timed_out_ = false;
  std::string screen_;
  std::size_t looked_at_ = 0;
};

}  // namespace signet::test
