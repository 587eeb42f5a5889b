// The names that people give: their own, those of teams and groups.
#pragma once

#include <string_view>

#include "base/result.h"

namespace signet::server {

inline constexpr std::size_t kMaxNameBytes = 128;

/// kInvalidInput unless it is 1 to kMaxNameBytes bytes of text on one line, and not only spaces. Names stand in
/// subjects of mails and in terminals, so that control characters are refused.
[[nodiscard]] Status check_name(std::string_view name);

}  // namespace signet::server
