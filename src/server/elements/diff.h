// What changed between two contents of an element, as people read it: place by place in their order, elements of lists
// by what they are called, texts of several lines line by line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "server/elements/stored_content.h"

namespace signet::server {

enum class DiffKind : std::uint8_t { kAdded, kRemoved, kChanged };

/// "added", "removed", "changed".
[[nodiscard]] std::string_view name_of(DiffKind kind);

struct DiffEntry {
  std::string path;   ///< in the content after it, of what was removed in that before it (RFC 6901)
  std::string title;  ///< "Header Accept value"
  DiffKind kind = DiffKind::kChanged;
  std::optional<json::value> before;  ///< none: it was not there, is secret, or is told by `lines`
  std::optional<json::value> after;   ///< likewise
  std::string lines;                  ///< of texts of several lines: a unified diff
  bool is_secret = false;             ///< only that there is a change is told
};

/// Contents with their values in their places, but for those whose place is hidden, where null stands.
[[nodiscard]] Result<std::vector<DiffEntry>> diff_contents(const StoredContent& before, const StoredContent& after);

/// The same of two versions. Hidden is what is hidden in either of them or now. kNotFound for a version that there is
/// not.
[[nodiscard]] Result<std::vector<DiffEntry>> diff_versions(store::Transaction& transaction, const DataKeys& keys,
                                                           const Element& element, std::int64_t before,
                                                           std::int64_t after);

}  // namespace signet::server
