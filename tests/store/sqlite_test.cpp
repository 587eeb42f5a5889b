// What is SQLite's own: the rights of its file, writers that are killed, a full disk, a file from a stranger.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <atomic>
#include <csignal>
#include <random>

#include "base/owned.h"
#include "store/database.h"
#include "tests/store/support.h"

namespace signet::store {
namespace {

namespace fs = std::filesystem;

using test::Kind;
using test::read_value;
using test::run;
using ::testing::HasSubstr;

class StoreSqlite : public ::testing::Test {
 protected:
  [[nodiscard]] Database open_things() const {
    Database database = place_.open();
    const auto migrated = migrate(database, {}, {&test::kThings, 1});
    EXPECT_TRUE(migrated) << migrated.error().to_string();
    return database;
  }
  /// Does to the file what a stranger could.
  void tamper(const std::string& statements) const {
    sqlite3* raw = nullptr;
    ASSERT_EQ(sqlite3_open(place_.address().c_str(), &raw), SQLITE_OK);
    const Owned<sqlite3, sqlite3_close> connection(raw);
    ASSERT_EQ(sqlite3_exec(raw, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
  }

  test::Place place_{Kind::kSqlite};
};

mode_t mode_of(const fs::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
}

TEST_F(StoreSqlite, KeepsItsFilesToItsOwner) {
  const mode_t before = ::umask(0);
  Database database = open_things();
  run(database, "INSERT INTO things (id) VALUES (1)");
  ::umask(before);
  const fs::path file = place_.address();
  EXPECT_EQ(mode_of(file.parent_path()), 0700U);
  for (const char* suffix : {"", "-wal", "-shm"}) EXPECT_EQ(mode_of(fs::path(file).concat(suffix)), 0600U) << suffix;
}

TEST_F(StoreSqlite, TakesTheRightsOfOthersFromItsFile) {
  { const Database database = open_things(); }
  ASSERT_EQ(::chmod(place_.address().c_str(), 0664), 0);
  const Database database = place_.open();
  EXPECT_EQ(mode_of(place_.address()), 0600U);
}

TEST_F(StoreSqlite, SyncsEveryCommitAndChecksForeignKeys) {
  Database database = open_things();
  struct Setting {
    Sql sql;
    std::int64_t value;
  };
  const Setting settings[] = {
      {"SELECT synchronous FROM pragma_synchronous", 2},
      {"SELECT foreign_keys FROM pragma_foreign_keys", 1},
      {"SELECT journal_mode = 'wal' FROM pragma_journal_mode", 1},
      {"SELECT trusted_schema FROM pragma_trusted_schema", 0},
  };
  for (const Setting& setting : settings) {
    const auto row = database.write([&](Transaction& transaction) { return transaction.query_one(setting.sql); });
    ASSERT_TRUE(row && *row) << row.error().to_string();
    EXPECT_EQ(*(*row)->get<std::int64_t>(0), setting.value) << setting.sql.text();
  }
}

TEST_F(StoreSqlite, RefusesAFileThatIsNoDatabase) {
  fs::create_directories(fs::path(place_.address()).parent_path());
  std::ofstream(place_.address()) << std::string(5000, 'x');
  const auto opened = Database::open(place_.options());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kIo);
  EXPECT_THAT(opened.error().hint, HasSubstr("backup"));
}

TEST_F(StoreSqlite, RefusesTheDatabaseOfAnotherProgram) {
  fs::create_directories(fs::path(place_.address()).parent_path());
  tamper("CREATE TABLE moz_places (id BIGINT PRIMARY KEY)");
  Database database = place_.open();
  const auto migrated = migrate(database);
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::kUnsupported);
}

TEST_F(StoreSqlite, RefusesValuesThatAStrangerPutIntoItsRows) {
  Database database = open_things();
  tamper(
      "INSERT INTO things (id, name) VALUES (1, CAST(x'ff41' AS TEXT)), (2, 'a'), (3, 'b'); "
      "UPDATE things SET number = 1.5 WHERE id = 2; UPDATE things SET number = 'many' WHERE id = 3");
  const Sql columns[] = {"SELECT name FROM things WHERE id = 1", "SELECT number FROM things WHERE id = 2",
                         "SELECT number FROM things WHERE id = 3"};
  for (const Sql& sql : columns) {
    const auto status = database.read([&](Transaction& transaction) -> Result<std::int64_t> {
      SIGNET_TRY(const auto row, transaction.query_one(sql));
      return row->get<std::int64_t>(0);
    });
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInternal);
  }
}

TEST_F(StoreSqlite, RunsNoTriggerThatAStrangerPutIntoItsFile) {
  Database database = open_things();
  tamper("CREATE TRIGGER evil AFTER INSERT ON things BEGIN DELETE FROM things; END");
  run(database, "INSERT INTO things (id) VALUES (1)");
  EXPECT_TRUE(read_value(database, "SELECT COUNT(*) FROM things") == Value(1));
}

TEST_F(StoreSqlite, SaysThatAnotherProgramHoldsTheFile) {
  Database database = open_things();
  DatabaseOptions options = place_.options();
  options.lock_timeout = std::chrono::milliseconds(20);
  Database other = test::Place::open(std::move(options));
  const auto status = database.write([&](Transaction& /*transaction*/) -> Status {
    const auto inner =
        other.write([](Transaction& transaction) { return transaction.execute("INSERT INTO things (id) VALUES (1)"); });
    EXPECT_FALSE(inner);
    EXPECT_EQ(inner.error().code, ErrorCode::kTimeout) << inner.error().to_string();
    return {};
  });
  EXPECT_TRUE(status);
  run(other, "INSERT INTO things (id) VALUES (1)");
}

/// Runs `work` in a process of its own; its result is the exit code, or -1 when a signal ended it.
template <typename Work>
pid_t start_child(const Work& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  if (::waitpid(child, &status, 0) != child) return -2;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(StoreSqlite, OnAFullDiskNothingIsLostAndItGoesOnWhenThereIsRoom) {
  { const Database database = open_things(); }
  // A limit on file sizes is the same to SQLite as a disk without room.
  const pid_t child = start_child([this] {
    (void)std::signal(SIGXFSZ, SIG_IGN);  // NOLINT(cert-err33-c)
    Database database = place_.open();
    rlimit limit{};
    if (::getrlimit(RLIMIT_FSIZE, &limit) != 0) return 1;
    const rlim_t all = limit.rlim_cur;
    limit.rlim_cur = 400'000;
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
    std::int64_t acknowledged = 0;
    const auto insert = [&] {
      return database.write([&](Transaction& transaction) {
        return transaction.execute("INSERT INTO things (id, bytes) VALUES ($1, $2)",
                                   {acknowledged + 1, Blob{std::string(50'000, 'x')}});
      });
    };
    while (true) {
      const auto status = insert();
      if (!status) {
        if (status.error().code != ErrorCode::kIo || status.error().hint.empty()) return 3;
        break;
      }
      if (++acknowledged > 100) return 4;
    }
    if (insert()) return 5;
    limit.rlim_cur = all;
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 6;
    if (!insert()) return 7;
    ++acknowledged;
    const auto row = database.read(
        [](Transaction& transaction) { return transaction.query_one("SELECT COUNT(*), MAX(id) FROM things"); });
    if (!row || !*row) return 8;
    return (*row)->values() == Values{acknowledged, acknowledged} && acknowledged > 1 ? 0 : 9;
  });
  EXPECT_EQ(wait_for(child), 0);
}

/// What a writer had begun and what it was told is written, readable after it was killed.
struct Progress {
  std::atomic<std::int64_t> begun{0};
  std::atomic<std::int64_t> acknowledged{0};
};

/// How often writers are killed: 100 times, or SIGNET_STORE_KILLS.
int kills() {
  const char* wanted = std::getenv("SIGNET_STORE_KILLS");  // NOLINT(concurrency-mt-unsafe)
  return wanted == nullptr ? 100 : std::atoi(wanted);      // NOLINT(cert-err34-c)
}

/// Writes 1, 2, 3 ... without end, in two tables at once.
int write_numbers(const test::Place& place, Progress& progress, std::int64_t first) {
  Database database = place.open();
  for (std::int64_t number = first;; ++number) {
    progress.begun = number;
    const auto status = database.write([&](Transaction& transaction) -> Status {
      SIGNET_TRY(const auto one,
                 transaction.execute("INSERT INTO things (id, bytes) VALUES ($1, $2)",
                                     {number, Blob{std::string(static_cast<std::size_t>(number % 9000), 'x')}}));
      SIGNET_TRY(const auto two, transaction.execute("INSERT INTO pins (id, thing_id) VALUES ($1, $1)", {number}));
      return one + two == 2 ? Status() : fail(ErrorCode::kInternal, "not two rows");
    });
    if (!status) return 1;
    progress.acknowledged = number;
  }
}

TEST_F(StoreSqlite, KilledWritersLoseNothingThatWasAcknowledged) {
  { const Database database = open_things(); }
  void* memory = ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  Progress& progress = *new (memory) Progress;
  const auto seed = std::random_device()();
  RecordProperty("seed", std::to_string(seed));
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> microseconds(0, 40'000);
  std::int64_t last = 0;
  for (int i = 0; i < kills(); ++i) {
    const pid_t child = start_child([&] { return write_numbers(place_, progress, last + 1); });
    ::usleep(static_cast<useconds_t>(microseconds(random)));
    ::kill(child, SIGKILL);
    ASSERT_EQ(wait_for(child), -1) << "a write failed; seed " << seed;
    Database database = place_.open();
    const auto row = database.read([](Transaction& transaction) {
      return transaction.query_one("SELECT COALESCE(MAX(id), 0), COUNT(*), (SELECT COUNT(*) FROM pins) FROM things");
    });
    ASSERT_TRUE(row && *row) << row.error().to_string();
    std::int64_t highest = 0;
    std::int64_t things = 0;
    std::int64_t pins = 0;
    ASSERT_TRUE((*row)->read(highest, things, pins));
    ASSERT_EQ(highest, things) << "seed " << seed << ", kill " << i;
    ASSERT_EQ(highest, pins) << "a half transaction; seed " << seed << ", kill " << i;
    ASSERT_GE(highest, progress.acknowledged) << "an acknowledged write is lost; seed " << seed << ", kill " << i;
    ASSERT_LE(highest, progress.begun);
    last = highest;
  }
  EXPECT_GT(last, 0);
  std::printf("%d kills, %lld whole writes\n", kills(), static_cast<long long>(last));
  ::munmap(memory, sizeof(Progress));
}

}  // namespace
}  // namespace signet::store
