#include "tls/inspect/crew.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace signet::tls {

void run_all(const Jobs& jobs, unsigned hands, const std::function<void()>& tick) {
  constexpr std::chrono::milliseconds kTick{100};
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::condition_variable ended;
  std::size_t done = 0;
  const auto work = [&] {
    for (std::size_t number = next.fetch_add(1); number < jobs.size(); number = next.fetch_add(1)) {
      jobs[number]();
      const std::lock_guard lock(mutex);
      if (++done == jobs.size()) ended.notify_one();
    }
  };
  std::vector<std::thread> threads;
  const std::size_t count = std::min<std::size_t>(std::max(1U, hands), jobs.size());
  threads.reserve(count);
  for (std::size_t i = 0; i < count; ++i) threads.emplace_back(work);
  {
    std::unique_lock lock(mutex);
    while (!ended.wait_for(lock, kTick, [&] { return done == jobs.size(); })) {
      lock.unlock();
      tick();
      lock.lock();
    }
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace signet::tls
