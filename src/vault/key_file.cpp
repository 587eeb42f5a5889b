// Key files: 32 random bytes that open a vault without a person, as on CI machines.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/encoding.h"
#include "base/ids.h"
#include "base/text.h"
#include "vault/store.h"

namespace signet::vault {

namespace {

constexpr std::size_t kKeyFileBytes = 32;
constexpr std::size_t kMaxFileBytes = 4096;

Error unreadable(const std::filesystem::path& path, int code) {
  return fail(code == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
              fmt::format("cannot read the key file {}: {}", path.string(), std::generic_category().message(code)),
              code == ENOENT ? "check the path" : "");
}

/// At most kMaxFileBytes of an open file, or of a pipe; read into one block of secret memory.
Result<SecretString> read_all(int fd, const std::filesystem::path& path) {
  SecretString bytes = SecretString::of_size(kMaxFileBytes);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t n = ::read(fd, bytes.bytes().data() + size, bytes.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable(path, errno);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  return SecretString(bytes.expose().substr(0, size));
}

}  // namespace

Result<SecretString> read_key_file(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return unreadable(path, errno);
  struct stat info {};
  const bool is_file = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  if (is_file && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    ::close(fd);
    return fail(ErrorCode::kInvalidInput, fmt::format("others can read the key file {}", path.string()),
                fmt::format("chmod 600 {}", path.string()));
  }
  auto text = read_all(fd, path);
  ::close(fd);
  if (!text) return text;
  if (text->size() == kKeyFileBytes) return text;
  const std::string_view trimmed = trim(text->expose());
  const bool is_hex_long = trimmed.size() == 2 * kKeyFileBytes;
  auto bytes = is_hex_long ? hex_decode(trimmed) : std::nullopt;
  if (!bytes) bytes = base64_decode(trimmed);
  SecretString secret(bytes ? std::string_view(*bytes) : std::string_view());
  if (bytes) wipe(*bytes);
  if (secret.size() != kKeyFileBytes) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} is no key file: it has not {} bytes, as they are or in hex or base64", path.string(),
                            kKeyFileBytes),
                "signet vault key add --new-key-file FILE makes one");
  }
  return secret;
}

Result<SecretString> make_key_file(const std::filesystem::path& path) {
  std::string bytes = random_bytes(kKeyFileBytes);
  SecretString secret(bytes);
  std::string text = base64_encode(bytes);
  wipe(bytes);
  text += '\n';
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const bool written =
      fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
  const int code = errno;
  if (fd >= 0) ::close(fd);
  wipe(text);
  if (written) return secret;
  if (fd >= 0) ::unlink(path.c_str());
  return fail(ErrorCode::kIo,
              fmt::format("cannot make the key file {}: {}", path.string(), std::generic_category().message(code)),
              code == EEXIST ? "it is there already, and is never replaced" : "");
}

}  // namespace signet::vault
