// Replacing a file as a whole: readers, and whoever looks after a crash, find the old bytes or the new ones.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.h"

namespace signet::vault {

/// Writes beside `file` (mode 0600), syncs, renames over it and syncs the folder; each failure is an error, and leaves
/// the old file whole. The owner of the old file stays its owner.
[[nodiscard]] Status replace_file(const std::filesystem::path& file, std::string_view bytes);

/// Whether `candidate` is a half-written file of replace_file(`file`).
[[nodiscard]] bool is_half_written(const std::filesystem::path& file, const std::filesystem::path& candidate);

/// Removes what killed writers left beside `file`. Only for who holds the lock: others may be writing.
void remove_half_written(const std::filesystem::path& file);

/// Makes a folder and its parents, for this user only (mode 0700).
[[nodiscard]] Status make_private_folder(const std::filesystem::path& folder);

}  // namespace signet::vault
