#include "server/retry_after.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace signet::server {

namespace {

constexpr std::string_view kWords = "seconds to wait: ";

}  // namespace

Error too_many_attempts(std::int64_t seconds, std::string hint) {
  Error error = with_context(fail(ErrorCode::kLimit, fmt::format("{}{}", kWords, seconds)), "too many attempts");
  error.hint = std::move(hint);
  return error;
}

std::optional<std::int64_t> retry_after_seconds(const Error& error) {
  const Error* inner = &error;
  while (inner->cause != nullptr) inner = inner->cause.get();
  const std::string_view words = inner->message;
  if (!words.starts_with(kWords)) return std::nullopt;
  std::int64_t seconds = 0;
  const auto [end, failed] = std::from_chars(words.data() + kWords.size(), words.data() + words.size(), seconds);
  if (failed != std::errc()) return std::nullopt;
  return seconds;
}

}  // namespace signet::server
