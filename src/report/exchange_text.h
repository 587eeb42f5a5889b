// Requests and responses as people read them: bodies as text where they are text, phases of the time they took.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/types.h"
#include "model/request.h"

namespace signet::report {

/// "raw", "urlencoded" ...; empty without a body.
[[nodiscard]] std::string_view body_mode(const model::Request& request);
/// The body as text: raw text, "a=1&b=2", one line for each form field, the GraphQL query, or the file's name.
[[nodiscard]] std::string body_text(const model::Request& request);
/// Whether bytes are UTF-8 text without control characters other than white space (looks at the first 4 kB).
[[nodiscard]] bool looks_like_text(std::string_view bytes);
/// The value of Content-Type without parameters, or empty.
[[nodiscard]] std::string media_type(const http::Response& response);

/// One part of the time of an exchange; `milliseconds` is negative when it did not happen (connection reused).
struct TimePart {
  std::string_view name;
  double milliseconds;
};
/// newman's phases: dns-lookup, tcp-handshake, ssl-handshake, transfer-start, download, total.
[[nodiscard]] std::vector<TimePart> time_parts(const http::Timings& timings);

}  // namespace signet::report
