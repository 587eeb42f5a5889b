// The Wycheproof project's vectors: the cases in which implementations went wrong.
#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "crypto/gcm.h"
#include "crypto/kdf.h"
#include "tests/crypto/vectors.h"

namespace signet::crypto {
namespace {

using test::bytes;

/// OpenSSL 3.0 takes no longer nonce for GCM (GCM_IV_MAX_SIZE); such vectors are refused, whatever they hold.
constexpr std::size_t kLongestNonce = 128;

void check_gcm(const json::value& vector) {
  const std::string nonce = bytes(vector, "iv");
  const std::string plain = bytes(vector, "msg");
  const std::string place = bytes(vector, "aad");
  const std::string sealed = bytes(vector, "ct") + bytes(vector, "tag");
  const SecretString key(bytes(vector, "key"));
  const bool valid = json::string_or(vector.as_object(), "result") == "valid" && nonce.size() <= kLongestNonce;

  std::string opened(sealed.size() - kTagBytes, '\0');
  EXPECT_EQ(gcm_decrypt(key, nonce, sealed, place, opened).ok(), valid);
  if (valid) {
    EXPECT_EQ(opened, plain);
  } else {
    EXPECT_EQ(opened, std::string(opened.size(), '\0'));  // nothing of what is not genuine gets out
  }
  std::string written(plain.size() + kTagBytes, '\0');
  const bool encrypts = gcm_encrypt(key, nonce, plain, place, written).ok();
  EXPECT_EQ(encrypts, !nonce.empty() && nonce.size() <= kLongestNonce);
  if (encrypts) {
    EXPECT_EQ(written == sealed, valid);
  }
}

TEST(Wycheproof, AesGcmWith256BitsHolds) {
  std::size_t checked = 0;
  const json::value vectors = test::read_vectors("wycheproof-aes_gcm.json");
  for (const json::value& group : vectors.at("testGroups").as_array()) {
    if (group.at("keySize").to_number<int>() != 256) continue;
    for (const json::value& vector : group.at("tests").as_array()) {
      SCOPED_TRACE(boost::json::serialize(vector));
      check_gcm(vector);
      ++checked;
    }
  }
  EXPECT_EQ(checked, 105U);
}

TEST(Wycheproof, HkdfSha256Holds) {
  std::size_t checked = 0;
  const json::value vectors = test::read_vectors("wycheproof-hkdf_sha256.json");
  for (const json::value& group : vectors.at("testGroups").as_array()) {
    for (const json::value& vector : group.at("tests").as_array()) {
      SCOPED_TRACE(boost::json::serialize(vector));
      const auto size = vector.at("size").to_number<std::size_t>();
      const auto key = hkdf_sha256(bytes(vector, "ikm"), bytes(vector, "salt"), bytes(vector, "info"), size);
      EXPECT_EQ(key.ok(), json::string_or(vector.as_object(), "result") == "valid");
      if (key) {
        EXPECT_EQ(key->expose(), bytes(vector, "okm"));
      }
      ++checked;
    }
  }
  EXPECT_EQ(checked, 86U);
}

}  // namespace
}  // namespace signet::crypto
