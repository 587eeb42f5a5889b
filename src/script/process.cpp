#include "script/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <charconv>

#include "base/command.h"
#include "base/descriptor.h"
#include "base/spawn.h"

namespace signet::script {

namespace {

constexpr int kWorkerSocket = 3;

void plan_files(SpawnPlan& plan, int socket) {
  const bool keep_stderr = getenv("SIGNET_SCRIPT_DEBUG") != nullptr;
  posix_spawn_file_actions_addopen(&plan.files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&plan.files, 1, "/dev/null", O_WRONLY, 0);
  if (!keep_stderr) posix_spawn_file_actions_addopen(&plan.files, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&plan.files, socket, kWorkerSocket);
  posix_spawn_file_actions_addclosefrom_np(&plan.files, kWorkerSocket + 1);
}

/// Dates in scripts are in the user's time zone and language; nothing else of the environment is the worker's business.
std::vector<std::string> worker_environment() {
  std::vector<std::string> environment;
  for (const char* name : {"TZ", "LANG", "LC_ALL", "LC_TIME"}) {
    if (const char* value = getenv(name)) environment.push_back(fmt::format("{}={}", name, value));
  }
  return environment;
}

Error system_failure(std::string_view what, int error) {
  return fail(ErrorCode::kIo, fmt::format("cannot start the script worker: {}: {}", what, strerror(error)));
}

std::string describe_signal(int signal) {
  if (signal == SIGSYS) return "tried what the sandbox forbids and was stopped";
  if (signal == SIGKILL) return "was killed (signal 9), perhaps for want of memory";
  return fmt::format("crashed the JavaScript engine (signal {}, {})", signal, strsignal(signal));
}

}  // namespace

Result<std::unique_ptr<Process>> Process::start(const std::filesystem::path& program,
                                                const std::vector<std::string>& arguments) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return system_failure("socketpair", errno);
  Descriptor ours(ends[0]);
  const Descriptor pair(ends[1]);
  // Above 3, so that no step of the plan overwrites it before it is in place.
  const Descriptor theirs(fcntl(pair.get(), F_DUPFD_CLOEXEC, kWorkerSocket + 1));
  if (theirs.get() < 0 || fcntl(ours.get(), F_SETFL, O_NONBLOCK) != 0) return system_failure("fcntl", errno);

  SpawnPlan plan;
  plan_files(plan, theirs.get());
  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = worker_environment();
  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &plan.files, &plan.attributes, word_pointers(words).data(),
                                word_pointers(environment).data());
  if (error != 0) {
    Error failure = system_failure(program.string(), error);
    failure.hint = "reinstall signet: this program runs the scripts of collections";
    return failure;
  }
  const int statm = open(fmt::format("/proc/{}/statm", pid).c_str(), O_RDONLY | O_CLOEXEC);
  return std::unique_ptr<Process>(new Process(pid, ours.release(), statm));
}

Process::~Process() {
  kill();
  if (!reaped_) waitpid(pid_, nullptr, 0);
  close(socket_);
  if (statm_ >= 0) close(statm_);
}

void Process::kill() {
  if (!reaped_) ::kill(pid_, SIGKILL);
}

std::uint64_t Process::resident_bytes() const {
  char text[128];
  const ssize_t n = statm_ < 0 ? -1 : pread(statm_, text, sizeof text, 0);
  if (n <= 0) return 0;
  const char* const end = text + n;
  const char* at = std::find(static_cast<const char*>(text), end, ' ');  // the first field is the virtual size
  std::uint64_t pages = 0;
  if (at != end) std::from_chars(at + 1, end, pages);
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::int64_t Process::cpu_ms() const {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) return 0;
  return static_cast<std::int64_t>(used.tv_sec) * 1000 + used.tv_nsec / 1'000'000;
}

std::string Process::describe_end() {
  int status = 0;
  if (reaped_ || waitpid(pid_, &status, 0) != pid_) return "ended";
  reaped_ = true;
  if (WIFSIGNALED(status)) return describe_signal(WTERMSIG(status));
  return fmt::format("ended the script worker (exit code {})", WEXITSTATUS(status));
}

Result<std::filesystem::path> find_worker() {
  return find_own_program("signet-script-worker");
}

}  // namespace signet::script
