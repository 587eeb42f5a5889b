#include "app/vault/open_vault.h"

#include <fmt/format.h>

#include <algorithm>

namespace signet::app {

namespace {

constexpr std::chrono::seconds kShortest = std::chrono::minutes(1);
constexpr std::chrono::seconds kLongest = std::chrono::hours(24);

}  // namespace

Status check_length(const SecretString& passphrase) {
  if (passphrase.size() >= kFewestOfPassphrase) return {};
  return fail(ErrorCode::kInvalidInput, fmt::format("a passphrase has at least {} characters", kFewestOfPassphrase),
              "four or five random words are good and easy to remember");
}

OpenVault::OpenVault(VaultPlaces places, std::function<Clock::time_point()> now)
    : places_(std::move(places)), now_(std::move(now)) {}

/// Forgets the key when its time is over.
bool OpenVault::is_open_now() const {
  if (key_ && now_() - used_ >= idle_) key_.reset();
  return key_.has_value();
}

bool OpenVault::is_open() const {
  const std::lock_guard lock(mutex_);
  return is_open_now();
}

std::chrono::seconds OpenVault::idle_left() const {
  const std::lock_guard lock(mutex_);
  if (!is_open_now()) return std::chrono::seconds(0);
  return std::chrono::ceil<std::chrono::seconds>(idle_ - (now_() - used_));
}

std::chrono::seconds OpenVault::idle() const {
  const std::lock_guard lock(mutex_);
  return idle_;
}

Status OpenVault::set_idle(std::chrono::seconds idle) {
  if (idle < kShortest || idle > kLongest) {
    return fail(ErrorCode::kInvalidInput, "a vault is locked after one minute to a day without use");
  }
  const std::lock_guard lock(mutex_);
  static_cast<void>(is_open_now());
  idle_ = idle;
  return {};
}

void OpenVault::keep(vault::VaultKey key) {
  const std::lock_guard lock(mutex_);
  key_.emplace(std::move(key));
  used_ = now_();
  changed_.notify_all();
}

Status OpenVault::create(const SecretString& passphrase) {
  SIGNET_CHECK(check_length(passphrase));
  SIGNET_TRY(vault::VaultKey key, store().create({vault::SlotKind::kPassphrase, passphrase.clone()}, "passphrase"));
  keep(std::move(key));
  return {};
}

Status OpenVault::unlock(SecretString passphrase) {
  SIGNET_TRY(vault::VaultKey key, store().unlock({vault::SlotKind::kPassphrase, std::move(passphrase)}));
  keep(std::move(key));
  return {};
}

void OpenVault::lock() {
  const std::lock_guard lock(mutex_);
  key_.reset();
}

Status OpenVault::confirm(const SecretString& passphrase) const {
  const auto key = store().unlock({vault::SlotKind::kPassphrase, passphrase.clone()});
  return key ? Status() : key.error();
}

Result<std::size_t> OpenVault::change_passphrase(const SecretString& current, const SecretString& next) {
  SIGNET_CHECK(check_length(next));
  SIGNET_CHECK(confirm(current));
  SIGNET_TRY(const vault::VaultKey key, this->key());
  vault::Store changing = store();
  SIGNET_TRY(const vault::Header before, changing.header());
  SIGNET_TRY(vault::VaultKey changed, changing.change_passphrase(key, next, {}));
  SIGNET_TRY(const vault::Header after, changing.header());
  keep(std::move(changed));
  return before.slots.size() - after.slots.size();
}

bool OpenVault::wait_until_open(std::chrono::milliseconds most, const std::function<bool()>& is_stopped) const {
  constexpr std::chrono::milliseconds kLook{50};
  const auto end = Clock::now() + most;
  std::unique_lock lock(mutex_);
  while (!is_open_now()) {
    if (is_stopped() || Clock::now() >= end) return false;
    changed_.wait_for(lock, kLook);
  }
  return true;
}

Result<vault::VaultKey> OpenVault::key() {
  const std::lock_guard lock(mutex_);
  if (!is_open_now()) return fail(ErrorCode::kPermission, "the vault is locked", "unlock it on its page");
  used_ = now_();
  return key_->clone();
}

Result<vault::Contents> OpenVault::read() {
  SIGNET_TRY(const vault::VaultKey key, this->key());
  SIGNET_TRY(vault::Opened opened, store().open(key));
  return std::move(opened.contents);
}

Status OpenVault::update(const std::function<Status(vault::Store::Writer&)>& change) {
  SIGNET_TRY(const vault::VaultKey key, this->key());
  return store().update(key, change);
}

}  // namespace signet::app
