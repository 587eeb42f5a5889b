#include "crypto/aead.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <set>
#include <thread>

namespace signet::crypto {
namespace {

const KeyId kId = {1, 2, 3};

SecretString key_of(char c) {
  return SecretString(std::string(kKeyBytes, c));
}

TEST(SealedValue, OpensToWhatWasSealed) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{15}, std::size_t{16}, std::size_t{17},
                                 std::size_t{4096}, std::size_t{1} << 20U}) {
    const std::string plain(size, 'p');
    const auto sealed = seal(key_of('k'), kId, plain, "place");
    ASSERT_TRUE(sealed);
    EXPECT_EQ(sealed->size(), size + kSealOverhead);
    const auto opened = open(key_of('k'), kId, *sealed, "place");
    ASSERT_TRUE(opened) << opened.error().to_string();
    EXPECT_EQ(opened->expose(), plain);
  }
}

TEST(SealedValue, HasTheDocumentedForm) {
  const auto sealed = seal(key_of('k'), kId, "x", "place");
  ASSERT_TRUE(sealed);
  EXPECT_EQ((*sealed)[0], 1);
  EXPECT_EQ(sealed->substr(1, kKeyIdBytes), std::string(kId.begin(), kId.end()));
  const auto id = key_id_of(*sealed);
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, kId);
}

TEST(SealedValue, NeverUsesANonceTwice) {
  std::set<std::string> nonces;
  for (int i = 0; i < 1000; ++i) nonces.insert(seal(key_of('k'), kId, "x", "")->substr(1 + kKeyIdBytes, kNonceBytes));
  EXPECT_EQ(nonces.size(), 1000U);
}

TEST(SealedValue, ThreadsAndForksUseNoncesOfTheirOwn) {
  const auto nonces = [] {
    std::string all;
    for (int i = 0; i < 40; ++i) all += seal(key_of('k'), kId, "x", "")->substr(1 + kKeyIdBytes, kNonceBytes);
    return all;
  };
  std::string all = nonces();
  std::thread([&] { all += nonces(); }).join();
  std::array<int, 2> from_child{};
  ASSERT_EQ(::pipe(from_child.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string its = nonces();
    ::_exit(::write(from_child[1], its.data(), its.size()) == static_cast<ssize_t>(its.size()) ? 0 : 1);
  }
  ::close(from_child[1]);
  all += nonces();
  std::string of_child(40 * kNonceBytes, '\0');
  ASSERT_EQ(::read(from_child[0], of_child.data(), of_child.size()), static_cast<ssize_t>(of_child.size()));
  ::close(from_child[0]);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  all += of_child;
  std::set<std::string> seen;
  for (std::size_t at = 0; at < all.size(); at += kNonceBytes) seen.insert(all.substr(at, kNonceBytes));
  EXPECT_EQ(seen.size(), 160U);
}

TEST(SealedValue, OpensNowhereElseAndByNoOtherKey) {
  const auto sealed = seal(key_of('k'), kId, "secret", "place one");
  ASSERT_TRUE(sealed);
  EXPECT_FALSE(open(key_of('k'), kId, *sealed, "place two"));
  EXPECT_FALSE(open(key_of('k'), kId, *sealed, ""));
  EXPECT_FALSE(open(key_of('l'), kId, *sealed, "place one"));
  EXPECT_FALSE(open(key_of('k'), {9}, *sealed, "place one"));
  EXPECT_FALSE(open(SecretString("short"), kId, *sealed, "place one"));
  EXPECT_FALSE(seal(SecretString("short"), kId, "x", ""));
}

TEST(SealedValue, RefusesEveryFlippedBitAndEveryShorterLength) {
  const auto sealed = seal(key_of('k'), kId, "secret", "place");
  ASSERT_TRUE(sealed);
  for (std::size_t bit = 0; bit < sealed->size() * 8; ++bit) {
    std::string changed = *sealed;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    const auto opened = open(key_of('k'), kId, changed, "place");
    ASSERT_FALSE(opened) << "bit " << bit;
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalidInput);
  }
  for (std::size_t size = 0; size < sealed->size(); ++size) {
    EXPECT_FALSE(open(key_of('k'), kId, sealed->substr(0, size), "place")) << size;
  }
}

}  // namespace
}  // namespace signet::crypto
