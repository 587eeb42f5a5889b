// What a team server gave this machine to be remembered by: in the place of a second factor's code, for 30 days or
// until it is forgotten in the account's settings. It outlives signing out, and never reaches the page.
#pragma once

#include <string_view>

#include "app/local/local_store.h"

namespace signet::app {

/// Thread-safe.
class KeptDevices {
 public:
  /// `local` must outlive it.
  explicit KeptDevices(LocalStore& local) : local_(local) {}

  /// For the account of that address; empty when there is none, or when it cannot be read: a code is asked for then.
  [[nodiscard]] SecretString find(std::string_view server, std::string_view email);
  /// In the place of the one before.
  [[nodiscard]] Status put(std::string_view server, std::string_view email, const SecretString& device);

 private:
  LocalStore& local_;
};

}  // namespace signet::app
