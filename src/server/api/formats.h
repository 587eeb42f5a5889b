// The formats of strings that the API checks: short rules that keep nonsense out, not proofs that a mailbox exists.
#pragma once

#include <string_view>

namespace signet::server {

/// What is wrong with `text` as "email", "uuid", "date-time" or "uri"; empty when nothing is, or for other formats.
[[nodiscard]] std::string_view fault_of_format(std::string_view text, std::string_view format);

}  // namespace signet::server
