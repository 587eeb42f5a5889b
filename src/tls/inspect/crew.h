// Inside this folder only: several threads that work through a list of jobs.
#pragma once

#include <functional>
#include <vector>

namespace signet::tls {

using Jobs = std::vector<std::function<void()>>;

/// Runs all jobs, at most `hands` at a time, and comes back when the last one is done. Jobs must not throw. Meanwhile
/// `tick` is called about ten times a second from the calling thread.
void run_all(const Jobs& jobs, unsigned hands, const std::function<void()>& tick);

}  // namespace signet::tls
