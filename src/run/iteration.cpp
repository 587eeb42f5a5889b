#include "run/iteration.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "run/select.h"

namespace signet::run {

namespace {

/// --delay-request: sleeps in short steps so that an interrupt ends it.
void wait(std::int64_t milliseconds, const Interrupt& interrupt) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point until = Clock::now() + std::chrono::milliseconds(milliseconds);
  while (!interrupt.raised() && Clock::now() < until) {
    std::this_thread::sleep_for(std::min<Clock::duration>(until - Clock::now(), std::chrono::milliseconds(50)));
  }
}

/// The position after this one; the number of items ends the iteration.
int next_position(const std::vector<const model::Item*>& items, int position, const ItemOutcome& outcome) {
  const int end = static_cast<int>(items.size());
  if (!outcome.next_request) return position + 1;
  if (outcome.next_request->is_null()) return end;
  const int target = position_of(items, json::to_text(*outcome.next_request));
  return target < 0 ? end : target;
}

}  // namespace

IterationOutcome run_iteration(ItemRunner& runner, const Lane& lane, const std::vector<const model::Item*>& items,
                               int iteration) {
  Cursor cursor;
  cursor.length = static_cast<int>(items.size());
  cursor.cycles = lane.iterations;
  cursor.iteration = iteration;
  lane.tell(IterationStarted{cursor});
  IterationOutcome ended;
  while (cursor.position < cursor.length && !lane.interrupt.raised()) {
    if (lane.options.delay_request_ms > 0) wait(lane.options.delay_request_ms, lane.interrupt);
    if (lane.interrupt.raised()) break;
    ItemOutcome outcome = runner.run(*items[static_cast<std::size_t>(cursor.position)], cursor);
    if (outcome.abort) {
      ended.stop_run = true;
      ended.abort = std::move(outcome.abort);
      return ended;
    }
    if (outcome.failed) {
      ended.stop_run = true;
      break;
    }
    cursor.position = next_position(items, cursor.position, outcome);
  }
  cursor.position = std::max(0, cursor.length - 1);
  lane.tell(IterationEnded{cursor});
  return ended;
}

}  // namespace signet::run
