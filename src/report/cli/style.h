// How the terminal reporters look: colours only where the terminal has them, and a symbol or a word beside every
// colour, so that nothing is told by colour alone; plain ASCII when unicode is off.
#pragma once

#include <string>
#include <string_view>

#include "report/reporters.h"

namespace signet::report {

struct Symbols {
  std::string_view folder, root, sub, ok, bad, skipped, warning, dot, star, up, down, hop, ellipsis;
  std::string_view box_top, box_side, box_bottom;
  // Table lines.
  std::string_view horizontal, vertical, top_left, top_middle, top_right, middle_left, middle, middle_right, middle_up,
      bottom_left, bottom_right;
};

class Style {
 public:
  explicit Style(const Terminal& terminal);

  [[nodiscard]] const Symbols& symbols() const { return symbols_; }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] bool unicode() const { return unicode_; }

  [[nodiscard]] std::string bold(std::string_view text) const { return paint("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return paint("90", text); }
  [[nodiscard]] std::string good(std::string_view text) const { return paint("32", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return paint("1;31", text); }
  [[nodiscard]] std::string warn(std::string_view text) const { return paint("33", text); }
  [[nodiscard]] std::string info(std::string_view text) const { return paint("36", text); }
  [[nodiscard]] std::string underline(std::string_view text) const { return paint("4", text); }

 private:
  [[nodiscard]] std::string paint(std::string_view code, std::string_view text) const;

  bool colour_;
  bool unicode_;
  std::size_t width_;
  Symbols symbols_;
};

}  // namespace signet::report
