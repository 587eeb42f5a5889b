// What both databases promise, by the same tests: values come back as they went in, errors roll back and say why.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "store/database.h"
#include "store/errors.h"
#include "tests/store/support.h"

namespace signet::store {
namespace {

using test::read_value;
using test::run;
using ::testing::HasSubstr;

class StoreDatabase : public test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    run(*database_, "CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY, name TEXT, bytes BYTEA)");
    run(*database_, "CREATE UNIQUE INDEX things_name ON things (name)");
    run(*database_,
        "CREATE TABLE parts (id BIGINT NOT NULL PRIMARY KEY, thing_id BIGINT NOT NULL "
        "REFERENCES things (id) ON DELETE RESTRICT)");
  }
};
SIGNET_ON_BOTH(StoreDatabase);

TEST_P(StoreDatabase, GivesValuesBackAsTheyWentIn) {
  const std::string all_bytes = [] {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    return bytes;
  }();
  const Values rows[] = {
      {std::numeric_limits<std::int64_t>::min(), "lowest", Blob{}},
      {std::numeric_limits<std::int64_t>::max(), "highest", Blob{std::string("\0a\0", 3)}},
      {0, "", Blob{all_bytes}},
      {-1, "\xF0\x9F\x94\x91 key, \xC3\xA9 and 'quotes' \\ \"more\" $1", std::nullopt},
      {1, std::nullopt, Blob{std::string(2'000'000, '\0')}},
  };
  for (const Values& row : rows) run(*database_, "INSERT INTO things (id, name, bytes) VALUES ($1, $2, $3)", row);
  for (const Values& row : rows) {
    const auto read = database_->read([&](Transaction& transaction) {
      return transaction.query_one("SELECT id, name, bytes FROM things WHERE id = $1", {row[0]});
    });
    ASSERT_TRUE(read) << read.error().to_string();
    ASSERT_TRUE(*read);
    EXPECT_EQ((*read)->values()[0], row[0]);
    EXPECT_TRUE((*read)->values()[1] == row[1]);
    EXPECT_TRUE((*read)->values()[2] == row[2]);
  }
}

TEST_P(StoreDatabase, TellsAConflictByItsIndex) {
  run(*database_, "INSERT INTO things (id, name) VALUES (1, 'one')");
  const auto again = database_->write([](Transaction& transaction) {
    return transaction.execute("INSERT INTO things (id, name) VALUES (2, $1)", {"one"});
  });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
  EXPECT_TRUE(is_conflict(again.error(), "things_name")) << again.error().to_string();
}

}  // namespace
}  // namespace signet::store
