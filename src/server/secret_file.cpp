#include "server/secret_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"

namespace signet::server {

Result<SecretString> read_secret_file(const std::filesystem::path& file, std::string_view what) {
  struct stat info {};
  if (::stat(file.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail(ErrorCode::kInvalidInput, fmt::format("{} {} can be read by others", what, file.string()),
                fmt::format("chmod 600 {}", file.string()));
  }
  constexpr std::uint64_t kMaxBytes = 4096;
  SIGNET_TRY(std::string text, read_file(file, kMaxBytes));
  SecretString secret(trim(text));
  wipe(text);
  return secret;
}

}  // namespace signet::server
