// A watch over what leaves: asked before each hop of each request, redirects included, with all that the hop would send
// and who would read it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/types.h"

namespace signet::http {

/// Where bytes go. `host` is lower case and ASCII, IPv6 addresses without brackets.
struct Peer {
  bool is_https = false;
  std::string host;
  std::uint16_t port = 0;
};

/// A hop as it is about to be sent. The views hold during the call.
struct Outgoing {
  Peer server;
  /// A proxy that reads the whole request, because it is plain http. (Of https it learns no more than host and port.)
  std::optional<Peer> reading_proxy;
  std::string_view given_url;     ///< as the caller wrote it; empty after a redirect
  std::string_view url;           ///< of this hop, encoded
  std::string_view header_block;  ///< all header lines
  const Body* body = nullptr;
};

/// An error stops the request before its host is looked up.
using Guard = std::function<Status(const Outgoing&)>;

}  // namespace signet::http
