// WebSockets (RFC 6455) on a connection of the front, by Boost.Beast: what a Channel holds goes out, pings see whether
// the client is still there, and a client that sends anything but pongs and the close is closed.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <string>

#include "server/front/channel.h"
#include "server/front/connection.h"

namespace signet::server {

/// An opening request that refuse_upgrade() lets through, and what answers it.
struct Opening {
  std::string key;  ///< of Sec-WebSocket-Key
  std::string id;   ///< of the request
  bool https = false;
  std::shared_ptr<Channel> channel;
};

/// Does the handshake and sends until the channel is ended or the client has left; saying goodbye is left.
template <typename Stream>
[[nodiscard]] boost::asio::awaitable<void> speak_websocket(Connection& connection, Stream& stream, Opening opening,
                                                           const Limits& limits);

extern template boost::asio::awaitable<void> speak_websocket(Connection&, boost::asio::ip::tcp::socket&, Opening,
                                                             const Limits&);
extern template boost::asio::awaitable<void> speak_websocket(Connection&,
                                                             boost::asio::ssl::stream<boost::asio::ip::tcp::socket>&,
                                                             Opening, const Limits&);

}  // namespace signet::server
