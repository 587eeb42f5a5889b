// How many calls an API key may make in a minute. Counted in memory, by this server alone: of several replicas each
// allows as many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace signet::server {

/// Postman's API allows as many.
inline constexpr std::int64_t kCallsPerMinute = 300;

class CallAllowance {
 public:
  struct State {
    std::int64_t remaining = 0;  ///< calls
    std::int64_t reset_ms = 0;   ///< Unix time at which all are there again
    bool is_spent = false;       ///< the call that was just counted is one too many
  };

  explicit CallAllowance(std::int64_t per_minute = kCallsPerMinute) : per_minute_(per_minute) {}

  /// Counts a call. A key's minute begins with its first call. Thread-safe, as is look().
  [[nodiscard]] State take(std::string_view key, std::int64_t now_ms);
  /// Without counting.
  [[nodiscard]] State look(std::string_view key, std::int64_t now_ms) const;
  [[nodiscard]] std::int64_t per_minute() const { return per_minute_; }

 private:
  struct Minute {
    std::int64_t begin_ms = 0;
    std::int64_t calls = 0;
  };
  [[nodiscard]] State state_of(const Minute& minute) const;

  const std::int64_t per_minute_;
  mutable std::mutex mutex_;
  /// Of keys that called within the last minute or two: no more than there are keys, all of them good ones.
  std::map<std::string, Minute, std::less<>> minutes_;
  std::int64_t swept_ms_ = 0;
};

}  // namespace signet::server
