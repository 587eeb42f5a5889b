// Hides the values of secret variables in every text that leaves the run: terminal, reports, console, exports, errors.
// A value is also hidden where it appears base64-, URL- or hex-encoded, or escaped as JSON or HTML.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "model/variables.h"

namespace signet::run {

/// What stands in the place of a secret.
inline constexpr std::string_view kMasked = "••••";

/// Thread-safe: lanes of a parallel run add values while reporters read.
class Mask {
 public:
  /// Values shorter than this are not searched for: a secret "1" would blank half of every report.
  static constexpr std::size_t kShortest = 3;

  void add(std::string_view secret);
  /// Adds the secret variables of a scope, with the values that they have now.
  void add_from(const model::VariableScope& scope);
  /// The text with every known secret replaced.
  [[nodiscard]] std::string operator()(std::string text) const;

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_set<std::string> known_;
  /// A form of a secret. `in_base64`: a part of a longer base64 text, which is hidden whole: its ends hold secret bits.
  struct Needle {
    std::string text;
    bool in_base64 = false;
  };
  void add_needle(std::string text, bool in_base64);

  std::vector<Needle> needles_;  // longest first, so that an encoding is not cut by a shorter needle
};

}  // namespace signet::run
