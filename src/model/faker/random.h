// Randomness for made-up data: a fast generator (xoshiro256**) per thread, seeded from the system's by libsodium. It is
// for test data only; identifiers and secrets come from libsodium itself.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "faker_lists.h"

namespace signet::model::faker {

/// Uniform in [min, max].
[[nodiscard]] std::int64_t number(std::int64_t min, std::int64_t max);
/// Uniform in [0, max].
[[nodiscard]] inline std::int64_t number(std::int64_t max) {
  return number(0, max);
}
[[nodiscard]] inline std::string number_text(std::int64_t min, std::int64_t max) {
  return std::to_string(number(min, max));
}
[[nodiscard]] inline bool chance() {
  return number(1) == 1;
}

/// One of the characters of `set`.
[[nodiscard]] char pick(std::string_view set);
[[nodiscard]] std::string_view pick(std::initializer_list<std::string_view> words);
/// One word of a list.
[[nodiscard]] std::string_view pick(List list);

/// "#" becomes a digit and "!" a digit from 2 to 9 (faker's replaceSymbolWithNumber).
[[nodiscard]] std::string fill_digits(std::string_view format);

}  // namespace signet::model::faker
