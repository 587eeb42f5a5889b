#include "crypto/kdf.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace signet::crypto {
namespace {

const std::string kSalt(kSaltBytes, 's');

TEST(Argon2id, DependsOnPassphraseSaltAndCost) {
  const Argon2Cost cheap{64, 1};
  const auto key = argon2id("correct horse", kSalt, cheap);
  ASSERT_TRUE(key) << key.error().to_string();
  EXPECT_EQ(key->size(), 32U);
  EXPECT_TRUE(*argon2id("correct horse", kSalt, cheap) == *key);
  EXPECT_FALSE(*argon2id("correct horsf", kSalt, cheap) == *key);
  EXPECT_FALSE(*argon2id("correct horse", std::string(kSaltBytes, 't'), cheap) == *key);
  EXPECT_FALSE(*argon2id("correct horse", kSalt, {65, 1}) == *key);
  EXPECT_FALSE(*argon2id("correct horse", kSalt, {64, 2}) == *key);
}

TEST(Argon2id, CostsAtLeast64MiBAndThreePassesUnlessToldOtherwise) {
  EXPECT_GE(Argon2Cost().memory_kib, 64U * 1024U);
  EXPECT_GE(Argon2Cost().passes, 3U);
}

TEST(Argon2id, RefusesWhatIsOutOfRangeBeforeItCostsAnything) {
  EXPECT_EQ(argon2id("p", "short", {64, 1}).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(argon2id("p", kSalt, {7, 1}).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(argon2id("p", kSalt, {64, 0}).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(argon2id("p", kSalt, {kMaxArgon2Cost.memory_kib + 1, 1}).error().code, ErrorCode::kLimit);
  EXPECT_EQ(argon2id("p", kSalt, {64, kMaxArgon2Cost.passes + 1}).error().code, ErrorCode::kLimit);
  EXPECT_EQ(argon2id("p", kSalt, {UINT32_MAX, UINT32_MAX}).error().code, ErrorCode::kLimit);
}

std::string from_hex(std::string_view hex) {
  std::string percent;
  for (std::size_t i = 0; i < hex.size(); i += 2) percent += "%" + std::string(hex.substr(i, 2));
  return percent_decode(percent);
}

// RFC 5869, appendix A, cases 1 to 3.
TEST(HkdfSha256, GivesThePublishedKeys) {
  struct Case {
    std::string_view key, salt, info, expected;
  };
  for (
      const Case& c : {
          Case{"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
               "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
          Case{
              "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233"
              "3435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
              "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f90919293"
              "9495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
              "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3"
              "e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
              "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da327560"
              "0"
              "c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
          Case{"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
               "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
      }) {
    const auto key = hkdf_sha256(from_hex(c.key), from_hex(c.salt), from_hex(c.info), c.expected.size() / 2);
    ASSERT_TRUE(key) << key.error().to_string();
    EXPECT_EQ(hex_encode(key->expose()), c.expected);
  }
}

TEST(HkdfSha256, RefusesMoreThanItCanGive) {
  EXPECT_TRUE(hkdf_sha256("key", "", "", 8160));
  EXPECT_FALSE(hkdf_sha256("key", "", "", 8161));
}

}  // namespace
}  // namespace signet::crypto
