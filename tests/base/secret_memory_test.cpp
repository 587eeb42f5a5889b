#include "base/secret_memory.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/secret.h"

namespace signet {
namespace {

/// The kernel's flags of the mapping that holds `address`: "VmFlags: rd wr mr mw me lo dd" of /proc/self/smaps.
std::string flags_of(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream maps("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2) inside = begin <= wanted && wanted < end;
    if (inside && line.starts_with("VmFlags:")) return line + " ";
  }
  return "";
}

/// Whether the bytes are anywhere in the pool's chunk around `place`; read after they were given back, as an attacker
/// with a memory image would.
bool is_still_there(const char* place, std::string_view bytes) {
  // The chunk stays mapped: the pool keeps it. No sanitizer watches it, as it comes from mmap.
  return std::string_view(place, bytes.size()) == bytes;
}

TEST(SecretMemory, IsLeftOutOfCoreDumps) {
  const SecretString small("a small secret of the test");
  const SecretString large(std::string(100'000, 'x'));
  EXPECT_NE(flags_of(small.expose().data()).find(" dd "), std::string::npos) << flags_of(small.expose().data());
  EXPECT_NE(flags_of(large.expose().data()).find(" dd "), std::string::npos);
}

TEST(SecretMemory, IsLockedWhereTheLimitAllows) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizers leave mlock out";
#endif
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_MEMLOCK, &limit), 0);
  if (limit.rlim_cur < (1UL << 20U)) GTEST_SKIP() << "RLIMIT_MEMLOCK is too small here";
  const SecretString secret(std::string(8192, 'x'));
  EXPECT_NE(flags_of(secret.expose().data()).find(" lo "), std::string::npos) << flags_of(secret.expose().data());
}

TEST(SecretMemory, WorksPastTheLimitOfLockedMemory) {
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_MEMLOCK, &none);
    const SecretString secret(std::string(3UL << 20U, 's'));
    ::_exit(secret.expose().back() == 's' ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(SecretMemory, IsWipedOnRelease) {
  const std::string plain = "bytes that must be gone afterwards";
  const char* place = nullptr;
  {
    const SecretString secret(plain);
    place = secret.expose().data();
    ASSERT_TRUE(is_still_there(place, plain));
  }
  EXPECT_FALSE(is_still_there(place, plain.substr(0, 4)));
  EXPECT_FALSE(is_still_there(place + 8, plain.substr(8)));
}

TEST(SecretMemory, OverwritesAJsonTreeThatIsFreed) {
  const std::string plain = "a long text inside of a parsed tree of JSON";
  const char* place = nullptr;
  {
    boost::json::parser parser(secret_json());
    parser.reset(secret_json());
    parser.write(R"({"entries":[{"value":")" + plain + R"("}]})");
    const boost::json::value tree = parser.release();
    place = tree.at("entries").at(0).at("value").get_string().data();
    ASSERT_TRUE(is_still_there(place, plain));
    EXPECT_NE(flags_of(place).find(" dd "), std::string::npos);
  }
  EXPECT_FALSE(is_still_there(place + 8, plain.substr(8)));
}

TEST(SecretMemory, ServesManyThreads) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([t, &wrong] {
      const std::string plain(10 + t * 700, static_cast<char>('a' + t));
      std::vector<SecretString> kept;
      for (int i = 0; i < 2000; ++i) {
        kept.emplace_back(plain);
        if (kept.size() > 50) kept.erase(kept.begin(), kept.begin() + 25);
      }
      for (const SecretString& secret : kept) wrong[t] += secret.expose() == plain ? 0 : 1;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(SecretMemory, KeepsAProcessOutOfCoreDumps) {
  const pid_t child = ::fork();
  if (child == 0) {
    keep_out_of_core_dumps();
    rlimit limit{1, 1};
    const bool fine = ::getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_max == 0 && ::prctl(PR_GET_DUMPABLE) == 0;
    ::_exit(fine ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(SecretString, ComparesAndCopiesByValue) {
  const SecretString one("one");
  EXPECT_TRUE(one == SecretString("one"));
  EXPECT_FALSE(one == SecretString("two"));
  EXPECT_FALSE(one == SecretString("on"));
  EXPECT_TRUE(SecretString() == SecretString(""));
  EXPECT_EQ(one.clone().expose(), "one");
  SecretString moved = one.clone();
  SecretString target("old");
  target = std::move(moved);
  EXPECT_EQ(target.expose(), "one");
  EXPECT_EQ(SecretString::of_size(3).expose(), std::string(3, '\0'));
}

}  // namespace
}  // namespace signet
