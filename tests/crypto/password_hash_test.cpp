#include "crypto/password_hash.h"

#include <gtest/gtest.h>

namespace signet::crypto {
namespace {

constexpr Argon2Cost kCheap = {64, 1};

TEST(PasswordHash, KnowsItsPasswordAgain) {
  const SecretString password("made up for this test");
  const std::string hash = *hash_password(password, kCheap);
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << hash;
  EXPECT_TRUE(check_password(hash, password));
  EXPECT_FALSE(check_password(hash, SecretString("made up for this tesT")));
  EXPECT_FALSE(check_password(hash, SecretString()));
  EXPECT_NE(*hash_password(password, kCheap), hash) << "each has a salt of its own";
}

TEST(PasswordHash, IsThatOfTheReferenceImplementation) {
  // The second vector of argon2_test.cpp with a cost of 256 KiB and 2 passes, in its encoding.
  EXPECT_TRUE(
      check_password("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$yrdGtGIZk/3JHsUHh5gLQUqQppLwvGjf4Z+cJbPLqew",
                     SecretString("password")));
}

TEST(PasswordHash, OfAHostileRowIsRefusedAtOnce) {
  for (const char* hash :
       {"", "$", "password", "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA",
        "$argon2id$v=19$m=64,t=4000000000,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA", "$argon2id$v=19$t=1,p=1$c29tZXNhbHQ$AAAA",
        "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA"}) {
    EXPECT_FALSE(check_password(hash, SecretString("password"))) << hash;
  }
  EXPECT_FALSE(check_password(std::string(100'000, 'a'), SecretString("password")));
}

TEST(PasswordHash, IsOutdatedWhenTheCostHasChanged) {
  const std::string hash = *hash_password(SecretString("x"), kCheap);
  EXPECT_FALSE(is_outdated_hash(hash, kCheap));
  EXPECT_TRUE(is_outdated_hash(hash));
  EXPECT_TRUE(is_outdated_hash("no hash"));
}

}  // namespace
}  // namespace signet::crypto
