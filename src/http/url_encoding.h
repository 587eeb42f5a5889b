// Percent-encoding with Postman's sets, and host names in ASCII. Source: postman-url-encoder encoder/encode-set.js.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace signet::http {

/// Which ASCII characters of a URL part are encoded; bytes past ASCII and control characters always are.
enum class EncodeSet : std::uint8_t { kPath, kQuery, kUserInfo, kFragment };

/// Encodes `text`; what is already "%41" stays as it is.
[[nodiscard]] std::string encode_part(std::string_view text, EncodeSet set);

/// A host name as Node's url.domainToASCII gives it: lower case, punycode, IPv4 numbers as four decimals. What is no
/// valid host comes back unchanged.
[[nodiscard]] std::string host_to_ascii(std::string_view host);

}  // namespace signet::http
