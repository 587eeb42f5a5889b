#include "server/secret_file.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"

namespace signet::server {

Result<SecretString> read_secret_file(const std::filesystem::path& file, std::string_view what) {
  if (is_open_to_others(file)) {
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
