#include "vault/transfer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/age.h"
#include "tests/support/temporary_folder.h"
#include "vault/contents_json.h"
#include "vault/edits.h"

namespace signet::vault {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Transfer : public testing::Test {
 protected:
  void SetUp() override {
    auto key = store_.create({SlotKind::kPassphrase, SecretString("correct horse battery staple")}, "");
    ASSERT_TRUE(key) << key.error().to_string();
    key_.emplace(*std::move(key));
    put("shared", "mine");
  }

  void put(const std::string& name, std::string_view value) {
    const Status status = store_.update(*key_, [&](Store::Writer& writer) -> Status {
      SIGNET_TRY(Entry* const entry, add_entry(writer, name));
      static_cast<void>(entry);
      return put_value(writer, name, SecretString(value));
    });
    ASSERT_TRUE(status) << status.error().to_string();
  }

  Imported take(Contents theirs, bool replaces) {
    Imported imported;
    const Status status = store_.update(*key_, [&](Store::Writer& writer) -> Status {
      SIGNET_TRY(imported, import_contents(writer, std::move(theirs), replaces));
      return {};
    });
    EXPECT_TRUE(status) << status.error().to_string();
    return imported;
  }

  std::string value_of(std::string_view name) const {
    const auto opened = store_.open(*key_);
    EXPECT_TRUE(opened) << opened.error().to_string();
    const Entry* entry = opened->contents.find(name);
    return entry == nullptr ? "nothing" : std::string(entry->value()->expose());
  }

  static Contents theirs() {
    Contents contents;
    for (const char* const name : {"shared", "new"}) {
      Entry& entry = contents.entries.emplace_back();
      entry.id = name;
      entry.name = name;
      Version& version = entry.versions.emplace_back();
      version.value = SecretString("theirs");
    }
    contents.consents.emplace_back().collection_name = "theirs too";
    return contents;
  }

  signet::test::TemporaryFolder folder_;
  Store store_{folder_.path() / "vault.signet", folder_.path() / "state"};
  std::optional<VaultKey> key_;
};

TEST_F(Transfer, KeepsWhatIsThereUnlessItIsToBeReplaced) {
  const Imported kept = take(theirs(), false);
  EXPECT_THAT(kept.added, ElementsAre("new"));
  EXPECT_THAT(kept.kept, ElementsAre("shared"));
  EXPECT_THAT(kept.replaced, IsEmpty());
  EXPECT_EQ(value_of("shared"), "mine");
  EXPECT_EQ(value_of("new"), "theirs");

  EXPECT_THAT(take(theirs(), true).replaced, ElementsAre("shared", "new"));
  EXPECT_EQ(value_of("shared"), "theirs");
  const auto opened = store_.open(*key_);
  ASSERT_TRUE(opened);
  const Entry* entry = opened->contents.find("shared");
  ASSERT_EQ(entry->versions.size(), 2U) << "the value before stays as an earlier version";
  EXPECT_EQ(entry->versions.back().value.expose(), "mine");
}

TEST_F(Transfer, OpensByItsPassphraseAloneAndHoldsNoConsents) {
  const SecretString passphrase("of the export");
  const auto file = export_for(theirs(), passphrase);
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(file->find("theirs"), std::string::npos);
  EXPECT_FALSE(crypto::age_decrypt(*file, SecretString("another")));
  const auto plain = crypto::age_decrypt(*file, passphrase);
  ASSERT_TRUE(plain) << plain.error().to_string();
  const auto contents = contents_from_json(plain->expose());
  ASSERT_TRUE(contents) << contents.error().to_string();
  EXPECT_EQ(contents->entries.size(), 2U);
  EXPECT_THAT(contents->consents, IsEmpty());
}

}  // namespace
}  // namespace signet::vault
