// Who the client is behind proxies that we trust. Nobody else's word is taken: a header of an untrusted peer is a text
// that anybody can write.
#pragma once

#include "server/front/address.h"
#include "server/front/request.h"

namespace signet::server {

/// Which family of headers the trusted proxies write. Only that one is read: a proxy that writes one family hands the
/// other on as the client made it up.
enum class ProxyHeaders {
  kXForwarded,  ///< X-Forwarded-For, -Proto, -Host
  kForwarded,   ///< Forwarded (RFC 7239)
};

/// Sets `client`, and `https` and `host` where the proxy tells them, when `peer` is trusted; the client is then the
/// rightmost address that is not a trusted proxy. Else `client` is the peer. `https` must say how the peer came.
void apply_proxy_headers(Request& request, const Address& peer, const AddressRanges& trusted, ProxyHeaders kind);

}  // namespace signet::server
