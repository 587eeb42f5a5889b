#include "run/parallel.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace signet::run {

namespace {

/// How many iterations a lane may be ahead of the one being told: bounds the events held in memory.
constexpr int kWindowPerLane = 4;

struct Finished {
  std::vector<Event> events;
  IterationOutcome outcome;
  model::Scopes scopes;
  http::CookieJar jar;
};

/// Hands out iterations to lanes and takes their results, in a window that moves as results are told.
class Queue {
 public:
  Queue(int iterations, int window) : iterations_(iterations), window_(window) {}

  /// The next iteration to run, or -1 when there is none. Waits while the window is full.
  int take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || next_ >= iterations_ || next_ < told_ + window_; });
    return closed_ || next_ >= iterations_ ? -1 : next_++;
  }

  void put(int iteration, Finished finished) {
    const std::lock_guard lock(mutex_);
    done_.emplace(iteration, std::move(finished));
    changed_.notify_all();
  }

  /// A lane could not start; the run fails.
  void fail_with(Error error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    closed_ = true;
    changed_.notify_all();
  }

  /// Waits for the next result in order; nullopt when a lane failed.
  std::optional<Finished> next_in_order() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return error_ || done_.contains(told_); });
    if (error_) return std::nullopt;
    auto node = done_.extract(told_++);
    changed_.notify_all();
    return std::move(node.mapped());
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  [[nodiscard]] std::optional<Error> error() {
    const std::lock_guard lock(mutex_);
    return error_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, Finished> done_;
  std::optional<Error> error_;
  int iterations_;
  int window_;
  int next_ = 0;
  int told_ = 0;
  bool closed_ = false;
};

/// The data source is read by all lanes.
class SharedData {
 public:
  explicit SharedData(model::DataRows* rows) : rows_(rows) {}
  Result<json::object> row(int iteration) {
    if (rows_ == nullptr) return json::object();
    const std::lock_guard lock(mutex_);
    return rows_->row(static_cast<std::size_t>(iteration));
  }

 private:
  std::mutex mutex_;
  model::DataRows* rows_;
};

void run_lane(const ParallelJob& job, Queue& queue, SharedData& data, script::Session& session) {
  model::Scopes scopes = job.initial;
  http::CookieJar jar = job.jar;
  http::Client client(jar);
  if (job.options.vault != nullptr) {
    client.set_guard([&job](const http::Outgoing& outgoing) { return job.vault.check(outgoing); });
  }
  std::vector<Event> events;
  const Tell tell = [&events](Event event) { events.push_back(std::move(event)); };
  Lane lane{job.options, client,     jar,           session, scopes,        job.mask,
            job.vault,   job.tokens, job.interrupt, tell,    job.iterations};
  ItemRunner runner(lane);
  for (int iteration = queue.take(); iteration >= 0; iteration = queue.take()) {
    scopes = job.initial;
    jar = job.jar;
    auto row = data.row(iteration);
    if (!row) return queue.fail_with(std::move(row).error());
    scopes.data = *std::move(row);
    IterationOutcome outcome = run_iteration(runner, lane, job.items, iteration);
    queue.put(iteration, Finished{std::exchange(events, {}), std::move(outcome), scopes, jar});
  }
}

void start_lane(const ParallelJob& job, Queue& queue, SharedData& data, script::Session* ready) {
  if (ready != nullptr) return run_lane(job, queue, data, *ready);
  auto session = script::Session::start(job.options.sandbox);
  if (!session) return queue.fail_with(std::move(session).error());
  run_lane(job, queue, data, **session);
}

}  // namespace

ParallelEnd run_parallel(const ParallelJob& job, Teller& teller) {
  const int lanes = std::min(job.options.parallel, job.iterations);
  Queue queue(job.iterations, lanes * kWindowPerLane);
  SharedData data(job.options.data);
  std::vector<std::jthread> threads;
  for (int i = 0; i < lanes; ++i) {
    script::Session* ready = i == 0 ? job.options.session : nullptr;
    threads.emplace_back([&job, &queue, &data, ready] { start_lane(job, queue, data, ready); });
  }
  ParallelEnd end{std::nullopt, job.initial, job.jar};
  for (int iteration = 0; iteration < job.iterations; ++iteration) {
    if (job.interrupt.raised()) break;
    std::optional<Finished> finished = queue.next_in_order();
    if (!finished) break;
    for (const Event& event : finished->events) teller(event);
    end.scopes = std::move(finished->scopes);
    end.jar = std::move(finished->jar);
    if (finished->outcome.abort) end.error = std::move(finished->outcome.abort);
    if (finished->outcome.stop_run) break;
  }
  queue.close();
  threads.clear();  // joins
  if (!end.error) end.error = queue.error();
  return end;
}

}  // namespace signet::run
