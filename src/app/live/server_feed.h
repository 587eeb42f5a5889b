// Follows a workspace at the team server: a WebSocket to it (docs/live.md), opened again whenever it ends.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "http/types.h"

namespace signet::app {

struct ServerFeedOptions {
  std::string server;     ///< "https://signet.example.com"
  std::string authority;  ///< a PEM file whose authorities are trusted besides the system's; may be empty
  http::ProxySettings proxy;
  /// The session's token of now; nullopt: nobody is signed in.
  std::function<std::optional<SecretString>()> token;
};

/// Opens the stream of a workspace once, through an HTTP proxy where one is to be taken, and calls `tell` with each
/// text until it ends. Why it ended.
[[nodiscard]] boost::asio::awaitable<Error> follow_once(const ServerFeedOptions& options, const std::string& workspace,
                                                        const std::function<void(std::string text)>& tell);

}  // namespace signet::app
