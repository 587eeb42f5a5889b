#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "model/faker/generators.h"
#include "model/faker/random.h"

namespace signet::model::faker {

namespace {

std::string joined_lorem(std::int64_t count, char separator) {
  std::string out;
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += separator;
    out += pick(List::kLoremWord);
  }
  return out;
}

std::string joined_sentences(std::int64_t count, std::string_view separator) {
  std::string out;
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += separator;
    out += lorem_sentence();
  }
  return out;
}

/// One of the texts that faker's random.word takes a word from.
std::string word_source() {
  constexpr auto kLists = std::to_array<List>({List::kDepartment,
                                               List::kProductAdjective,
                                               List::kProductMaterial,
                                               List::kProduct,
                                               List::kColor,
                                               List::kCatchPhraseAdjective,
                                               List::kCatchPhraseDescriptor,
                                               List::kCatchPhraseNoun,
                                               List::kBsAdjective,
                                               List::kBsBuzz,
                                               List::kBsNoun,
                                               List::kStreetSuffix,
                                               List::kCounty,
                                               List::kCountry,
                                               List::kState,
                                               List::kTransactionType,
                                               List::kCurrencyName,
                                               List::kHackerNoun,
                                               List::kHackerVerb,
                                               List::kHackerAdjective,
                                               List::kHackerIngverb,
                                               List::kHackerAbbreviation,
                                               List::kJobDescriptor,
                                               List::kJobArea,
                                               List::kJobType});
  const auto index = static_cast<std::size_t>(number(static_cast<std::int64_t>(kLists.size()) + 1));
  if (index == kLists.size()) return product_name();
  return index > kLists.size() ? account_name() : std::string(pick(kLists[index]));
}

std::string joined_words(std::int64_t count) {
  std::string out;
  for (std::int64_t i = 0; i < count; ++i) {
    if (i > 0) out += ' ';
    out += word();
  }
  return out;
}

/// One to three words, lower case, joined by "_": what file names begin with.
std::string file_stem() {
  std::string stem;
  for (const char c : to_lower(joined_words(number(1, 3)))) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool continuation = (c & 0xC0) == 0x80;  // a character of several bytes becomes one "_"
    if (!continuation) stem += letter ? c : '_';
  }
  return stem;
}

std::string one_of_words(std::string_view text) {
  const std::vector<std::string> parts = split(text, ' ');
  return parts[static_cast<std::size_t>(number(static_cast<std::int64_t>(parts.size()) - 1))];
}

}  // namespace

std::string word() {
  return one_of_words(word_source());
}

std::string words() {
  return joined_words(number(2, 5));
}

std::string lorem_words() {
  return joined_lorem(3, ' ');
}

std::string lorem_sentence() {
  std::string out = joined_lorem(number(3, 10), ' ');
  out[0] = to_upper(out.substr(0, 1))[0];
  return out + '.';
}

std::string lorem_slug() {
  return joined_lorem(3, '-');
}

std::string lorem_sentences() {
  return joined_sentences(number(2, 6), " ");
}

std::string lorem_paragraph() {
  return joined_sentences(3 + number(3), " ");
}

std::string lorem_paragraphs() {
  return fmt::format("{}\n \r{}\n \r{}", lorem_paragraph(), lorem_paragraph(), lorem_paragraph());
}

std::string lorem_lines() {
  return joined_sentences(number(1, 5), "\n");
}

std::string lorem_text() {
  switch (number(6)) {
    case 0:
      return std::string(pick(List::kLoremWord));
    case 1:
      return lorem_words();
    case 2:
      return lorem_sentence();
    case 3:
      return lorem_sentences();
    case 4:
      return lorem_paragraph();
    case 5:
      return lorem_paragraphs();
    default:
      return lorem_lines();
  }
}

std::string file_name() {
  return fmt::format("{}.{}", file_stem(), pick(List::kFileExtension));
}

std::string common_file_extension() {
  return one_of_words(pick(List::kCommonFileExtensions));
}

std::string common_file_name() {
  return fmt::format("{}.{}", file_stem(), common_file_extension());
}

std::string common_file_type() {
  return std::string(pick({"video", "audio", "image", "text", "application"}));
}

std::string file_path() {
  return fmt::format("{}/{}", pick(List::kDirectoryPath), file_name());
}

std::string semver() {
  return fmt::format("{}.{}.{}", number(9), number(9), number(9));
}

}  // namespace signet::model::faker
