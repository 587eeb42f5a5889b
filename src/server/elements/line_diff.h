// Two texts of several lines, compared as people read it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::server {

/// A unified diff with three lines around each change, without names of files: "@@ -1,3 +1,4 @@\n one\n-two\n+2\n".
/// Empty when the texts are equal. Takes time that grows with the texts and little else (libgit2's heuristics). A NUL
/// makes no difference. kInternal when the library fails.
[[nodiscard]] Result<std::string> line_diff(std::string_view before, std::string_view after);

}  // namespace signet::server
