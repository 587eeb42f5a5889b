// Files that requests upload: found by newman's rules (lib/run/secure-fs.js, runtime lib/runner/util.js).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/prepare.h"

namespace signet::http {

/// The path of a readable regular file, or why not, in newman's words.
[[nodiscard]] Result<std::filesystem::path> find_upload(std::string_view source, const FileAccess& files);

/// The media type of a file by its extension ("application/pdf"), or empty when it is unknown.
[[nodiscard]] std::string_view media_type(std::string_view file_name);

}  // namespace signet::http
