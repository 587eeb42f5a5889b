// Lists of byte values, as programs print buffers: [115, 101, 99], "115 101 99", {0x73, 0x65, 0x63}.
#include <algorithm>
#include <charconv>

#include "mask/block.h"
#include "mask/rewriting.h"

namespace signet::mask {

namespace {

/// Fewer numbers than this are no list: they could not hold a secret that is looked for here (forms.h).
constexpr std::size_t kFewest = 5;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_separator(char c) {
  return c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ';' || c == ':' || c == '|';
}

/// A number at the start of `text` that is a byte and ends there; width 0 when there is none.
struct ByteText {
  char byte = 0;
  std::size_t width = 0;
};

ByteText read_byte(std::string_view text) {
  const bool hex = text.size() > 3 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  const char* begin = text.data() + (hex ? 2 : 0);
  const char* end = text.data() + std::min<std::size_t>(text.size(), hex ? 4 : 3);
  unsigned value = 0;
  const auto [after, error] = std::from_chars(begin, end, value, hex ? 16 : 10);
  const auto width = static_cast<std::size_t>(after - text.data());
  if (error != std::errc{} || value > 255 || (width < text.size() && is_word(text[width]))) return {};
  return {static_cast<char>(value), width};
}

/// Appends the list at `at` to `out` when it is one; where to look on.
std::size_t take_list(std::string_view text, std::size_t at, Copy& out) {
  const std::size_t begin = at;
  std::size_t count = 0;
  std::size_t end = at;
  for (ByteText next = read_byte(text.substr(at)); next.width != 0; next = read_byte(text.substr(at))) {
    ++count;
    end = at + next.width;
    at = end;
    while (at < text.size() && is_separator(text[at])) ++at;
    if (at == end || at == text.size()) break;
  }
  if (count < kFewest) return std::max(end, begin + 1);
  for (at = begin; at < end;) {
    const ByteText next = read_byte(text.substr(at));
    out.put({&next.byte, 1}, at, at + next.width);
    at += next.width;
    while (at < end && is_separator(text[at])) ++at;
  }
  out.put(std::string_view("\0", 1), end - 1, end);
  return end;
}

/// Where the next block begins in which a digit stands before a separator, or in "0x".
std::size_t next_candidate(std::string_view text, std::size_t from) {
  for (; from + kBlockBytes < text.size(); from += kBlockBytes) {
    const Block here = load_block(text.data() + from);
    const Block next = load_block(text.data() + from + 1);
    const BlockTest separator = (next == ',') | (next == ' ') | (next == ';') | (next == ':') | (next == '|') |
                                (next == '\n') | (next == '\r') | (next == '\t') | (next == 'x') | (next == 'X');
    if (any_of(((here - '0') <= 9) & separator)) return from;
  }
  return from;
}

}  // namespace

bool decode_lists(std::string_view text, Copy& out) {
  out.clear();
  // A number may begin up to two digits before the block in which its separator was found.
  std::size_t done = 0;
  for (std::size_t from = next_candidate(text, 0); from < text.size(); from = next_candidate(text, done)) {
    const std::size_t block_end = std::min(from + kBlockBytes, text.size());
    std::size_t at = std::max(done, from - std::min<std::size_t>(from, 3));
    while (at < block_end) {
      const bool starts = is_digit(text[at]) && (at == 0 || !is_word(text[at - 1]));
      at = starts ? take_list(text, at, out) : at + 1;
    }
    done = at;
  }
  return out.size() != 0;
}

}  // namespace signet::mask
