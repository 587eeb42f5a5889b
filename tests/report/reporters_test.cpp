#include "report/reporters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/ids.h"
#include "report/sink.h"
#include "tests/report/fixture.h"

namespace signet::report {
namespace {

using testing::HasSubstr;

class Exports : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / make_uuid();
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::vector<std::string> files(const std::filesystem::path& folder) const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  std::filesystem::path folder_;
};

TEST(Reporters, AnUnknownNameGetsTheNearest) {
  const auto made = make_reporter("jsno", {}, {}, {});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kInvalidInput);
  EXPECT_THAT(made.error().message, HasSubstr("jsno"));
  EXPECT_THAT(made.error().hint, HasSubstr("did you mean \"json\"?"));
}

TEST_F(Exports, SeveralReportersWriteTheirOwnFiles) {
  for (const std::string_view name : reporter_names()) {
    const std::filesystem::path path = folder_ / "deep" / (std::string(name) + ".out");
    Result<std::unique_ptr<run::Reporter>> reporter =
        make_reporter(std::string(name), {{"export", path.string()}}, {}, {});
    ASSERT_TRUE(reporter.ok()) << reporter.error().to_string();
    test::Play play(**reporter, test::kShop);
    test::play_small_run(play);
    EXPECT_FALSE(std::filesystem::exists(path)) << name << " appears whole, at the end";
    ASSERT_TRUE(play.finish().ok());
    EXPECT_THAT(*read_file(path), HasSubstr(name == "github" ? "::error" : "Shop")) << name;
  }
  EXPECT_EQ(files(folder_ / "deep").size(), reporter_names().size()) << "no temporary file is left";
}

TEST_F(Exports, AFolderGetsAFileOfTheDefaultName) {
  Result<std::unique_ptr<run::Reporter>> reporter = make_reporter("junit", {{"export", folder_.string()}}, {}, {});
  ASSERT_TRUE(reporter.ok());
  test::Play play(**reporter, test::kShop);
  ASSERT_TRUE(play.finish().ok());
  ASSERT_EQ(files(folder_).size(), 1U);
  EXPECT_THAT(files(folder_)[0], testing::StartsWith("signet-run-report-2"));
  EXPECT_THAT(files(folder_)[0], testing::EndsWith("-0.xml"));
}

TEST_F(Exports, AReporterThatIsDroppedLeavesTheOldFile) {
  const std::filesystem::path path = folder_ / "report.json";
  ASSERT_TRUE(write_file(path, "old").ok());
  {
    Result<std::unique_ptr<run::Reporter>> reporter = make_reporter("json", {{"export", path.string()}}, {}, {});
    ASSERT_TRUE(reporter.ok());
    test::Play play(**reporter, test::kShop);
    test::play_small_run(play);
  }
  EXPECT_EQ(*read_file(path), "old");
  EXPECT_EQ(files(folder_).size(), 1U);
}

TEST_F(Exports, APlaceThatCannotBeWrittenFailsBeforeTheRun) {
  ASSERT_TRUE(write_file(folder_ / "file", "x").ok());
  const auto made = make_reporter("json", {{"export", (folder_ / "file" / "x.json").string()}}, {}, {});
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kIo);
  EXPECT_THAT(made.error().message, HasSubstr((folder_ / "file").string()));
  EXPECT_FALSE(made.error().hint.empty());
}

TEST_F(Exports, AFullDiskIsAnErrorAtTheEnd) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  Result<std::unique_ptr<run::Reporter>> reporter = make_reporter("json", {{"export", "/dev/full"}}, {}, {});
  ASSERT_TRUE(reporter.ok());
  test::Play play(**reporter, test::kShop);
  test::play_small_run(play);
  const Status status = play.finish();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::kIo);
  EXPECT_THAT(status.error().message, HasSubstr("/dev/full"));
}

TEST_F(Exports, FilesHaveTheModeThatTheUmaskAllows) {
  const std::filesystem::path path = folder_ / "report.xml";
  Result<std::unique_ptr<run::Reporter>> reporter = make_reporter("junit", {{"export", path.string()}}, {}, {});
  ASSERT_TRUE(reporter.ok());
  test::Play play(**reporter, test::kShop);
  ASSERT_TRUE(play.finish().ok());
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  EXPECT_EQ(info.st_mode & 0777U, 0666U & ~mask);
}

TEST(DefaultExportPath, IsNewmansWithTheTimeInUtc) {
  EXPECT_EQ(default_export_path("xml", 1'795'559'345'114),
            std::filesystem::path("signet/signet-run-report-2026-11-24-22-29-05-114-0.xml"));
}

TEST(Spool, GivesBackPiecesInAnyOrder) {
  Result<std::unique_ptr<Spool>> spool = Spool::open();
  ASSERT_TRUE(spool.ok());
  const Spool::Piece first = (*spool)->append("first");
  const Spool::Piece big = (*spool)->append(std::string(200'000, 'x'));
  const Spool::Piece last = (*spool)->append("last");
  EXPECT_EQ((*spool)->read(last), "last");
  EXPECT_EQ((*spool)->read(first), "first");
  EXPECT_EQ((*spool)->read(big).size(), 200'000U);
  std::string all;
  StringSink sink(all);
  (*spool)->copy_to(sink);
  EXPECT_EQ(all.size(), 200'009U);
  EXPECT_TRUE((*spool)->status().ok());
}

}  // namespace
}  // namespace signet::report
