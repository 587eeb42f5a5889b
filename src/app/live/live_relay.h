// Live changes for the page: what the team server tells of a workspace (docs/live.md) goes on to every page that shows
// it, over one connection to the server for each workspace.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/live/server_feed.h"
#include "base/result.h"
#include "server/api/route.h"
#include "server/front/channel.h"
#include "server/front/request.h"
#include "server/front/response.h"

namespace signet::app {

/// Thread-safe. Its work is done on a thread of its own.
class LiveRelay {
 public:
  explicit LiveRelay(ServerFeedOptions options);
  /// Ends.
  ~LiveRelay();
  LiveRelay(const LiveRelay&) = delete;
  LiveRelay& operator=(const LiveRelay&) = delete;

  /// Ends all channels; nothing is sent any more once it returns, as the front wants it before its own end.
  void end();

  /// The address of a WebSocket of the workspace, good once and for half a minute: a browser's WebSocket has no header
  /// for a token.
  [[nodiscard]] std::string make_path(std::string_view workspace);
  /// The opening of such a WebSocket: 404 for an address that was used before. kLimit with too many open.
  [[nodiscard]] server::Response open(const server::Request& request);

  /// A channel that is told of the workspace's changes: the server's texts, `{"type":"ready"}` when it tells
  /// others already, and `{"type":"away"}` while it is not reached. kLimit when there are too many.
  [[nodiscard]] Result<std::shared_ptr<server::Channel>> follow(const std::string& workspace);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// POST /agent/v1/live: `{workspace}` gives `{path}`. `relay` must outlive it.
[[nodiscard]] std::vector<server::Route> live_relay_routes(LiveRelay& relay);

/// Whether the request asks for a path of LiveRelay::make_path.
[[nodiscard]] bool is_live_path(const server::Request& request);

}  // namespace signet::app
