// Certificates described, and client identities loaded from every container.
#include "tls/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/time.h"
#include "tests/support/tls_authority.h"
#include "tls/identity.h"

namespace signet::tls {
namespace {

using test::KeyType;
using testing::HasSubstr;

SecretString secret(std::string_view text) {
  return SecretString(text);
}

TEST(Certificates, AreDescribed) {
  const test::TlsAuthority authority({.name = "Example Root"});
  test::LeafOptions options;
  options.names = {"api.example", "*.api.example", "127.0.0.1", "::1"};
  options.key = KeyType::kRsa2048;
  const auto read = read_certificates(authority.issue(options).certificate_pem + authority.root_pem());
  ASSERT_TRUE(read) << read.error().to_string();
  ASSERT_EQ(read->size(), 2U);
  const Certificate& leaf = read->front();
  EXPECT_EQ(leaf.common_name, "api.example");
  EXPECT_EQ(leaf.issuer, "CN=Example Root");
  EXPECT_THAT(leaf.names, testing::ElementsAre("DNS:api.example", "DNS:*.api.example", "IP:127.0.0.1", "IP:::1"));
  EXPECT_EQ(leaf.key, "RSA 2048");
  EXPECT_EQ(leaf.signature, "ecdsa-with-SHA256");
  EXPECT_THAT(leaf.key_pin, testing::StartsWith("sha256//"));
  EXPECT_EQ(leaf.fingerprint.size(), 95U);
  EXPECT_LT(leaf.not_before, leaf.not_after);
  EXPECT_FALSE(leaf.is_authority);
  EXPECT_FALSE(leaf.self_signed);
  EXPECT_TRUE(read->back().is_authority);
  EXPECT_TRUE(read->back().self_signed);
  EXPECT_EQ(read->back().key, "EC P-256");
}

TEST(Certificates, ThatAreNoneAreRefused) {
  for (const std::string_view bytes : {"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    EXPECT_FALSE(read_certificates(bytes)) << bytes;
  }
  const std::string good = test::TlsAuthority().root_pem();
  const auto broken = read_certificates(good + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  ASSERT_FALSE(broken) << "a broken one after a good one is told";
  EXPECT_THAT(broken.error().message, HasSubstr("certificate 2 is broken"));
}

TEST(Certificates, CannotSmuggleControlCharactersIntoTheOutput) {
  test::LeafOptions options;
  options.names = {"evil\x1b[31m.example"};
  const auto read = read_certificates(test::TlsAuthority().issue(options).certificate_pem);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->front().subject.find('\x1b'), std::string::npos);
  EXPECT_EQ(read->front().common_name, "evil\\x1b[31m.example");
  for (const std::string& name : read->front().names) EXPECT_EQ(name.find('\x1b'), std::string::npos);
}

class IdentityFilesTest : public testing::Test {
 protected:
  test::TlsAuthority authority_{test::AuthorityOptions{.intermediate = true}};
  test::LeafOptions options_{.names = {"alice"}, .usage = test::Usage::kClient};
};

TEST_F(IdentityFilesTest, LoadFromPemOfEveryKeyType) {
  for (const KeyType key : {KeyType::kRsa2048, KeyType::kEcP256, KeyType::kEcP384, KeyType::kEd25519}) {
    options_.key = key;
    const test::Identity own = authority_.issue(options_);
    const auto identity = parse_identity(own.chain_pem, own.key_pem, nullptr);
    ASSERT_TRUE(identity) << identity.error().to_string();
    EXPECT_EQ((*identity)->certificates().size(), 2U) << "the chain comes along";
    EXPECT_EQ((*identity)->certificates().front().common_name, "alice");
    EXPECT_TRUE(parse_identity(own.chain_pem + own.key_pem, own.chain_pem + own.key_pem, nullptr))
        << "one file for both";
  }
}

TEST_F(IdentityFilesTest, OpenEncryptedKeysWithTheirPassphraseOnly) {
  const test::Identity own = authority_.issue(options_);
  const std::string locked = encrypted_key_pem(own, "correct horse");
  const SecretString right = secret("correct horse");
  const SecretString wrong = secret("battery staple");
  EXPECT_TRUE(parse_identity(own.chain_pem, locked, &right));
  const auto refused = parse_identity(own.chain_pem, locked, &wrong);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("the passphrase does not open"));
  EXPECT_THAT(refused.error().to_string(), testing::Not(HasSubstr("battery")));
  const auto missing = parse_identity(own.chain_pem, locked, nullptr);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("is encrypted and no passphrase was given"));
}

TEST_F(IdentityFilesTest, OpenPkcs12OfOldAndNewPrograms) {
  const test::Identity own = authority_.issue(options_);
  const SecretString right = secret("correct horse");
  const SecretString wrong = secret("battery staple");
  using test::Pkcs12Encryption;
  for (const auto kind : {Pkcs12Encryption::kAes256, Pkcs12Encryption::kTripleDes, Pkcs12Encryption::kLegacyRc2}) {
    const std::string container = pkcs12_der(own, "correct horse", kind);
    const auto identity = parse_pkcs12(container, &right);
    ASSERT_TRUE(identity) << static_cast<int>(kind) << identity.error().to_string();
    EXPECT_EQ((*identity)->certificates().size(), 2U);
    const auto refused = parse_pkcs12(container, &wrong);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("the passphrase does not open the PKCS#12 container"));
    EXPECT_FALSE(parse_pkcs12(container.substr(0, container.size() / 2), &right)) << "truncated";
  }
  EXPECT_TRUE(parse_pkcs12(pkcs12_der(own, ""), nullptr));
  EXPECT_FALSE(parse_pkcs12("no container", &right));
}

TEST_F(IdentityFilesTest, TellAKeyOfAnotherCertificate) {
  const test::Identity own = authority_.issue(options_);
  const auto mixed = parse_identity(own.chain_pem, authority_.issue(options_).key_pem, nullptr);
  ASSERT_FALSE(mixed);
  EXPECT_THAT(mixed.error().message, HasSubstr("the private key belongs to another certificate than CN=alice"));
  const auto no_key = parse_identity(own.chain_pem, own.chain_pem, nullptr);
  ASSERT_FALSE(no_key);
  EXPECT_THAT(no_key.error().message, HasSubstr("there is no private key in it"));
}

TEST_F(IdentityFilesTest, TellDatesThatDoNotFitToday) {
  const test::Identity own = authority_.issue(options_);
  const auto identity = parse_identity(own.chain_pem, own.key_pem, nullptr);
  ASSERT_TRUE(identity);
  const std::int64_t now = unix_now_ms() / 1000;
  constexpr std::int64_t kYear = 366LL * 24 * 3600;
  EXPECT_TRUE((*identity)->check_dates(now));
  EXPECT_THAT((*identity)->check_dates(now + kYear).error().message, HasSubstr("expired on"));
  EXPECT_THAT((*identity)->check_dates(now - kYear).error().message, HasSubstr("is not valid before"));
}

TEST_F(IdentityFilesTest, NameTheFileThatFails) {
  const auto missing = load_identity({.certificate = "/nonexistent/client.pem"});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().to_string(), HasSubstr("/nonexistent/client.pem"));
  const auto path = std::filesystem::temp_directory_path() / "signet-locked-test.p12";
  std::ofstream(path, std::ios::binary) << pkcs12_der(authority_.issue(options_), "correct horse");
  EXPECT_TRUE(wants_passphrase({.pkcs12 = path}));
  EXPECT_THAT(load_identity({.pkcs12 = path}).error().message,
              testing::AllOf(HasSubstr(path.string()), HasSubstr("is encrypted and no passphrase was given")));
  EXPECT_FALSE(wants_passphrase({.pkcs12 = path, .passphrase = std::make_shared<const SecretString>("correct horse")}));
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace signet::tls
