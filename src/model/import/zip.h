// Reads ZIP archives that strangers made, in memory: nothing is ever written by the names in them. libzip reads the
// format and the checksums; the limits are kept here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signet::model {

struct ZipLimits {
  std::uint64_t entries = 20'000;
  std::uint64_t entry_bytes = 64ULL << 20;   ///< of one file, unpacked
  std::uint64_t total_bytes = 256ULL << 20;  ///< of all, unpacked
  /// How many times longer than the archive they may be together. JSON packs to a tenth, now and then to a fiftieth.
  std::uint64_t ratio = 200;
  std::uint64_t ratio_from_bytes = 8ULL << 20;  ///< less than that is harmless in any ratio
};

struct ZipEntry {
  std::string name;   ///< as written, UTF-8; may have slashes, dots and anything else
  std::string bytes;  ///< unpacked; empty when `fault` is not
  std::string fault;  ///< why it cannot be read: encrypted, damaged, packed by a method that is not known
};

/// Whether bytes begin as a ZIP archive does.
[[nodiscard]] bool is_zip(std::string_view bytes);

/// All files, in the order of the archive, folders left out. kInvalidInput when it is no archive, kLimit past a limit;
/// `source` names it in errors.
[[nodiscard]] Result<std::vector<ZipEntry>> read_zip(std::string_view bytes, std::string_view source,
                                                     const ZipLimits& limits = {});

}  // namespace signet::model
