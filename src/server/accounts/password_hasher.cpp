#include "server/accounts/password_hasher.h"

#include <cstdlib>

#include "crypto/password_hash.h"
#include "crypto/primitives.h"

namespace signet::server {

/// The right to hash, given back at the end of the scope.
class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    if (hasher_.free_ == 0) {
      if (hasher_.may_wait_ == 0) return;
      --hasher_.may_wait_;
      hasher_.freed_.wait(lock, [this] { return hasher_.free_ > 0; });
      ++hasher_.may_wait_;
    }
    --hasher_.free_;
    has_turn_ = true;
  }
  ~Turn() {
    if (!has_turn_) return;
    const std::lock_guard lock(hasher_.mutex_);
    ++hasher_.free_;
    hasher_.freed_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  [[nodiscard]] Status status() const {
    if (has_turn_) return {};
    return fail(ErrorCode::kLimit, "too many people sign in at this moment", "try again in a few seconds");
  }

 private:
  PasswordHasher& hasher_;
  bool has_turn_ = false;
};

PasswordHasher::PasswordHasher(crypto::Argon2Cost cost, std::size_t at_once, std::size_t waiting)
    : cost_(cost), free_(at_once), may_wait_(waiting) {
  constexpr std::size_t kRandomBytes = 32;
  auto made = crypto::hash_password(crypto::random_secret(kRandomBytes), cost_);
  if (made) nobodys_hash_ = *std::move(made);
}

Result<std::string> PasswordHasher::hash(const SecretString& password) {
  const Turn turn(*this);
  SIGNET_CHECK(turn.status());
  ++runs_;
  return crypto::hash_password(password, cost_);
}

Result<bool> PasswordHasher::check(std::string_view hash, const SecretString& password) {
  const Turn turn(*this);
  SIGNET_CHECK(turn.status());
  ++runs_;
  const bool fits = crypto::check_password(hash.empty() ? std::string_view(nobodys_hash_) : hash, password);
  return fits && !hash.empty();
}

bool PasswordHasher::is_outdated(std::string_view hash) const {
  return crypto::is_outdated_hash(hash, cost_);
}

}  // namespace signet::server
