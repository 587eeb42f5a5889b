#include "model/dynamic_variables.h"

#include <gtest/gtest.h>

#include <ctime>
#include <regex>
#include <set>

namespace signet::model {
namespace {

struct Shape {
  const char* name;
  const char* pattern;
};

class Shapes : public ::testing::TestWithParam<Shape> {};

TEST_P(Shapes, AreThoseOfPostman) {
  const std::regex pattern(GetParam().pattern);
  for (int i = 0; i < 200; ++i) {
    const auto value = dynamic_value(GetParam().name);
    ASSERT_TRUE(value) << GetParam().name;
    ASSERT_TRUE(std::regex_match(*value, pattern)) << GetParam().name << " made " << *value;
  }
}

constexpr const char* kUuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
constexpr const char* kDate =
    "(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} \\d\\d \\d{4} \\d\\d:\\d\\d:\\d\\d GMT[+-]\\d{4} \\(.+\\)";

INSTANTIATE_TEST_SUITE_P(
    All, Shapes,
    ::testing::Values(
        Shape{"$guid", kUuid}, Shape{"$randomUUID", kUuid}, Shape{"$timestamp", "\\d{10}"},
        Shape{"$isoTimestamp", "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"},
        Shape{"$randomInt", "\\d{1,3}|1000"}, Shape{"$randomBoolean", "true|false"},
        Shape{"$randomAlphaNumeric", "[0-9a-z]"}, Shape{"$randomHexColor", "#([0-7][0-9a-f]|80){3}"},
        Shape{"$randomPhoneNumber", "[2-9]\\d\\d-[2-9]\\d\\d-\\d{4}"},
        Shape{"$randomPhoneNumberExt", "[1-9]\\d?-[2-9]\\d\\d-[2-9]\\d\\d-\\d{4}"},
        Shape{"$randomLatitude", "-?([0-8]?\\d\\.\\d{4}|90\\.0000)"},
        Shape{"$randomLongitude", "-?(1?[0-7]?\\d\\.\\d{4}|[89]\\d\\.\\d{4}|180\\.0000)"},
        Shape{"$randomPrice", "\\d{1,3}\\.\\d\\d|1000\\.00"}, Shape{"$randomBankAccount", "\\d{8}"},
        Shape{"$randomCreditCardMask", "\\d{4}"}, Shape{"$randomCurrencyCode", "[A-Z]{3}( [A-Z]{3})?"},
        Shape{"$randomBitcoin", "[13][1-9a-km-zA-HJ-NP-Z]{24,33}"},
        Shape{"$randomBankAccountBic", "[A-Z]{3}[AEIOU][A-Z]{2}[A-Z]1([A-Z][AEIOU][A-Z]|\\d{3})?"},
        Shape{"$randomBankAccountIban", "[A-Z]{2}\\d\\d[0-9A-Z]{11,30}"},
        Shape{"$randomBankAccountName", "[A-Z][A-Za-z ]+ Account"},
        Shape{"$randomEmail", "[A-Za-z0-9_.-]+@(gmail|yahoo|hotmail)\\.com"},
        Shape{"$randomExampleEmail", "[A-Za-z0-9_.-]+@example\\.(org|com|net)"},
        Shape{"$randomUserName", "[A-Za-z0-9_.-]+"}, Shape{"$randomProtocol", "https?"},
        Shape{"$randomUrl", "https?://[a-z-]+\\.[a-z]+"}, Shape{"$randomDomainName", "[a-z-]+\\.[a-z]+"},
        Shape{"$randomIP", "(\\d{1,3}\\.){3}\\d{1,3}"}, Shape{"$randomIPV6", "([0-9a-f]{4}:){7}[0-9a-f]{4}"},
        Shape{"$randomMACAddress", "([0-9a-f]{2}:){5}[0-9a-f]{2}"}, Shape{"$randomPassword", "\\w{15}"},
        Shape{"$randomUserAgent", "(Mozilla/5\\.0|Opera/\\d+\\.\\d+) \\(.+"},
        Shape{"$randomAvatarImage", "https://cdn\\.fakercloud\\.com/avatars/.+_128\\.jpg"},
        Shape{"$randomImageUrl", "http://placeimg\\.com/640/480"},
        Shape{"$randomCatsImage", "http://placeimg\\.com/640/480/cats"},
        Shape{"$randomTransportImage", "http://placeimg\\.com/640/480/transport"},
        Shape{"$randomImageDataUri", "data:image/svg\\+xml;charset=UTF-8,%3Csvg%20xmlns.+%3C%2Fsvg%3E"},
        Shape{"$randomDatePast", kDate}, Shape{"$randomDateFuture", kDate}, Shape{"$randomDateRecent", kDate},
        Shape{"$randomLoremSlug", "[a-z]+-[a-z]+-[a-z]+"}, Shape{"$randomLoremWords", "[a-z]+ [a-z]+ [a-z]+"},
        Shape{"$randomLoremSentence", "[A-Z][a-z]*( [a-z]+){2,9}\\."},
        Shape{"$randomLoremLines", "[A-Z][^\\n]+\\.(\\n[A-Z][^\\n]+\\.){0,4}"},
        Shape{"$randomFileName", "[a-z0-9_]+\\.[a-z0-9A-Z_-]+"}, Shape{"$randomFilePath", "/.+/[a-z0-9_]+\\..+"},
        Shape{"$randomDirectoryPath", "/.+"}, Shape{"$randomMimeType", "[a-z-]+/.+"},
        Shape{"$randomCommonFileType", "video|audio|image|text|application"}, Shape{"$randomSemver", "\\d\\.\\d\\.\\d"},
        Shape{"$randomLocale", "[a-z]{2,3}"}, Shape{"$randomCountryCode", "[A-Z]{2}"},
        Shape{"$randomWords", "\\S+( \\S+){1,4}"}, Shape{"$randomWord", "\\S+"},
        Shape{"$randomStreetAddress", "\\d{3,5} .+ .+"}, Shape{"$randomFullName", "\\S+( \\S+){1,3}"},
        Shape{"$randomMonth", "(Jan|Febr)uary|March|April|May|June|July|August|(Septem|Octo|Novem|Decem)ber"},
        Shape{"$randomWeekday", "(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"}),
    [](const auto& shape) { return std::string(shape.param.name).substr(1); });

TEST(DynamicVariables, AreAllOfPostmansList) {
  const auto names = dynamic_names();
  EXPECT_EQ(names.size(), 118U);
  for (const std::string_view name : names) {
    for (int i = 0; i < 20; ++i) {
      const auto value = dynamic_value(name);
      ASSERT_TRUE(value) << name;
      EXPECT_FALSE(value->empty()) << name;
      EXPECT_EQ(value->find("{{"), std::string::npos) << name << *value;
    }
  }
}

TEST(DynamicVariables, DoNotKnowOtherNames) {
  for (const char* name : {"", "$", "guid", "$Guid", "$randomNothing", "$zzz"}) EXPECT_FALSE(dynamic_value(name));
}

TEST(DynamicVariables, GiveAFreshValueEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(*dynamic_value("$guid"));
  EXPECT_EQ(seen.size(), 100U);
}

TEST(DynamicVariables, MakeBankNumbersWithRightCheckDigits) {
  for (int i = 0; i < 200; ++i) {
    const std::string iban = *dynamic_value("$randomBankAccountIban");
    int remainder = 0;
    for (const char c : iban.substr(4) + iban.substr(0, 4)) {
      const int value = c >= 'A' ? c - 'A' + 10 : c - '0';
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    EXPECT_EQ(remainder, 1) << iban;
  }
}

}  // namespace
}  // namespace signet::model
