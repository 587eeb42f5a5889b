#include "crypto/age.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <map>

#include "base/text.h"
#include "crypto/digest.h"
#include "tests/crypto/vectors.h"

namespace signet::crypto {
namespace {

constexpr std::string_view kIdentity = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX";
constexpr std::string_view kRecipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
constexpr std::string_view kOther = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0";
constexpr unsigned kCheap = 4;

std::vector<AgeIdentity> identities(std::string_view text) {
  auto read = AgeIdentity::parse_file(text);
  EXPECT_TRUE(read) << read.error().to_string();
  return *std::move(read);
}

std::vector<AgeRecipient> recipients(const std::vector<std::string_view>& texts) {
  std::vector<AgeRecipient> out;
  for (const std::string_view text : texts) out.push_back(*AgeRecipient::parse(text));
  return out;
}

TEST(Age, KnowsTheRecipientOfAnIdentity) {
  EXPECT_EQ(AgeIdentity::parse(kIdentity)->recipient().text(), kRecipient);
  EXPECT_EQ(AgeRecipient::parse(kRecipient)->text(), kRecipient);
}

TEST(Age, DecryptsWhatItEncryptsAtEverySize) {
  constexpr std::size_t kChunk = 65536;
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, kChunk - 1, kChunk, kChunk + 1, 3 * kChunk, 200000UL}) {
    std::string plain(size, 'p');
    for (std::size_t i = 0; i < size; i += 7) plain[i] = static_cast<char>(i);
    const auto file = age_encrypt(plain, recipients({kRecipient}));
    ASSERT_TRUE(file);
    const auto opened = age_decrypt(*file, identities(kIdentity));
    ASSERT_TRUE(opened) << opened.error().to_string();
    EXPECT_TRUE(opened->expose() == plain) << size;
  }
}

TEST(Age, EncryptsToSeveralRecipientsAndToNobodyElse) {
  const auto file = age_encrypt("for two", recipients({kRecipient, AgeIdentity::parse(kOther)->recipient().text()}));
  ASSERT_TRUE(file);
  for (const std::string_view identity : {kIdentity, kOther}) {
    EXPECT_EQ(age_decrypt(*file, identities(identity))->expose(), "for two");
  }
  const auto one = age_encrypt("for one", recipients({kRecipient}));
  EXPECT_EQ(age_decrypt(*one, identities(kOther)).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(age_decrypt(*one, identities(std::string(kOther) + "\n" + std::string(kIdentity)))->expose(), "for one");
  EXPECT_EQ(age_encrypt("x", std::vector<AgeRecipient>()).error().code, ErrorCode::kInvalidInput);
}

TEST(Age, EncryptsToAPassphrase) {
  const SecretString passphrase("correct horse");
  const auto file = age_encrypt("for who knows it", passphrase, kCheap);
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(age_decrypt(*file, passphrase)->expose(), "for who knows it");
  EXPECT_EQ(age_decrypt(*file, SecretString("correct horsf")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(age_decrypt(*file, identities(kIdentity)).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(*age_wants_passphrase(*file));
  EXPECT_FALSE(age_encrypt("x", passphrase, 0));
  EXPECT_FALSE(age_encrypt("x", passphrase, kMaxAgeWorkFactor + 1));
}

TEST(Age, TellsThatAFileIsForAKey) {
  const auto file = age_encrypt("x", recipients({kRecipient}));
  EXPECT_FALSE(*age_wants_passphrase(*file));
  EXPECT_FALSE(*age_wants_passphrase(age_armor(*file)));
  EXPECT_EQ(age_decrypt(*file, SecretString("passphrase")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(age_wants_passphrase("not a file of age").error().code, ErrorCode::kInvalidInput);
}

TEST(Age, ReadsTheArmorThatItWrites) {
  for (std::size_t size = 0; size < 100; ++size) {
    const auto file = age_encrypt(std::string(size, 'x'), recipients({kRecipient}));
    const auto opened = age_decrypt(age_armor(*file), identities(kIdentity));
    ASSERT_TRUE(opened) << opened.error().to_string();
    EXPECT_EQ(opened->size(), size);
  }
}

TEST(Age, RefusesEveryFlippedBitAndEveryShorterLength) {
  const auto file = age_encrypt("secret", recipients({kRecipient}));
  const auto own = identities(kIdentity);
  for (std::size_t bit = 0; bit < file->size() * 8; ++bit) {
    std::string changed = *file;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_FALSE(age_decrypt(changed, own)) << "bit " << bit;
  }
  for (std::size_t size = 0; size < file->size(); ++size) {
    ASSERT_FALSE(age_decrypt(file->substr(0, size), own)) << size;
  }
}

TEST(Age, NeverPutsAKeyIntoAnError) {
  std::string mistyped(kIdentity);
  mistyped[30] = mistyped[30] == 'Q' ? 'P' : 'Q';
  for (const auto& text : {mistyped, std::string(kIdentity.substr(0, 60)), std::string(kRecipient)}) {
    const auto identity = AgeIdentity::parse_file("# a comment\n\n" + text + "\n");
    ASSERT_FALSE(identity);
    EXPECT_THAT(identity.error().to_string(), testing::HasSubstr("line 3"));
    EXPECT_THAT(identity.error().to_string(), testing::Not(testing::HasSubstr(text.substr(20, 10))));
  }
  EXPECT_FALSE(AgeIdentity::parse_file("# none\n"));
  EXPECT_EQ(AgeRecipient::parse(kIdentity).error().code, ErrorCode::kUnsupported);
}

std::string inflate(std::string_view bytes) {
  std::string out(20U << 20U, '\0');
  uLongf size = out.size();
  EXPECT_EQ(uncompress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                       bytes.size()),
            Z_OK);
  out.resize(size);
  return out;
}

/// A file of the test kit: lines "key: value", an empty one, the age file.
struct KitFile {
  std::multimap<std::string, std::string> says;
  std::string file;

  explicit KitFile(std::string_view text) {
    for (std::size_t end = text.find('\n'); end != 0; end = text.find('\n')) {
      const std::string_view line = text.substr(0, end);
      const std::size_t colon = line.find(": ");
      says.emplace(line.substr(0, colon), line.substr(colon + 2));
      text.remove_prefix(end + 1);
    }
    file = text.substr(1);
    if (says.contains("compressed")) file = inflate(file);
  }

  [[nodiscard]] std::string value(const std::string& key) const {
    const auto found = says.find(key);
    return found == says.end() ? "" : found->second;
  }
};

/// Post-quantum recipients are not among what OpenSSL 3.0 can do.
bool is_for_post_quantum(const KitFile& kit) {
  const auto [begin, end] = kit.says.equal_range("identity");
  return std::any_of(begin, end, [](const auto& entry) { return entry.second.starts_with("AGE-SECRET-KEY-PQ-"); });
}

Result<SecretString> decrypt(const KitFile& kit) {
  if (kit.says.contains("passphrase")) return age_decrypt(kit.file, SecretString(kit.value("passphrase")));
  std::string keys = kit.says.contains("identity") ? "" : std::string(kIdentity);  // some files fail before
  for (auto [at, end] = kit.says.equal_range("identity"); at != end; ++at) keys += at->second + "\n";
  return age_decrypt(kit.file, identities(keys));
}

TEST(Age, PassesTheTestKit) {
  std::map<std::string, int> counts;
  const json::value kit = crypto::test::read_vectors("age.json");
  for (const auto& member : kit.as_object()) {
    SCOPED_TRACE(std::string(member.key()));
    const KitFile file(*base64_decode(member.value().as_string()));
    if (is_for_post_quantum(file)) continue;
    const auto opened = decrypt(file);
    const std::string expected = file.value("expect");
    ++counts[expected];
    EXPECT_EQ(opened.ok(), expected == "success") << (opened ? "opened" : opened.error().to_string());
    if (opened) {
      EXPECT_EQ(hex_encode(sha256(opened->expose())), file.value("payload"));
    } else {
      EXPECT_EQ(opened.error().code == ErrorCode::kNotFound, expected == "no match") << opened.error().to_string();
    }
  }
  EXPECT_THAT(counts,
              testing::ElementsAre(
                  testing::Pair("HMAC failure", testing::Ge(1)), testing::Pair("armor failure", testing::Ge(20)),
                  testing::Pair("header failure", testing::Ge(40)), testing::Pair("no match", testing::Ge(4)),
                  testing::Pair("payload failure", testing::Ge(19)), testing::Pair("success", testing::Ge(20))));
}

}  // namespace
}  // namespace signet::crypto
