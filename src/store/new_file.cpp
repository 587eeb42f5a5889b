#include "store/new_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace signet::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = 256 << 10;

std::string reason(int code) {
  return std::generic_category().message(code);
}

}  // namespace

Status make_private_folder(const fs::path& folder) {
  std::error_code error;
  if (folder.empty() || fs::is_directory(folder, error)) return {};
  SIGNET_CHECK(make_private_folder(folder.parent_path()));
  if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
    return fail(ErrorCode::kIo, fmt::format("cannot make the folder {}: {}", folder.string(), reason(errno)),
                "the folder above must be writable");
  }
  return {};
}

Result<NewFile> NewFile::create(const fs::path& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  SIGNET_CHECK(make_private_folder(whole.parent_path()));
  std::string beside = whole.string() + ".XXXXXX";
  Descriptor file(::mkostemp(beside.data(), O_CLOEXEC));  // mode 0600
  if (!file.is_open()) {
    return fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", whole.string(), reason(errno)));
  }
  return NewFile(whole, std::move(beside), std::move(file));
}

NewFile::~NewFile() {
  if (file_.is_open()) ::unlink(beside_.c_str());
}

Error NewFile::failed(int code) const {
  return fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path_.string(), reason(code)),
              code == ENOSPC || code == EDQUOT || code == EFBIG ? "make room" : "");
}

Status NewFile::write(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < kBufferBytes ? Status() : flush();
}

Status NewFile::flush() {
  std::string_view left = buffer_;
  while (!left.empty()) {
    const ssize_t n = ::write(file_.get(), left.data(), left.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return failed(n < 0 ? errno : ENOSPC);
    left.remove_prefix(static_cast<std::size_t>(n));
  }
  buffer_.clear();
  return {};
}

Status NewFile::finish() {
  SIGNET_CHECK(flush());
  if (::fsync(file_.get()) != 0) return failed(errno);
  // link() and not rename(): it never replaces another backup.
  if (::link(beside_.c_str(), path_.c_str()) != 0) {
    if (errno != EEXIST) return failed(errno);
    return fail(ErrorCode::kConflict, fmt::format("{} is there already", path_.string()), "choose another name");
  }
  ::unlink(beside_.c_str());
  file_.close();
  const Descriptor folder(::open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.get()) != 0) return failed(errno);
  return {};
}

}  // namespace signet::store
