// The same password, however a keyboard writes it.
#include "crypto/normal_form.h"

#include <gtest/gtest.h>

#include "crypto/password_hash.h"

namespace signet::crypto {
namespace {

TEST(NormalForm, IsNfkc) {
  const struct {
    const char* what;
    std::string_view typed;
    std::string_view normal;
  } table[] = {
      {"ASCII stays", "plum-harbor 7~", "plum-harbor 7~"},
      {"empty", "", ""},
      {"composed", "h\xC3\xB6rse", "h\xC3\xB6rse"},
      {"a letter and its dots", "ho\xCC\x88rse", "h\xC3\xB6rse"},
      {"two marks in either order", "a\xCC\xA3\xCC\x82", "\xE1\xBA\xAD"},
      {"two marks in the other order", "a\xCC\x82\xCC\xA3", "\xE1\xBA\xAD"},
      {"a ligature", "\xEF\xAC\x81sh", "fish"},
      {"full-width letters", "\xEF\xBC\xA1\xEF\xBC\xA2", "AB"},
      {"a space that does not break", "a\xC2\xA0z", "a z"},
      {"Hangul by its parts", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "\xED\x95\x9C"},
      {"beyond the first plane", "\xF0\x9F\x94\x91", "\xF0\x9F\x94\x91"},
      {"no UTF-8", "\xFF\xC3", "\xFF\xC3"},
      {"a zero in it", std::string_view("a\0\xC3\xB6", 4), std::string_view("a\0\xC3\xB6", 4)},
  };
  for (const auto& [what, typed, normal] : table) {
    EXPECT_EQ(normal_form(SecretString(typed)).expose(), normal) << what;
  }
}

TEST(NormalForm, GrowsAsFarAsItMust) {
  // U+FDFA becomes 18 code points, the most of any (UAX #15 §9.1).
  std::string typed;
  for (int i = 0; i < 100; ++i) typed += "\xEF\xB7\xBA";
  EXPECT_EQ(normal_form(SecretString(typed)).size(), 100U * 33U);
}

TEST(NormalForm, CountsForStoredPasswords) {
  constexpr Argon2Cost kCheap{64, 1};
  const auto hash = hash_password(SecretString("gr\xC3\xB6\xC3\x9F"
                                               "er als"),
                                  kCheap);
  ASSERT_TRUE(hash);
  EXPECT_TRUE(check_password(*hash, SecretString("gro\xCC\x88\xC3\x9F"
                                                 "er als")));
  EXPECT_FALSE(check_password(*hash, SecretString("gro\xC3\x9F"
                                                  "er als")));
}

}  // namespace
}  // namespace signet::crypto
