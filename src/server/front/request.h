// A request as handlers see it: read whole, checked, taken apart. Plain values: no handler knows the network.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/front/headers.h"
#include "server/front/method.h"
#include "server/front/target.h"

namespace signet::server {

struct Request {
  Method method = Method::kGet;
  Target target;
  Headers headers;
  std::string body;
  std::string client;            ///< the client's address; behind trusted proxies the one that they tell
  bool https = false;            ///< whether the client spoke TLS, to us or to a trusted proxy
  std::string host;              ///< "example.org:8443": what the client asked for; behind trusted proxies as they tell
  std::string id;                ///< of the request, in the answer's X-Request-Id and in the log
  std::int64_t received_ms = 0;  ///< Unix time when its head was complete

  /// The decoded path; no segment of it holds a slash.
  [[nodiscard]] std::string path() const;
  /// The first value under `name` in the query; null when there is none.
  [[nodiscard]] const std::string* query(std::string_view name) const;
};

}  // namespace signet::server
