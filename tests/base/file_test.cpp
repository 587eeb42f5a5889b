#include "base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/support/temporary_folder.h"

namespace signet {
namespace {

TEST(File, IsOpenToOthersByAnyBitOfTheirs) {
  const test::TemporaryFolder folder;
  const std::filesystem::path file = folder.write("file", "text");
  for (const mode_t mode : {0600U, 0400U, 0700U}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    EXPECT_FALSE(is_open_to_others(file)) << mode;
  }
  for (const mode_t mode : {0604U, 0640U, 0602U, 0610U, 0644U}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    EXPECT_TRUE(is_open_to_others(file)) << mode;
  }
  EXPECT_FALSE(is_open_to_others(folder.path() / "nothing"));
}

}  // namespace
}  // namespace signet
