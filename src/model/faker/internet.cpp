#include <fmt/format.h>

#include "base/encoding.h"
#include "base/text.h"
#include "model/faker/generators.h"
#include "model/faker/random.h"

namespace signet::model::faker {

namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string without(std::string_view text, std::string_view characters) {
  std::string out;
  for (const char c : text) {
    if (characters.find(c) == std::string_view::npos) out += c;
  }
  return out;
}

/// The name with what no mail address should hold left out (faker's slugify).
std::string slug(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-') out += c;
  }
  return out;
}

}  // namespace

std::string avatar() {
  return fmt::format("https://cdn.fakercloud.com/avatars/{}", pick(List::kAvatar));
}

std::string user_name() {
  const std::string_view first = pick(List::kFirstName);
  const std::string_view last = pick(List::kLastName);
  std::string name;
  switch (number(2)) {
    case 0:
      name = fmt::format("{}{}", first, number(99));
      break;
    case 1:
      name = fmt::format("{}{}{}", first, pick("._"), last);
      break;
    default:
      name = fmt::format("{}{}{}{}", first, pick("._"), last, number(99));
  }
  return without(name, "' ");
}

std::string email() {
  return fmt::format("{}@{}", slug(user_name()), pick(List::kFreeEmail));
}
std::string example_email() {
  return fmt::format("{}@{}", slug(user_name()), pick(List::kExampleEmail));
}

std::string protocol() {
  return chance() ? "https" : "http";
}
std::string url() {
  return fmt::format("{}://{}", protocol(), domain_name());
}
std::string domain_name() {
  return fmt::format("{}.{}", domain_word(), pick(List::kDomainSuffix));
}
std::string domain_word() {
  return to_lower(without(pick(List::kFirstName), "\\~#&*{}/:<>?|\"'"));
}

std::string ip() {
  return fmt::format("{}.{}.{}.{}", number(255), number(255), number(255), number(255));
}

std::string ipv6() {
  std::string out;
  for (int i = 0; i < 32; ++i) {
    if (i > 0 && i % 4 == 0) out += ':';
    out += pick(kHexDigits);
  }
  return out;
}

std::string mac() {
  std::string out;
  for (int i = 0; i < 12; ++i) {
    if (i > 0 && i % 2 == 0) out += ':';
    out += pick(kHexDigits);
  }
  return out;
}

// faker halves a number from 0 to 256, which gives the lower half of the channel.
std::string hex_color() {
  return fmt::format("#{:02x}{:02x}{:02x}", number(256) / 2, number(256) / 2, number(256) / 2);
}

std::string password() {
  constexpr std::string_view kWord = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  std::string out;
  for (int i = 0; i < 15; ++i) out += pick(kWord);
  return out;
}

std::string image_data_uri() {
  // Postman calls faker without a size, so that its image says "undefined"; the text is kept for equal results.
  return "data:image/svg+xml;charset=UTF-8," +
         percent_encode(
             R"(<svg xmlns="http://www.w3.org/2000/svg" version="1.1" baseProfile="full" width="undefined")"
             R"( height="undefined"><rect width="100%" height="100%" fill="grey"/><text x="NaN" y="NaN" font-size="20")"
             R"( alignment-baseline="middle" text-anchor="middle" fill="white">undefinedxundefined</text></svg>)");
}

}  // namespace signet::model::faker
