#include "vault/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "tests/vault/support.h"

namespace signet::vault {
namespace {

using test::bytes_of;
using test::key_file;
using test::passphrase;
using test::put_bytes;
using test::TestVault;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr std::size_t kFrontBytes = 16;

/// A vault whose header was changed by `change`, with the right checksum again, as a hostile program would.
std::string with_header(const std::string& bytes, const std::function<void(json::object&)>& change) {
  const auto parts = take_apart(bytes, "vault");
  EXPECT_TRUE(parts);
  const std::string_view old = parts->before_body.substr(kFrontBytes, parts->before_body.size() - kFrontBytes - 32);
  json::value header = *json::parse(old, "header");
  change(header.get_object());
  const std::string text = boost::json::serialize(header);
  std::string out = bytes.substr(0, 8);
  const auto size = static_cast<std::uint32_t>(text.size());
  for (const std::uint32_t number : {size, ~size}) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>((number >> shift) & 0xffU);
  }
  out += text;
  out += crypto::sha256(out);
  out += parts->body;
  return out;
}

TEST(VaultFile, IsCutShortAtEveryLengthThatIsNotItsOwn) {
  const TestVault vault;
  const std::string whole = vault.bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parts = take_apart(std::string_view(whole).substr(0, size), "vault");
    ASSERT_FALSE(parts) << size;
    EXPECT_EQ(parts.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(parts.error().message, HasSubstr("cut short")) << size;
    EXPECT_NE(parts.error().hint, "");
  }
  EXPECT_THAT(take_apart(whole + "x", "vault").error().message, HasSubstr("damaged"));
}

TEST(VaultFile, IsDamagedByEveryFlippedBit) {
  const TestVault vault;
  const std::string whole = vault.bytes();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    const auto parts = take_apart(changed, "vault");
    const auto body = parts ? open_body(*parts, vault.key.key, "vault") : Result<SecretString>(parts.error());
    ASSERT_FALSE(body) << "bit " << bit;
    EXPECT_EQ(body.error().code, ErrorCode::kInvalidInput) << "bit " << bit;
    EXPECT_THAT(body.error().message, HasSubstr("is damaged")) << "bit " << bit;
  }
}

TEST(VaultFile, TellsDamageFromAWrongSecretAndLeavesTheFileAlone) {
  const signet::test::TemporaryFolder folder;
  Store store = test::store_in(folder.path());
  ASSERT_TRUE(store.create(passphrase("correct horse"), ""));
  const std::string whole = bytes_of(store.file());
  struct Case {
    std::string bytes;
    std::string_view message;
  };
  std::string header_bit = whole;
  header_bit[100] = static_cast<char>(header_bit[100] ^ 1);
  for (const Case& c : {Case{whole, "wrong passphrase"}, Case{header_bit, "is damaged"},
                        Case{whole.substr(0, whole.size() - 1), "is cut short"}, Case{"", "is cut short"},
                        Case{"PK\x03\x04 some other file", "is no vault"}}) {
    put_bytes(store.file(), c.bytes);
    const auto key = store.unlock(passphrase("battery staple"));
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(key.error().message, HasSubstr(std::string(c.message)));
    EXPECT_EQ(bytes_of(store.file()), c.bytes);
  }
}

TEST(VaultFile, FindsDamageBeforeItDerivesAKey) {
  const signet::test::TemporaryFolder folder;
  Store store = test::store_in(folder.path());
  ASSERT_TRUE(store.create(passphrase("correct horse"), ""));
  std::string whole = bytes_of(store.file());
  whole.pop_back();
  put_bytes(store.file(), whole);
  EXPECT_THAT(store.unlock(passphrase("correct horse")).error().message, HasSubstr("is cut short"));
}

TEST(VaultFile, WithADamagedBodyIsNeverWrittenOver) {
  TestVault vault;
  std::string changed = vault.bytes();
  changed.back() = static_cast<char>(changed.back() ^ 1);
  put_bytes(vault.store.file(), changed);
  const auto opened = vault.store.open(vault.key);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("is damaged"));
  EXPECT_FALSE(test::put(vault.store, vault.key, "name", "other"));
  EXPECT_EQ(vault.bytes(), changed);
}

TEST(VaultFile, OfANewerFormatIsRefusedWithAHint) {
  const TestVault vault;
  const std::string newer = with_header(vault.bytes(), [](json::object& header) { header["format"] = 2; });
  const auto parts = take_apart(newer, "vault");
  ASSERT_FALSE(parts);
  EXPECT_EQ(parts.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(parts.error().hint, HasSubstr("update Signet"));
}

TEST(VaultFile, TakesNothingOddFromAHeader) {
  const TestVault vault;
  const auto slot = [](json::object& header) -> json::object& { return header["slots"].get_array()[0].get_object(); };
  const std::vector<std::pair<std::string, std::function<void(json::object&)>>> cases = {
      {"no id", [](json::object& h) { h.erase("vault"); }},
      {"an id that is a path", [](json::object& h) { h["vault"] = "../../../etc/passwd-0000-0000-0000-0"; }},
      {"an id in capitals", [](json::object& h) { h["vault"] = to_upper(h["vault"].get_string()); }},
      {"a short key id", [](json::object& h) { h["key"] = "00"; }},
      {"a key id that is no hex", [](json::object& h) { h["key"] = std::string(32, 'x'); }},
      {"a short salt", [](json::object& h) { h["body_salt"] = "AAAA"; }},
      {"a negative size", [](json::object& h) { h["body_bytes"] = -1; }},
      {"a size that is text", [](json::object& h) { h["body_bytes"] = "12"; }},
      {"negative edits", [](json::object& h) { h["edits"].get_object()["x"] = -1; }},
      {"no edits", [](json::object& h) { h.erase("edits"); }},
      {"no slots", [](json::object& h) { h.erase("slots"); }},
      {"a slot that is no object", [](json::object& h) { h["slots"].get_array().emplace_back("x"); }},
      {"an unknown kind", [&](json::object& h) { slot(h)["kind"] = "retina"; }},
      {"a label that moves the cursor", [&](json::object& h) { slot(h)["label"] = "\x1b[2J"; }},
      {"a label without end", [&](json::object& h) { slot(h)["label"] = std::string(1000, 'x'); }},
      {"a slot id that is no UUID", [&](json::object& h) { slot(h)["id"] = "1"; }},
      {"a short wrapped key", [&](json::object& h) { slot(h)["wrapped_key"] = "AAAA"; }},
      {"a passphrase without its cost", [&](json::object& h) { slot(h)["kind"] = "passphrase"; }},
      {"too many slots", [&](json::object& h) {
         const json::value one = h["slots"].get_array()[0];
         for (std::size_t i = 0; i < kMaxSlots; ++i) h["slots"].get_array().push_back(one);
       }}};
  for (const auto& [name, change] : cases) {
    const auto parts = take_apart(with_header(vault.bytes(), change), "vault");
    ASSERT_FALSE(parts) << name;
    EXPECT_EQ(parts.error().code, ErrorCode::kInvalidInput) << name;
    EXPECT_THAT(parts.error().message, HasSubstr("damaged")) << name;
  }
}

TEST(VaultFile, ThatWouldExhaustTheMachineIsRefusedAtOnce) {
  const TestVault vault;
  const auto with_cost = [&vault](std::int64_t memory_kib, std::int64_t passes, std::size_t count) {
    return with_header(vault.bytes(), [=](json::object& header) {
      json::array& slots = header["slots"].get_array();
      slots[0].get_object()["kind"] = "passphrase";
      slots[0].get_object()["argon2id"] = json::object{{"memory_kib", memory_kib}, {"passes", passes}};
      const json::value one = slots[0];
      while (slots.size() < count) slots.push_back(one);
    });
  };
  EXPECT_TRUE(take_apart(with_cost(1 << 20, 20, 1), "vault"));
  for (const std::string& bytes : {with_cost((1 << 20) + 1, 3, 1), with_cost(64 << 10, 21, 1),
                                   with_cost(1 << 20, 20, 2), with_cost(UINT32_MAX, UINT32_MAX, 1)}) {
    const auto parts = take_apart(bytes, "vault");
    ASSERT_FALSE(parts);
    EXPECT_EQ(parts.error().code, ErrorCode::kLimit);
  }
}

TEST(VaultFile, WithAHeaderThatSomebodyChangedDoesNotOpen) {
  const TestVault vault;
  for (const auto& change : std::vector<std::function<void(json::object&)>>{
           [](json::object& h) { h["slots"].get_array()[0].get_object()["label"] = "another"; },
           [](json::object& h) { h["edits"].get_object()["x"] = 7; }, [](json::object& h) { h["extra"] = true; },
           [](json::object& h) { h["body_salt"] = base64_encode(std::string(16, 'x')); }}) {
    const std::string changed = with_header(vault.bytes(), change);
    const auto parts = take_apart(changed, "vault");
    ASSERT_TRUE(parts) << parts.error().to_string();
    EXPECT_FALSE(open_body(*parts, vault.key.key, "vault"));
  }
}

TEST(VaultFile, SealsEachWriteAnew) {
  TestVault vault;
  const std::string first = vault.bytes();
  ASSERT_TRUE(test::put(vault.store, vault.key, "name", "value"));
  const std::string second = vault.bytes();
  EXPECT_NE(take_apart(first, "")->header.body_salt, take_apart(second, "")->header.body_salt);
}

TEST(VaultFile, ShowsNothingOfItsContents) {
  TestVault vault;
  ASSERT_TRUE(vault.store.update(vault.key, [](Store::Writer& writer) -> Status {
    SIGNET_CHECK(put_value(writer, "telltale-name", SecretString("telltale-value")));
    writer.contents.find("telltale-name")->domains.push_back(*parse_domain_rule("telltale-domain.example"));
    writer.contents.find("telltale-name")->note = "telltale-note";
    return {};
  }));
  EXPECT_EQ(vault.bytes().find("telltale"), std::string::npos);
}

}  // namespace
}  // namespace signet::vault
