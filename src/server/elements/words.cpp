#include "server/elements/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"

namespace signet::server {

namespace {

bool is_upper(char32_t c) {
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LT;
}

bool is_letter_or_digit(char32_t c) {
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO &&
         (category < UTF8PROC_CATEGORY_MN || category > UTF8PROC_CATEGORY_ME);
}

/// Scripts whose words stand side by side.
bool is_without_spaces(char32_t c) {
  struct Range {
    char32_t first;
    char32_t last;
  };
  constexpr std::array kRanges = {
      Range{0x0E00, 0x0EFF},    // Thai, Lao
      Range{0x1000, 0x109F},    // Myanmar
      Range{0x1780, 0x17FF},    // Khmer
      Range{0x3040, 0x30FF},    // kana
      Range{0x3400, 0x9FFF},    // Han
      Range{0x20000, 0x3FFFF},  // Han
  };
  return std::any_of(kRanges.begin(), kRanges.end(),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

/// The code points of a text; U+FFFD, which is no letter, for bytes that are no UTF-8.
std::u32string code_points(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto* const end = at + text.size();
  while (at < end) {
    utf8proc_int32_t point = -1;
    const utf8proc_ssize_t length = utf8proc_iterate(at, end - at, &point);
    points.push_back(length > 0 ? static_cast<char32_t>(point) : U'\uFFFD');
    at += std::max<utf8proc_ssize_t>(length, 1);
  }
  return points;
}

/// Unicode's form of it that `options` say.
std::u32string in_form(std::u32string_view points, int options) {
  std::u32string out;
  int last_class = 0;
  std::array<utf8proc_int32_t, 32> buffer{};  // of U+FDFA, the longest there is, 18
  for (const char32_t point : points) {
    const utf8proc_ssize_t length =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(point), buffer.data(), std::ssize(buffer),
                                static_cast<utf8proc_option_t>(options), &last_class);
    for (utf8proc_ssize_t i = 0; i < std::min(length, std::ssize(buffer)); ++i) {
      out.push_back(static_cast<char32_t>(buffer.at(static_cast<std::size_t>(i))));
    }
  }
  return out;
}

/// In compatible forms, without marks; cases are still told apart.
std::u32string plain(std::string_view text) {
  constexpr int kOptions =
      UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
  return in_form(code_points(text.substr(0, kMaxReadBytes)), kOptions);
}

/// In UTF-8, up to kMaxWordBytes.
std::string folded(std::u32string_view word) {
  constexpr int kOptions =
      UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_CASEFOLD;
  std::string out;
  for (const char32_t point : in_form(word, kOptions)) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length =
        static_cast<std::size_t>(utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes.data()));
    if (!is_letter_or_digit(point)) continue;
    if (out.size() + length > kMaxWordBytes) break;
    out.append(reinterpret_cast<const char*>(bytes.data()), length);
  }
  return out;
}

/// Calls `take` with each word, until it says that it has enough.
template <typename Take>
void each_word(std::string_view text, const Take& take) {
  const std::u32string points = plain(text);
  const std::u32string_view all = points;
  for (std::size_t at = 0; at < all.size();) {
    std::size_t end = at + 1;
    if (!is_letter_or_digit(all[at])) {
      at = end;
      continue;
    }
    if (!is_without_spaces(all[at])) {
      while (end < all.size() && is_letter_or_digit(all[end]) && !is_without_spaces(all[end])) ++end;
    }
    if (!take(all.substr(at, end - at))) return;
    at = end;
  }
}

/// Where the part of a word in camel case ends that begins at `begin`: "HTTPServer2" is "HTTP", "Server2".
std::size_t end_of_part(std::u32string_view word, std::size_t begin) {
  for (std::size_t i = begin + 1; i < word.size(); ++i) {
    if (!is_upper(word[i])) continue;
    const bool ends_acronym = i + 1 < word.size() && !is_upper(word[i + 1]);
    if (!is_upper(word[i - 1]) || ends_acronym) return i;
  }
  return word.size();
}

}  // namespace

void WordList::add(std::string_view text) {
  if (is_full_) return;
  each_word(text, [this](std::u32string_view word) {
    take(word);
    return !is_full_;
  });
}

void WordList::take(std::u32string_view word) {
  take_one(word);
  const std::size_t first = end_of_part(word, 0);
  if (first == word.size()) return;
  for (std::size_t begin = 0; begin < word.size();) {
    const std::size_t end = end_of_part(word, begin);
    take_one(word.substr(begin, end - begin));
    begin = end;
  }
}

void WordList::take_one(std::u32string_view word) {
  std::string one = folded(word);
  if (one.empty() || taken_.contains(one)) return;
  if (text_.size() + 1 + one.size() > most_) {
    is_full_ = true;
    return;
  }
  text_ += ' ';
  text_ += one;
  taken_.insert(std::move(one));
}

std::vector<std::string> query_words(std::string_view text) {
  std::vector<std::string> words;
  each_word(text, [&](std::u32string_view word) {
    std::string one = folded(word);
    if (!one.empty() && std::find(words.begin(), words.end(), one) == words.end()) words.push_back(std::move(one));
    return true;
  });
  return words;
}

}  // namespace signet::server
