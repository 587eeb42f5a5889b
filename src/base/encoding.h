// Base64, hex, percent and character encodings (RFC 4648, RFC 3986). Pure functions over bytes held in strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet {

[[nodiscard]] std::string base64_encode(std::string_view bytes);
/// Standard alphabet, padding optional, white space skipped; nullopt on any other byte.
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);
/// As Node's Buffer.from(text, "base64"): both alphabets of RFC 4648, other characters skipped.
[[nodiscard]] std::string base64_decode_lenient(std::string_view text);
/// In capitals, without padding.
[[nodiscard]] std::string base32_encode(std::string_view bytes);
[[nodiscard]] std::string hex_encode(std::string_view bytes);
/// The value of a digit in either case; -1 for any other character.
[[nodiscard]] int hex_digit(char c);
/// Digits of either case; nullopt for anything else, or an odd number of them.
[[nodiscard]] std::optional<std::string> hex_decode(std::string_view text);
/// "%41" → "A"; a percent sign not followed by two hex digits stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);
/// Encodes all but the unreserved set of RFC 3986 (letters, digits, "-._~").
[[nodiscard]] std::string percent_encode(std::string_view bytes);
/// ISO 8859-1 bytes, as HTTP/1 headers hold them (RFC 9110 §5.5), as UTF-8.
[[nodiscard]] std::string latin1_to_utf8(std::string_view bytes);
/// Whether there is no byte above 0x7F.
[[nodiscard]] bool is_ascii(std::string_view bytes);
/// Whether `bytes` is well-formed UTF-8.
[[nodiscard]] bool is_utf8(std::string_view bytes);

}  // namespace signet
