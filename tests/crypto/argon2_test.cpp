// Argon2id against the reference implementation (phc-winner-argon2, its program in Debian 12, which gives the vectors
// of its own test.c). Those and RFC 9106 §5.3 cannot be used themselves: libsodium takes salts of 16 bytes only, and
// neither parallelism nor a secret.
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/kdf.h"

namespace signet::crypto {
namespace {

TEST(Argon2id, GivesTheKeysOfTheReferenceImplementation) {
  // printf PASSPHRASE | argon2 SALT -id -t PASSES -k KIB -p 1 -l 32 -r
  const struct {
    const char* passphrase;
    const char* salt;
    Argon2Cost cost;
    const char* key;
  } cases[] = {
      {"password", "somesaltsomesalt", {65536, 2}, "fc33b78139231d34b71626bd6245c1d72efa190ad605c3d8166a72adcedfa2c2"},
      {"password", "somesaltsomesalt", {65536, 1}, "ec2b46acb6f8aec6804bf8df88feeca36a4412df3bea8d2cc99c08a9e8977a72"},
      {"password", "somesaltsomesalt", {65536, 4}, "34a6f651a0ab14f3b15f86115f0ae5532e1029365d8c218f47d24f66dab2688f"},
      {"password", "somesaltsomesalt", {256, 2}, "cab746b4621993fdc91ec50787980b414a90a692f0bc68dfe19f9c25b3cba9ec"},
      {"differentpassword",
       "somesaltsomesalt",
       {65536, 2},
       "b2a645d33be125cd75f64b157793464041c0fd196b848a9f78508e1a0e5ce4c0"},
      {"password", "diffsaltdiffsalt", {65536, 2}, "c22e7f0935f83ed7a0163bfd4f09a2014b94c9aa19dc681e7e781170dcfd1659"},
      {"correct horse battery staple",
       "0123456789abcdef",
       {65536, 3},
       "94c86f541abdb3d9aabfea59aa03963549483e9c0b1a79336e76b54cee6c917e"},
  };
  for (const auto& [passphrase, salt, cost, expected] : cases) {
    const auto key = argon2id(passphrase, salt, cost);
    ASSERT_TRUE(key) << key.error().to_string();
    EXPECT_EQ(hex_encode(key->expose()), expected) << passphrase << ' ' << salt;
  }
}

}  // namespace
}  // namespace signet::crypto
