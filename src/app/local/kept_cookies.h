// Cookies from one start of the app to the next, but for those that end with the session (RFC 6265 §5.3).
#pragma once

#include <mutex>
#include <string>

#include "app/local/local_store.h"
#include "http/cookie_jar.h"

namespace signet::app {

/// Thread-safe.
class KeptCookies {
 public:
  /// `local` must outlive it.
  explicit KeptCookies(LocalStore& local) : local_(local) {}

  /// Those that were kept; empty at the first start.
  [[nodiscard]] Result<http::CookieJar> load();
  /// Keeps those of the jar that have an end, if they are others than before.
  [[nodiscard]] Status keep(const http::CookieJar& jar);

 private:
  LocalStore& local_;
  std::mutex mutex_;
  std::string kept_;
};

}  // namespace signet::app
