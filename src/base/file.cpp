#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace signet {

namespace {

std::string reason(int code) {
  return std::generic_category().message(code);
}

/// Closes its descriptor when it goes out of scope.
struct Descriptor {
  explicit Descriptor(int value) : fd(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd > STDERR_FILENO) ::close(fd);
  }
  int fd;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

Status write_beside_and_rename(const std::string& path, const std::string& folder, std::string_view bytes,
                               unsigned mode) {
  std::string beside = path + ".XXXXXX";
  const Descriptor file(::mkostemp(beside.data(), O_CLOEXEC));
  if (file.fd < 0) return fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path, reason(errno)));
  const bool written = ::fchmod(file.fd, mode) == 0 && write_all(file.fd, bytes) && ::fsync(file.fd) == 0 &&
                       ::rename(beside.c_str(), path.c_str()) == 0;
  if (!written) {
    const int code = errno;
    ::unlink(beside.c_str());
    return fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path, reason(code)));
  }
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (parent.fd >= 0) (void)::fsync(parent.fd);
  return {};
}

}  // namespace

bool is_open_to_others(const std::filesystem::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  const bool standard_input = path == "-";
  const Descriptor file(standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd < 0) {
    const int code = errno;
    return fail(code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("cannot read {}: {}", path.string(), reason(code)), code == ENOENT ? "check the path" : "");
  }
  struct stat info {};
  if (::fstat(file.fd, &info) == 0 && S_ISDIR(info.st_mode)) {
    return fail(ErrorCode::kIo, fmt::format("cannot read {}: it is a folder", path.string()));
  }
  std::string bytes;
  if (S_ISREG(info.st_mode) && info.st_size > 0 && static_cast<std::uint64_t>(info.st_size) <= limit) {
    bytes.reserve(static_cast<std::size_t>(info.st_size) + 1);
  }
  std::string chunk(1 << 16, '\0');
  while (true) {
    const ssize_t n = ::read(file.fd, chunk.data(), chunk.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorCode::kIo, fmt::format("cannot read {}: {}", path.string(), reason(errno)));
    if (n == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(n) > limit) {
      return fail(ErrorCode::kLimit, fmt::format("{} is larger than {} MiB", path.string(), limit >> 20),
                  "split it, or remove saved responses from it");
    }
    bytes.append(chunk.data(), static_cast<std::size_t>(n));
  }
}

Status write_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return fail(ErrorCode::kIo, fmt::format("cannot make the folder {}: {}", folder.string(), error.message()));
  }
  // A device or a pipe (/dev/stdout, >(process)) cannot be replaced; it is written in place.
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.fd < 0 || !write_all(file.fd, bytes)) {
      return fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path.string(), reason(errno)));
    }
    return {};
  }
  return write_beside_and_rename(path.string(), folder.string(), bytes, mode);
}

}  // namespace signet
