// How events leave a run: counted once, masked, then given to each reporter in order.
#pragma once

#include <functional>
#include <vector>

#include "run/events.h"

namespace signet::run {

/// Takes events as they happen. A parallel lane keeps them; the sequential run hands them on at once.
using Tell = std::function<void(Event)>;

/// Counts events and passes them to the reporters.
class Teller {
 public:
  explicit Teller(const std::vector<Reporter*>& reporters) : reporters_(reporters) {}
  void operator()(const Event& event);
  [[nodiscard]] Stats& stats() { return stats_; }

 private:
  const std::vector<Reporter*>& reporters_;
  Stats stats_;
};

}  // namespace signet::run
