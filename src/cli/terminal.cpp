#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "base/file.h"
#include "base/owned.h"
#include "base/text.h"
#include "cli/environment.h"
#include "report/plain_text.h"

namespace signet::cli {

namespace {

bool environment_forbids_colour() {
  if (is_in_environment("NO_COLOR")) return true;
  return environment("TERM") == "dumb";
}

constexpr std::size_t kMaxAnswerBytes = 1024;

void close_file(std::FILE* file) {
  (void)std::fclose(file);  // nothing is kept in the buffer of a terminal
}
using FilePtr = Owned<std::FILE, close_file>;

/// While it lives, the terminal does not show what is typed.
class EchoOff {
 public:
  explicit EchoOff(int fd) : fd_(fd) {
    if (::tcgetattr(fd_, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(fd_, TCSAFLUSH, &quiet) == 0;
  }
  ~EchoOff() {
    if (changed_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  int fd_;
  termios before_{};
  bool changed_ = false;
};

}  // namespace

report::Terminal inspect_terminal(const RunArguments& arguments) {
  report::Terminal terminal;
  terminal.is_tty = ::isatty(STDOUT_FILENO) == 1;
  terminal.colour =
      arguments.colour == "on" || (arguments.colour == "auto" && terminal.is_tty && !environment_forbids_colour());
  winsize size{};
  if (terminal.is_tty && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) {
    terminal.width = size.ws_col;
  }
  terminal.unicode = !arguments.disable_unicode;
  terminal.verbose = arguments.verbose;
  terminal.silent = arguments.silent;
  return terminal;
}

bool is_in_environment(const char* name) {
  return !environment(name).empty();
}

bool can_prompt() {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1 && !is_in_environment("CI");
}

Result<SecretString> prompt_secret(const std::string& question) {
  const FilePtr terminal(std::fopen("/dev/tty", "r+e"));
  if (terminal == nullptr) return fail(ErrorCode::kIo, "there is no terminal to ask on");
  const EchoOff echo_off(fileno(terminal.get()));
  fmt::print(terminal.get(), "{}", question);
  (void)std::fflush(terminal.get());
  std::array<char, kMaxAnswerBytes> line{};
  const bool answered = std::fgets(line.data(), line.size(), terminal.get()) != nullptr;
  fmt::print(terminal.get(), "\n");
  const std::string_view text(line.data());
  SecretString secret(text.substr(0, text.find('\n')));
  wipe(line);
  if (!answered) return fail(ErrorCode::kCancelled, "nothing was entered");
  return secret;
}

Result<std::string> prompt_line(const std::string& question) {
  fmt::print(stderr, "{}", report::many_lines(question));
  std::array<char, kMaxAnswerBytes> line{};
  if (std::fgets(line.data(), line.size(), stdin) == nullptr) {
    return fail(ErrorCode::kCancelled, "nothing was answered, so nothing is changed");
  }
  return std::string(trim(line.data()));
}

Result<SecretString> read_secret_line(const std::string& path) {
  constexpr std::uint64_t kMaxBytes = 4096;
  SIGNET_TRY(std::string text, read_file(path, kMaxBytes));
  const std::string_view line = std::string_view(text).substr(0, text.find_first_of("\r\n"));
  SecretString secret(line);
  wipe(text);
  if (secret.empty()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{}: the first line is empty", path), "put the secret there");
  }
  return secret;
}

bool confirm(const std::string& question) {
  const auto answer = prompt_line(question + " [y/N] ");
  return answer && (*answer == "y" || *answer == "Y" || *answer == "yes");
}

void print_error(const Error& error) {
  fmt::print(stderr, "error: {}\n", report::many_lines(error.to_string()));
}

}  // namespace signet::cli
