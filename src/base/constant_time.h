// Comparing what nobody may find out byte by byte from how long it takes.
#pragma once

#include <string_view>

namespace signet {

/// Takes as long for equal texts as for others of the same length; the length itself is no secret.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace signet
