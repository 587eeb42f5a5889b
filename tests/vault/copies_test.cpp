// Two machines, one synced folder: what a sync program may do to a vault's file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/vault/support.h"
#include "vault/store.h"

namespace signet::vault {
namespace {

namespace fs = std::filesystem;

using test::bytes_of;
using test::get;
using test::key_file;
using test::passphrase;
using test::put;
using test::put_bytes;
using test::store_in;
using test::TestVault;
using ::testing::HasSubstr;

/// One file that two machines open, in turns, as a sync program would carry it.
struct Synced : TestVault {
  Store second = store_in(folder.path(), "two");
};

TEST(VaultCopies, TakingTurnsIsNoConflict) {
  Synced synced;
  ASSERT_TRUE(put(synced.second, synced.key, "two", "2"));
  ASSERT_TRUE(put(synced.store, synced.key, "one", "1"));
  for (const Store* store : {&synced.store, &synced.second}) {
    const auto opened = store->open(synced.key);
    ASSERT_TRUE(opened);
    EXPECT_FALSE(opened->recovered);
    EXPECT_TRUE(opened->copies.empty());
    EXPECT_EQ(opened->contents.entries.size(), 3U);
  }
}

TEST(VaultCopies, WhatAnotherMachinesFileWasPutOverIsMergedAgain) {
  Synced synced;
  const std::string before = synced.bytes();
  ASSERT_TRUE(put(synced.store, synced.key, "one", "written here"));
  const std::string of_one = synced.bytes();
  put_bytes(synced.store.file(), before);
  ASSERT_TRUE(put(synced.second, synced.key, "two", "written there"));

  const auto opened = synced.store.open(synced.key);
  ASSERT_TRUE(opened) << opened.error().to_string();
  EXPECT_TRUE(opened->recovered);
  EXPECT_NE(opened->contents.find("one"), nullptr);
  EXPECT_NE(opened->contents.find("two"), nullptr);
  EXPECT_FALSE(synced.second.open(synced.key)->recovered);

  ASSERT_TRUE(put(synced.store, synced.key, "three", "3"));
  for (const Store* store : {&synced.store, &synced.second}) {
    EXPECT_FALSE(store->open(synced.key)->recovered);
    EXPECT_EQ(get(*store, synced.key, "one"), "written here");
    EXPECT_EQ(get(*store, synced.key, "two"), "written there");
  }
}

TEST(VaultCopies, AnOlderCopyThatIsPutBackIsNoLoss) {
  Synced synced;
  const std::string before = synced.bytes();
  ASSERT_TRUE(put(synced.store, synced.key, "name", "newer"));
  put_bytes(synced.store.file(), before);
  EXPECT_TRUE(synced.store.open(synced.key)->recovered);
  EXPECT_EQ(get(synced.store, synced.key, "name"), "newer");
}

TEST(VaultCopies, ConflictFilesAreFoundByWhatTheyHoldAndMerged) {
  Synced synced;
  const fs::path folder = synced.store.file().parent_path();
  const std::string before = synced.bytes();
  ASSERT_TRUE(put(synced.second, synced.key, "two", "written there"));
  const fs::path conflict = folder / "vault (conflicted copy of two).signet";
  put_bytes(conflict, synced.bytes());
  put_bytes(synced.store.file(), before);
  put_bytes(folder / "vault.signet.backup", before);  // has nothing more
  put_bytes(folder / "damaged copy", synced.bytes().substr(0, 100));
  put_bytes(folder / ".vault.signet.new-AbC123", synced.bytes());  // a writer at work
  Store other(folder / "other.signet", synced.folder.path() / "state-one");
  ASSERT_TRUE(other.create(key_file('o'), ""));  // another vault
  ASSERT_TRUE(put(synced.store, synced.key, "one", "written here"));

  const auto opened = synced.store.open(synced.key);
  ASSERT_TRUE(opened);
  ASSERT_EQ(opened->copies.size(), 1U);
  EXPECT_EQ(opened->copies[0].file, conflict);
  const auto merged = synced.store.merge_file(synced.key, conflict);
  ASSERT_TRUE(merged) << merged.error().to_string();
  EXPECT_EQ(merged->added, std::vector<std::string>{"two"});
  EXPECT_EQ(get(synced.store, synced.key, "one"), "written here");
  EXPECT_EQ(get(synced.store, synced.key, "two"), "written there");
  EXPECT_TRUE(synced.store.open(synced.key)->copies.empty());
  EXPECT_THAT(synced.store.merge_file(synced.key, other.file()).error().message, HasSubstr("another vault"));
}

TEST(VaultCopies, TwoCopiesOnOneMachineCountTheirEditsApart) {
  TestVault vault;
  const fs::path elsewhere = vault.folder.path() / "stick" / "vault.signet";
  fs::create_directories(elsewhere.parent_path());
  fs::copy_file(vault.store.file(), elsewhere);
  Store copy(elsewhere, vault.folder.path() / "state-one");
  ASSERT_TRUE(put(vault.store, vault.key, "name", "at home"));
  ASSERT_TRUE(put(copy, vault.key, "name", "on the stick"));
  EXPECT_FALSE(vault.store.open(vault.key)->recovered);
  EXPECT_EQ(get(vault.store, vault.key, "name"), "at home");
  const auto merged = vault.store.merge_file(vault.key, elsewhere);
  ASSERT_TRUE(merged);
  EXPECT_EQ(merged->conflicts.size(), 1U);
  EXPECT_EQ(vault.store.open(vault.key)->contents.entries.size(), 2U);
}

TEST(VaultCopies, ChangesUnderAnOlderPassphraseAreKeptAsideAndCanBeMerged) {
  const signet::test::TemporaryFolder folder;
  Store one = store_in(folder.path(), "one");
  Store two = store_in(folder.path(), "two");
  const VaultKey old_key = *one.create(key_file('o'), "");
  const std::string before = bytes_of(one.file());
  ASSERT_TRUE(put(one, old_key, "one", "not synced yet"));
  // The other machine changes the key, and its file is put over this one's.
  put_bytes(one.file(), before);
  std::vector<Credential> keep;
  keep.push_back(key_file('o'));
  const auto new_key = two.change_passphrase(old_key, SecretString("new"), std::move(keep));
  ASSERT_TRUE(new_key);

  const auto opened = one.open(*new_key);
  ASSERT_TRUE(opened) << opened.error().to_string();
  EXPECT_FALSE(opened->recovered);
  ASSERT_EQ(opened->copies.size(), 1U);
  ASSERT_TRUE(put(one, *new_key, "later", "1"));
  ASSERT_TRUE(put(one, *new_key, "later", "2"));
  const auto again = one.open(*new_key);
  ASSERT_EQ(again->copies.size(), 1U);
  const fs::path kept = again->copies[0].file;
  EXPECT_THAT(one.merge_file(*new_key, kept).error().message, HasSubstr("passphrase was changed"));
  const auto kept_key = Store::unlock_file(kept, key_file('o'));
  ASSERT_TRUE(kept_key);
  ASSERT_TRUE(one.merge_file(*new_key, kept, *kept_key));
  EXPECT_EQ(get(one, *new_key, "one"), "not synced yet");
  EXPECT_TRUE(one.open(*new_key)->copies.empty());
}

TEST(VaultCopies, ADamagedLastCopyDoesNotLockTheVault) {
  TestVault vault;
  const std::string before = vault.bytes();
  ASSERT_TRUE(put(vault.store, vault.key, "name", "newer"));
  put_bytes(vault.store.file(), before);
  for (const auto& file : fs::directory_iterator(vault.folder.path() / "state-one")) {
    if (file.path().extension() != ".last") continue;
    std::string bytes = bytes_of(file.path());
    bytes.back() = static_cast<char>(bytes.back() ^ 1);
    put_bytes(file.path(), bytes);
  }
  EXPECT_EQ(get(vault.store, vault.key, "name"), "value");
  EXPECT_TRUE(put(vault.store, vault.key, "name", "newest"));
}

}  // namespace
}  // namespace signet::vault
