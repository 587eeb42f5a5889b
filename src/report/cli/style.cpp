#include "report/cli/style.h"

namespace signet::report {

namespace {

constexpr int kNarrowest = 40;
constexpr int kWidest = 400;

constexpr Symbols kUnicode = {
    .folder = "❏",
    .root = "→",
    .sub = "↳",
    .ok = "✓",
    .bad = "✗",
    .skipped = "-",
    .warning = "⚠",
    .dot = "·",
    .star = "★",
    .up = "↑",
    .down = "↓",
    .hop = "↪",
    .ellipsis = "…",
    .box_top = "┌",
    .box_side = "│",
    .box_bottom = "└",
    .horizontal = "─",
    .vertical = "│",
    .top_left = "┌",
    .top_middle = "┬",
    .top_right = "┐",
    .middle_left = "├",
    .middle = "┼",
    .middle_right = "┤",
    .middle_up = "┴",
    .bottom_left = "└",
    .bottom_right = "┘",
};

constexpr Symbols kAscii = {
    .folder = "Folder",
    .root = "->",
    .sub = "  ->",
    .ok = "ok",
    .bad = "FAIL",
    .skipped = "-",
    .warning = "!",
    .dot = "-",
    .star = "*",
    .up = "^",
    .down = "v",
    .hop = "=>",
    .ellipsis = "...",
    .box_top = "+-",
    .box_side = "|",
    .box_bottom = "+-",
    .horizontal = "-",
    .vertical = "|",
    .top_left = "+",
    .top_middle = "+",
    .top_right = "+",
    .middle_left = "+",
    .middle = "+",
    .middle_right = "+",
    .middle_up = "+",
    .bottom_left = "+",
    .bottom_right = "+",
};

}  // namespace

Style::Style(const Terminal& terminal)
    : colour_(terminal.colour),
      unicode_(terminal.unicode),
      width_(static_cast<std::size_t>(std::clamp(terminal.width, kNarrowest, kWidest))),
      symbols_(terminal.unicode ? kUnicode : kAscii) {}

std::string Style::paint(std::string_view code, std::string_view text) const {
  if (!colour_ || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

}  // namespace signet::report
