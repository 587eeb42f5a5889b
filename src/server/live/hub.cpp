#include "server/live/hub.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "base/signals_blocked.h"
#include "server/audit/audit_log.h"
#include "server/live/room.h"

namespace signet::server {

namespace {

using Clock = std::chrono::steady_clock;

/// Counts followers, in all and of each person. Thread-safe.
class Seats {
 public:
  explicit Seats(const LiveOptions& options) : most_(options.followers), most_of_user_(options.followers_of_user) {}

  [[nodiscard]] Status take(const std::string& user) {
    const std::lock_guard lock(mutex_);
    if (taken_ >= most_) {
      return fail(ErrorCode::kLimit, "as many streams are open as this server takes", "try again later");
    }
    std::size_t& of_user = of_users_[user];
    if (of_user >= most_of_user_) {
      return fail(ErrorCode::kLimit, fmt::format("you have {} streams open, which is the most", of_user),
                  "close one first");
    }
    ++of_user;
    ++taken_;
    return {};
  }
  void leave(const std::string& user) {
    const std::lock_guard lock(mutex_);
    const auto entry = of_users_.find(user);
    if (--entry->second == 0) of_users_.erase(entry);
    --taken_;
  }
  [[nodiscard]] std::size_t taken() const {
    const std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  const std::size_t most_;
  const std::size_t most_of_user_;
  mutable std::mutex mutex_;
  std::size_t taken_ = 0;
  std::map<std::string, std::size_t> of_users_;
};

/// A channel with its seat, which is given back when the connection lets go of it.
struct Seated {
  Seated(std::shared_ptr<Seats> all, std::string who) : seats(std::move(all)), user(std::move(who)) {}
  Seated(const Seated&) = delete;
  Seated& operator=(const Seated&) = delete;
  ~Seated() { seats->leave(user); }

  const std::shared_ptr<Seats> seats;
  const std::string user;
  Channel channel;
};

/// How many workspaces one statement asks for.
constexpr std::size_t kAskedAtOnce = 16;

using Ids = std::array<std::string_view, kAskedAtOnce>;

/// Adds the last seqs of those workspaces that there are; places in `ids` may be empty.
Status read_last_seqs(store::Transaction& transaction, const Ids& ids, std::map<std::string, std::int64_t>& out) {
  SIGNET_TRY(const auto rows,
             transaction.query("SELECT id, last_seq FROM workspaces WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
                               "$10, $11, $12, $13, $14, $15, $16)",
                               {ids[0], ids[1], ids[2], ids[3], ids[4], ids[5], ids[6], ids[7], ids[8], ids[9], ids[10],
                                ids[11], ids[12], ids[13], ids[14], ids[15]}));
  for (const store::Row& row : rows) {
    std::string id;
    std::int64_t last_seq = 0;
    SIGNET_CHECK(row.read(id, last_seq));
    out.emplace(std::move(id), last_seq);
  }
  return {};
}

}  // namespace

struct LiveHub::Impl {
  Impl(store::Database& in_database, LiveOptions given, std::function<std::int64_t()> clock,
       std::function<void(std::string_view)> to)
      : database(in_database),
        options(given),
        now_ms(std::move(clock)),
        notice(std::move(to)),
        seats(std::make_shared<Seats>(options)) {
    const SignalsBlocked blocked;
    thread = std::thread([this] { run(); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { end(); }

  struct Arrival {
    std::string workspace;
    Follower follower;
  };

  /// What the other threads have left for this one.
  struct Mail {
    std::vector<Arrival> arrivals;
    std::set<std::string, std::less<>> moved;
    bool any_moved = false;
    bool is_stopping = false;
  };

  Mail wait_until(Clock::time_point time) {
    std::unique_lock lock(mutex);
    changed.wait_until(lock, time, [this] {
      const bool is_news = !mail.arrivals.empty() || !mail.moved.empty() || mail.any_moved;
      return mail.is_stopping || (is_news && !is_troubled);
    });
    Mail taken = std::move(mail);
    mail = {};
    mail.is_stopping = taken.is_stopping;
    return taken;
  }

  void run() {
    while (true) {
      Mail taken = wait_until(next_look);
      for (Arrival& arrival : taken.arrivals) {
        const auto [room, added] = rooms.try_emplace(arrival.workspace, arrival.workspace, options);
        room->second.add(std::move(arrival.follower));
        taken.moved.insert(std::move(arrival.workspace));
      }
      if (taken.is_stopping) return;
      const Clock::time_point now = Clock::now();
      if (now >= next_look || taken.any_moved) {
        next_look = now + options.look;
        look_around(taken, now);
      }
      serve_all(taken.moved);
    }
  }

  /// Adds the rooms where something is to be done.
  void look_around(Mail& taken, Clock::time_point now) {
    for (auto room = rooms.begin(); room != rooms.end();) {
      room->second.sweep(now);
      room = room->second.is_empty() ? rooms.erase(room) : std::next(room);
    }
    std::map<std::string, std::int64_t> last_seqs;
    std::int64_t audit_seq = 0;
    const Status read = rooms.empty() ? Status() : database.read([&](store::Transaction& transaction) -> Status {
      last_seqs.clear();
      SIGNET_TRY(audit_seq, last_audit_seq(transaction));
      Ids ids{};
      std::size_t count = 0;
      for (const auto& [id, room] : rooms) {
        ids.at(count++) = id;
        if (count < kAskedAtOnce) continue;
        SIGNET_CHECK(read_last_seqs(transaction, ids, last_seqs));
        ids = {};
        count = 0;
      }
      return count == 0 ? Status() : read_last_seqs(transaction, ids, last_seqs);
    });
    note(read);
    if (!read) return;
    for (const auto& [id, room] : rooms) {
      const auto last_seq = last_seqs.find(id);
      const auto seq = last_seq == last_seqs.end() ? std::nullopt : std::optional(last_seq->second);
      if (room.is_due(seq, audit_seq, now)) taken.moved.insert(id);
    }
  }

  void serve_all(const std::set<std::string, std::less<>>& workspaces) {
    for (const std::string& workspace : workspaces) {
      const auto room = rooms.find(workspace);
      if (room == rooms.end()) continue;
      const Status served = serve(workspace, room->second);
      note(served);
      if (!served) return;  // the next look finds the others
    }
  }

  Status serve(const std::string& workspace, Room& room) {
    const Clock::time_point now = Clock::now();
    room.sweep(now);
    SIGNET_TRY(const Look found, database.read([&](store::Transaction& transaction) -> Result<Look> {
      return room.look(transaction, now_ms(), now);
    }));
    changes_sent += room.send(found, now, [this, workspace] { tell(workspace); });
    return {};
  }

  /// With the database out of reach it looks after a pause, whatever news there are, and says so once.
  void note(const Status& status) {
    constexpr std::chrono::seconds kPause{1};
    if (!status && !is_troubled && notice) {
      notice("live changes wait for the database: " + status.error().to_string());
    }
    is_troubled = !status;
    if (is_troubled) next_look = std::min<Clock::time_point>(next_look, Clock::now() + kPause);
  }

  void tell(std::string_view workspace) {
    {
      const std::lock_guard lock(mutex);
      if (workspace.empty()) {
        mail.any_moved = true;
      } else {
        mail.moved.emplace(workspace);
      }
    }
    changed.notify_one();
  }

  void end() {
    {
      const std::lock_guard lock(mutex);
      mail.is_stopping = true;
    }
    changed.notify_one();
    if (thread.joinable()) thread.join();
    for (auto& [id, room] : rooms) room.end(EndReason::kShutdown);
    rooms.clear();
    const std::lock_guard lock(mutex);
    for (const Arrival& arrival : mail.arrivals) {
      if (const auto channel = arrival.follower.channel.lock()) end_channel(*channel, EndReason::kShutdown);
    }
    mail.arrivals.clear();
  }

  store::Database& database;
  const LiveOptions options;
  const std::function<std::int64_t()> now_ms;
  const std::function<void(std::string_view)> notice;
  const std::shared_ptr<Seats> seats;
  std::atomic<std::uint64_t> changes_sent{0};

  std::map<std::string, Room, std::less<>> rooms;  ///< of the thread alone, like the next
  bool is_troubled = false;
  Clock::time_point next_look = Clock::now() + options.look;

  std::mutex mutex;
  std::condition_variable changed;
  Mail mail;
  std::thread thread;
};

LiveHub::LiveHub(store::Database& database, LiveOptions options, std::function<std::int64_t()> now_ms,
                 std::function<void(std::string_view)> notice)
    : impl_(std::make_unique<Impl>(database, options, std::move(now_ms), std::move(notice))) {}

LiveHub::~LiveHub() = default;

Result<std::shared_ptr<Channel>> LiveHub::follow(std::string_view workspace, const Standing& standing,
                                                 std::int64_t after) {
  SIGNET_CHECK(impl_->seats->take(standing.user_id));
  const auto seated = std::make_shared<Seated>(impl_->seats, standing.user_id);
  const std::shared_ptr<Channel> channel(seated, &seated->channel);
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->mail.is_stopping) {
      return fail(ErrorCode::kCancelled, "the server is shutting down", "try again in a while");
    }
    impl_->mail.arrivals.push_back({std::string(workspace), {channel, standing, after}});
  }
  impl_->changed.notify_one();
  return channel;
}

void LiveHub::tell(std::string_view workspace) {
  impl_->tell(workspace);
}

void LiveHub::end() {
  impl_->end();
}

std::string LiveHub::metrics() const {
  return fmt::format(
      "# HELP signet_live_streams Streams of live changes that are open.\n# TYPE signet_live_streams gauge\n"
      "signet_live_streams {}\n"
      "# HELP signet_live_changes_total Changes sent over streams.\n# TYPE signet_live_changes_total counter\n"
      "signet_live_changes_total {}\n",
      impl_->seats->taken(), impl_->changes_sent.load());
}

}  // namespace signet::server
