#include "crypto/token.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace signet::crypto {
namespace {

TEST(ApiKey, CarriesAChecksumThatFindsEveryChangedLetter) {
  for (int i = 0; i < 20; ++i) {
    const SecretString key = make_api_key();
    ASSERT_EQ(key.size(), kApiKeyBytes);
    EXPECT_TRUE(is_api_key(key.expose()));
    for (std::size_t at = 0; at < kApiKeyBytes; ++at) {
      std::string changed(key.expose());
      changed[at] = changed[at] == 'a' ? 'b' : 'a';
      EXPECT_FALSE(is_api_key(changed)) << at;
    }
  }
}

TEST(ApiKey, HasTheChecksumOfAnyOtherCrc32) {
  // python3 -c 'import zlib; print(zlib.crc32(b"0" * 30))' gives 2011552642; in base62: 2C8GjS.
  EXPECT_TRUE(is_api_key("sgnt_" + std::string(30, '0') + "2C8GjS"));
}

TEST(ApiKey, IsNothingElse) {
  const std::string key(make_api_key().expose());
  for (const std::string& other : {std::string(), std::string("sgnt_"), key.substr(1), key + "a",
                                   "SGNT_" + key.substr(5), key.substr(0, 40) + "-", std::string(kApiKeyBytes, '\0')}) {
    EXPECT_FALSE(is_api_key(other)) << other;
  }
}

TEST(Token, IsNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const SecretString token = make_token();
    EXPECT_EQ(token.size(), 43U);
    seen.insert(std::string(token.expose()));
  }
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(RecoveryCode, IsReadHoweverItIsTyped) {
  const SecretString code = make_recovery_code();
  ASSERT_EQ(code.size(), 29U);
  EXPECT_EQ(code.expose()[4], '-');
  std::string loud;
  for (const char c : code.expose())
    loud += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c == '-' ? ' ' : c);
  EXPECT_EQ(canonical_recovery_code(loud), canonical_recovery_code(code.expose()));
  EXPECT_EQ(canonical_recovery_code("Il0o-abcd"), SecretString("1100abcd"));
  EXPECT_LE(canonical_recovery_code(std::string(100'000, 'a')).size(), 64U);
}

TEST(TokenHash, IsSha256) {
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(token_hash("abc").substr(0, 4), "\xba\x78\x16\xbf");
}

}  // namespace
}  // namespace signet::crypto
