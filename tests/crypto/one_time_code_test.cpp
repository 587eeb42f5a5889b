#include "crypto/one_time_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signet::crypto {
namespace {

using testing::Optional;

SecretString rfc_key() {
  return SecretString("12345678901234567890");
}

TEST(Hotp, GivesTheCodesOfRfc4226) {
  // RFC 4226, appendix D.
  const char* const codes[] = {"755224", "287082", "359152", "969429", "338314",
                               "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t counter = 0; counter < std::size(codes); ++counter) {
    EXPECT_EQ(hotp(rfc_key(), counter)->expose(), codes[counter]) << counter;
  }
}

TEST(Totp, GivesTheCodesOfRfc6238) {
  // RFC 6238, appendix B: SHA-1, eight digits.
  const struct {
    std::int64_t unix_seconds;
    const char* code;
  } cases[] = {{59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
               {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [unix_seconds, code] : cases) {
    EXPECT_EQ(hotp(rfc_key(), static_cast<std::uint64_t>(unix_seconds / kTimeStepSeconds), 8)->expose(), code);
  }
}

TEST(Totp, TakesACodeOneStepEarlyOrLateAndNoFurther) {
  constexpr std::int64_t kNow = 1'700'000'010;
  constexpr std::int64_t kStep = kNow / kTimeStepSeconds;
  for (std::int64_t offset = -3; offset <= 3; ++offset) {
    const SecretString code = *hotp(rfc_key(), static_cast<std::uint64_t>(kStep + offset));
    const auto step = check_totp(rfc_key(), code.expose(), kNow, 0);
    ASSERT_TRUE(step);
    if (offset >= -1 && offset <= 1) {
      EXPECT_THAT(*step, Optional(kStep + offset));
    } else {
      EXPECT_FALSE(step->has_value()) << offset;
    }
  }
}

TEST(Totp, TakesNoCodeTwiceNorOneBefore) {
  constexpr std::int64_t kNow = 1'700'000'010;
  constexpr std::int64_t kStep = kNow / kTimeStepSeconds;
  const SecretString now = *hotp(rfc_key(), kStep);
  const SecretString before = *hotp(rfc_key(), kStep - 1);
  const SecretString after = *hotp(rfc_key(), kStep + 1);
  EXPECT_FALSE(check_totp(rfc_key(), now.expose(), kNow, kStep)->has_value());
  EXPECT_FALSE(check_totp(rfc_key(), before.expose(), kNow, kStep)->has_value());
  EXPECT_THAT(*check_totp(rfc_key(), after.expose(), kNow, kStep), Optional(kStep + 1));
}

TEST(Totp, IsTypedWithOrWithoutASpace) {
  constexpr std::int64_t kNow = 59;
  EXPECT_TRUE(check_totp(rfc_key(), "287 082", kNow, -1)->has_value());
  for (const char* wrong :
       {"", "28708", "2870820", "287083", "-287082", "287082x", "                          287082"}) {
    EXPECT_EQ(check_totp(rfc_key(), wrong, kNow, -1)->has_value(), std::string_view(wrong).ends_with(" 287082"))
        << wrong;
  }
}

TEST(Totp, HasAUriThatAppsRead) {
  const SecretString uri = totp_uri(rfc_key(), "Signet", "ada@example.com");
  EXPECT_EQ(uri.expose(),
            "otpauth://totp/Signet:ada%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Signet"
            "&algorithm=SHA1&digits=6&period=30");
}

}  // namespace
}  // namespace signet::crypto
