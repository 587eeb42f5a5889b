// The vault as the app holds it: closed, or opened by its user on the vault's own page and forgotten after a while
// without use. The key is in the agent's memory alone.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

#include "base/result.h"
#include "base/secret.h"
#include "vault/store.h"

namespace signet::app {

struct VaultPlaces {
  std::filesystem::path file;
  std::filesystem::path state;  ///< this machine's own (vault::Store)
};

/// Thread-safe.
class OpenVault {
 public:
  using Clock = std::chrono::steady_clock;

  explicit OpenVault(VaultPlaces places, std::function<Clock::time_point()> now = Clock::now);

  [[nodiscard]] const std::filesystem::path& file() const { return places_.file; }
  [[nodiscard]] bool exists() const { return store().exists(); }
  [[nodiscard]] bool is_open() const;
  /// Until it is forgotten, unless it is used; zero when it is closed.
  [[nodiscard]] std::chrono::seconds idle_left() const;
  [[nodiscard]] std::chrono::seconds idle() const;
  /// One minute to a day; kInvalidInput else.
  [[nodiscard]] Status set_idle(std::chrono::seconds idle);

  /// A new, empty vault, open. Errors of vault::Store::create; kInvalidInput for a passphrase that is too short.
  [[nodiscard]] Status create(const SecretString& passphrase);
  /// Errors of vault::Store::unlock.
  [[nodiscard]] Status unlock(SecretString passphrase);
  void lock();
  /// Whether the passphrase is the vault's, once more, before all of it is given away. Errors of vault::Store::unlock.
  [[nodiscard]] Status confirm(const SecretString& passphrase) const;
  /// Gives the vault another passphrase and key, and stays open. How many other ways into it (key files, the keyring)
  /// ended, as they open only the vault of before. kPermission when it is closed; errors of confirm() and create().
  [[nodiscard]] Result<std::size_t> change_passphrase(const SecretString& current, const SecretString& next);
  /// Waits until it is open, at most so long; false when it is not, or `is_stopped` says so.
  [[nodiscard]] bool wait_until_open(std::chrono::milliseconds most, const std::function<bool()>& is_stopped) const;

  // For who works with it. kPermission when it is closed. Each counts as use.

  [[nodiscard]] Result<vault::VaultKey> key();
  [[nodiscard]] vault::Store store() const { return {places_.file, places_.state}; }
  [[nodiscard]] Result<vault::Contents> read();
  [[nodiscard]] Status update(const std::function<Status(vault::Store::Writer&)>& change);

 private:
  void keep(vault::VaultKey key);
  [[nodiscard]] bool is_open_now() const;

  const VaultPlaces places_;
  const std::function<Clock::time_point()> now_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable std::optional<vault::VaultKey> key_;
  Clock::time_point used_;
  std::chrono::seconds idle_{std::chrono::minutes(15)};
};

/// Fewest characters of a passphrase.
inline constexpr std::size_t kFewestOfPassphrase = 10;
/// kInvalidInput for a passphrase that is shorter.
[[nodiscard]] Status check_length(const SecretString& passphrase);

}  // namespace signet::app
