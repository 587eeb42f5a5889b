#include "server/front/worker_pool.h"

namespace signet::server {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue) : most_queued_(queue) {
  const std::lock_guard lock(mutex_);  // the first thread must not see the list grow
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    // What free threads are about to take does not wait: without a queue, as many jobs run as there are threads.
    if (queue_.size() >= most_queued_ + (threads_.size() - busy_)) return false;
    queue_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  const std::size_t free = threads_.size() - busy_;
  return queue_.size() > free ? queue_.size() - free : 0;
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;  // ending, and nothing left to do
    Job job = std::move(queue_.front());
    queue_.pop_front();
    ++busy_;
    lock.unlock();
    job();
    job = nullptr;  // what it holds is let go outside the lock
    lock.lock();
    --busy_;
  }
}

}  // namespace signet::server
