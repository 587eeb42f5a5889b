#include "cli/watch.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>

namespace signet::cli {

namespace {

namespace fs = std::filesystem;

constexpr int kPollMilliseconds = 200;
/// Editors write in several steps; a change counts when nothing more came for this long.
constexpr int kQuietMilliseconds = 100;

/// An inotify descriptor on the folders of the files.
class Watcher {
 public:
  explicit Watcher(const std::vector<std::string>& files) : fd_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    for (const std::string& file : files) {
      if (file.empty() || file == "-" || file.find("://") != std::string::npos) continue;
      const fs::path path = fs::absolute(file);
      const bool folder = fs::is_directory(path);
      const fs::path parent = folder ? path : path.parent_path();
      const int watch = ::inotify_add_watch(fd_, parent.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE);
      if (watch < 0) continue;
      names_[watch].insert(folder ? std::string() : path.filename().string());
    }
  }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;
  ~Watcher() {
    if (fd_ >= 0) ::close(fd_);
  }

  [[nodiscard]] bool empty() const { return names_.empty(); }

  /// Waits up to `timeout_ms`; true when a watched file changed.
  [[nodiscard]] bool changed(int timeout_ms) const {
    pollfd entry{fd_, POLLIN, 0};
    if (::poll(&entry, 1, timeout_ms) <= 0) return false;
    alignas(inotify_event) std::array<char, 8192> buffer{};
    bool relevant = false;
    for (ssize_t n = ::read(fd_, buffer.data(), buffer.size()); n > 0; n = ::read(fd_, buffer.data(), buffer.size())) {
      for (ssize_t at = 0; at < n;) {
        const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
        relevant = relevant || concerns(*event);
        at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      }
    }
    return relevant;
  }

 private:
  [[nodiscard]] bool concerns(const inotify_event& event) const {
    const auto names = names_.find(event.wd);
    if (names == names_.end()) return false;
    const std::string name = event.len > 0 ? std::string(event.name) : std::string();
    return names->second.contains(name) || names->second.contains("");
  }

  int fd_;
  std::map<int, std::set<std::string>> names_;
};

}  // namespace

int watch_files(const std::vector<std::string>& files, const std::atomic<bool>& stop,
                const std::function<int()>& work) {
  const Watcher watcher(files);
  int code = work();
  if (watcher.empty()) return code;
  while (!stop.load()) {
    fmt::print(stderr, "\nwatching for changes (Ctrl-C ends)\n");
    bool changed = false;
    while (!stop.load() && !changed) changed = watcher.changed(kPollMilliseconds);
    while (!stop.load() && watcher.changed(kQuietMilliseconds)) {
    }
    if (!stop.load()) code = work();
  }
  return code;
}

}  // namespace signet::cli
