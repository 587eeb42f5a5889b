// Whole-buffer compression in the codings that HTTP names (RFC 9110 8.4.1, RFC 7932).
#pragma once

#include <string>
#include <string_view>

namespace signet::demo {

[[nodiscard]] std::string gzip(std::string_view bytes);
/// The zlib format, which is what HTTP calls "deflate".
[[nodiscard]] std::string deflate(std::string_view bytes);
[[nodiscard]] std::string brotli(std::string_view bytes);

}  // namespace signet::demo
