#include "model/dynamic_variables.h"

#include <algorithm>
#include <array>

#include "base/ids.h"
#include "model/faker/generators.h"
#include "model/faker/random.h"

namespace signet::model {

namespace {

using faker::List;

template <List list>
std::string from_list() {
  return std::string(faker::pick(list));
}

enum class Image {
  kAbstract,
  kAnimals,
  kBusiness,
  kCats,
  kCity,
  kFood,
  kNightlife,
  kFashion,
  kPeople,
  kNature,
  kSports,
  kTransport
};

constexpr std::string_view kImageNames[] = {"abstract",  "animals", "business", "cats",   "city",   "food",
                                            "nightlife", "fashion", "people",   "nature", "sports", "transport"};

std::string image_url() {
  return "http://placeimg.com/640/480";
}

template <Image image>
std::string image_of() {
  return fmt::format("{}/{}", image_url(), kImageNames[static_cast<std::size_t>(image)]);
}

std::string alphanumeric() {
  return std::string(1, faker::pick("0123456789abcdefghijklmnopqrstuvwxyz"));
}
std::string boolean() {
  return faker::chance() ? "true" : "false";
}
std::string integer() {
  return faker::number_text(0, 1000);
}

/// The language codes that Postman chooses from.
std::string locale() {
  return std::string(faker::pick(
      {"af", "am", "an", "ar", "ast", "az", "be",  "bg", "bh", "bn",  "br", "bs", "ca",  "ceb", "ckb", "co",
       "cs", "cy", "da", "de", "el",  "en", "eo",  "es", "et", "eu",  "fa", "fi", "fil", "fo",  "fr",  "fy",
       "ga", "gd", "gl", "gn", "gu",  "ha", "haw", "he", "hi", "hmn", "hr", "ht", "hu",  "hy",  "ia",  "id",
       "ig", "is", "it", "ja", "jv",  "ka", "kk",  "km", "kn", "ko",  "ku", "ky", "la",  "lb",  "ln",  "lo",
       "lt", "lv", "mg", "mi", "mk",  "ml", "mn",  "mo", "mr", "ms",  "mt", "my", "nb",  "ne",  "nl",  "nn",
       "no", "ny", "oc", "om", "or",  "pa", "pl",  "ps", "pt", "qu",  "rm", "ro", "ru",  "sd",  "sh",  "si",
       "sk", "sl", "sm", "sn", "so",  "sq", "sr",  "st", "su", "sv",  "sw", "ta", "te",  "tg",  "th",  "ti",
       "tk", "to", "tr", "tt", "tw",  "ug", "uk",  "ur", "uz", "vi",  "wa", "xh", "yi",  "yo",  "zh",  "zu"}));
}

struct Entry {
  std::string_view name;
  std::string (*make)();
};

// Postman's list: postman-collection lib/superstring/dynamic-variables.js. Sorted, for binary search.
constexpr auto kEntries = std::to_array<Entry>({
    {"$guid", make_uuid},
    {"$isoTimestamp", faker::iso_timestamp},
    {"$randomAbbreviation", from_list<List::kHackerAbbreviation>},
    {"$randomAbstractImage", image_of<Image::kAbstract>},
    {"$randomAdjective", from_list<List::kHackerAdjective>},
    {"$randomAlphaNumeric", alphanumeric},
    {"$randomAnimalsImage", image_of<Image::kAnimals>},
    {"$randomAvatarImage", faker::avatar},
    {"$randomBankAccount", faker::account},
    {"$randomBankAccountBic", faker::bic},
    {"$randomBankAccountIban", faker::iban},
    {"$randomBankAccountName", faker::account_name},
    {"$randomBitcoin", faker::bitcoin_address},
    {"$randomBoolean", boolean},
    {"$randomBs", faker::bs},
    {"$randomBsAdjective", from_list<List::kBsAdjective>},
    {"$randomBsBuzz", from_list<List::kBsBuzz>},
    {"$randomBsNoun", from_list<List::kBsNoun>},
    {"$randomBusinessImage", image_of<Image::kBusiness>},
    {"$randomCatchPhrase", faker::catch_phrase},
    {"$randomCatchPhraseAdjective", from_list<List::kCatchPhraseAdjective>},
    {"$randomCatchPhraseDescriptor", from_list<List::kCatchPhraseDescriptor>},
    {"$randomCatchPhraseNoun", from_list<List::kCatchPhraseNoun>},
    {"$randomCatsImage", image_of<Image::kCats>},
    {"$randomCity", faker::city},
    {"$randomCityImage", image_of<Image::kCity>},
    {"$randomColor", from_list<List::kColor>},
    {"$randomCommonFileExt", faker::common_file_extension},
    {"$randomCommonFileName", faker::common_file_name},
    {"$randomCommonFileType", faker::common_file_type},
    {"$randomCompanyName", faker::company_name},
    {"$randomCompanySuffix", from_list<List::kCompanySuffix>},
    {"$randomCountry", from_list<List::kCountry>},
    {"$randomCountryCode", from_list<List::kCountryCode>},
    {"$randomCreditCardMask", faker::card_mask},
    {"$randomCurrencyCode", from_list<List::kCurrencyCode>},
    {"$randomCurrencyName", from_list<List::kCurrencyName>},
    {"$randomCurrencySymbol", from_list<List::kCurrencySymbol>},
    {"$randomDatabaseCollation", from_list<List::kDatabaseCollation>},
    {"$randomDatabaseColumn", from_list<List::kDatabaseColumn>},
    {"$randomDatabaseEngine", from_list<List::kDatabaseEngine>},
    {"$randomDatabaseType", from_list<List::kDatabaseType>},
    {"$randomDateFuture", faker::date_future},
    {"$randomDatePast", faker::date_past},
    {"$randomDateRecent", faker::date_recent},
    {"$randomDepartment", from_list<List::kDepartment>},
    {"$randomDirectoryPath", from_list<List::kDirectoryPath>},
    {"$randomDomainName", faker::domain_name},
    {"$randomDomainSuffix", from_list<List::kDomainSuffix>},
    {"$randomDomainWord", faker::domain_word},
    {"$randomEmail", faker::email},
    {"$randomExampleEmail", faker::example_email},
    {"$randomFashionImage", image_of<Image::kFashion>},
    {"$randomFileExt", from_list<List::kFileExtension>},
    {"$randomFileName", faker::file_name},
    {"$randomFilePath", faker::file_path},
    {"$randomFileType", from_list<List::kFileType>},
    {"$randomFirstName", from_list<List::kFirstName>},
    {"$randomFoodImage", image_of<Image::kFood>},
    {"$randomFullName", faker::full_name},
    {"$randomHexColor", faker::hex_color},
    {"$randomIP", faker::ip},
    {"$randomIPV6", faker::ipv6},
    {"$randomImageDataUri", faker::image_data_uri},
    {"$randomImageUrl", image_url},
    {"$randomIngverb", from_list<List::kHackerIngverb>},
    {"$randomInt", integer},
    {"$randomJobArea", from_list<List::kJobArea>},
    {"$randomJobDescriptor", from_list<List::kJobDescriptor>},
    {"$randomJobTitle", faker::job_title},
    {"$randomJobType", from_list<List::kJobType>},
    {"$randomLastName", from_list<List::kLastName>},
    {"$randomLatitude", faker::latitude},
    {"$randomLocale", locale},
    {"$randomLongitude", faker::longitude},
    {"$randomLoremLines", faker::lorem_lines},
    {"$randomLoremParagraph", faker::lorem_paragraph},
    {"$randomLoremParagraphs", faker::lorem_paragraphs},
    {"$randomLoremSentence", faker::lorem_sentence},
    {"$randomLoremSentences", faker::lorem_sentences},
    {"$randomLoremSlug", faker::lorem_slug},
    {"$randomLoremText", faker::lorem_text},
    {"$randomLoremWord", from_list<List::kLoremWord>},
    {"$randomLoremWords", faker::lorem_words},
    {"$randomMACAddress", faker::mac},
    {"$randomMimeType", from_list<List::kMimeType>},
    {"$randomMonth", from_list<List::kMonth>},
    {"$randomNamePrefix", from_list<List::kNamePrefix>},
    {"$randomNameSuffix", from_list<List::kNameSuffix>},
    {"$randomNatureImage", image_of<Image::kNature>},
    {"$randomNightlifeImage", image_of<Image::kNightlife>},
    {"$randomNoun", from_list<List::kHackerNoun>},
    {"$randomPassword", faker::password},
    {"$randomPeopleImage", image_of<Image::kPeople>},
    {"$randomPhoneNumber", faker::phone_number},
    {"$randomPhoneNumberExt", faker::phone_number_ext},
    {"$randomPhrase", faker::hacker_phrase},
    {"$randomPrice", faker::amount},
    {"$randomProduct", from_list<List::kProduct>},
    {"$randomProductAdjective", from_list<List::kProductAdjective>},
    {"$randomProductMaterial", from_list<List::kProductMaterial>},
    {"$randomProductName", faker::product_name},
    {"$randomProtocol", faker::protocol},
    {"$randomSemver", faker::semver},
    {"$randomSportsImage", image_of<Image::kSports>},
    {"$randomStreetAddress", faker::street_address},
    {"$randomStreetName", faker::street_name},
    {"$randomTransactionType", from_list<List::kTransactionType>},
    {"$randomTransportImage", image_of<Image::kTransport>},
    {"$randomUUID", make_uuid},
    {"$randomUrl", faker::url},
    {"$randomUserAgent", faker::user_agent},
    {"$randomUserName", faker::user_name},
    {"$randomVerb", from_list<List::kHackerVerb>},
    {"$randomWeekday", from_list<List::kWeekday>},
    {"$randomWord", faker::word},
    {"$randomWords", faker::words},
    {"$timestamp", faker::timestamp},
});

constexpr bool by_name(const Entry& a, const Entry& b) {
  return a.name < b.name;
}
static_assert(std::is_sorted(kEntries.begin(), kEntries.end(), by_name));

}  // namespace

std::optional<std::string> dynamic_value(std::string_view name) {
  if (!name.starts_with('$')) return std::nullopt;
  const auto* found = std::lower_bound(kEntries.begin(), kEntries.end(), Entry{name, nullptr}, by_name);
  if (found == kEntries.end() || found->name != name) return std::nullopt;
  return found->make();
}

std::vector<std::string_view> dynamic_names() {
  std::vector<std::string_view> names;
  names.reserve(kEntries.size());
  for (const Entry& entry : kEntries) names.push_back(entry.name);
  return names;
}

}  // namespace signet::model
