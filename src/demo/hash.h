// Message digests in hexadecimal, for the digest-auth endpoint and for naming uploaded files.
#pragma once

#include <string>
#include <string_view>

namespace signet::demo {

[[nodiscard]] std::string md5_hex(std::string_view bytes);
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace signet::demo
