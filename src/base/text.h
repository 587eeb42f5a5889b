// Small text helpers used all over: trimming, case, splitting. ASCII rules, as HTTP and JSON keys want.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signet {

/// An ASCII control character, DEL included.
[[nodiscard]] constexpr bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
[[nodiscard]] std::string_view trim(std::string_view text);
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::string to_upper(std::string_view text);
[[nodiscard]] bool equals_ignore_case(std::string_view a, std::string_view b);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
/// As text or as an attribute's quoted value in HTML: & < > and " as entities.
[[nodiscard]] std::string escape_html(std::string_view text);
/// "1.2 kB", "340 B": decimal units, as newman prints sizes.
[[nodiscard]] std::string human_size(double bytes);
/// "12ms", "1.4s", "1m 3.2s", as newman prints durations.
[[nodiscard]] std::string human_duration(double milliseconds);
/// The name in `known` nearest to `word` by edit distance, or empty when none is near (for "did you mean").
[[nodiscard]] std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace signet
