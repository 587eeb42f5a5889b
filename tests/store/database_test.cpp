// What both databases promise, by the same tests: values come back as they went in, errors roll back and say why.
#include "store/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <thread>

#include "store/errors.h"
#include "store/inside.h"
#include "store/statement_cache.h"
#include "tests/store/support.h"

namespace signet::store {
namespace {

using test::read_value;
using test::run;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StoreDatabase : public test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (!IsSkipped()) make_things();
  }

  /// The error of one statement in a write of its own.
  Error error_of(Sql sql, const Values& values = {}) {
    const auto changed = database_->write([&](Transaction& transaction) { return transaction.execute(sql, values); });
    if (changed) ADD_FAILURE() << "no error: " << sql.text();
    return changed ? Error() : changed.error();
  }

  std::int64_t count_things() {
    const Value value = read_value(*database_, "SELECT COUNT(*) FROM things");
    return value.if_integer() == nullptr ? -1 : *value.if_integer();
  }
};
SIGNET_ON_BOTH(StoreDatabase);

std::string all_bytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST_P(StoreDatabase, GivesValuesBackAsTheyWentIn) {
  const Values rows[] = {
      {std::numeric_limits<std::int64_t>::min(), "lowest", Blob{}},
      {std::numeric_limits<std::int64_t>::max(), "highest", Blob{std::string("\0a\0", 3)}},
      {0, "", Blob{all_bytes()}},
      {-1, "\xF0\x9F\x94\x91 key, \xC3\xA9 and 'quotes' \\ \"more\" $1 %s", std::nullopt},
      {1, std::nullopt, Blob{std::string(2'000'000, '\0')}},
      {2, std::string(1'000'000, 'x'), Null{Type::kBlob}},
  };
  for (const Values& row : rows) run(*database_, "INSERT INTO things (id, notes, bytes) VALUES ($1, $2, $3)", row);
  for (const Values& row : rows) {
    const auto read = database_->read([&](Transaction& transaction) {
      return transaction.query_one("SELECT id, notes, bytes FROM things WHERE id = $1", {row[0]});
    });
    ASSERT_TRUE(read) << read.error().to_string();
    ASSERT_TRUE(*read);
    const std::vector<Value>& values = (*read)->values();
    EXPECT_TRUE(values[0] == row[0]);
    EXPECT_TRUE(values[1].is_null() ? row[1].is_null() : values[1] == row[1]);
    EXPECT_TRUE(values[2].is_null() ? row[2].is_null() : values[2] == row[2]);
  }
}

TEST_P(StoreDatabase, RefusesTextsThatAreNoUtf8OrHoldANul) {
  for (const std::string& text : {std::string("a\0b", 3), std::string("\xFF"), std::string("\xED\xA0\x80")}) {
    EXPECT_EQ(error_of("INSERT INTO things (id, name) VALUES (1, $1)", {text}).code, ErrorCode::kInvalidInput);
  }
  EXPECT_EQ(count_things(), 0);
}

TEST_P(StoreDatabase, RollsBackAnErrorOfTheWork) {
  const auto status = database_->write([](Transaction& transaction) -> Status {
    SIGNET_TRY(const std::int64_t one, transaction.execute("INSERT INTO things (id) VALUES (1)"));
    EXPECT_EQ(one, 1);
    return fail(ErrorCode::kPermission, "not today");
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "not today");
  EXPECT_EQ(count_things(), 0);
}

TEST_P(StoreDatabase, SavesNothingAfterAFailedStatementThatTheWorkOverlooks) {
  const auto status = database_->write([](Transaction& transaction) -> Status {
    EXPECT_TRUE(transaction.execute("INSERT INTO things (id) VALUES (1)"));
    EXPECT_FALSE(transaction.execute("INSERT INTO things (id) VALUES (1)"));
    EXPECT_FALSE(transaction.execute("INSERT INTO things (id) VALUES (2)")) << "it has failed already";
    return {};
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kConflict);
  EXPECT_EQ(count_things(), 0);
}

TEST_P(StoreDatabase, DoesWhatWasEnqueuedBeforeTheNextStatementAndTheCommit) {
  constexpr std::int64_t kMany = 1'234;
  const auto status = database_->write([&](Transaction& transaction) -> Status {
    for (std::int64_t id = 0; id < kMany; ++id) {
      SIGNET_CHECK(transaction.enqueue("INSERT INTO things (id, number) VALUES ($1, $1)", {id}));
    }
    SIGNET_TRY(const auto row, transaction.query_one("SELECT COUNT(*) FROM things"));
    EXPECT_EQ(*row->get<std::int64_t>(0), kMany);
    SIGNET_CHECK(transaction.enqueue("UPDATE things SET number = number + 1 WHERE id = $1", {7}));
    return transaction.enqueue("UPDATE things SET number = number * 2 WHERE id = $1", {7});
  });
  ASSERT_TRUE(status) << status.error().to_string();
  EXPECT_EQ(count_things(), kMany);
  EXPECT_TRUE(read_value(*database_, "SELECT number FROM things WHERE id = 7") == Value(16));
}

TEST_P(StoreDatabase, EnqueuesWhatIsLong) {
  constexpr std::int64_t kMany = 40;
  const auto status = database_->write([&](Transaction& transaction) -> Status {
    for (std::int64_t id = 0; id < kMany; ++id) {
      SIGNET_CHECK(transaction.enqueue("INSERT INTO things (id, bytes) VALUES ($1, $2)",
                                       {id, Blob{std::string(300'000, static_cast<char>(id))}}));
    }
    return {};
  });
  ASSERT_TRUE(status) << status.error().to_string();
  EXPECT_TRUE(read_value(*database_, "SELECT CAST(SUM(length(bytes)) AS BIGINT) FROM things") ==
              Value(kMany * 300'000));
}

TEST_P(StoreDatabase, SavesNothingOfAWorkWhoseEnqueuedStatementFailed) {
  run(*database_, "INSERT INTO things (id, name) VALUES (1, 'one')");
  for (const bool asks_afterwards : {false, true}) {
    const auto status = database_->write([&](Transaction& transaction) -> Status {
      SIGNET_CHECK(transaction.enqueue("INSERT INTO things (id, name) VALUES (2, 'two')"));
      SIGNET_CHECK(transaction.enqueue("INSERT INTO things (id, name) VALUES (3, 'one')"));
      SIGNET_CHECK(transaction.enqueue("INSERT INTO things (id, name) VALUES (4, 'four')"));
      if (!asks_afterwards) return {};
      return transaction.execute("INSERT INTO things (id) VALUES (5)").ok() ? Status() : *transaction.failure();
    });
    ASSERT_FALSE(status);
    EXPECT_TRUE(is_conflict(status.error(), "things_name")) << status.error().to_string();
    EXPECT_EQ(count_things(), 1);
  }
  run(*database_, "INSERT INTO things (id, name) VALUES (2, 'two')");  // the connection is as good as before
}

TEST_P(StoreDatabase, RollsBackWhatWasEnqueued) {
  const auto status = database_->write([](Transaction& transaction) -> Status {
    SIGNET_CHECK(transaction.enqueue("INSERT INTO things (id) VALUES (1)"));
    return fail(ErrorCode::kPermission, "not today");
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "not today");
  EXPECT_EQ(count_things(), 0);
}

TEST_P(StoreDatabase, TellsAConflictByTheNameOfItsIndex) {
  run(*database_, "INSERT INTO things (id, name) VALUES (1, 'one')");
  run(*database_, "INSERT INTO parts (thing_id, place, color) VALUES (1, 'top', 'red')");
  struct Case {
    Sql sql;
    std::string_view index;
  };
  const Case cases[] = {
      {"INSERT INTO things (id, name) VALUES (2, 'one')", "things_name"},
      {"INSERT INTO things (id, name) VALUES (1, 'other')", "things_pkey"},
      {"INSERT INTO parts (thing_id, place) VALUES (1, 'top')", "parts_pkey"},
      {"INSERT INTO parts (thing_id, place, color) VALUES (1, 'end', 'red')", "parts_color"},
  };
  for (const Case& c : cases) {
    const Error error = error_of(c.sql);
    EXPECT_EQ(error.code, ErrorCode::kConflict);
    EXPECT_TRUE(is_conflict(error, c.index)) << error.to_string();
    EXPECT_FALSE(is_conflict(error, "another"));
  }
}

TEST_P(StoreDatabase, TellsAConflictOfAForeignKey) {
  run(*database_, "INSERT INTO things (id) VALUES (1)");
  run(*database_, "INSERT INTO pins (id, thing_id) VALUES (1, 1)");
  for (const Sql& sql : {Sql("INSERT INTO pins (id, thing_id) VALUES (2, 99)"), Sql("DELETE FROM things")}) {
    const Error error = error_of(sql);
    EXPECT_EQ(error.code, ErrorCode::kConflict);
    const auto conflict = conflict_of(error);
    ASSERT_TRUE(conflict) << error.to_string();
    EXPECT_EQ(conflict->kind, Conflict::Kind::kForeignKey);
  }
}

TEST_P(StoreDatabase, ErrorsShowTheStatementAndNeverAValue) {
  run(*database_, "INSERT INTO things (id, name) VALUES (1, 'hunter2')");
  const Error errors[] = {
      error_of("INSERT INTO things (id, name) VALUES (2, $1)", {"hunter2"}),
      error_of("INSERT INTO things (id, name, number) VALUES (2, $1, -1)", {"hunter2"}),
      error_of("INSERT INTO things (id, name) VALUES (NULL, $1)", {"hunter2"}),
  };
  for (const Error& error : errors) {
    EXPECT_THAT(error.to_string(), HasSubstr("INSERT INTO things"));
    EXPECT_THAT(error.to_string(), ::testing::Not(HasSubstr("hunter2")));
  }
  EXPECT_EQ(errors[1].code, ErrorCode::kInternal) << "a CHECK is the program's own";
}

TEST_P(StoreDatabase, CountsTheRowsThatChanged) {
  const auto counts = database_->write([](Transaction& transaction) -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> numbers;
    for (const Sql& sql : {Sql("INSERT INTO things (id) VALUES (1), (2), (3)"),
                           Sql("INSERT INTO things (id) VALUES (3) ON CONFLICT DO NOTHING"),
                           Sql("INSERT INTO parts (thing_id, place) VALUES (1, 'a'), (1, 'b')"),
                           Sql("UPDATE things SET name = 'x' WHERE id > 5"), Sql("SELECT id FROM things"),
                           Sql("UPDATE things SET bytes = NULL WHERE id < 3"), Sql("DELETE FROM things WHERE id = 1"),
                           Sql("DELETE FROM things RETURNING id")}) {
      SIGNET_TRY(const std::int64_t number, transaction.execute(sql));
      numbers.push_back(number);
    }
    return numbers;
  });
  ASSERT_TRUE(counts) << counts.error().to_string();
  EXPECT_THAT(*counts, ElementsAre(3, 0, 2, 0, 0, 2, 1, 2));
}

TEST_P(StoreDatabase, ReturnsRowsOfWritesAndUpdatesOnConflict) {
  const auto both = database_->write([](Transaction& transaction) -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> numbers;
    for (int i = 0; i < 2; ++i) {
      SIGNET_TRY(
          const std::optional<Row> row,
          transaction.query_one("INSERT INTO things (id, name, number) VALUES ($1, 'counter', 1) ON CONFLICT (id) "
                                "DO UPDATE SET number = things.number + excluded.number RETURNING number",
                                {7}));
      SIGNET_CHECK(row->read(numbers.emplace_back()));
    }
    return numbers;
  });
  ASSERT_TRUE(both) << both.error().to_string();
  EXPECT_THAT(*both, ElementsAre(1, 2));
}

TEST_P(StoreDatabase, ReadsRowsByTypeAndRefusesOthers) {
  run(*database_, "INSERT INTO things (id, name, bytes, number) VALUES (1, 'one', NULL, 1)");
  const auto row = database_->read(
      [](Transaction& transaction) { return transaction.query_one("SELECT id, name, bytes, number FROM things"); });
  ASSERT_TRUE(row && *row);
  std::int64_t id = 0;
  std::string name;
  std::optional<Blob> bytes = Blob{"left over"};
  bool flag = false;
  EXPECT_TRUE((*row)->read(id, name, bytes, flag));
  EXPECT_EQ(id, 1);
  EXPECT_EQ(name, "one");
  EXPECT_FALSE(bytes);
  EXPECT_TRUE(flag);
  Blob never_null;
  for (const Status& status : {(*row)->read(name, name, bytes, flag), (*row)->read(id, id, bytes, flag),
                               (*row)->read(id, name, never_null, flag), (*row)->read(id, name)}) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInternal);
    EXPECT_THAT(status.error().message, HasSubstr("SELECT id, name"));
  }
  EXPECT_FALSE((*row)->get<std::int64_t>(4));
  EXPECT_EQ(*(*row)->get<std::string>(1), "one");
}

TEST_P(StoreDatabase, RefusesAResultOfAnotherType) {
  run(*database_, "INSERT INTO things (id) VALUES (1)");
  const auto row = database_->read(
      [](Transaction& transaction) { return transaction.query_one("SELECT CAST(id AS REAL) FROM things"); });
  ASSERT_FALSE(row);
  EXPECT_EQ(row.error().code, ErrorCode::kInternal);
}

TEST_P(StoreDatabase, ReadsMayNotWrite) {
  const auto status = database_->read(
      [](Transaction& transaction) { return transaction.execute("INSERT INTO things (id) VALUES (1)"); });
  ASSERT_FALSE(status);
  EXPECT_EQ(count_things(), 0);
}

TEST_P(StoreDatabase, WantsAsManyValuesAsParameters) {
  const Error error = error_of("INSERT INTO things (id, name) VALUES ($1, $2)", {1});
  EXPECT_EQ(error.code, ErrorCode::kInternal);
  EXPECT_THAT(error.message, HasSubstr("1 values for 2 parameters"));
}

TEST_P(StoreDatabase, TakesParametersInAnyOrderAndTwice) {
  run(*database_, "INSERT INTO things (number, id, name) VALUES ($2, $1, CAST($2 AS TEXT))", {5, 6});
  EXPECT_TRUE(read_value(*database_, "SELECT name FROM things WHERE number = $1 AND id = $2", {6, 5}) == Value("6"));
}

TEST_P(StoreDatabase, TakesANullWhereAnotherRunHadAValue) {
  const Sql find = "SELECT COUNT(*) FROM things WHERE CAST($1 AS TEXT) IS NULL OR name = $1";
  run(*database_, "INSERT INTO things (id, name) VALUES (1, 'one'), (2, 'two')");
  EXPECT_TRUE(read_value(*database_, find, {"one"}) == Value(1));
  EXPECT_TRUE(read_value(*database_, find, {std::optional<std::string>()}) == Value(2));
  EXPECT_TRUE(read_value(*database_, find, {std::nullopt}) == Value(2));
}

TEST_P(StoreDatabase, SortsTextsByTheirBytesAndTellsCasesApart) {
  run(*database_, "INSERT INTO things (id, name) VALUES (1, 'b'), (2, 'B'), (3, 'a-c'), (4, 'ab'), (5, $1)",
      {"\xC3\xA9"});
  const auto rows = database_->read([](Transaction& transaction) {
    return transaction.query("SELECT name FROM things WHERE name >= 'B' ORDER BY name");
  });
  ASSERT_TRUE(rows) << rows.error().to_string();
  std::vector<std::string> names;
  for (const Row& row : *rows) ASSERT_TRUE(row.read(names.emplace_back()));
  EXPECT_THAT(names, ElementsAre("B", "a-c", "ab", "b", "\xC3\xA9"));
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM things WHERE name LIKE 'b%'") == Value(1));
}

TEST_P(StoreDatabase, ShowsRowsOneByOneAndStopsAtAnError) {
  run(*database_,
      "INSERT INTO things (id) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
      "SELECT i FROM n");
  std::int64_t seen = 0;
  const auto status = database_->read([&](Transaction& transaction) {
    return transaction.each("SELECT id FROM things ORDER BY id", {}, [&](const Row& row) -> Status {
      std::int64_t id = 0;
      SIGNET_CHECK(row.read(id));
      EXPECT_EQ(id, ++seen);
      return id == 500 ? Status(fail(ErrorCode::kCancelled, "enough")) : Status();
    });
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(seen, 500);
  EXPECT_EQ(count_things(), 1000) << "and the database is of use after it";
}

TEST_P(StoreDatabase, RefusesAResultWithoutEnd) {
  const auto rows = database_->read([](Transaction& transaction) {
    return transaction.query(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i FROM n");
  });
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().code, ErrorCode::kLimit);
  EXPECT_EQ(count_things(), 0);
}

TEST_P(StoreDatabase, EndsAStatementThatTakesTooLong) {
  DatabaseOptions options = place_->options();
  options.statement_timeout = std::chrono::milliseconds(100);
  Database hasty = test::Place::open(std::move(options));
  const auto status = hasty.read([](Transaction& transaction) {
    return transaction.query_one(
        "WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 1000000000000) SELECT COUNT(*) FROM n");
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kTimeout) << status.error().to_string();
  EXPECT_TRUE(read_value(hasty, "SELECT COUNT(*) FROM things") == Value(0));
}

TEST_P(StoreDatabase, DropsTheStatementsThatAreUsedLeast) {
  // Only this room's own files can make so many.
  const auto run_all = [](Transaction& transaction) -> Status {
    for (int i = 0; i < static_cast<int>(kMostStatements) * 2; ++i) {
      const std::string text = fmt::format("SELECT CAST($1 AS BIGINT) + {}", i);
      std::int64_t sum = 0;
      SIGNET_TRY([[maybe_unused]] const auto none,
                 Inside::session(transaction).run(text, {1}, [&](const Row& row) { return row.read(sum); }));
      EXPECT_EQ(sum, i + 1);
    }
    return {};
  };
  for (int i = 0; i < 2; ++i) {
    const auto status = Inside::run(*database_, Purpose::kRead, run_all);
    EXPECT_TRUE(status) << status.error().to_string();
  }
  EXPECT_EQ(count_things(), 0);
}

TEST_P(StoreDatabase, CanBeOpenedByManyAtOnce) {
  const test::Place place(GetParam());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&place] {
      const auto opened = Database::open(place.options());
      EXPECT_TRUE(opened) << opened.error().to_string();
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_P(StoreDatabase, KeepsWhatWasWrittenWhenItIsOpenedAgain) {
  run(*database_, "INSERT INTO things (id, name) VALUES (1, 'kept')");
  *database_ = place_->open();
  EXPECT_TRUE(read_value(*database_, "SELECT name FROM things") == Value("kept"));
}

}  // namespace
}  // namespace signet::store
