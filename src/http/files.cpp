#include "http/files.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace signet::http {

namespace {

struct MediaType {
  std::string_view extension;
  std::string_view type;
};

// Sorted by extension. Facts of the registries of IANA, Apache and nginx, as the npm package mime-db lists them.
constexpr MediaType kMediaTypes[] = {
#include "http/media_types.inc"
};

bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const auto [at, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return at == folder.end() || (std::next(at) == folder.end() && at->empty());
}

}  // namespace

Result<std::filesystem::path> find_upload(std::string_view source, const FileAccess& files) {
  if (source.empty()) return fail(ErrorCode::kInvalidInput, "invalid or missing file source");
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::absolute(files.working_dir, error).lexically_normal();
  std::filesystem::path path = (folder / source).lexically_normal();
  // The path as written must be inside, and so must the file that it leads to through symbolic links.
  if (!files.allow_outside) {
    const std::filesystem::path real = std::filesystem::weakly_canonical(path, error);
    const std::filesystem::path real_folder = std::filesystem::weakly_canonical(folder, error);
    if (error || !is_inside(path, folder) || !is_inside(real, real_folder)) {
      return fail(ErrorCode::kInvalidInput, "PPERM: insecure file access outside working directory");
    }
  }
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) {
    if (errno == ENOENT) return fail(ErrorCode::kNotFound, fmt::format("\"{}\", no such file", source));
    return fail(ErrorCode::kIo, fmt::format("\"{}\", {}", source, std::strerror(errno)));
  }
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kIo, fmt::format("\"{}\", is not a file", source));
  if ((info.st_mode & S_IRUSR) == 0) return fail(ErrorCode::kIo, fmt::format("\"{}\", read permission denied", source));
  return path;
}

std::string_view media_type(std::string_view file_name) {
  // npm mime-types looks up extname("x." + path): a bare "json" counts as an extension, "/home/json" does not.
  const std::size_t slash = file_name.rfind('/');
  file_name.remove_prefix(slash + 1);
  const std::size_t dot = file_name.rfind('.');
  if (slash != std::string_view::npos && (dot == std::string_view::npos || dot == 0)) return {};
  const std::string extension = to_lower(dot == std::string_view::npos ? file_name : file_name.substr(dot + 1));
  const auto* it =
      std::lower_bound(std::begin(kMediaTypes), std::end(kMediaTypes), extension,
                       [](const MediaType& entry, const std::string& key) { return entry.extension < key; });
  return it != std::end(kMediaTypes) && it->extension == extension ? it->type : std::string_view();
}

}  // namespace signet::http
