// Pages that come from elsewhere, shown in a frame: a response's HTML, what pm.visualizer made of one. Each is served
// once, under an address that nobody can guess, with a policy that gives it an origin of its own and takes away the
// network, so that it can neither reach the app around it nor tell anybody what it shows.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "app/page/one_time.h"
#include "base/json.h"
#include "server/api/route.h"
#include "server/front/request.h"
#include "server/front/response.h"

namespace signet::app {

struct Frame {
  std::string html;
  /// Whether its own scripts run, as those of a visualizer do.
  bool scripts = false;
  /// What pm.getData gives to its scripts.
  json::value data;
};

/// Thread-safe. Keeps the newest until they are fetched, for a minute at most.
class Frames {
 public:
  explicit Frames(std::size_t most = 20, std::chrono::steady_clock::duration life = std::chrono::minutes(1))
      : kept_(most, life) {}

  /// The path under which it can be fetched once: "/frames/TOKEN".
  [[nodiscard]] std::string keep(Frame frame);
  /// The answer to a request below /frames: 404 for one that was fetched before.
  [[nodiscard]] server::Response serve(const server::Request& request);

 private:
  OneTime<Frame> kept_;
};

/// POST /agent/v1/frames: `{html, scripts, data}`, the data as the text of its JSON, gives `{path}`. `frames` must
/// outlive it.
[[nodiscard]] std::vector<server::Route> frame_routes(Frames& frames);

}  // namespace signet::app
