#include "report/plain_text.h"

#include "base/text.h"

namespace signet::report {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Range {
  char32_t first;
  char32_t last;
};

/// Combining marks and joiners of Unicode 15 that take no column; the blocks that occur in practice.
constexpr std::array<Range, 14> kZeroWidth = {{{0x0300, 0x036F},
                                               {0x0483, 0x0489},
                                               {0x0591, 0x05BD},
                                               {0x0610, 0x061A},
                                               {0x064B, 0x065F},
                                               {0x0E31, 0x0E31},
                                               {0x0E34, 0x0E3A},
                                               {0x1AB0, 0x1AFF},
                                               {0x1DC0, 0x1DFF},
                                               {0x200B, 0x200D},
                                               {0x20D0, 0x20FF},
                                               {0xFE00, 0xFE0F},
                                               {0xFE20, 0xFE2F},
                                               {0xE0100, 0xE01EF}}};

/// East Asian Width W and F (UAX #11), and emoji presentation.
constexpr std::array<Range, 15> kWide = {{{0x1100, 0x115F},
                                          {0x231A, 0x231B},
                                          {0x23E9, 0x23EC},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](const Range& r) { return c >= r.first && c <= r.last; });
}

std::size_t width_of(char32_t c) {
  if (c < 0x300) return 1;
  if (contains(kZeroWidth, c)) return 0;
  return contains(kWide, c) ? 2 : 1;
}

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

void append_escape(std::string& out, char32_t c) {
  switch (c) {
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += c < 0x80 ? fmt::format("\\x{:02x}", static_cast<unsigned>(c))
                      : fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  }
}

std::string escape(std::string_view text, bool keep_lines) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string out;
  out.reserve(text.size() + 8);
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (keep_lines && c == '\n') {
      out += '\n';
    } else if (keep_lines && c == '\t') {
      out += "  ";
    } else if (keep_lines && c == '\r' && at < text.size() && text[at] == '\n') {
      continue;  // CR LF is one line end
    } else if (is_unsafe(c)) {
      append_escape(out, c);
    } else {
      append_code_point(out, c);
    }
  }
  return out;
}

/// The longest prefix of `text` that fits `width` columns (at least one code point), in bytes.
std::size_t fitting(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    used += width_of(next_code_point(text, at));
    if (used > width && before > 0) return before;
  }
  return text.size();
}

void wrap_line(std::string_view line, std::size_t width, std::vector<std::string>& out) {
  while (true) {
    std::size_t cut = fitting(line, width);
    if (cut == line.size()) {
      out.emplace_back(line);
      return;
    }
    const std::size_t space = line[cut] == ' ' ? cut : line.rfind(' ', cut - 1);
    const bool at_space = space != std::string_view::npos && space >= cut / 2;
    if (at_space) cut = space;
    out.emplace_back(line.substr(0, cut));
    line.remove_prefix(at_space ? cut + 1 : cut);
  }
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  if (lead < 0xC2 || lead > 0xF4) return kReplacement;
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = lead & (0x7FU >> length);
  if (at + length - 1 > text.size()) return kReplacement;
  for (std::size_t i = 0; i + 1 < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80) return kReplacement;
    c = (c << 6U) | (byte(at + i) & 0x3FU);
  }
  // Overlong forms, surrogates and values past Unicode's end are ill-formed (Unicode 15, table 3-7).
  const bool valid = (length == 2) || (length == 3 && c >= 0x800 && (c < 0xD800 || c > 0xDFFF)) ||
                     (length == 4 && c >= 0x10000 && c <= 0x10FFFF);
  if (!valid) return kReplacement;
  at += length - 1;
  return c;
}

void append_code_point(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | (c >> 6U));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | (c >> 12U));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (c >> 18U));
    out += static_cast<char>(0x80U | ((c >> 12U) & 0x3FU));
    out += static_cast<char>(0x80U | ((c >> 6U) & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

std::string to_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) append_code_point(out, next_code_point(bytes, at));
  return out;
}

bool is_unsafe(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

std::string one_line(std::string_view text) {
  return escape(text, false);
}
std::string many_lines(std::string_view text) {
  return escape(text, true);
}

std::size_t columns(std::string_view utf8) {
  std::size_t total = 0;
  for (std::size_t at = 0; at < utf8.size();) total += width_of(next_code_point(utf8, at));
  return total;
}

std::string_view clip_bytes(std::string_view utf8, std::size_t limit) {
  if (utf8.size() <= limit) return utf8;
  while (limit > 0 && (static_cast<unsigned char>(utf8[limit]) & 0xC0U) == 0x80) --limit;
  return utf8.substr(0, limit);
}

std::string shorten(std::string_view utf8, std::size_t width, std::string_view ellipsis) {
  // Only a bounded start is measured: a name may be a megabyte long.
  const std::size_t most = width * 8 + 8;
  if (utf8.size() <= width || (utf8.size() <= most && columns(utf8) <= width)) return std::string(utf8);
  const std::size_t room = width > columns(ellipsis) ? width - columns(ellipsis) : 1;
  return std::string(utf8.substr(0, fitting(utf8, room))) + std::string(ellipsis);
}

std::vector<std::string> wrap(std::string_view utf8, std::size_t width) {
  std::vector<std::string> out;
  width = std::max<std::size_t>(width, 2);
  while (true) {
    const std::size_t end = utf8.find('\n');
    wrap_line(utf8.substr(0, end), width, out);
    if (end == std::string_view::npos) return out;
    utf8.remove_prefix(end + 1);
  }
}

std::string pad_right(std::string_view utf8, std::size_t width) {
  const std::size_t used = columns(utf8);
  return std::string(utf8) + std::string(used < width ? width - used : 0, ' ');
}

std::string pad_left(std::string_view utf8, std::size_t width) {
  const std::size_t used = columns(utf8);
  return std::string(used < width ? width - used : 0, ' ') + std::string(utf8);
}

std::string size_text(double bytes) {
  return replace_all(human_size(bytes), " ", "");
}

std::string time_text(double milliseconds, bool unicode) {
  if (milliseconds > 0 && milliseconds < 1) {
    return fmt::format("{:.0f}{}", milliseconds * 1000, unicode ? "µs" : "us");
  }
  if (milliseconds < 1998) return fmt::format("{:.0f}ms", milliseconds);
  return human_duration(milliseconds);
}

}  // namespace signet::report
