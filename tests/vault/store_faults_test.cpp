// What the system may refuse: a full disk, a folder that cannot be written, a lock that another program holds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>

#include "tests/vault/child.h"
#include "tests/vault/support.h"
#include "vault/lock.h"
#include "vault/store.h"

namespace signet::vault {
namespace {

namespace fs = std::filesystem;

using test::bytes_of;
using test::get;
using test::in_child;
using test::key_file;
using test::put;
using test::TestVault;
using ::testing::HasSubstr;

constexpr uid_t kNobody = 65534;

/// What a child process found; 0 is fine.
enum Found { kFine = 0, kNoError, kWrongCode, kWrongWords, kNotWhole, kLeftovers, kNotPossible };

/// Checks that writing fails with `words` in its message or hint, and that the vault is as it was.
int expect_refusal(TestVault& vault, std::string_view value, std::string_view words) {
  const std::string before = vault.bytes();
  const Status status = put(vault.store, vault.key, "name", value);
  if (status) return kNoError;
  if (status.error().code != ErrorCode::kIo) return kWrongCode;
  if (status.error().to_string().find(words) == std::string::npos) return kWrongWords;
  if (vault.bytes() != before || get(vault.store, vault.key, "name") != "value") return kNotWhole;
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(vault.store.file().parent_path())) files += entry.exists() ? 1 : 0;
  return files == 2 ? kFine : kLeftovers;  // the vault and its lock
}

TEST(VaultFaults, AFileLimitLeavesTheOldVaultWhole) {
  TestVault vault;
  EXPECT_EQ(in_child([&vault] {
              (void)std::signal(SIGXFSZ, SIG_IGN);  // NOLINT(cert-err33-c)
              for (const rlim_t most : {0UL, 1UL, 100UL, 4096UL}) {
                const rlimit limit{most, RLIM_INFINITY};
                if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return static_cast<int>(kNotPossible);
                const int found = expect_refusal(vault, std::string(100'000, 'x'), "make room");
                if (found != kFine) return found;
              }
              return static_cast<int>(kFine);
            }),
            kFine);
}

TEST(VaultFaults, AFullDiskLeavesTheOldVaultWhole) {
  const int found = in_child([]() -> int {
    const signet::test::TemporaryFolder folder;
    // A disk of 64 KiB that only this process sees.
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
      return kNotPossible;
    }
    int result = kFine;
    {
      Store store = test::store_in(folder.path());
      const VaultKey key = *store.create(key_file(), "");
      if (!put(store, key, "name", "value")) result = kNotPossible;
      const std::string before = bytes_of(store.file());
      const Status status = put(store, key, "name", std::string(100'000, 'x'));
      if (status) result = kNoError;
      if (!status && status.error().to_string().find("No space left") == std::string::npos) result = kWrongWords;
      if (bytes_of(store.file()) != before || get(store, key, "name") != "value") result = kNotWhole;
    }
    (void)::umount(folder.path().c_str());
    return result;
  });
  if (found == kNotPossible) GTEST_SKIP() << "this user may not mount a tmpfs";
  EXPECT_EQ(found, kFine);
}

void give_to(const fs::path& folder, uid_t user) {
  ASSERT_EQ(::chown(folder.c_str(), user, user), 0);
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    ASSERT_EQ(::chown(entry.path().c_str(), user, user), 0);
  }
}

TEST(VaultFaults, AFolderThatCannotBeWrittenLeavesTheOldVaultWhole) {
  TestVault vault;
  const bool is_root = ::geteuid() == 0;
  if (is_root) give_to(vault.folder.path(), kNobody);
  fs::permissions(vault.store.file().parent_path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(in_child([&]() -> int {
              if (is_root && ::setresuid(kNobody, kNobody, kNobody) != 0) return kNotPossible;
              return expect_refusal(vault, "next", "must be writable");
            }),
            kFine);
  // Without its lock file, too.
  fs::permissions(vault.store.file().parent_path(), fs::perms::owner_all);
  fs::remove(fs::path(vault.store.file()).concat(".lock"));
  fs::permissions(vault.store.file().parent_path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(in_child([&]() -> int {
              if (is_root && ::setresuid(kNobody, kNobody, kNobody) != 0) return kNotPossible;
              const Status status = put(vault.store, vault.key, "name", "next");
              if (status || status.error().to_string().find("must be writable") == std::string::npos)
                return kWrongWords;
              return get(vault.store, vault.key, "name") == "value" ? kFine : kNotWhole;
            }),
            kFine);
  fs::permissions(vault.store.file().parent_path(), fs::perms::owner_all);
}

TEST(VaultFaults, WrittenByRootItStaysItsOwners) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  TestVault vault;
  give_to(vault.folder.path(), kNobody);
  ASSERT_TRUE(put(vault.store, vault.key, "name", "next"));
  struct stat info {};
  ASSERT_EQ(::stat(vault.store.file().c_str(), &info), 0);
  EXPECT_EQ(info.st_uid, kNobody);
}

TEST(VaultFaults, AStateFolderThatCannotBeWrittenIsSaidBeforeAnythingChanges) {
  TestVault vault;
  const fs::path state = vault.folder.path() / "a file";
  test::put_bytes(state, "x");
  Store store(vault.store.file(), state / "below");
  const std::string before = vault.bytes();
  const Status status = put(store, vault.key, "name", "next");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kIo);
  EXPECT_EQ(vault.bytes(), before);
}

TEST(VaultFaults, ALockThatAnotherHoldsIsWaitedForWithinALimit) {
  const signet::test::TemporaryFolder folder;
  const fs::path file = folder.path() / "x.lock";
  std::array<int, 2> ready{};
  ASSERT_EQ(::pipe(ready.data()), 0);
  const pid_t holder = test::start_child([&]() -> int {
    const auto lock = FileLock::take(file);
    (void)!::write(ready[1], "x", 1);
    return ::pause();
  });
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  const auto start = std::chrono::steady_clock::now();
  const auto lock = FileLock::take(file, std::chrono::milliseconds(50));
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().code, ErrorCode::kTimeout);
  EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(50));
  ::kill(holder, SIGKILL);
  test::wait_for(holder);
  EXPECT_TRUE(FileLock::take(file, std::chrono::seconds(5)));  // a killed holder holds nothing
  EXPECT_EQ(FileLock::kPatience, std::chrono::seconds(10));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(VaultFaults, AReaderNeedsNoLock) {
  TestVault vault;
  const auto lock = FileLock::take(fs::path(vault.store.file()).concat(".lock"));
  ASSERT_TRUE(lock);
  EXPECT_EQ(get(vault.store, vault.key, "name"), "value");
}

}  // namespace
}  // namespace signet::vault
