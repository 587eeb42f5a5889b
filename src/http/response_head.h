// What is refused in the head of a response. libcurl lets much pass that Node's parser, and so Postman, does not;
// lenient reading is how responses are split and smuggled (RFC 9112 §11). Source: the errors of llhttp, strict and with
// insecureHTTPParser.
#pragma once

#include <string_view>
#include <vector>

#include "http/types.h"

namespace signet::http {

/// The fault of one line of a head, with its line end, in llhttp's words; empty when it has none. `lenient` is
/// Postman's insecureHTTPParser.
[[nodiscard]] std::string_view line_fault(std::string_view line, bool is_status_line, bool lenient);

/// The fault of the complete list: lengths that contradict each other.
[[nodiscard]] std::string_view head_fault(const std::vector<Header>& headers, bool lenient);

}  // namespace signet::http
