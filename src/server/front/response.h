// What a handler answers. The front adds what frames the message, the request id and the security headers.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/front/headers.h"

namespace signet::server {

class Channel;

struct Response {
  unsigned status = 200;
  /// Without those that frame the message (Content-Length, Connection, Transfer-Encoding, Date): those are the front's.
  Headers headers;
  std::string body;
  /// To a request that refuse_upgrade() lets through, with status 101: the connection speaks WebSocket from then on,
  /// and sends what comes here. Null: a usual answer.
  std::shared_ptr<Channel> channel = nullptr;

  // For the log and the metrics only:
  std::string route;  ///< the pattern that matched, "/api/v1/things/{id}"; empty when none did
  std::string user;   ///< the id of the user who was recognised; empty when nobody was
};

/// "Not Found"; "Unknown" for a status that has no name here.
[[nodiscard]] std::string_view reason_of(unsigned status);

/// A whole answer in one expression.
[[nodiscard]] Response make_response(unsigned status, std::string_view content_type, std::string body);

}  // namespace signet::server
