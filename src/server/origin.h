// Where a request came from, as audit log, sessions and mails name it.
#pragma once

#include <string>

namespace signet::server {

struct Origin {
  std::string address;     ///< the client's, after trusted proxies
  std::string user_agent;  ///< as sent, but UTF-8 and at most kMaxUserAgentBytes: hostile text
  std::string request_id;
};

inline constexpr std::size_t kMaxUserAgentBytes = 256;

}  // namespace signet::server
