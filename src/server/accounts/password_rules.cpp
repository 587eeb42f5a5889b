#include "server/accounts/password_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/encoding.h"
#include "base/secret.h"
#include "base/text.h"

namespace signet::server {

namespace {

/// Sorted, each with a line feed behind it.
constexpr char kCommonPasswordLines[] =
#include "common_passwords.inc"
    ;
constexpr std::string_view kCommonPasswords(kCommonPasswordLines, sizeof kCommonPasswordLines - 1);

constexpr std::size_t kShortestWord = 4;
constexpr std::size_t kFewLetters = 4;
constexpr std::size_t kLeastDistinct = 5;

bool is_common(std::string_view word) {
  if (word.size() < kShortestWord) return false;
  std::size_t first = 0;
  std::size_t last = kCommonPasswords.size();
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    const std::size_t before = middle == 0 ? std::string_view::npos : kCommonPasswords.rfind('\n', middle - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const std::size_t end = kCommonPasswords.find('\n', begin);
    const std::string_view here = kCommonPasswords.substr(begin, end - begin);
    if (here == word) return true;
    if (here < word) {
      first = end + 1;
    } else {
      last = begin;
    }
  }
  return false;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// Without what people put around a word to please rules: "!Password123!" → "password".
std::string_view core(std::string_view text) {
  const auto first = std::find_if(text.begin(), text.end(), is_letter);
  const auto last = std::find_if(text.rbegin(), text.rend(), is_letter).base();
  return first < last
             ? text.substr(static_cast<std::size_t>(first - text.begin()), static_cast<std::size_t>(last - first))
             : std::string_view();
}

bool is_made_of_common_words(std::string_view text) {
  if (is_common(text)) return true;
  for (std::size_t cut = kShortestWord; cut + kShortestWord <= text.size(); ++cut) {
    if (is_common(text.substr(0, cut)) && is_common(text.substr(cut))) return true;
  }
  return false;
}

/// "abcabcabc": a piece of at most half its length, over and over; also "123456789012": each letter is one more than
/// the one before, with nine before nought.
bool is_monotonous(std::string_view text) {
  if (std::set<char>(text.begin(), text.end()).size() < kLeastDistinct) return true;
  for (std::size_t period = 1; period * 2 <= text.size(); ++period) {
    bool repeats = true;
    for (std::size_t i = period; i < text.size() && repeats; ++i) repeats = text[i] == text[i - period];
    if (repeats) return true;
  }
  std::size_t steps = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    if (step == 1 || step == -1 || (text[i - 1] == '9' && text[i] == '0')) ++steps;
  }
  return steps + kFewLetters > text.size();
}

/// Whether all but a few letters are one of the personal texts.
bool is_personal(std::string_view text, std::string_view personal) {
  const std::string word = to_lower(personal);
  if (word.size() < kShortestWord) return false;
  const std::size_t at = text.find(word);
  return at != std::string_view::npos && text.size() - word.size() <= kFewLetters + 2;
}

std::size_t letters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not a continuation byte
  }));
}

Error refused(std::string_view why) {
  return fail(ErrorCode::kInvalidInput, std::string(why), "four or five random words are good and easy to remember");
}

}  // namespace

Status check_new_password(std::string_view password, std::initializer_list<std::string_view> personal) {
  if (!is_utf8(password)) return refused("the password is not UTF-8 text");
  if (letters_in(password) < kLeastPasswordLetters) {
    return refused(fmt::format("the password is shorter than {} characters", kLeastPasswordLetters));
  }
  if (password.size() > kMostPasswordBytes) {
    return fail(ErrorCode::kInvalidInput, fmt::format("the password is longer than {} bytes", kMostPasswordBytes));
  }
  std::string plain = to_lower(password);
  const bool is_weak = is_made_of_common_words(plain) || is_made_of_common_words(core(plain)) || is_monotonous(plain);
  const bool is_about_them = std::any_of(personal.begin(), personal.end(), [&plain](std::string_view text) {
    return is_personal(plain, text) || is_personal(plain, text.substr(0, text.find('@')));
  });
  wipe(plain);
  if (is_weak) return refused("the password is one of those that are guessed first");
  if (is_about_them) return refused("the password is little more than a name or an address");
  return {};
}

}  // namespace signet::server
