#include <fmt/format.h>

#include "model/faker/generators.h"
#include "model/faker/random.h"

namespace signet::model::faker {

namespace {

/// A number of degrees from -limit to limit with four decimals.
std::string degrees(std::int64_t limit) {
  const std::int64_t ten_thousandths = number(-limit * 10000, limit * 10000);
  return fmt::format("{:.4f}", static_cast<double>(ten_thousandths) / 10000);
}

std::string_view hacker_word(std::string_view kind) {
  if (kind == "abbreviation") return pick(List::kHackerAbbreviation);
  if (kind == "adjective") return pick(List::kHackerAdjective);
  if (kind == "ingverb") return pick(List::kHackerIngverb);
  return pick(kind == "noun" ? List::kHackerNoun : List::kHackerVerb);
}

}  // namespace

std::string full_name() {
  const std::int64_t form = number(8);
  const std::string_view first = pick(chance() ? List::kFemaleFirstName : List::kMaleFirstName);
  const std::string_view last = pick(List::kLastName);
  if (form == 0) return fmt::format("{} {} {}", pick(List::kNamePrefix), first, last);
  if (form == 1) return fmt::format("{} {} {}", first, last, pick(List::kNameSuffix));
  return fmt::format("{} {}", first, last);
}

std::string job_title() {
  return fmt::format("{} {} {}", pick(List::kJobDescriptor), pick(List::kJobArea), pick(List::kJobType));
}

std::string city() {
  switch (number(4)) {
    case 0:
      return fmt::format("{} {}{}", pick(List::kCityPrefix), pick(List::kFirstName), pick(List::kCitySuffix));
    case 1:
      return fmt::format("{} {}", pick(List::kCityPrefix), pick(List::kFirstName));
    case 2:
      return fmt::format("{}{}", pick(List::kFirstName), pick(List::kCitySuffix));
    case 3:
      return fmt::format("{}{}", pick(List::kLastName), pick(List::kCitySuffix));
    default:
      return std::string(pick(List::kCityName));
  }
}

std::string street_name() {
  return fmt::format("{} {}", pick(chance() ? List::kFirstName : List::kLastName), pick(List::kStreetSuffix));
}

std::string street_address() {
  return fmt::format("{} {}", fill_digits(pick({"#####", "####", "###"})), street_name());
}

std::string latitude() {
  return degrees(90);
}
std::string longitude() {
  return degrees(180);
}

std::string phone_number() {
  return fill_digits(pick(List::kPhoneFormat));
}
std::string phone_number_ext() {
  return fmt::format("{}-{}", number(1, 99), phone_number());
}

std::string company_name() {
  switch (number(2)) {
    case 0:
      return fmt::format("{} {}", pick(List::kLastName), pick(List::kCompanySuffix));
    case 1:
      return fmt::format("{} - {}", pick(List::kLastName), pick(List::kLastName));
    default:
      return fmt::format("{}, {} and {}", pick(List::kLastName), pick(List::kLastName), pick(List::kLastName));
  }
}

std::string catch_phrase() {
  return fmt::format("{} {} {}", pick(List::kCatchPhraseAdjective), pick(List::kCatchPhraseDescriptor),
                     pick(List::kCatchPhraseNoun));
}

std::string bs() {
  return fmt::format("{} {} {}", pick(List::kBsBuzz), pick(List::kBsAdjective), pick(List::kBsNoun));
}

std::string product_name() {
  return fmt::format("{} {} {}", pick(List::kProductAdjective), pick(List::kProductMaterial), pick(List::kProduct));
}

std::string hacker_phrase() {
  const std::string_view phrase = pick(List::kHackerPhrase);
  std::string out;
  std::size_t done = 0;
  for (std::size_t open = phrase.find("{{"); open != std::string_view::npos; open = phrase.find("{{", done)) {
    const std::size_t close = phrase.find("}}", open);
    out += phrase.substr(done, open - done);
    out += hacker_word(phrase.substr(open + 2, close - open - 2));
    done = close + 2;
  }
  out += phrase.substr(done);
  return out;
}

}  // namespace signet::model::faker
