// Files: whole reads with a size limit, and writes that replace a file at once or leave it as it was.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signet {

/// Largest collection, environment or data file read into memory: 512 MiB (documented in docs/limits.md).
inline constexpr std::uint64_t kMaxFileBytes = 512ULL << 20;

/// Whether the group or anybody else may do something with the file; false when there is none.
[[nodiscard]] bool is_open_to_others(const std::filesystem::path& path);

/// The whole file. "-" reads standard input. Fails with kNotFound, kIo, or kLimit past `limit` bytes.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t limit = kMaxFileBytes);

/// Writes beside `path`, syncs, then renames over it: readers see the old file or the new one, never a part.
/// Makes missing parent folders. `mode` is the file's permission, e.g. 0644 for reports and 0600 for secrets.
[[nodiscard]] Status write_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode = 0644);

}  // namespace signet
