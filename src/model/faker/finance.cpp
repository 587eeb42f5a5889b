#include <fmt/format.h>

#include "model/faker/generators.h"
#include "model/faker/random.h"

namespace signet::model::faker {

namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kVowels = "AEIOU";

/// `count` characters of one part of an IBAN: letters (a), mostly digits with some letters (c), or digits (n).
std::string bban_part(char type, int count) {
  std::string out;
  while (static_cast<int>(out.size()) < count) {
    if (type == 'a' || (type == 'c' && number(100) >= 80)) {
      out += pick(kLetters);
    } else {
      out += static_cast<char>('0' + number(9));
    }
  }
  return out;
}

/// ISO 7064 mod 97-10 of the text with letters as two-digit numbers (A is 10).
int mod97(std::string_view text) {
  int remainder = 0;
  for (const char c : text) {
    const bool letter = c >= 'A' && c <= 'Z';
    const int value = letter ? c - 'A' + 10 : c - '0';
    remainder = (remainder * (letter ? 100 : 10) + value) % 97;
  }
  return remainder;
}

}  // namespace

std::string account() {
  return fill_digits("########");
}

std::string account_name() {
  return fmt::format("{} Account", pick(List::kAccountType));
}

std::string card_mask() {
  return fill_digits("####");
}

std::string amount() {
  const std::int64_t cents = number(100000);
  return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

std::string bitcoin_address() {
  constexpr std::string_view kBase58 = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
  std::string out(1, pick("13"));
  for (std::int64_t left = number(25, 34) - 1; left > 0; --left) out += pick(kBase58);
  return out;
}

std::string iban() {
  // "AL n8 c16": the country, then the parts of its account number.
  const std::string_view format = pick(List::kIbanFormat);
  const std::string_view country = format.substr(0, 2);
  std::string bban;
  for (std::size_t at = 2; at < format.size();) {
    const char type = format[at + 1];
    int count = 0;
    for (at += 2; at < format.size() && format[at] != ' '; ++at) count = count * 10 + (format[at] - '0');
    bban += bban_part(type, count);
  }
  const int check = 98 - mod97(fmt::format("{}{}00", bban, country));
  return fmt::format("{}{:02}{}", country, check, bban);
}

std::string bic() {
  std::string out;
  for (int i = 0; i < 3; ++i) out += pick(kLetters);
  out += pick(kVowels);
  out += pick(List::kBicCountry);
  out += pick(kLetters);
  out += '1';
  const std::int64_t branch = number(100);
  if (branch < 10) {
    out += pick(kLetters);
    out += pick(kVowels);
    out += pick(kLetters);
  } else if (branch < 40) {
    out += fill_digits("###");
  }
  return out;
}

}  // namespace signet::model::faker
