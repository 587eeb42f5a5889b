// Argon2id takes 64 MiB and a core for a tenth of a second: so many at a time as there are cores, some more may wait,
// the rest is told to come back. That bounds the memory, and keeps a flood of sign-ins from stopping everything else.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "crypto/kdf.h"

namespace signet::server {

class PasswordHasher {
 public:
  PasswordHasher(crypto::Argon2Cost cost, std::size_t at_once, std::size_t waiting);

  /// kLimit when too many wait already.
  [[nodiscard]] Result<std::string> hash(const SecretString& password);
  /// Whether the password is right. An empty `hash` (no such account, or none with a password) takes as long and is
  /// wrong. kLimit when too many wait already.
  [[nodiscard]] Result<bool> check(std::string_view hash, const SecretString& password);
  [[nodiscard]] bool is_outdated(std::string_view hash) const;
  /// How often Argon2id ran, for either purpose: what a stranger's request costs, and might tell by its time.
  [[nodiscard]] std::uint64_t runs() const { return runs_; }

 private:
  class Turn;

  crypto::Argon2Cost cost_;
  std::string nobodys_hash_;  ///< of a random password, to be as slow for who does not exist
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t free_;
  std::size_t may_wait_;
  std::atomic<std::uint64_t> runs_{0};
};

}  // namespace signet::server
