#include "report/sink.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace signet::report {

namespace {

constexpr std::size_t kBufferBytes = 64 << 10;

std::string reason(int code) {
  return std::generic_category().message(code);
}

/// 0, or the errno of the write that failed.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

Error cannot_write(const std::string& name, int code) {
  return fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", name, reason(code)),
              code == ENOSPC ? "free some space on that disk, or give another --reporter-<name>-export path"
                             : "check the path and its permissions");
}

}  // namespace

void DescriptorSink::write(std::string_view bytes) {
  if (buffer_.size() + bytes.size() > kBufferBytes) flush_buffer();
  if (bytes.size() >= kBufferBytes) {
    if (error_ == 0) error_ = write_all(fd_, bytes);
    return;
  }
  buffer_.append(bytes);
}

void DescriptorSink::flush_buffer() {
  if (error_ == 0) error_ = write_all(fd_, buffer_);
  buffer_.clear();
}

Status DescriptorSink::close() {
  flush_buffer();
  if (error_ != 0) return cannot_write(name_, error_);
  return {};
}

ExportFile::ExportFile(std::filesystem::path path, std::string beside, int fd)
    : path_(std::move(path)),
      beside_(std::move(beside)),
      fd_(fd),
      out_(std::make_unique<DescriptorSink>(fd, path_.string())) {}

Result<std::unique_ptr<ExportFile>> ExportFile::open(const std::filesystem::path& path) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) {
    return fail(ErrorCode::kIo,
                fmt::format("cannot make the folder {}: {}", path.parent_path().string(), error.message()),
                "give another --reporter-<name>-export path");
  }
  const bool in_place = std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error);
  std::string beside = in_place ? std::string() : path.string() + ".XXXXXX";
  const int fd = in_place ? ::open(path.c_str(), O_WRONLY | O_CLOEXEC) : ::mkostemp(beside.data(), O_CLOEXEC);
  if (fd < 0) return cannot_write(path.string(), errno);
  if (!in_place) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    (void)::fchmod(fd, 0666 & ~mask);
  }
  return std::unique_ptr<ExportFile>(new ExportFile(path, std::move(beside), fd));
}

ExportFile::~ExportFile() {
  out_.reset();
  if (fd_ >= 0) ::close(fd_);
  if (!beside_.empty()) ::unlink(beside_.c_str());
}

Status ExportFile::close() {
  SIGNET_CHECK(out_->close());
  const int fd = std::exchange(fd_, -1);
  if (::close(fd) != 0) return cannot_write(path_.string(), errno);
  if (beside_.empty()) return {};
  if (::rename(beside_.c_str(), path_.c_str()) != 0) return cannot_write(path_.string(), errno);
  beside_.clear();
  return {};
}

Result<std::unique_ptr<Spool>> Spool::open() {
  const char* folder = std::getenv("TMPDIR");
  std::string name = std::string(folder == nullptr || *folder == '\0' ? "/tmp" : folder) + "/signet-report.XXXXXX";
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) {
    return fail(ErrorCode::kIo, fmt::format("cannot make a temporary file {}: {}", name, reason(errno)),
                "set TMPDIR to a folder that can be written");
  }
  ::unlink(name.c_str());  // the space is freed when the process ends, however it ends
  return std::unique_ptr<Spool>(new Spool(fd));
}

Spool::~Spool() {
  ::close(fd_);
}

Spool::Piece Spool::append(std::string_view bytes) {
  const Piece piece{size_, bytes.size()};
  size_ += bytes.size();
  buffer_.append(bytes);
  if (buffer_.size() >= kBufferBytes) flush();
  return piece;
}

void Spool::flush() {
  if (error_ == 0) error_ = write_all(fd_, buffer_);
  buffer_.clear();
}

std::string Spool::read(Piece piece) {
  flush();
  std::string bytes(piece.size, '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::pread(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(piece.offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      if (error_ == 0) error_ = n < 0 ? errno : EIO;
      bytes.resize(done);
      break;
    }
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

void Spool::copy_to(Sink& out) {
  for (std::uint64_t at = 0; at < size_ && error_ == 0; at += kBufferBytes) {
    out.write(read({at, std::min<std::uint64_t>(kBufferBytes, size_ - at)}));
  }
}

Status Spool::status() const {
  if (error_ != 0) return cannot_write("a temporary file", error_);
  return {};
}

std::filesystem::path default_export_path(std::string_view extension, std::int64_t now_ms) {
  const std::time_t seconds = now_ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  return fmt::format("signet/signet-run-report-{:04}-{:02}-{:02}-{:02}-{:02}-{:02}-{:03}-0.{}", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, now_ms % 1000, extension);
}

}  // namespace signet::report
