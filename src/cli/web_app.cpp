#include "cli/web_app.h"

#include <cstdint>

namespace signet::cli {

namespace {

struct Entry {
  const char* path;
  const char* data;
  std::uint64_t size;
};

std::vector<app::WebFile> read_table(const Entry* entry) {
  std::vector<app::WebFile> files;
  for (; entry->path != nullptr; ++entry) files.push_back({entry->path, std::string_view(entry->data, entry->size)});
  return files;
}

}  // namespace

// Assembled by embed_web.cmake; each ends with a null path.
extern "C" const Entry signet_web_files[];
extern "C" const Entry signet_sample_files[];

std::vector<app::WebFile> embedded_web_app() {
  return read_table(signet_web_files);
}

std::vector<app::WebFile> embedded_samples() {
  return read_table(signet_sample_files);
}

}  // namespace signet::cli
