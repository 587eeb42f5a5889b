#include "mask/mask.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/encoding.h"

namespace signet {
namespace {

constexpr std::string_view kSecret = "tr0ub4dor&3<horse>";

TEST(Mask, HidesTheWholeBase64TextAroundASecret) {
  Mask mask;
  mask.add(kSecret);
  EXPECT_EQ(mask("Authorization: Basic " + base64_encode("user:" + std::string(kSecret)) + "\r\n"),
            "Authorization: Basic ••••\r\n");
  EXPECT_EQ(mask("a " + base64_encode("xy" + std::string(kSecret)) + " b " + base64_encode(kSecret)), "a •••• b ••••");
}

TEST(Mask, LeavesOtherTextAsItIs) {
  Mask mask;
  mask.add(kSecret);
  EXPECT_EQ(mask("GET /get 200 OK"), "GET /get 200 OK");
}

TEST(Mask, DoesNotBlankReportsForVeryShortValues) {
  Mask mask;
  mask.add("1");
  mask.add("");
  EXPECT_EQ(mask("11 of 21"), "11 of 21");
}

TEST(Mask, HidesALongerSecretWholeWhenItContainsAShorterOne) {
  Mask mask;
  mask.add("alpha");
  mask.add("alphabet-soup");
  EXPECT_EQ(mask("alphabet-soup alpha"), "•••• ••••");
}

TEST(Mask, IsEmptyUntilASecretIsSearchedFor) {
  Mask mask;
  mask.add("ab");
  EXPECT_TRUE(mask.empty());
  mask.add("abc");
  EXPECT_FALSE(mask.empty());
}

TEST(Mask, GivesEqualSecretsOneId) {
  Mask mask;
  const SecretId first = mask.add("first-value");
  const SecretId tiny = mask.add("x");
  EXPECT_NE(first, tiny);
  EXPECT_EQ(mask.add("first-value"), first);
  EXPECT_EQ(mask.add("x"), tiny);
}

TEST(Mask, FindsWhichSecretsATextHolds) {
  Mask mask;
  const SecretId a = mask.add("alpha-secret");
  const SecretId b = mask.add("bravo-secret");
  const SecretId c = mask.add("charlie-secret");
  EXPECT_EQ(mask.find("nothing here"), std::vector<SecretId>());
  EXPECT_EQ(mask.find("charlie-secret " + hex_encode("alpha-secret") + " alpha-secret"), (std::vector<SecretId>{a, c}));
  EXPECT_EQ(mask.find("x-bravo-secret"), std::vector<SecretId>{b});
}

TEST(Mask, FindsBothOfTwoSecretsWithACommonForm) {
  Mask mask;
  const SecretId plain = mask.add("plain-secret");
  const SecretId encoded = mask.add(base64_encode("plain-secret"));
  EXPECT_EQ(mask.find(base64_encode("plain-secret")), (std::vector<SecretId>{plain, encoded}));
}

TEST(Mask, HidesOverlappingSecretsUnderOneMask) {
  Mask mask;
  mask.add("one-two");
  mask.add("two-three");
  EXPECT_EQ(mask("[one-two-three]"), "[••••]");
}

TEST(Mask, NeverCutsACharacter) {
  Mask mask;
  mask.add("abc\xC3");  // ends within "é"
  mask.add("\xA9xyz");
  EXPECT_EQ(mask("[abcé] [éxyz]"), "[••••] [••••]");
}

TEST(Mask, ChangesNothingTheSecondTime) {
  Mask mask;
  for (const char* secret : {"tr0ub4dor&3", "abcd", "x••••y", "••••", "123", "c2VjcmV0", "or&3 next"}) mask.add(secret);
  for (const std::string text :
       {"tr0ub4dor&3YWJjZA==", "tr0ub4dor&3 next", "xabcdy", "tr0ub4dor&3313233", "••••••••"}) {
    const std::string once = mask(text);
    EXPECT_NE(once, text);
    EXPECT_EQ(mask(once), once) << text;
  }
}

TEST(Mask, TakesSecretsAddedBetweenTexts) {
  Mask mask;
  for (int i = 100; i < 140; ++i) {
    const std::string secret = "added-secret-" + std::to_string(i);
    EXPECT_EQ(mask(secret), secret);
    mask.add(secret);
    EXPECT_EQ(mask(secret), "••••");
  }
  EXPECT_EQ(mask.find("added-secret-100 added-secret-139").size(), 2U);
}

TEST(Mask, HidesASecretInALongText) {
  Mask mask;
  const std::string secret = "a-secret-in-the-middle-of-much";
  mask.add(secret);
  std::string torn;
  for (const char c : secret) torn += std::string(1, c) + "\n    ";
  for (const std::string& form : {secret, percent_encode(secret), torn}) {
    // Every place relative to the parts that long texts are searched in.
    for (std::size_t before = (256U << 10U) - 200; before < (256U << 10U) + 8; before += 19) {
      const std::string head(before, '.');
      const std::string masked = mask(head + form + std::string(1000, '%'));
      ASSERT_EQ(masked.substr(before, kMasked.size()), kMasked) << before;
      ASSERT_EQ(masked[before + kMasked.size() + (form == torn ? 5 : 0)], '%') << before;
    }
  }
}

TEST(Mask, TakesAHitAtEveryByte) {
  Mask mask;
  mask.add("aaaaaaaa");
  mask.add("aaaaaaaaaaaa");
  std::string torn;
  for (int i = 0; i < 100000; ++i) torn += "a\n";
  EXPECT_EQ(mask("<" + std::string(200000, 'a') + ">"), "<••••>");
  EXPECT_EQ(mask(torn), "••••\n");
  EXPECT_EQ(mask("<" + base64_encode(std::string(100000, 'a')) + ">"), "<••••>");
}

TEST(Mask, IsSearchedByManyThreadsWhileSecretsAreAdded) {
  Mask mask;
  mask.add("from-the-start");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&mask, t] {
      for (int i = 0; i < 25; ++i) {
        const std::string own = "thread-" + std::to_string(t) + "-secret-" + std::to_string(i) + ".";
        mask.add(own);
        EXPECT_EQ(mask("from-the-start, " + percent_encode(own)), "••••, ••••");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace signet
