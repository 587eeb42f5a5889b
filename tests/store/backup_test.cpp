// Backups: from each database to each, while it is written to, and every way in which a file can be wrong.
#include "store/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <limits>
#include <sstream>
#include <thread>

#include "base/file.h"
#include "base/text.h"
#include "store/backup_format.h"
#include "tests/store/support.h"

namespace signet::store {
namespace {

namespace fs = std::filesystem;

using test::Kind;
using test::read_value;
using test::run;
using ::testing::HasSubstr;

const Migration kLater = {2, "later", "ALTER TABLE things ADD COLUMN later TEXT; UPDATE things SET later = 'yes'"};

std::string text_of(const fs::path& file) {
  auto text = read_file(file);
  return text ? *text : std::string();
}

/// Rows with all that is hard: extremes, NULs, references forwards and to themselves.
void fill(Database& database) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  run(database, "INSERT INTO things (id, name, notes, bytes) VALUES ($1, $2, $3, $4)",
      {std::numeric_limits<std::int64_t>::min(), "quote \" \\ \n \xE2\x80\xA8 line", "", Blob{all}});
  run(database, "INSERT INTO things (id, bytes) VALUES ($1, $2)", {std::numeric_limits<std::int64_t>::max(), Blob{}});
  run(database, "INSERT INTO things (id, notes) VALUES (3, $1)", {std::string(300'000, 'n')});
  run(database, "INSERT INTO parts (thing_id, place, color) VALUES (3, 'top', 'red'), (3, 'end', NULL)");
  run(database, "INSERT INTO pins (id, thing_id) VALUES (1, 3), (2, 3)");
  run(database, "UPDATE pins SET next_id = 3 - id");
}

class StoreBackup : public test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    make_things();
    fill(*database_);
    file_ = place_->folder() / "one.backup";
  }

  fs::path file_;
};
SIGNET_ON_BOTH(StoreBackup);

TEST_P(StoreBackup, GoesFromEachDatabaseToEachWithoutAnyDifference) {
  const auto written = write_backup(*database_, file_);
  ASSERT_TRUE(written) << written.error().to_string();
  EXPECT_EQ(written->rows, 7);
  EXPECT_EQ(written->tables, 3);
  for (const Kind kind : {Kind::kSqlite, Kind::kPostgres}) {
    if (kind == Kind::kPostgres && !signet::test::Postgres::is_installed()) continue;
    test::Place place(kind);
    Database target = place.open();
    const auto restored = restore_backup(target, file_, {}, {&test::kThings, 1});
    ASSERT_TRUE(restored) << restored.error().to_string();
    EXPECT_EQ(restored->rows, 7);
    ASSERT_TRUE(write_backup(target, place.folder() / "again.backup"));
    // All but the header, which has the time.
    const std::string first = text_of(file_);
    const std::string second = text_of(place.folder() / "again.backup");
    const auto body = [](const std::string& text) {
      return text.substr(text.find('\n'), text.find("{\"end\"") - text.find('\n'));
    };
    EXPECT_TRUE(body(first) == body(second)) << "to " << ::testing::PrintToString(kind);
    run(target, "INSERT INTO things (id, name) VALUES (4, 'and it goes on')");
  }
}

TEST_P(StoreBackup, IsReadableByItsOwnerOnlyAndReplacesNothing) {
  ASSERT_TRUE(write_backup(*database_, file_));
  struct stat info {};
  ASSERT_EQ(::stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
  const std::string before = text_of(file_);
  const auto again = write_backup(*database_, file_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(text_of(file_) == before);
  EXPECT_EQ(std::distance(fs::directory_iterator(file_.parent_path()), {}), GetParam() == Kind::kSqlite ? 2 : 1)
      << "nothing half written is left";
}

TEST_P(StoreBackup, HoldsOneStateWhileOthersWrite) {
  run(*database_, "UPDATE things SET number = 0");
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) run(*database_, "UPDATE things SET number = number + 1");
  });
  const auto written = write_backup(*database_, file_);
  done = true;
  writer.join();
  ASSERT_TRUE(written) << written.error().to_string();
  test::Place place(Kind::kSqlite);
  Database target = place.open();
  ASSERT_TRUE(restore_backup(target, file_, {}, {&test::kThings, 1}));
  EXPECT_TRUE(read_value(target, "SELECT COUNT(DISTINCT number) FROM things") == Value(1));
}

TEST_P(StoreBackup, RestoresIntoAnEmptyDatabaseOnlyUnlessTold) {
  ASSERT_TRUE(write_backup(*database_, file_));
  run(*database_, "DELETE FROM pins");
  const std::span<const Migration> things(&test::kThings, 1);
  const auto refused = restore_backup(*database_, file_, {}, things);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr("not empty"));
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM pins") == Value(0));
  const auto restored = restore_backup(*database_, file_, {.replace = true}, things);
  ASSERT_TRUE(restored) << restored.error().to_string();
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM pins") == Value(2));
}

TEST_P(StoreBackup, OfAnOlderSchemaIsMigrated) {
  ASSERT_TRUE(write_backup(*database_, file_));
  const Migration both[] = {test::kThings, kLater};
  test::Place place(GetParam());
  Database target = place.open();
  const auto restored = restore_backup(target, file_, {}, both);
  ASSERT_TRUE(restored) << restored.error().to_string();
  EXPECT_EQ(*schema_version(target), 2);
  EXPECT_TRUE(read_value(target, "SELECT COUNT(*) FROM things WHERE later = 'yes'") == Value(3));
}

TEST_P(StoreBackup, OfANewerOrAnotherSchemaIsRefusedBeforeAnythingIsChanged) {
  const Migration both[] = {test::kThings, kLater};
  ASSERT_TRUE(migrate(*database_, {place_->folder() / "backups"}, both));
  ASSERT_TRUE(write_backup(*database_, file_));
  const Migration other = {1, "things", "CREATE TABLE other (id BIGINT NOT NULL PRIMARY KEY)"};
  for (const Migration& only : {test::kThings, other}) {
    const auto refused = restore_backup(*database_, file_, {.replace = true}, {&only, 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported) << refused.error().to_string();
  }
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM things") == Value(3));
}

TEST_P(StoreBackup, DamagedFilesChangeNothing) {
  ASSERT_TRUE(write_backup(*database_, file_));
  const std::string good = text_of(file_);
  std::vector<std::string> bad;
  for (std::size_t size = 0; size < good.size(); size += 1 + size / 3) bad.push_back(good.substr(0, size));
  bad.push_back(good.substr(0, good.size() - 1));
  bad.push_back(good + good);
  bad.push_back(good + "\n");
  bad.push_back(replace_all(good, "\"red\"", "\"rad\""));
  bad.push_back(replace_all(good, "\"parts\"", "\"users\""));
  for (std::size_t at = 100; at < good.size(); at += 1 + good.size() / 40) {
    bad.push_back(good);
    bad.back()[at] = static_cast<char>(bad.back()[at] ^ 4);
  }
  for (const std::string& text : bad) {
    std::ofstream(file_, std::ios::binary | std::ios::trunc) << text;
    const auto refused = restore_backup(*database_, file_, {.replace = true}, {&test::kThings, 1});
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().code == ErrorCode::kInvalidInput || refused.error().code == ErrorCode::kUnsupported)
        << refused.error().to_string();
  }
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM pins") == Value(2));
}

/// A backup of what `lines` writes, with a right checksum.
void write_lines(const fs::path& file, const std::function<void(BackupWriter&)>& lines) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  BackupWriter writer([&out](std::string_view bytes) {
    out << bytes;
    return Status();
  });
  ASSERT_TRUE(writer.header({1, "0", {{1, "things", test::kThings.sha256()}}}));
  lines(writer);
  ASSERT_TRUE(writer.end());
}

TEST_P(StoreBackup, WholeFilesThatDoNotFitTheSchemaChangeNothing) {
  const Table pins = {
      "pins", {{"id", Type::kInteger}, {"next_id", Type::kInteger}, {"thing_id", Type::kInteger}}, {"id"}};
  const std::function<void(BackupWriter&)> cases[] = {
      [](BackupWriter& writer) {
        EXPECT_TRUE(writer.table({"nothing", {{"id", Type::kInteger}}, {}}));
      },
      [](BackupWriter& writer) {
        EXPECT_TRUE(writer.table({"pins", {{"id", Type::kInteger}}, {}}));
      },
      [](BackupWriter& writer) {
        EXPECT_TRUE(writer.table({"schema_migrations", {{"id", Type::kInteger}}, {}}));
      },
      [](BackupWriter& writer) {
        EXPECT_TRUE(writer.table({"pins\" (id) --", {{"id", Type::kInteger}}, {}}));
      },
      [&](BackupWriter& writer) {  // a row that points nowhere
        EXPECT_TRUE(writer.table(pins));
        EXPECT_TRUE(writer.row({1, std::nullopt, 77}));
      },
      [&](BackupWriter& writer) {  // a key that is there twice
        EXPECT_TRUE(writer.table(pins));
        EXPECT_TRUE(writer.row({1, 1, 3}));
        EXPECT_TRUE(writer.row({1, 1, 3}));
      },
  };
  for (const auto& lines : cases) {
    write_lines(file_, lines);
    EXPECT_FALSE(restore_backup(*database_, file_, {.replace = true}, {&test::kThings, 1}));
    EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM pins") == Value(2));
  }
}

TEST_P(StoreBackup, OfAnEmptyDatabaseIsRefused) {
  test::Place place(GetParam());
  Database empty = place.open();
  const auto refused = write_backup(empty, file_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidInput);
  EXPECT_FALSE(fs::exists(file_));
}

TEST(StoreBackupFile, OfANewerFormatIsToldApartFromADamagedOne) {
  signet::test::TemporaryFolder folder;
  const auto newer = check_backup(folder.write("newer", "{\"format\":\"signet-backup\",\"version\":2}\n"));
  ASSERT_FALSE(newer);
  EXPECT_EQ(newer.error().code, ErrorCode::kUnsupported);
  const auto other = check_backup(folder.write("other", "SQLite format 3"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kInvalidInput);
  const auto none = check_backup(folder.path() / "none");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

TEST(StoreBackupFile, AnExampleOfTheFirstFormatCanBeRead) {
  const auto read = check_backup(fs::path(SIGNET_SOURCE_DIR) / "tests/store/data/version1.backup");
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->rows, 2);
}

}  // namespace
}  // namespace signet::store
