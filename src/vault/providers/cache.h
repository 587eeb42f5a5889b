// The providers of an unlocked vault during a run: each is made and signed in once, on first need, and its values are
// kept in memory for its time to live. Safe to use from many threads; each provider works for one at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "vault/contents.h"
#include "vault/providers/provider.h"

namespace signet::vault {

/// A failure is kept so long, so that a reference in a hundred requests does not ask, or knock at a login, a hundred
/// times.
inline constexpr std::int64_t kFailureKeptMs = 10'000;
/// Providers that are asked at the same time by prefetch() and close().
inline constexpr std::size_t kMaxProviderThreads = 8;

class Providers {
 public:
  /// Called once for each provider, by whatever thread needs it first; what it gives is used by one thread at a time.
  using MakeContext = std::function<ProviderContext()>;
  using Clock = std::function<std::int64_t()>;

  Providers(std::vector<ProviderConfig> configs, MakeContext make_context, Clock now_ms);
  /// Closes.
  ~Providers();
  Providers(const Providers&) = delete;
  Providers& operator=(const Providers&) = delete;

  /// The value of "NAME:reference". kNotFound when there is no provider of that name.
  [[nodiscard]] Result<SecretString> get(std::string_view name_and_reference);
  /// Fetches all of these into the cache, different providers at the same time, and returns when each is there or has
  /// failed; get() tells the failures.
  void prefetch(std::span<const std::string> names_and_references);
  /// The provider that "NAME:reference" means, for its domains; null when there is none.
  [[nodiscard]] const ProviderConfig* find(std::string_view name_and_reference) const;
  /// Gives back leases and sessions, and forgets all values. get() fails from then on.
  void close();

 private:
  struct Slot;

  [[nodiscard]] Slot* slot_of(std::string_view name) const;
  [[nodiscard]] Error no_provider(std::string_view name) const;

  MakeContext make_context_;
  Clock now_ms_;
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace signet::vault
