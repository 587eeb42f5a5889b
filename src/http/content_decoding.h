// Content-Encoding undone as postman-request does it: gzip, deflate (with or without zlib header) and br; any other
// name is ignored. Stricter decoders would fail on servers that newman can talk to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signet::http {

/// The decoded bytes. A gzip stream that ends early gives what there is. Fails with kNetwork for broken data and with
/// kLimit past `limit` bytes, so that a small answer cannot fill the memory.
[[nodiscard]] Result<std::string> decode_content(std::string_view encoding, std::string bytes, std::uint64_t limit);

}  // namespace signet::http
