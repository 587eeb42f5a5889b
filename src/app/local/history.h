// What was sent from the page, kept for its user alone: the request as it stood there and what came of it, as it was
// shown, secrets masked.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/local/local_store.h"
#include "base/json.h"

namespace signet::app {

struct HistoryLimits {
  std::size_t entries = 10'000;
  std::size_t body_bytes = 256 << 10;  ///< of a text body; what is behind is not kept
};

/// What the user wants kept.
struct HistoryKeeping {
  static constexpr int kMostDays = 365;
  int days = 30;           ///< what is older is forgotten; 0: nothing is kept
  bool is_paused = false;  ///< nothing new is written down; what there is grows old as ever
};

/// Where a request was sent from.
struct SentFrom {
  std::string workspace;
  std::string collection;  ///< empty: it is in none
  std::string element;     ///< of the saved request; empty: it is not saved
};

/// What list() is asked for.
struct HistoryQuery {
  std::string workspace;
  std::string search;      ///< in method, URL, name and status, as lower and upper case alike; empty: all
  bool in_bodies = false;  ///< and in the text of responses
  std::string before;      ///< the id of the last one that is known; empty: from the newest
  std::size_t limit = 100;
};

/// Thread-safe. The list is in memory, what came of each request is not.
class History {
 public:
  /// Reads what there is. `local` must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<History>> open(LocalStore& local, HistoryLimits limits = {},
                                                             std::function<std::int64_t()> now_ms = nullptr);

  /// `item` as the page sent it, `told` what the page was told of it (send_report.h). Nothing where none is kept.
  [[nodiscard]] Status add(const SentFrom& from, json::object item, json::object told);
  /// Newest first: {id, at_ms, element, collection, name, method, url, status, time_ms, size}.
  [[nodiscard]] Result<json::array> list(const HistoryQuery& query);
  /// {entry, item, result}. kNotFound when it is gone.
  [[nodiscard]] Result<json::object> read(std::string_view id);
  /// kNotFound when it is gone.
  [[nodiscard]] Status remove(std::string_view id);
  /// All of a workspace.
  [[nodiscard]] Status clear(std::string_view workspace);
  [[nodiscard]] HistoryKeeping keeping() const;
  /// From now on; what is too old by it is gone at once. `days` within [0, HistoryKeeping::kMostDays].
  [[nodiscard]] Status keep(HistoryKeeping keeping);

 private:
  History(LocalStore& local, HistoryLimits limits, std::function<std::int64_t()> now_ms)
      : local_(local), limits_(limits), now_ms_(std::move(now_ms)) {}

  /// On the disk.
  [[nodiscard]] Status forget(const std::vector<std::string>& ids);
  /// kNotFound when it is gone.
  [[nodiscard]] Result<std::deque<json::object>::iterator> find(std::string_view id);
  [[nodiscard]] Status load_keeping();
  [[nodiscard]] Status forget_old();
  [[nodiscard]] Result<bool> has_in_body(std::string_view id, std::string_view search);

  LocalStore& local_;
  const HistoryLimits limits_;
  const std::function<std::int64_t()> now_ms_;
  mutable std::mutex mutex_;
  HistoryKeeping keeping_;
  std::deque<json::object> entries_;  ///< newest first, each with its workspace
};

}  // namespace signet::app
