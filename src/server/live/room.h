// The followers of one workspace. Used by the hub's thread alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/elements/changes.h"
#include "server/front/channel.h"
#include "server/live/hub.h"
#include "server/live/standing.h"

namespace signet::server {

struct Follower {
  using Clock = std::chrono::steady_clock;

  std::weak_ptr<Channel> channel;  ///< the connection's own
  Standing standing;
  std::int64_t place = 0;  ///< the seq of the last change that was sent
  bool is_ready = false;   ///< was told that nothing is missing
  /// When the standing was asked for last, and what was the newest record of the audit log then.
  std::int64_t checked_at_seq = -1;
  Clock::time_point checked_at{};
  std::optional<Clock::time_point> waits_since{};  ///< for the client to take what was sent
};

/// What a look into the database found for a room.
struct Look {
  std::int64_t audit_seq = 0;
  std::optional<std::int64_t> last_seq;                        ///< nullopt: the workspace is gone
  std::vector<std::optional<EndReason>> ends;                  ///< of each follower
  std::vector<bool> is_asked;                                  ///< of each follower: the standing was asked for
  std::map<std::int64_t, std::vector<WorkspaceChange>> pages;  ///< by the place that they follow
};

class Room {
 public:
  using Clock = Follower::Clock;

  Room(std::string workspace, const LiveOptions& options) : workspace_(std::move(workspace)), options_(options) {}

  void add(Follower follower) { followers_.push_back(std::move(follower)); }
  [[nodiscard]] bool is_empty() const { return followers_.empty(); }
  /// Lets go of those who have left, and ends those who take nothing.
  void sweep(Clock::time_point now);
  /// Whether there may be something to do in a workspace that ends at `last_seq`.
  [[nodiscard]] bool is_due(std::optional<std::int64_t> last_seq, std::int64_t audit_seq, Clock::time_point now) const;

  /// Reads, in one state of the database, who may still follow and what they are to be sent.
  [[nodiscard]] Result<Look> look(store::Transaction& transaction, std::int64_t now_ms, Clock::time_point now) const;
  /// Sends it. Calls `again` later, from any thread, when there was more than a client could take at once. How many
  /// texts were sent.
  std::size_t send(const Look& found, Clock::time_point now, const std::function<void()>& again);
  /// Ends all.
  void end(EndReason reason);

 private:
  [[nodiscard]] bool is_check_due(const Follower& follower, std::int64_t audit_seq, Clock::time_point now) const;
  std::size_t send_to(Follower& follower, Channel& channel, const std::vector<Channel::Text>& texts,
                      std::int64_t last_seq);

  std::string workspace_;
  const LiveOptions& options_;
  std::vector<Follower> followers_;
};

}  // namespace signet::server
