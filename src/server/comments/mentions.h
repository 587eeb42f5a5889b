// Who is called by a comment: "@[Ada](account:ID)" in its text. What stands in the brackets is for those who read the
// text without the app; who is meant is told by the id alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace signet::server {

/// More are not told.
inline constexpr std::size_t kMaxMentions = 50;

/// The ids of accounts that a text mentions, each once, in their order; whether there are such accounts is not looked
/// at.
[[nodiscard]] std::vector<std::string> mentions_in(std::string_view text);

}  // namespace signet::server
