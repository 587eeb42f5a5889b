// An answer as bytes: status line, the handler's headers, and what every answer of the front carries.
#pragma once

#include <string>
#include <string_view>

#include "server/front/method.h"
#include "server/front/response.h"

namespace signet::server {

struct AnswerContext {
  Method method = Method::kGet;  ///< to HEAD goes no body
  bool https = false;            ///< adds HSTS
  bool keep_alive = false;
  std::string_view id;
};

/// Whether every header of the handler can be written. A line break in one would let a client write headers of its own
/// (response splitting); framing is the front's.
[[nodiscard]] bool is_writable(const Response& response);

/// The head with its empty line, for a response that is writable. Safe defaults are added where the handler has not
/// said other: nosniff, no-referrer, a Content-Security-Policy that allows nothing, no-store.
[[nodiscard]] std::string response_head(const Response& response, const AnswerContext& context);

/// Whether the content goes out: not to HEAD, not with 204 and 304.
[[nodiscard]] bool has_content(const Response& response, Method method);

}  // namespace signet::server
