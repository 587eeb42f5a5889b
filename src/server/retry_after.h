// How long somebody has to wait, carried by an error from where it is known to the answer's header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace signet::server {

/// kLimit: too many attempts, and how long to wait.
[[nodiscard]] Error too_many_attempts(std::int64_t seconds, std::string hint);
/// The time of such an error, for Retry-After (RFC 9110 §10.2.3); nullopt for any other.
[[nodiscard]] std::optional<std::int64_t> retry_after_seconds(const Error& error);

}  // namespace signet::server
