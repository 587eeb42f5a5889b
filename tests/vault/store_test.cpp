#include "vault/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/encoding.h"
#include "tests/vault/support.h"

namespace signet::vault {
namespace {

namespace fs = std::filesystem;

using signet::test::TemporaryFolder;
using test::bytes_of;
using test::get;
using test::key_file;
using test::passphrase;
using test::put;
using test::put_bytes;
using test::store_in;
using test::TestVault;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777U : 0U;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(VaultStore, OpensByThePassphraseOnAnyMachine) {
  const TemporaryFolder folder;
  Store store = store_in(folder.path());
  const auto key = store.create(passphrase("correct horse"), "");
  ASSERT_TRUE(key) << key.error().to_string();
  ASSERT_TRUE(put(store, *key, "token", "s3cret"));
  const Store elsewhere = store_in(folder.path(), "two");
  const auto again = elsewhere.unlock(passphrase("correct horse"));
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->vault_id, key->vault_id);
  EXPECT_EQ(get(elsewhere, *again, "token"), "s3cret");
  EXPECT_EQ(elsewhere.unlock(passphrase("wrong horse")).error().message, "wrong passphrase");
  EXPECT_THAT(elsewhere.unlock(key_file()).error().message, HasSubstr("no key file opens"));
}

TEST(VaultStore, SaysWhenThereIsNoneOrOneAlready) {
  const TemporaryFolder folder;
  Store store = store_in(folder.path());
  EXPECT_FALSE(store.exists());
  EXPECT_EQ(store.unlock(key_file()).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.header().error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.remove().error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(store.create(key_file(), ""));
  const std::string before = bytes_of(store.file());
  EXPECT_EQ(store.create(key_file(), "").error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(bytes_of(store.file()), before);
}

TEST(VaultStore, IsForItsOwnerOnly) {
  const ::mode_t old = ::umask(0);
  const TestVault vault;
  ::umask(old);
  EXPECT_EQ(mode_of(vault.store.file()), 0600U);
  EXPECT_EQ(mode_of(vault.store.file().parent_path()), 0700U);
  EXPECT_EQ(mode_of(vault.folder.path() / "state-one"), 0700U);
  for (const std::string& name : names_in(vault.folder.path() / "state-one")) {
    EXPECT_EQ(mode_of(vault.folder.path() / "state-one" / name), 0600U) << name;
  }
}

TEST(VaultStore, WritesNothingWhenTheChangeFails) {
  TestVault vault;
  const std::string before = vault.bytes();
  const auto status = vault.store.update(vault.key, [](Store::Writer& writer) -> Status {
    writer.contents.entries.clear();
    return fail(ErrorCode::kCancelled, "no");
  });
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(vault.bytes(), before);
  EXPECT_EQ(get(vault.store, vault.key, "name"), "value");
}

TEST(VaultStore, LeavesNothingBesideTheVaultButItsLock) {
  TestVault vault;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(put(vault.store, vault.key, "name", std::to_string(i)));
  EXPECT_THAT(names_in(vault.store.file().parent_path()), ElementsAre("vault.signet", "vault.signet.lock"));
}

TEST(VaultStore, RemovesWhatAKilledWriterLeftAndNothingElse) {
  TestVault vault;
  const fs::path folder = vault.store.file().parent_path();
  put_bytes(folder / ".vault.signet.new-AbC123", "half");
  for (const char* name :
       {"vault.signet.backup", ".vault.signet.new-notours", "vault.signet.old", ".other.new-AbC123"}) {
    put_bytes(folder / name, "mine");
  }
  ASSERT_TRUE(put(vault.store, vault.key, "name", "next"));
  EXPECT_THAT(names_in(folder), ElementsAre(".other.new-AbC123", ".vault.signet.new-notours", "vault.signet",
                                            "vault.signet.backup", "vault.signet.lock", "vault.signet.old"));
}

TEST(VaultStore, WritesTheTargetOfALink) {
  for (const bool dangling : {false, true}) {
    const TemporaryFolder folder;
    fs::create_directories(folder.path() / "synced");
    fs::create_directories(folder.path() / "data");
    const fs::path target = folder.path() / "synced" / "real.signet";
    Store direct(target, folder.path() / "state-one");
    std::optional<VaultKey> key;
    if (!dangling) key = *direct.create(key_file(), "");
    fs::create_symlink("../synced/real.signet", folder.path() / "data" / "vault.signet");
    Store linked = store_in(folder.path());
    if (dangling) key = *linked.create(key_file(), "");
    ASSERT_TRUE(put(linked, *key, "token", "by the link"));
    EXPECT_TRUE(fs::is_symlink(linked.file()));
    EXPECT_EQ(get(direct, *key, "token"), "by the link");
    ASSERT_TRUE(put(direct, *key, "token", "directly"));
    EXPECT_EQ(get(linked, *key, "token"), "directly");
    EXPECT_FALSE(linked.open(*key)->recovered);
  }
}

TEST(VaultStore, KeepsSlotsForEachWayIn) {
  TestVault vault;
  const auto slot =
      vault.store.add_slot(vault.key, {SlotKind::kKeyring, SecretString(std::string(32, 'r'))}, "a \x1b[31mlaptop\n");
  ASSERT_TRUE(slot) << slot.error().to_string();
  EXPECT_EQ(slot->label, "a [31mlaptop");
  const auto header = vault.store.header();
  ASSERT_TRUE(header);
  ASSERT_EQ(header->slots.size(), 2U);
  EXPECT_EQ(header->slots[1].kind, SlotKind::kKeyring);
  const auto key = vault.store.unlock({SlotKind::kKeyring, SecretString(std::string(32, 'r'))});
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->key == vault.key.key);
  EXPECT_FALSE(vault.store.unlock({SlotKind::kKeyring, SecretString(std::string(32, 'x'))}));
  EXPECT_EQ(vault.store.remove_slot(vault.key, "nothing").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(vault.store.remove_slot(vault.key, header->slots[0].id));
  EXPECT_FALSE(vault.store.unlock(key_file()));
  EXPECT_THAT(vault.store.remove_slot(vault.key, slot->id).error().message, HasSubstr("last key"));
  EXPECT_EQ(get(vault.store, vault.key, "name"), "value");
}

TEST(VaultStore, GetsANewKeyWithANewPassphrase) {
  TestVault vault;
  ASSERT_TRUE(vault.store.add_slot(vault.key, {SlotKind::kKeyring, SecretString(std::string(32, 'r'))}, "laptop"));
  std::vector<Credential> keep;
  keep.push_back({SlotKind::kKeyring, SecretString(std::string(32, 'r'))});
  keep.push_back(key_file('x'));  // never opened it
  const auto changed = vault.store.change_passphrase(vault.key, SecretString("a new one"), std::move(keep));
  ASSERT_TRUE(changed) << changed.error().to_string();
  EXPECT_FALSE(changed->key == vault.key.key);
  const auto header = vault.store.header();
  ASSERT_EQ(header->slots.size(), 2U);
  EXPECT_EQ(header->slots[1].label, "laptop");
  EXPECT_TRUE(*header->fits(*changed));
  EXPECT_FALSE(*header->fits(vault.key));
  EXPECT_TRUE(vault.store.unlock(passphrase("a new one"))->key == changed->key);
  EXPECT_TRUE(vault.store.unlock({SlotKind::kKeyring, SecretString(std::string(32, 'r'))})->key == changed->key);
  EXPECT_FALSE(vault.store.unlock(key_file()));
  EXPECT_EQ(get(vault.store, *changed, "name"), "value");
  EXPECT_FALSE(vault.store.open(*changed)->recovered);
  EXPECT_THAT(get(vault.store, vault.key, "name"), HasSubstr("its passphrase was changed"));
  EXPECT_FALSE(put(vault.store, vault.key, "name", "by the old key"));
}

TEST(VaultStore, IsRemovedWithItsTraces) {
  TestVault vault;
  ASSERT_TRUE(vault.store.remove());
  EXPECT_FALSE(vault.store.exists());
  EXPECT_THAT(names_in(vault.store.file().parent_path()), ElementsAre());
  EXPECT_THAT(names_in(vault.folder.path() / "state-one"), ElementsAre("machine", "machine.lock"));
  EXPECT_TRUE(vault.store.create(key_file(), ""));
}

TEST(VaultStore, RemovesADamagedVaultToo) {
  TestVault vault;
  put_bytes(vault.store.file(), "SGNTVLT\n damaged");
  EXPECT_TRUE(vault.store.remove());
  EXPECT_FALSE(vault.store.exists());
}

TEST(KeyFile, IsMadeForItsOwnerAndReadInThreeForms) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "key";
  const auto made = make_key_file(path);
  ASSERT_TRUE(made) << made.error().to_string();
  EXPECT_EQ(mode_of(path), 0600U);
  EXPECT_TRUE(*read_key_file(path) == *made);
  EXPECT_FALSE(make_key_file(path));
  for (const std::string& text :
       {std::string(made->expose()), base64_encode(made->expose()), hex_encode(made->expose()) + "\n"}) {
    put_bytes(path, text);
    const auto read = read_key_file(path);
    ASSERT_TRUE(read) << read.error().to_string();
    EXPECT_TRUE(*read == *made);
  }
}

TEST(KeyFile, IsRefusedWhenOthersCanReadItOrItIsNone) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "key";
  ASSERT_TRUE(make_key_file(path));
  fs::permissions(path, fs::perms::group_read, fs::perm_options::add);
  EXPECT_THAT(read_key_file(path).error().message, HasSubstr("others can read"));
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  for (const std::string& text : {std::string(), std::string("short"), std::string(64, 'x'), std::string(5000, 'A')}) {
    put_bytes(path, text);
    EXPECT_EQ(read_key_file(path).error().code, ErrorCode::kInvalidInput) << text.size();
  }
  EXPECT_EQ(read_key_file(folder.path() / "none").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace signet::vault
