// Threads for work that blocks: handlers talk to databases and compute password hashes, and the I/O threads must not
// wait for them. The queue before the threads is bounded, so that overload is answered at once and never piles up.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace signet::server {

class WorkerPool {
 public:
  using Job = std::function<void()>;

  WorkerPool(std::size_t threads, std::size_t queue);
  /// Runs what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when the queue is full. A job that was taken is run, always; it must not throw.
  [[nodiscard]] bool submit(Job job);
  /// Jobs that wait for a thread.
  [[nodiscard]] std::size_t queued() const;

 private:
  void work();

  const std::size_t most_queued_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> queue_;
  std::size_t busy_ = 0;  ///< threads that run a job
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace signet::server
