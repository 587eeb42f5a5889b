// A reply as HTTP/1.1 bytes (RFC 9112).
#pragma once

#include <string>
#include <string_view>

#include "demo/message.h"

namespace signet::demo {

/// What of the request decides how its reply is framed.
struct Framing {
  std::string_view method;
  bool http_1_0 = false;
  bool keep_alive = true;
};

/// Status line and headers, up to and with the empty line.
[[nodiscard]] std::string response_head(const Reply& reply, const Framing& framing);
/// The body as sent: chunked for a reply in chunks, nothing for HEAD, 204 and 304.
[[nodiscard]] std::string response_body(Reply&& reply, const Framing& framing);

}  // namespace signet::demo
