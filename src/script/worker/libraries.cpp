#include "script/worker/libraries.h"

#include <cstdint>

namespace signet::worker {

namespace {

struct Entry {
  const char* name;
  const char* data;
  std::uint64_t size;
};

}  // namespace

// Assembled from the built files by worker/embed.cmake; ends with a null name.
extern "C" const Entry signet_embedded[];

std::optional<std::string_view> embedded(std::string_view name) {
  for (const Entry* entry = signet_embedded; entry->name != nullptr; ++entry) {
    if (name == entry->name) return std::string_view(entry->data, entry->size);
  }
  return std::nullopt;
}

}  // namespace signet::worker
