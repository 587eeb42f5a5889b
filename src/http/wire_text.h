// Text on its way to and from HTTP/1: what may stand where (RFC 9110 §5.5, §9.1), and the byte encoding that Node uses
// for headers and paths (ISO 8859-1), so that scripts and reports see the same text as in newman.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/types.h"

namespace signet::http {

/// Letters, digits and !#$%&'*+-.^_`|~: methods and header names.
[[nodiscard]] bool is_token(std::string_view text);
/// UTF-8 text as ISO 8859-1 bytes; nullopt when a character has none. Bytes that are no UTF-8 pass as they are.
[[nodiscard]] std::optional<std::string> to_latin1(std::string_view text);

/// "Name: value" lines joined by CRLF, or why a header cannot be sent, in Node's words.
[[nodiscard]] Result<std::string> header_lines(const std::vector<Header>& headers);
/// The request target as bytes, or Node's error for spaces and control characters in it.
[[nodiscard]] Result<std::string> target_bytes(std::string_view target);

/// The standard reason phrase of a status code, or empty.
[[nodiscard]] std::string_view reason_phrase(int code);

}  // namespace signet::http
