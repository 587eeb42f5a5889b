// What getting a token needs of the world around it, given from outside: a way to send, a clock, a pause, and maybe a
// person in front of the screen. Tests give their own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/types.h"

namespace signet::http::oauth2 {

/// Somebody who can sign in.
struct Person {
  std::function<Status(const std::string& url)> open_browser;
  std::function<void(const std::string& text)> tell;
};

struct Context {
  std::function<Result<Response>(Request)> send;
  Settings settings;  ///< of the request that needs the token: TLS, proxy, time
  std::function<std::int64_t()> now_ms;
  /// Waits so long; false when the run was stopped meanwhile. 0 only asks.
  std::function<bool(std::int64_t milliseconds)> pause;
  /// Told each secret before it is sent and after it is received, so that no output shows it.
  std::function<void(std::string_view secret)> hide;
  std::function<void(const std::string& text)> warn;
  const Person* person = nullptr;  ///< null: nobody can be asked
};

/// How long a person may take to sign in.
inline constexpr std::int64_t kSignInMilliseconds = 300'000;

}  // namespace signet::http::oauth2
