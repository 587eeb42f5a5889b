// How far a short file may grow as it is read: aliases and references are a few bytes, and what they stand for is not.
#pragma once

#include <cstddef>

#include "base/json.h"

namespace signet::model {

/// An allowance of memory that is used up bit by bit.
class Growth {
 public:
  explicit Growth(std::size_t bytes) : left_(bytes) {}

  /// False when it is used up, now and from then on.
  bool take(std::size_t bytes);
  [[nodiscard]] bool is_over() const { return is_over_; }

 private:
  std::size_t left_;
  bool is_over_ = false;
};

/// About what one value takes, without its texts.
inline constexpr std::size_t kValueBytes = 32;
/// About what a value takes with all that is in it.
[[nodiscard]] std::size_t weight_of(const json::value& value);

}  // namespace signet::model
