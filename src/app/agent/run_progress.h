// What a run of a collection has come to so far, as the page asks for it again and again. Listens to the run on its
// thread; read from others.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "report/json_text.h"
#include "run/events.h"

namespace signet::app {

/// Thread-safe.
class RunProgress : public run::Reporter {
 public:
  /// Results that are kept; of those behind them only the totals count.
  static constexpr std::size_t kMaxResults = 100'000;
  /// Results in one answer.
  static constexpr std::size_t kMaxPage = 500;

  /// `masking` hides the run's secrets in all that is told.
  explicit RunProgress(report::Masking masking) : masking_(std::move(masking)) {}

  void start(const run::RunInfo& info) override;
  void on(const run::Event& event, const run::Stats& stats, const run::Failure* failure) override;
  Status finish(const run::RunSummary& summary) override;

  /// Names of {{vault:NAME}} that were sent as they stand.
  [[nodiscard]] std::set<std::string> vault_names() const;
  /// What its user should know of the run beside its results; may be empty.
  void tell(const std::string& notice);
  /// The run is over: "done", "cancelled", or "failed" with the error.
  void end(std::string state, const std::optional<Error>& error);

  /// The state with the results behind the first `after`; waits up to `wait` for news.
  [[nodiscard]] json::object read(std::size_t after, std::chrono::milliseconds wait) const;
  /// `{state, totals}`.
  [[nodiscard]] json::object summary() const;

 private:
  [[nodiscard]] json::object totals() const;
  void add_exchange(const run::Exchange& exchange);

  const report::Masking masking_;
  json::object current_;  ///< the item that runs now; of the run's thread alone
  mutable std::mutex mutex_;
  mutable std::condition_variable news_;
  std::string state_ = "running";
  json::value error_;
  std::string notice_;
  std::set<std::string> vault_names_;
  int items_ = 0;
  int iterations_ = 0;
  json::array results_;
  std::uint64_t requests_ = 0;
  std::uint64_t failed_requests_ = 0;
  std::uint64_t tests_ = 0;
  std::uint64_t failed_tests_ = 0;
  std::uint64_t skipped_tests_ = 0;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::optional<std::chrono::steady_clock::time_point> ended_;
};

}  // namespace signet::app
