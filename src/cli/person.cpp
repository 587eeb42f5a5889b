#include "cli/person.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>

#include "cli/terminal.h"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX has it in no header

namespace signet::cli {

namespace {

#ifdef __APPLE__
constexpr const char* kOpener = "open";
#else
constexpr const char* kOpener = "xdg-open";  // it looks at BROWSER itself
#endif

}  // namespace

Status open_browser(const std::string& url) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&files, fd, "/dev/null", O_RDWR, 0);
  }
  // A group of its own, so that Ctrl-C ends the run and not the browser.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::string opener = kOpener;
  std::string address = url;  // begins with a scheme: no option of the opener's
  const std::array<char*, 3> arguments = {opener.data(), address.data(), nullptr};
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, kOpener, &files, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed == 0) return {};
  return fail(ErrorCode::kNotFound, fmt::format("{} could not be started; open the address by hand", kOpener));
}

std::unique_ptr<http::oauth2::Person> person_at_terminal() {
  if (::isatty(STDERR_FILENO) != 1 || is_in_environment("CI")) return nullptr;
  auto person = std::make_unique<http::oauth2::Person>();
  person->open_browser = open_browser;
  person->tell = [](const std::string& text) { fmt::print(stderr, "{}\n", text); };
  return person;
}

}  // namespace signet::cli
