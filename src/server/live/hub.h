// Who follows which workspace, and what they are still to be sent. A follower has a place in the workspace's changes;
// on each piece of news the hub reads what is behind it, once for all who stand at the same place, and sends it, so
// that nothing is left out and nothing comes twice, whatever was lost on the way: news are only a reason to look, and
// without any it looks each second.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "server/front/channel.h"
#include "server/live/standing.h"
#include "store/database.h"

namespace signet::server {

struct LiveOptions {
  std::size_t followers = 10'000;         ///< streams of this process
  std::size_t followers_of_user = 100;    ///< of one person
  std::chrono::milliseconds look{1'000};  ///< how often it looks without news
  /// How often the right of each follower is asked for though the audit log tells of no change: it may end by time.
  std::chrono::milliseconds check{10'000};
  std::chrono::milliseconds slowest{30'000};  ///< a client that has not taken what was sent for so long is closed
  std::int64_t page = 200;                    ///< changes that wait for a client at most
};

class LiveHub {
 public:
  /// `database` must outlive it. `notice` hears of trouble with it, may be null.
  LiveHub(store::Database& database, LiveOptions options, std::function<std::int64_t()> now_ms,
          std::function<void(std::string_view)> notice);
  ~LiveHub();
  LiveHub(const LiveHub&) = delete;
  LiveHub& operator=(const LiveHub&) = delete;

  /// A channel that gets all changes of the workspace behind `after`, for one who may read it now. kLimit when there
  /// are too many, kCancelled after end().
  [[nodiscard]] Result<std::shared_ptr<Channel>> follow(std::string_view workspace, const Standing& standing,
                                                        std::int64_t after);
  /// A workspace has changed, or, when it is empty, any may have. Does not block.
  void tell(std::string_view workspace);
  /// Ends all channels, and takes no more followers. Once it returns nothing is sent any more, as the front wants it
  /// before its own end.
  void end();
  /// In Prometheus' text format.
  [[nodiscard]] std::string metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::server
