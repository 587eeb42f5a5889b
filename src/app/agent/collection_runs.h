// Runs of whole collections and folders: they go on in the agent whether or not a page looks at them, and a page that
// was loaded anew finds them again.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "app/agent/run_progress.h"
#include "app/agent/sender.h"
#include "base/json.h"
#include "base/result.h"

namespace signet::app {

/// What to run, and how.
struct RunRequest {
  RequestPlace place;              ///< `parents` is the collection alone
  std::string folder;              ///< an element's id; empty: the whole collection
  std::vector<std::string> items;  ///< ids of requests: only these, in this order; empty: all
  int iterations = 0;              ///< 0: one, or one for each row of data
  std::int64_t delay_ms = 0;
  bool stop_on_failure = false;
  std::string data_name;  ///< of the file that `data` is from; empty: there is none
  std::string data;       ///< CSV or JSON
};

/// Thread-safe. The last 20 are kept.
class CollectionRuns {
 public:
  /// `sender` must outlive it.
  explicit CollectionRuns(Sender& sender) : sender_(sender) {}
  /// Stops those that are going on.
  ~CollectionRuns();
  CollectionRuns(const CollectionRuns&) = delete;
  CollectionRuns& operator=(const CollectionRuns&) = delete;

  /// Its id. kLimit with too many going on; kNotFound for an element that is not in the collection; and what reading
  /// the collection and the data gives.
  [[nodiscard]] Result<std::string> start(RunRequest request);
  /// See RunProgress::read; nullopt for a run that is not known (any more).
  [[nodiscard]] std::optional<json::object> read(std::string_view id, std::size_t after) const;
  /// Newest first: {id, collection, folder, name, state, started, totals}; `folder` is a name, empty for all of it.
  [[nodiscard]] json::array list() const;
  /// False when it is not known.
  bool cancel(std::string_view id);

 private:
  struct Run;

  [[nodiscard]] std::shared_ptr<Run> find(std::string_view id) const;
  [[nodiscard]] Status make_room();
  static void work(Sender& sender, Run& run);

  Sender& sender_;
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<Run>> runs_;  ///< oldest first
};

}  // namespace signet::app
