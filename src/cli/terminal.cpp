#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace signet::cli {

namespace {

bool environment_forbids_colour() {
  const char* no_colour = std::getenv("NO_COLOR");  // NOLINT(concurrency-mt-unsafe): read before any thread starts
  if (no_colour != nullptr && *no_colour != '\0') return true;
  const char* term = std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe)
  return term != nullptr && std::string_view(term) == "dumb";
}

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

void print_error(const Error& error) {
  fmt::print(stderr, "error: {}\n", error.to_string());
}

}  // namespace signet::cli
