// A secret that the app's page has in the open and its user wants in the vault. It waits in the agent's memory until it
// is confirmed on the vault's own page, which alone gives it a name and domains.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"

namespace signet::app {

/// Thread-safe. There is one at a time: a newer takes the place of an older.
class Proposals {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::minutes kLife{10};

  explicit Proposals(std::function<Clock::time_point()> now = Clock::now) : now_(std::move(now)) {}

  /// Its id. `from`: where it stands, "orders, in Staging".
  [[nodiscard]] std::string propose(std::string name, std::string from, SecretString value);
  /// The one that waits: {id, name, from}; null when none does. Never its value.
  [[nodiscard]] json::value waiting() const;
  /// kNotFound when it does not wait any more.
  [[nodiscard]] Result<SecretString> value(std::string_view id) const;
  /// It is in the vault under this name; empty: its user does not want it there. The value is wiped.
  /// What is settled stays so.
  void settle(std::string_view id, std::string name);
  /// {state, name}: "waiting"; "stored" under that name; "gone": declined, too old, or replaced.
  [[nodiscard]] json::object state(std::string_view id) const;

 private:
  struct Proposal {
    std::string id;
    std::string name;
    std::string from;
    std::optional<SecretString> value;  ///< nullopt: it is settled
    std::string stored_as;
    Clock::time_point until;
  };

  /// Null when it is another one, too old, or settled.
  [[nodiscard]] const Proposal* find_waiting(std::string_view id) const;

  const std::function<Clock::time_point()> now_;
  mutable std::mutex mutex_;
  /// One that is too old is wiped as soon as somebody looks.
  mutable std::optional<Proposal> proposal_;
};

}  // namespace signet::app
