// Many processes at one vault, and writers that are killed: no update is lost, and the vault is always whole.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/ptrace.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>

#include "tests/vault/child.h"
#include "tests/vault/support.h"
#include "vault/store.h"

namespace signet::vault {
namespace {

namespace fs = std::filesystem;

using test::get;
using test::put;
using test::start_child;
using test::TestVault;
using test::wait_for;

TEST(VaultProcesses, LoseNoUpdateOfEachOther) {
  constexpr int kProcesses = 6;
  constexpr int kUpdates = 25;
  TestVault vault;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    children.push_back(start_child([&vault, p]() -> int {
      for (int i = 0; i < kUpdates; ++i) {
        // Each adds an entry of its own, and adds one to a number that all share.
        const auto change = [&](Store::Writer& writer) -> Status {
          SIGNET_TRY(Entry* const mine, add_entry(writer, std::to_string(p) + " " + std::to_string(i)));
          (void)mine;
          const Entry* shared = writer.contents.find("shared");
          const int count = shared == nullptr ? 0 : std::atoi(std::string(shared->value()->expose()).c_str());
          return put_value(writer, "shared", SecretString(std::to_string(count + 1)));
        };
        if (!vault.store.update(vault.key, change)) return 1;
        if (!vault.store.open(vault.key)) return 2;
      }
      return 0;
    }));
  }
  for (const pid_t child : children) EXPECT_EQ(wait_for(child), 0);
  const auto opened = vault.store.open(vault.key);
  ASSERT_TRUE(opened);
  EXPECT_FALSE(opened->recovered);
  EXPECT_EQ(opened->contents.entries.size(), 2U + kProcesses * kUpdates);
  EXPECT_EQ(get(vault.store, vault.key, "shared"), std::to_string(kProcesses * kUpdates));
}

TEST(VaultProcesses, NeverReadAHalfWrittenVault) {
  TestVault vault;
  std::vector<pid_t> children;
  for (int p = 0; p < 2; ++p) {
    children.push_back(start_child([&vault]() -> int {
      for (int i = 0; i < 300; ++i) {
        const auto opened = vault.store.open(vault.key);
        if (!opened || opened->recovered || !opened->copies.empty()) return 1;
      }
      return 0;
    }));
  }
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(put(vault.store, vault.key, "name", std::string(static_cast<std::size_t>(i) * 1000, 'x')));
  }
  for (const pid_t child : children) EXPECT_EQ(wait_for(child), 0);
}

/// What a writer had begun and what it was told is written, readable after it was killed.
struct Progress {
  std::atomic<std::uint64_t> begun{0};
  std::atomic<std::uint64_t> acknowledged{0};
};

class SharedProgress {
 public:
  SharedProgress()
      : memory_(::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)),
        progress_(new (memory_) Progress) {}
  SharedProgress(const SharedProgress&) = delete;
  SharedProgress& operator=(const SharedProgress&) = delete;
  ~SharedProgress() { ::munmap(memory_, sizeof(Progress)); }
  Progress* operator->() const { return progress_; }

 private:
  void* memory_;
  Progress* progress_;
};

/// Writes 1, 2, 3 ... under "number", padded so that a write takes several pages, without end.
int write_numbers(Store store, const VaultKey& key, const SharedProgress& progress, std::uint64_t first) {
  for (std::uint64_t number = first;; ++number) {
    progress->begun = number;
    if (!put(store, key, "number", std::to_string(number) + std::string(number % 9000, '.'))) return 1;
    progress->acknowledged = number;
  }
}

/// The number in the vault; fails the test when the vault is not whole or the value is cut.
void read_number(const Store& store, const VaultKey& key, std::uint64_t& number) {
  const std::string text = get(store, key, "number");
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  ASSERT_EQ(error, std::errc()) << text;
  ASSERT_EQ(text.size(), std::to_string(number).size() + number % 9000) << "a value that was cut";
}

/// How often writers are killed: 1,000 times, or SIGNET_VAULT_KILLS (scripts/vault-kill-test).
int kills() {
  const char* wanted = std::getenv("SIGNET_VAULT_KILLS");  // NOLINT(concurrency-mt-unsafe)
  return wanted == nullptr ? 1000 : std::atoi(wanted);     // NOLINT(cert-err34-c)
}

/// Where killing is quick: what a killed process has written survives it in memory as on a disk.
fs::path memory_folder() {
  const fs::path shared = "/dev/shm";
  return ::access(shared.c_str(), W_OK) == 0 ? shared : fs::temp_directory_path();
}

TEST(VaultKills, AtRandomMomentsLeaveTheOldVaultOrTheNewOne) {
  TestVault vault(memory_folder());
  const SharedProgress progress;
  ASSERT_TRUE(put(vault.store, vault.key, "number", "1."));
  progress->acknowledged = progress->begun = 1;
  const auto seed = std::random_device()();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> microseconds(0, 12'000);
  std::uint64_t last = 1;
  std::uint64_t old_states = 0;
  std::uint64_t writes = 0;
  for (int i = 0; i < kills(); ++i) {
    const pid_t child = start_child([&] { return write_numbers(vault.store, vault.key, progress, last + 1); });
    ::usleep(static_cast<useconds_t>(microseconds(random)));
    ::kill(child, SIGKILL);
    ASSERT_EQ(wait_for(child), -1) << "seed " << seed << ": a write failed";
    std::uint64_t number = 0;
    ASSERT_NO_FATAL_FAILURE(read_number(vault.store, vault.key, number)) << "seed " << seed << ", kill " << i;
    ASSERT_GE(number, progress->acknowledged) << "an acknowledged write is lost; seed " << seed << ", kill " << i;
    ASSERT_LE(number, progress->begun);
    old_states += number < progress->begun ? 1 : 0;
    writes += number - last;
    last = number;
  }
  // What was killed does not pile up.
  ASSERT_TRUE(put(vault.store, vault.key, "name", "after"));
  for (const char* folder : {"data", "state-one"}) {
    for (const auto& entry : fs::directory_iterator(vault.folder.path() / folder)) {
      EXPECT_EQ(entry.path().filename().string().find(".new-"), std::string::npos) << entry.path();
    }
  }
  EXPECT_GT(writes, 0U);
  std::printf("%d kills, %llu whole writes, %llu times the old vault\n", kills(),
              static_cast<unsigned long long>(writes), static_cast<unsigned long long>(old_states));
}

TEST(VaultKills, BeforeEachSystemCallOfAWriteLeaveTheOldVaultOrTheNewOne) {
  TestVault vault(memory_folder());
  ASSERT_TRUE(put(vault.store, vault.key, "name", "old"));
  constexpr int kMostCalls = 2000;
  for (int calls = 1; calls < kMostCalls; ++calls) {
    ASSERT_TRUE(put(vault.store, vault.key, "name", "old"));
    const pid_t child = start_child([&vault]() -> int {
      if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) return 2;
      ::raise(SIGSTOP);
      return put(vault.store, vault.key, "name", "new") ? 0 : 1;
    });
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) GTEST_SKIP() << "this system allows no ptrace";
    // Two stops a call: before it, and after it.
    for (int stop = 0; stop < 2 * calls - 1 && WIFSTOPPED(status); ++stop) {
      ASSERT_EQ(::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr), 0);
      ASSERT_EQ(::waitpid(child, &status, 0), child);
    }
    const bool ended = WIFEXITED(status);
    if (!ended) {
      ::kill(child, SIGKILL);
      ASSERT_EQ(::waitpid(child, &status, 0), child);
    }
    const auto opened = vault.store.open(vault.key);
    ASSERT_TRUE(opened) << "call " << calls << ": " << opened.error().to_string();
    const std::string value(opened->contents.find("name")->value()->expose());
    ASSERT_TRUE(value == "old" || value == "new") << "call " << calls;
    if (!ended) continue;
    EXPECT_EQ(value, "new");
    EXPECT_GT(calls, 10);
    return;
  }
  FAIL() << "the write never ended";
}

}  // namespace
}  // namespace signet::vault
