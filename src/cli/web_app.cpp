#include "cli/web_app.h"

#include <cstdint>

namespace signet::cli {

namespace {

struct Entry {
  const char* path;
  const char* data;
  std::uint64_t size;
};

}  // namespace

// Assembled from the built files by embed_web.cmake; ends with a null path.
extern "C" const Entry signet_web_files[];

std::vector<app::WebFile> embedded_web_app() {
  std::vector<app::WebFile> files;
  for (const Entry* entry = signet_web_files; entry->path != nullptr; ++entry) {
    files.push_back({entry->path, std::string_view(entry->data, entry->size)});
  }
  return files;
}

}  // namespace signet::cli
