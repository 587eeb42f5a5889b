// The `code` of an error as Node has it, for err.code in scripts: told from the message, which always names it.
#pragma once

#include <string_view>

namespace signet::http {

/// "connect ECONNREFUSED 127.0.0.1:1" → "ECONNREFUSED"; empty when Node has no code for it.
[[nodiscard]] std::string_view node_error_code(std::string_view message);

}  // namespace signet::http
