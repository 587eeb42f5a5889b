#include "base/command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/descriptor.h"
#include "base/spawn.h"
#include "base/text.h"

namespace signet {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 16 << 10;
/// At once from one output, so that a program which writes without end does not keep its watcher from the clock: as
/// much as the largest pipe of an ordinary user holds.
constexpr int kMaxReads = (1 << 20) / kReadBytes;
constexpr int kFirstFreeDescriptor = 3;
/// How often is_stopped is asked, and the end of the program where the kernel has no pidfd.
constexpr std::int64_t kLookMs = 100;

Error cannot_run(std::string_view program, std::string_view why) {
  return fail(ErrorCode::kIo, fmt::format("cannot run {}: {}", program, why));
}

bool is_executable(const std::filesystem::path& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && access(path.c_str(), X_OK) == 0;
}

void plan(SpawnPlan& plan, int output, int errors) {
  posix_spawn_file_actions_addopen(&plan.files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&plan.files, output, 1);
  posix_spawn_file_actions_adddup2(&plan.files, errors, 2);
  posix_spawn_file_actions_addclosefrom_np(&plan.files, kFirstFreeDescriptor);
}

std::string_view name_of(std::string_view variable) {
  return variable.substr(0, variable.find('='));
}

/// Pointers into this process's environment and into `changes`: values are copied nowhere.
std::vector<char*> environment_with(const std::vector<std::string>& changes) {
  std::vector<char*> list;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    const std::string_view name = name_of(*at);
    const bool is_changed =
        std::any_of(changes.begin(), changes.end(), [&](const std::string& change) { return name_of(change) == name; });
    if (!is_changed) list.push_back(*at);
  }
  for (const std::string& change : changes) {
    if (change.find('=') != std::string::npos) list.push_back(const_cast<char*>(change.data()));
  }
  list.push_back(nullptr);
  return list;
}

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

/// The writing end lies above the three that the program gets, so that no step of the plan overwrites it.
Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return fail(ErrorCode::kIo, strerror(errno));
  Descriptor reads(ends[0]);
  const Descriptor writes(ends[1]);
  Descriptor high(fcntl(writes.get(), F_DUPFD_CLOEXEC, kFirstFreeDescriptor));
  if (!high.is_open() || fcntl(reads.get(), F_SETFL, O_NONBLOCK) != 0) return fail(ErrorCode::kIo, strerror(errno));
  return Pipe{std::move(reads), std::move(high)};
}

/// A running program; its pidfd by its number, as glibc 2.36 declares pidfd_open() for C only. Kills its group and
/// reaps it when it goes before the program's end was seen.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid), pidfd_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (ended_) return;
    kill(-pid_, SIGKILL);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  /// Readable when the program has ended; below zero where the kernel cannot tell.
  [[nodiscard]] int pidfd() const { return pidfd_.get(); }

  [[nodiscard]] bool has_ended() {
    if (!ended_) ended_ = waitpid(pid_, &status_, WNOHANG) == pid_;
    return ended_;
  }

  [[nodiscard]] int exit_code() const { return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_); }

 private:
  pid_t pid_;
  Descriptor pidfd_;
  int status_ = 0;
  bool ended_ = false;
};

/// Bytes that grow in memory fit for secrets.
class Collected {
 public:
  explicit Collected(std::size_t limit) : limit_(limit) {}

  /// False when it does not fit.
  [[nodiscard]] bool add(std::string_view bytes) {
    if (bytes.size() > limit_ - size_) return false;
    if (size_ + bytes.size() > memory_.size()) {
      SecretString larger = SecretString::of_size(std::max(2 * memory_.size(), size_ + bytes.size()));
      std::copy_n(memory_.expose().begin(), size_, larger.bytes().begin());
      memory_ = std::move(larger);
    }
    std::copy(bytes.begin(), bytes.end(), memory_.bytes().begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += bytes.size();
    return true;
  }

  [[nodiscard]] SecretString take() const { return SecretString(memory_.expose().substr(0, size_)); }

 private:
  SecretString memory_;
  std::size_t size_ = 0;
  std::size_t limit_;
};

/// Reads both outputs of a program until it has ended, within the limits.
class Watch {
 public:
  Watch(const std::string& program, Child& child, Descriptor output, Descriptor errors, const ProgramLimits& limits)
      : program_(program),
        child_(child),
        output_(std::move(output)),
        errors_(std::move(errors)),
        limits_(limits),
        deadline_(Clock::now() + std::chrono::milliseconds(limits.timeout_ms)),
        collected_(limits.max_output_bytes) {}

  Result<ProgramResult> until_end() {
    // What the program started and left running may hold the pipes open: its own end counts, not theirs.
    while (!child_.has_ended()) {
      SIGNET_CHECK(wait_for_news());
      SIGNET_CHECK(read_all());
    }
    SIGNET_CHECK(read_all());
    return ProgramResult{child_.exit_code(), collected_.take(), std::move(error_text_)};
  }

 private:
  Status wait_for_news() {
    if (limits_.is_stopped && limits_.is_stopped()) {
      return fail(ErrorCode::kCancelled, fmt::format("{} was stopped", program_));
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    if (left <= 0) {
      return fail(ErrorCode::kTimeout,
                  fmt::format("{} did not end within {} and was stopped", program_,
                              human_duration(static_cast<double>(limits_.timeout_ms))),
                  "run it in a terminal to see what it waits for");
    }
    std::array<pollfd, 3> watched = {
        {{output_.get(), POLLIN, 0}, {errors_.get(), POLLIN, 0}, {child_.pidfd(), POLLIN, 0}}};
    const bool looks_often = limits_.is_stopped || child_.pidfd() < 0;
    const auto wait = static_cast<int>(std::min<std::int64_t>(left, looks_often ? kLookMs : left));
    if (poll(watched.data(), watched.size(), wait) < 0 && errno != EINTR) return cannot_run(program_, strerror(errno));
    return {};
  }

  Status read_all() {
    SIGNET_CHECK(drain(output_, [&](std::string_view bytes) { return collected_.add(bytes); }));
    return drain(errors_, [&](std::string_view bytes) {
      error_text_.append(bytes.substr(0, kMaxProgramErrorBytes - error_text_.size()));
      return true;
    });
  }

  /// Reads what is there; closes at the end.
  template <typename Take>
  Status drain(Descriptor& from, const Take& take) {
    for (int reads = 0; from.is_open() && reads < kMaxReads; ++reads) {
      const ssize_t n = read(from.get(), buffer_.bytes().data(), buffer_.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return {};
      if (n <= 0) {
        from.close();
        return {};
      }
      if (take(buffer_.expose().substr(0, static_cast<std::size_t>(n)))) continue;
      return fail(ErrorCode::kLimit,
                  fmt::format("{} wrote more than {} and was stopped", program_,
                              human_size(static_cast<double>(limits_.max_output_bytes))),
                  "that is no answer of the program that was meant: check which one runs");
    }
    return {};
  }

  const std::string& program_;
  Child& child_;
  Descriptor output_;
  Descriptor errors_;
  const ProgramLimits& limits_;
  Clock::time_point deadline_;
  Collected collected_;
  std::string error_text_;
  SecretString buffer_ = SecretString::of_size(kReadBytes);
};

}  // namespace

Result<std::filesystem::path> find_program(std::string_view name, std::string_view path) {
  if (name.find('/') != std::string_view::npos) {
    if (is_executable(name)) return std::filesystem::path(name);
    return fail(ErrorCode::kNotFound, fmt::format("{} is no program that can be run", name),
                "check the path and the file's permissions");
  }
  for (const std::string& folder : split(path, ':')) {
    const std::filesystem::path file = std::filesystem::path(folder) / name;
    if (folder.starts_with('/') && !name.empty() && is_executable(file)) return file;
  }
  return fail(ErrorCode::kNotFound, fmt::format("there is no program \"{}\" in the folders of PATH", name),
              "install it, or add its folder to PATH");
}

Result<ProgramResult> run_program(const std::vector<std::string>& words, const std::vector<std::string>& changes,
                                  const ProgramLimits& limits) {
  if (words.empty()) return fail(ErrorCode::kInvalidInput, "there is no program to run");
  const std::string& name = words.front();
  const char* path = getenv("PATH");
  SIGNET_TRY(const std::filesystem::path file, find_program(name, path == nullptr ? "" : path));
  auto output = make_pipe();
  if (!output) return cannot_run(name, output.error().message);
  auto errors = make_pipe();
  if (!errors) return cannot_run(name, errors.error().message);

  SpawnPlan spawn;
  plan(spawn, output->write_end.get(), errors->write_end.get());
  pid_t pid = -1;
  const int error = posix_spawn(&pid, file.c_str(), &spawn.files, &spawn.attributes, word_pointers(words).data(),
                                environment_with(changes).data());
  if (error != 0) return cannot_run(file.string(), strerror(error));
  Child child(pid);
  output->write_end.close();
  errors->write_end.close();
  return Watch(name, child, std::move(output->read_end), std::move(errors->read_end), limits).until_end();
}

Result<std::filesystem::path> find_own_program(std::string_view name) {
  std::error_code error;
  const auto binary = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return fail(ErrorCode::kIo, fmt::format("cannot tell where this program is: {}", error.message()));
  const auto folder = binary.parent_path();
  for (const auto& candidate : {folder / name, folder / ".." / "libexec" / "signet" / name}) {
    if (std::filesystem::exists(candidate, error)) return candidate.lexically_normal();
  }
  return fail(ErrorCode::kNotFound, fmt::format("the program {} is missing in {}", name, folder.string()),
              "reinstall signet: it is a part of it");
}

}  // namespace signet
