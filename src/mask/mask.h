// Knows the secrets of a run and hides them in every text that leaves it: terminal, reports, logs, console, exports,
// errors, history. A secret is also found where it appears encoded or split over lines (forms.h lists the forms).
// All secrets are searched for in one pass (Vectorscan).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace signet {

/// What stands in the place of a secret.
inline constexpr std::string_view kMasked = "••••";

/// A secret that the mask knows. Equal values have equal ids.
using SecretId = std::uint32_t;

/// Thread-safe: lanes of a parallel run add values while reporters read.
class Mask {
 public:
  /// Values shorter than this are not searched for: a secret "1" would blank half of every report.
  static constexpr std::size_t kShortest = 3;

  Mask();
  ~Mask();
  Mask(const Mask&) = delete;
  Mask& operator=(const Mask&) = delete;

  /// Nothing is searched for when the value is shorter than kShortest; it gets an id all the same.
  SecretId add(std::string_view secret);
  /// The text with every known secret replaced; only the mask when the search fails (for want of memory). Masking the
  /// result again changes nothing.
  [[nodiscard]] std::string operator()(std::string text) const;
  /// The secrets that appear in the text in any form, each once, ascending. All of them when the search fails.
  [[nodiscard]] std::vector<SecretId> find(std::string_view text) const;
  [[nodiscard]] bool empty() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet
