// Text from outside made safe to show: names, bodies and messages of a collection are hostile input that must neither
// steer the terminal (ECMA-48 escape sequences, bidirectional overrides) nor break a report's format.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace signet::report {

/// One code point of `text` at `at`, which moves past it. Ill-formed bytes give U+FFFD, one for each.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& out, char32_t c);

/// Well-formed UTF-8: ill-formed bytes become U+FFFD.
[[nodiscard]] std::string to_utf8(std::string_view bytes);
/// Whether a code point must never reach a terminal or a page as it is: controls, bidirectional and invisible marks.
[[nodiscard]] bool is_unsafe(char32_t c);
/// One line: controls and bidirectional marks are shown as escapes ("\n", "\x1b", "\u202e").
[[nodiscard]] std::string one_line(std::string_view text);
/// Like one_line, but line feeds stay and a tab becomes two spaces.
[[nodiscard]] std::string many_lines(std::string_view text);

/// Columns that the text takes in a terminal: 0 for combining marks, 2 for wide East Asian letters and emoji.
[[nodiscard]] std::size_t columns(std::string_view utf8);
/// At most `limit` bytes, cut between code points.
[[nodiscard]] std::string_view clip_bytes(std::string_view utf8, std::size_t limit);
/// At most `width` columns; a cut text ends in `ellipsis`.
[[nodiscard]] std::string shorten(std::string_view utf8, std::size_t width, std::string_view ellipsis);
/// Lines of at most `width` columns, cut at spaces where there are any. Line feeds start new lines; never empty.
[[nodiscard]] std::vector<std::string> wrap(std::string_view utf8, std::size_t width);
/// Pads with spaces on the right (left-aligned) or on the left.
[[nodiscard]] std::string pad_right(std::string_view utf8, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view utf8, std::size_t width);

/// newman's sizes and times: "285B", "1.71kB"; "531µs" ("531us" without unicode), "12ms", "2.4s", "1m 3.2s".
[[nodiscard]] std::string size_text(double bytes);
[[nodiscard]] std::string time_text(double milliseconds, bool unicode);

}  // namespace signet::report
