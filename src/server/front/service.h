// What all connections share: the handler and its pool, what the front answers itself, the log, the metrics, and the
// count of connections. Thread-safe; knows no sockets.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "server/front/front.h"
#include "server/front/metrics.h"
#include "server/front/worker_pool.h"

namespace signet::server {

/// What an address is listened on for.
enum class Purpose { kApi, kMetrics };

/// Counts the connections that are open, in all and of each client.
class ConnectionBook {
 public:
  ConnectionBook(std::size_t most, std::size_t most_per_address) : most_(most), most_per_address_(most_per_address) {}

  /// Counts one in. Nullopt when it fits; else why not, and it is not counted.
  [[nodiscard]] std::optional<Rejection> enter(const Address& client, bool exempt);
  void leave(const Address& client);
  /// Waits until all have left; false at `deadline`.
  [[nodiscard]] bool wait_until_empty(std::chrono::steady_clock::time_point deadline);

 private:
  const std::size_t most_;
  const std::size_t most_per_address_;
  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t open_ = 0;
  std::map<Address, std::size_t> per_address_;
};

/// The memory that long bodies share. Thread-safe.
class BodyBudget {
 public:
  /// A part of it, given back at its end.
  class Share {
   public:
    Share() = default;
    Share(BodyBudget& budget, std::uint64_t bytes) : budget_(&budget), bytes_(bytes) {}
    Share(Share&& other) noexcept : budget_(std::exchange(other.budget_, nullptr)), bytes_(other.bytes_) {}
    Share& operator=(Share&&) = delete;
    ~Share() {
      if (budget_ != nullptr) budget_->left_ += bytes_;
    }

   private:
    BodyBudget* budget_ = nullptr;
    std::uint64_t bytes_ = 0;
  };

  explicit BodyBudget(std::uint64_t bytes) : left_(bytes) {}
  /// Nullopt when there is not so much left.
  [[nodiscard]] std::optional<Share> take(std::uint64_t bytes);

 private:
  std::atomic<std::uint64_t> left_;
};

class Service {
 public:
  Service(FrontOptions options, Handler handler, AddressRanges trusted, AddressRanges metrics_allow);

  [[nodiscard]] const FrontOptions& options() const { return options_; }
  [[nodiscard]] const AddressRanges& trusted() const { return trusted_; }
  [[nodiscard]] Metrics& metrics() { return metrics_; }
  [[nodiscard]] ConnectionBook& book(Purpose purpose) { return purpose == Purpose::kApi ? book_ : metrics_book_; }

  /// Gives the request its id, its client and the time. `request.https` says how the peer came.
  void identify(Request& request, const Address& peer) const;
  /// An id that nobody can guess.
  [[nodiscard]] static std::string make_id();
  /// The most bytes of body that may come.
  [[nodiscard]] std::uint64_t body_limit(const Request& request, Purpose purpose) const;
  /// For a body of up to so many bytes, to be kept as long as the request; nullopt: there is no room now.
  [[nodiscard]] std::optional<BodyBudget::Share> room_for_body(std::uint64_t bytes);

  /// What is answered without a worker: /healthz, /metrics. Nullopt for all else.
  [[nodiscard]] std::optional<Response> answer_at_once(const Request& request, Purpose purpose);
  /// Answers on a worker thread and calls `done` there, or here when the queue is full. Never throws.
  void answer(Request& request, Purpose purpose, const std::function<void(Response)>& done);
  [[nodiscard]] Response refuse(const Refusal& refusal, std::string_view id) const;

  /// Writes the access log and counts.
  void record(const AccessEntry& entry);
  void notice(std::string_view line) const {
    if (options_.notice) options_.notice(line);
  }

  /// From now on /readyz is 503 and answers close their connections.
  void start_draining() { draining_ = true; }
  [[nodiscard]] bool draining() const { return draining_; }
  /// From now on requests that still wait are answered with 503 instead of being handled.
  void start_ending() { ending_ = true; }
  /// Waits for the handlers that run.
  void end_workers() { workers_.reset(); }

 private:
  [[nodiscard]] Response run(Request& request, Purpose purpose);
  [[nodiscard]] Response ready_answer() const;
  [[nodiscard]] Response unavailable(std::string_view id, std::string_view detail) const;

  const FrontOptions options_;
  const Handler handler_;
  const AddressRanges trusted_;
  const AddressRanges metrics_allow_;
  Metrics metrics_;
  ConnectionBook book_;
  ConnectionBook metrics_book_;
  BodyBudget large_bodies_;
  std::atomic<bool> draining_{false};
  std::atomic<bool> ending_{false};
  std::unique_ptr<WorkerPool> workers_;
};

}  // namespace signet::server
