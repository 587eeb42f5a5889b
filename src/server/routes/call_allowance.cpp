#include "server/routes/call_allowance.h"

#include <algorithm>
#include <functional>

namespace signet::server {

namespace {

constexpr std::int64_t kMinuteMs = 60'000;

/// Also of a clock that was set back.
bool is_over(std::int64_t begin_ms, std::int64_t now_ms) {
  return now_ms >= begin_ms + kMinuteMs || now_ms < begin_ms;
}

}  // namespace

CallAllowance::State CallAllowance::state_of(const Minute& minute) const {
  return {std::max<std::int64_t>(per_minute_ - minute.calls, 0), minute.begin_ms + kMinuteMs,
          minute.calls > per_minute_};
}

CallAllowance::State CallAllowance::take(std::string_view key, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  if (is_over(swept_ms_, now_ms)) {
    std::erase_if(minutes_, [&](const auto& one) { return is_over(one.second.begin_ms, now_ms); });
    swept_ms_ = now_ms;
  }
  Minute& minute = minutes_.try_emplace(std::string(key), Minute{now_ms, 0}).first->second;
  if (is_over(minute.begin_ms, now_ms)) minute = {now_ms, 0};
  if (minute.calls <= per_minute_) ++minute.calls;
  return state_of(minute);
}

CallAllowance::State CallAllowance::look(std::string_view key, std::int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  const auto found = minutes_.find(key);
  const bool is_running = found != minutes_.end() && !is_over(found->second.begin_ms, now_ms);
  return state_of(is_running ? found->second : Minute{now_ms, 0});
}

}  // namespace signet::server
