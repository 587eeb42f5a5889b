// signet-vault-agent SOCKET: keeps vault keys for `signet vault unlock`, and ends when it has none left.
// signet-vault-agent keyring ACTION VAULT-ID: see keyring.h.
#include <fcntl.h>
#include <fmt/format.h>
#include <glib-unix.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "base/secret.h"
#include "base/secret_memory.h"
#include "vault/agent/keyring.h"
#include "vault/agent/requests.h"
#include "vault/agent/sleep_watch.h"

namespace signet::vault {

namespace {

constexpr guint kTickSeconds = 1;
constexpr time_t kClientSeconds = 2;
constexpr int kBacklog = 16;

/// Seconds on a clock that also counts sleep, so that a suspended machine does not prolong anything.
std::int64_t now_s() {
  timespec time{};
  (void)::clock_gettime(CLOCK_BOOTTIME, &time);
  return time.tv_sec;
}

/// One line of a client of the same user; empty when there is none.
SecretString read_line(int client) {
  std::array<char, 512> buffer{};
  std::size_t size = 0;
  while (size < buffer.size()) {
    const ssize_t n = ::recv(client, buffer.data() + size, buffer.size() - size, 0);
    if (n <= 0) break;
    size += static_cast<std::size_t>(n);
    if (buffer[size - 1] == '\n') break;
  }
  SecretString line(size > 0 && buffer[size - 1] == '\n' ? std::string_view(buffer.data(), size - 1)
                                                         : std::string_view());
  wipe(buffer);
  return line;
}

bool is_same_user(int client) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == ::getuid();
}

class Agent {
 public:
  explicit Agent(int listener) : listener_(listener), sleep_([this] { keys_.forget_all(); }) {}

  void run() {
    GMainLoop* loop = loop_ = g_main_loop_new(nullptr, FALSE);
    g_unix_fd_add(listener_, G_IO_IN, on_client, this);
    g_timeout_add_seconds(kTickSeconds, on_tick, this);
    g_unix_signal_add(SIGTERM, on_end, this);
    g_unix_signal_add(SIGINT, on_end, this);
    g_main_loop_run(loop);
    g_main_loop_unref(loop);
    keys_.forget_all();
  }

 private:
  static gboolean on_client(gint listener, GIOCondition /*condition*/, gpointer self) {
    const int client = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return G_SOURCE_CONTINUE;
    const timeval patience{kClientSeconds, 0};
    (void)::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)::setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (is_same_user(client)) static_cast<Agent*>(self)->serve(client);
    ::close(client);
    return G_SOURCE_CONTINUE;
  }

  void serve(int client) {
    const SecretString line = read_line(client);
    if (line.empty()) return;
    const SecretString answer = keys_.answer(line.expose(), now_s());
    had_keys_ = had_keys_ || !keys_.empty();
    (void)::send(client, answer.expose().data(), answer.size(), MSG_NOSIGNAL);
  }

  /// Keys whose time is over go; an agent without keys has nothing to do.
  static gboolean on_tick(gpointer self) {
    auto* agent = static_cast<Agent*>(self);
    agent->sleep_.look();
    agent->keys_.expire(now_s());
    agent->idle_ticks_ = agent->keys_.empty() ? agent->idle_ticks_ + 1 : 0;
    constexpr int kTicksToFirstKey = 10;
    if (agent->idle_ticks_ > 0 && (agent->had_keys_ || agent->idle_ticks_ > kTicksToFirstKey)) on_end(self);
    return G_SOURCE_CONTINUE;
  }

  static gboolean on_end(gpointer self) {
    g_main_loop_quit(static_cast<Agent*>(self)->loop_);
    return G_SOURCE_CONTINUE;
  }

  int listener_;
  HeldKeys keys_;
  SleepWatch sleep_;
  GMainLoop* loop_ = nullptr;
  bool had_keys_ = false;
  int idle_ticks_ = 0;
};

/// The socket, or -1 with a reason on standard error; `lock` makes sure that one agent only serves it.
int open_socket(const std::string& path, int& lock) {
  lock = ::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (lock < 0 || ::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    fmt::print(stderr, "another agent runs\n");
    return -1;
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    fmt::print(stderr, "the path of the socket is too long\n");
    return -1;
  }
  path.copy(static_cast<char*>(address.sun_path), path.size());
  (void)::unlink(path.c_str());
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how the socket API takes addresses
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (listener < 0 || ::bind(listener, generic, sizeof address) != 0 || ::listen(listener, kBacklog) != 0) {
    fmt::print(stderr, "the socket cannot be made\n");
    return -1;
  }
  return listener;
}

/// Tells the client that waits on standard output, and lets go of its terminal and folder.
void detach() {
  fmt::print("ready\n");
  (void)std::fflush(stdout);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null, fd);
  if (null > STDERR_FILENO) ::close(null);
  (void)::setsid();
  if (::chdir("/") != 0) return;  // only keeps a folder from being unmounted
}

}  // namespace

int run_agent(const std::vector<std::string>& words) {
  keep_out_of_core_dumps();
  ::umask(S_IRWXG | S_IRWXO);
  constexpr std::size_t kKeyringWords = 3;
  if (words.size() == kKeyringWords && words[0] == "keyring") return run_keyring(words[1], words[2]);
  if (words.size() != 1) {
    fmt::print(stderr, "signet-vault-agent is started by signet vault unlock\n");
    return 2;
  }
  int lock = -1;
  const int listener = open_socket(words[0], lock);
  if (listener < 0) return 1;
  Agent agent(listener);
  detach();
  agent.run();
  (void)::unlink(words[0].c_str());
  ::close(lock);
  return 0;
}

}  // namespace signet::vault

int main(int argc, char** argv) {
  return signet::vault::run_agent({argv + 1, argv + argc});
}
