// The escapes that a secret may wear: RFC 3986 §2.1 (percent), RFC 8259 §7 (JSON), ECMA-262 §12.9.4 (JavaScript), the
// octal and hex ones of C, backslashes of a shell, the WHATWG's HTML character references, RFC 2045 §6.7.
#include <algorithm>
#include <array>
#include <optional>

#include "mask/block.h"
#include "mask/rewriting.h"

namespace signet::mask {

namespace {

/// What stands for `width` bytes of the source; `length` bytes, at most 4. Width 0: no escape.
struct Decoded {
  std::array<char, 4> bytes{};
  std::size_t length = 0;
  std::size_t width = 0;

  [[nodiscard]] std::string_view text() const { return {bytes.data(), length}; }
};

Decoded byte(unsigned value, std::size_t width) {
  return {{static_cast<char>(value)}, 1, width};
}

Decoded code_point(std::uint32_t c, std::size_t width) {
  const auto part = [c](unsigned shift) { return static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) return byte(c, width);
  if (c < 0x800) return {{static_cast<char>(0xC0U | (c >> 6U)), part(0)}, 2, width};
  if (c < 0x10000) return {{static_cast<char>(0xE0U | (c >> 12U)), part(6), part(0)}, 3, width};
  return {{static_cast<char>(0xF0U | (c >> 18U)), part(12), part(6), part(0)}, 4, width};
}

unsigned digit_of(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 99;
}

/// The digits that `text` starts with, at least `least` and at most `most` of them.
struct Number {
  std::uint32_t value = 0;
  std::size_t width = 0;
};

std::optional<Number> number(std::string_view text, unsigned base, std::size_t least, std::size_t most) {
  Number out;
  while (out.width < most && out.width < text.size() && digit_of(text[out.width]) < base) {
    out.value = out.value * base + digit_of(text[out.width++]);
  }
  if (out.width < least) return std::nullopt;
  return out;
}

constexpr std::uint32_t kLastCodePoint = 0x10FFFF;

/// "\u0073", "\u{73}", and a pair of surrogates as one character. `text` starts with the backslash.
Decoded unicode_escape(std::string_view text) {
  if (text.size() > 2 && text[2] == '{') {
    const auto braced = number(text.substr(3), 16, 1, 6);
    if (!braced || braced->value > kLastCodePoint || text.substr(3 + braced->width, 1) != "}") return {};
    return code_point(braced->value, braced->width + 4);
  }
  const auto unit = number(text.substr(2), 16, 4, 4);
  if (!unit) return {};
  if (unit->value >= 0xD800 && unit->value < 0xDC00 && text.substr(6, 2) == "\\u") {
    const auto low = number(text.substr(8), 16, 4, 4);
    if (low && low->value >= 0xDC00 && low->value < 0xE000) {
      return code_point(0x10000 + ((unit->value - 0xD800) << 10U) + (low->value - 0xDC00), 12);
    }
  }
  return code_point(unit->value, 6);
}

std::size_t line_break_at(std::string_view text) {
  if (text.substr(0, 2) == "\r\n") return 2;
  return text.substr(0, 1) == "\n" ? 1 : 0;
}

/// `text` starts with a backslash.
Decoded backslash_escape(std::string_view text) {
  if (text.size() < 2) return {};
  const char c = text[1];
  if (c == 'u') return unicode_escape(text);
  if (c == 'x') {
    const auto hex = number(text.substr(2), 16, 2, 2);
    return hex ? byte(hex->value, 4) : Decoded{};
  }
  if (const auto octal = number(text.substr(1), 8, 3, 3); octal && octal->value < 256) return byte(octal->value, 4);
  constexpr std::string_view kLetters = "nrtbfv0";
  constexpr std::string_view kControls("\n\r\t\b\f\v\0", 7);
  if (const auto letter = kLetters.find(c); letter != std::string_view::npos) {
    return byte(static_cast<unsigned char>(kControls[letter]), 2);
  }
  if (const std::size_t width = line_break_at(text.substr(1)); width != 0) return {{}, 0, 1 + width};
  const bool punctuation = (c > ' ' && c < '0') || (c > '9' && c < 'A') || (c > 'Z' && c < 'a') || (c > 'z' && c < 127);
  return punctuation || c == ' ' ? byte(static_cast<unsigned char>(c), 2) : Decoded{};
}

/// `text` starts with a percent sign.
Decoded percent_escape(std::string_view text) {
  const auto hex = number(text.substr(1), 16, 2, 2);
  return hex ? byte(hex->value, 3) : Decoded{};
}

struct Entity {
  std::string_view name;
  char character;
};

/// The names of ASCII characters (HTML §13.5).
constexpr Entity kEntities[] = {
    {"amp", '&'},
    {"lt", '<'},
    {"gt", '>'},
    {"quot", '"'},
    {"apos", '\''},
    {"AMP", '&'},
    {"LT", '<'},
    {"GT", '>'},
    {"QUOT", '"'},
    {"Tab", '\t'},
    {"NewLine", '\n'},
    {"excl", '!'},
    {"num", '#'},
    {"dollar", '$'},
    {"percnt", '%'},
    {"lpar", '('},
    {"rpar", ')'},
    {"ast", '*'},
    {"midast", '*'},
    {"plus", '+'},
    {"comma", ','},
    {"period", '.'},
    {"sol", '/'},
    {"colon", ':'},
    {"semi", ';'},
    {"equals", '='},
    {"quest", '?'},
    {"commat", '@'},
    {"lsqb", '['},
    {"lbrack", '['},
    {"bsol", '\\'},
    {"rsqb", ']'},
    {"rbrack", ']'},
    {"Hat", '^'},
    {"lowbar", '_'},
    {"UnderBar", '_'},
    {"grave", '`'},
    {"lcub", '{'},
    {"lbrace", '{'},
    {"verbar", '|'},
    {"vert", '|'},
    {"VerticalLine", '|'},
    {"rcub", '}'},
    {"rbrace", '}'},
    {"hyphen", '-'},
    {"dash", '-'},
    {"DiacriticalGrave", '`'},
};

/// How many ASCII letters `text` starts with.
std::size_t letters(std::string_view text) {
  const auto* end = std::find_if_not(text.begin(), text.end(),
                                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return static_cast<std::size_t>(end - text.begin());
}

/// `text` starts with an ampersand. The semicolon after a number may be missing, as browsers take it.
Decoded entity(std::string_view text) {
  const std::string_view name = text.substr(1);
  if (name.substr(0, 1) != "#") {
    const std::size_t end = letters(name);
    if (end == 0 || name.substr(end, 1) != ";") return {};  // most often the "&" of a query
    for (const auto& [known, character] : kEntities) {
      if (name.substr(0, end) == known) return byte(static_cast<unsigned char>(character), end + 2);
    }
    return {};
  }
  const bool hex = name.substr(1, 1) == "x" || name.substr(1, 1) == "X";
  const std::size_t lead = hex ? 3 : 2;
  const auto value = text.size() > lead ? number(text.substr(lead), hex ? 16 : 10, 1, 7) : std::nullopt;
  if (!value || value->value > kLastCodePoint) return {};
  const std::size_t width = lead + value->width;
  return code_point(value->value, width + (text.substr(width, 1) == ";" ? 1 : 0));
}

Decoded any_escape(std::string_view text) {
  switch (text.front()) {
    case '%':
      return percent_escape(text);
    case '&':
      return entity(text);
    default:
      return backslash_escape(text);
  }
}

/// `text` starts with "=". Blanks before a soft line break's end were added on the way (RFC 2045 §6.7 rule 3).
Decoded quoted_printable(std::string_view text) {
  if (const auto hex = number(text.substr(1), 16, 2, 2)) return byte(hex->value, 3);
  const std::size_t blanks = std::min(text.find_first_not_of(" \t", 1), text.size());
  if (const std::size_t width = line_break_at(text.substr(blanks)); width != 0) return {{}, 0, blanks + width};
  return {};
}

/// Where the next of the `Marks` is, or the size.
template <char... Marks>
std::size_t next_mark(std::string_view text, std::size_t from) {
  for (; from + 2 * kBlockBytes <= text.size(); from += 2 * kBlockBytes) {
    const Block first = load_block(text.data() + from);
    const Block second = load_block(text.data() + from + kBlockBytes);
    if (any_of(((first == Marks) | ...) | ((second == Marks) | ...))) break;
  }
  while (from < text.size() && ((text[from] != Marks) && ...)) ++from;
  return from;
}

/// Copies the text with each escape decoded that `decode` finds at one of the `Marks`.
template <char... Marks, typename Decode>
bool rewrite(std::string_view text, Copy& out, Decode decode) {
  out.clear();
  std::size_t kept = 0;
  for (std::size_t at = next_mark<Marks...>(text, 0); at < text.size(); at = next_mark<Marks...>(text, at)) {
    const Decoded decoded = decode(text.substr(at));
    if (decoded.width == 0) {
      ++at;
      continue;
    }
    out.keep(text, kept, at);
    out.put(decoded.text(), at, at + decoded.width);
    at += decoded.width;
    kept = at;
  }
  if (kept == 0) return false;
  out.keep(text, kept, text.size());
  return true;
}

}  // namespace

bool unescape(std::string_view text, Copy& out) {
  return rewrite<'%', '&', '\\'>(text, out, any_escape);
}

bool decode_quoted_printable(std::string_view text, Copy& out) {
  return rewrite<'='>(text, out, quoted_printable);
}

}  // namespace signet::mask
