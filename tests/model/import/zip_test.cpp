#include "model/import/zip.h"

#include <gmock/gmock.h>

#include "tests/model/import/zips.h"

namespace signet::model {
namespace {

using test::make_zip;
using testing::HasSubstr;

TEST(Zip, UnpacksFilesAndPassesOverFolders) {
  const std::string bytes =
      make_zip({{"a/", ""}, {"a/one.json", std::string(1000, 'x')}, {"../../etc/passwd", "y", true}, {"empty", ""}});
  EXPECT_TRUE(is_zip(bytes));
  const auto entries = read_zip(bytes, "dump.zip");
  ASSERT_TRUE(entries) << entries.error().to_string();
  ASSERT_EQ(entries->size(), 3U);
  EXPECT_EQ((*entries)[0].name, "a/one.json");
  EXPECT_EQ((*entries)[0].bytes, std::string(1000, 'x'));
  EXPECT_EQ((*entries)[1].name, "../../etc/passwd");
  EXPECT_EQ((*entries)[1].bytes, "y");
  EXPECT_EQ((*entries)[2].bytes, "");
  for (const ZipEntry& entry : *entries) EXPECT_EQ(entry.fault, "") << entry.name;
}

TEST(Zip, TellsWhichFileItCannotRead) {
  std::string bytes = make_zip({{"a", "hello hello", true}, {"b", "secret", false, true}, {"c", "fine"}});
  bytes[bytes.find("hello")] = 'j';
  const auto entries = read_zip(bytes, "dump.zip");
  ASSERT_TRUE(entries) << entries.error().to_string();
  EXPECT_EQ((*entries)[0].fault, "is damaged");
  EXPECT_EQ((*entries)[0].bytes, "");
  EXPECT_EQ((*entries)[1].fault, "is encrypted");
  EXPECT_EQ((*entries)[2].bytes, "fine");
}

/// The size that the directory gives for the only file of the archive.
std::string claiming_size(std::string bytes, unsigned char size) {
  const std::size_t directory = bytes.find("PK\x01\x02");
  bytes[directory + 24] = static_cast<char>(size);
  return bytes;
}

TEST(Zip, NeverUnpacksMoreThanTheDirectorySays) {
  const std::string bytes = make_zip({{"a", std::string(200, 'x')}});
  for (const unsigned char size : {0, 100, 201}) {
    const auto entries = read_zip(claiming_size(bytes, size), "dump.zip");
    ASSERT_TRUE(entries);
    EXPECT_EQ((*entries)[0].fault, "is damaged") << int{size};
    EXPECT_EQ((*entries)[0].bytes, "");
  }
}

TEST(Zip, KeepsItsLimits) {
  const std::string small = make_zip({{"a", std::string(60, 'x')}, {"b", std::string(60, 'y')}});
  const std::string bomb = make_zip({{"a", std::string(9U << 20, 'x')}});
  struct Case {
    std::string_view bytes;
    ZipLimits limits;
    std::string_view told;
  };
  const Case cases[] = {{small, {.entries = 1}, "1 files"},
                        {small, {.entry_bytes = 59}, "unpacks to more"},
                        {small, {.total_bytes = 119}, "unpacks to more"},
                        {bomb, {}, "200 times"}};
  for (const Case& c : cases) {
    const auto entries = read_zip(c.bytes, "dump.zip", c.limits);
    ASSERT_FALSE(entries) << c.told;
    EXPECT_EQ(entries.error().code, ErrorCode::kLimit);
    EXPECT_THAT(entries.error().message, HasSubstr(std::string(c.told)));
  }
  EXPECT_TRUE(read_zip(small, "dump.zip", {.entries = 2, .entry_bytes = 60, .total_bytes = 120}));
}

TEST(Zip, RefusesWhatIsNoArchive) {
  const std::string whole = make_zip({{"a", "b"}});
  EXPECT_FALSE(is_zip("{}"));
  for (const std::string& bytes : {std::string("PK\x03\x04"), whole.substr(0, whole.size() - 5), std::string("{}"),
                                   whole.substr(0, 20), std::string(100, '\0')}) {
    const auto entries = read_zip(bytes, "dump.zip");
    ASSERT_FALSE(entries);
    EXPECT_EQ(entries.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(entries.error().message, HasSubstr("dump.zip: cannot be read as a ZIP archive"));
  }
}

}  // namespace
}  // namespace signet::model
