#include "vault/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "vault/replace.h"

namespace signet::vault {

namespace {

constexpr std::chrono::milliseconds kPause{2};

Error refused(const std::filesystem::path& file, int code) {
  return fail(ErrorCode::kIo, fmt::format("cannot lock {}: {}", file.string(), std::generic_category().message(code)),
              "the vault's folder must be writable to change the vault; nothing was changed");
}

/// Whether the locked file is still the one that others will lock: Store::remove() takes it away.
bool is_still_there(int fd, const std::filesystem::path& file) {
  struct stat locked {};
  struct stat named {};
  return ::fstat(fd, &locked) == 0 && ::stat(file.c_str(), &named) == 0 && locked.st_dev == named.st_dev &&
         locked.st_ino == named.st_ino;
}

}  // namespace

Result<FileLock> FileLock::take(const std::filesystem::path& file, std::chrono::milliseconds patience) {
  SIGNET_CHECK(make_private_folder(file.parent_path()));
  // flock has no time limit of its own, and a signal to end a blocking one would be the whole process's business.
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    FileLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (lock.fd_ < 0) return refused(file, errno);
    while (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return refused(file, errno);
      if (std::chrono::steady_clock::now() > end) {
        return fail(ErrorCode::kTimeout,
                    fmt::format("another program has held {} for {} s", file.string(), patience.count() / 1000),
                    "wait for it to end, or end it");
      }
      std::this_thread::sleep_for(kPause);
    }
    if (is_still_there(lock.fd_, file)) return lock;
  }
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace signet::vault
