// Things that a browser fetches by an address that cannot carry a token elsewhere: the address is the token, of 256
// bits, good once and for a while.
#pragma once

#include <algorithm>
#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/constant_time.h"
#include "base/secret.h"
#include "crypto/token.h"

namespace signet::app {

/// Thread-safe. Keeps the newest until they are taken.
template <typename T>
class OneTime {
 public:
  using Clock = std::chrono::steady_clock;

  OneTime(std::size_t most, Clock::duration life) : most_(most), life_(life) {}

  /// The token by which it can be taken.
  [[nodiscard]] std::string keep(T value) {
    Kept kept{crypto::make_token(), Clock::now() + life_, std::move(value)};
    std::string token(kept.token.expose());
    const std::lock_guard lock(mutex_);
    kept_.push_back(std::move(kept));
    if (kept_.size() > most_) kept_.pop_front();
    return token;
  }

  /// Nullopt when it was taken before, is too old, or there never was one.
  [[nodiscard]] std::optional<T> take(std::string_view token) {
    const std::lock_guard lock(mutex_);
    std::erase_if(kept_, [now = Clock::now()](const Kept& one) { return one.until < now; });
    const auto found = std::find_if(kept_.begin(), kept_.end(), [token](const Kept& one) {
      return equal_in_constant_time(token, one.token.expose());
    });
    if (found == kept_.end()) return std::nullopt;
    std::optional<T> value(std::move(found->value));
    kept_.erase(found);
    return value;
  }

 private:
  struct Kept {
    SecretString token;
    Clock::time_point until;
    T value;
  };

  const std::size_t most_;
  const Clock::duration life_;
  std::mutex mutex_;
  std::deque<Kept> kept_;  ///< oldest first
};

}  // namespace signet::app
