#include "vault/replace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

namespace signet::vault {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRandomLetters = 6;  // mkostemp's

/// "vault.signet" → ".vault.signet.new-"
std::string half_written_prefix(const fs::path& file) {
  return fmt::format(".{}.new-", file.filename().string());
}

Error refused(std::string_view what, const fs::path& file, int code) {
  std::string hint = "nothing was changed";
  if (code == ENOSPC || code == EDQUOT || code == EFBIG) hint = "make room on the disk; nothing was changed";
  if (code == EACCES || code == EROFS || code == EPERM) hint = "the folder must be writable; nothing was changed";
  return fail(ErrorCode::kIo,
              fmt::format("cannot {} {}: {}", what, file.string(), std::generic_category().message(code)), hint);
}

/// Writes everything; 0, or the reason.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n < 0 ? errno : ENOSPC;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

/// Root writes for others (sudo): their file must stay theirs.
void keep_owner(int fd, const fs::path& file) {
  struct stat before {};
  if (::geteuid() == 0 && ::stat(file.c_str(), &before) == 0) (void)!::fchown(fd, before.st_uid, before.st_gid);
}

Status sync_folder(const fs::path& file) {
  const int fd = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && ::fsync(fd) == 0;
  const int code = errno;
  if (fd >= 0) ::close(fd);
  if (synced) return {};
  return fail(ErrorCode::kIo,
              fmt::format("{} is written, but its folder could not be synced: {}", file.string(),
                          std::generic_category().message(code)),
              "the change may be gone after a power cut; write it again");
}

}  // namespace

Status replace_file(const fs::path& file, std::string_view bytes) {
  std::string beside = (file.parent_path() / (half_written_prefix(file) + "XXXXXX")).string();
  const int fd = ::mkostemp(beside.data(), O_CLOEXEC);  // mode 0600
  if (fd < 0) return refused("write", file, errno);
  keep_owner(fd, file);
  int code = write_all(fd, bytes);
  if (code == 0 && ::fsync(fd) != 0) code = errno;
  if (::close(fd) != 0 && code == 0) code = errno;
  if (code == 0 && ::rename(beside.c_str(), file.c_str()) != 0) code = errno;
  if (code == 0) return sync_folder(file);
  ::unlink(beside.c_str());
  return refused("write", file, code);
}

bool is_half_written(const fs::path& file, const fs::path& candidate) {
  const std::string prefix = half_written_prefix(file);
  const std::string name = candidate.filename().string();
  return name.size() == prefix.size() + kRandomLetters && name.starts_with(prefix);
}

void remove_half_written(const fs::path& file) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator it(file.parent_path(), error), end; !error && it != end; it.increment(error)) {
    if (is_half_written(file, it->path())) found.push_back(it->path());
  }
  for (const fs::path& path : found) fs::remove(path, error);
}

Status make_private_folder(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return {};
  SIGNET_CHECK(make_private_folder(folder.parent_path()));
  if (::mkdir(folder.c_str(), S_IRWXU) == 0 || errno == EEXIST) return {};
  return refused("make the folder", folder, errno);
}

}  // namespace signet::vault
