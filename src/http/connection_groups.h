// Kept connections apart from the common ones, by name: what NTLM has authenticated must serve nobody else, and its
// handshake must stay on one connection. libcurl shares connections through a CURLSH.
#pragma once

#include <curl/curl.h>

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace signet::http {

/// Belongs to one client, and outlives its easy handles.
class ConnectionGroups {
 public:
  /// Groups kept; of more the one used longest ago closes its connections, unless it is in use.
  static constexpr std::size_t kMost = 16;

  /// The connections of that name, or null for "", the common ones. Whoever holds them keeps them open.
  [[nodiscard]] std::shared_ptr<CURLSH> get(std::string_view name);

 private:
  std::list<std::pair<std::string, std::shared_ptr<CURLSH>>> groups_;  // last used first
};

}  // namespace signet::http
