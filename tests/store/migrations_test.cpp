// The schema's history, on both databases: made once, checked by hash, backed up before it changes.
#include "store/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "store/backup.h"
#include "tests/store/support.h"

namespace signet::store {
namespace {

using test::read_value;
using test::run;
using ::testing::HasSubstr;

const Migration kFirst = {1, "first", "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY)"};
const Migration kFirstChanged = {1, "first", "CREATE TABLE a (id BIGINT NOT NULL PRIMARY KEY, extra TEXT)"};
const Migration kSecond = {2, "second",
                           "CREATE TABLE b (id BIGINT NOT NULL PRIMARY KEY); INSERT INTO b (id) VALUES (5);"};
const Migration kThird = {3, "third", "ALTER TABLE a ADD COLUMN words TEXT; UPDATE a SET words = 'new;'; -- the end"};
const Migration kBroken = {2, "broken", "CREATE TABLE b (id BIGINT NOT NULL PRIMARY KEY); CREATE TABLE a (id BIGINT)"};

class StoreMigrations : public test::OnBoth {
 protected:
  Result<Migrated> migrate_to(Database& database, const std::vector<Migration>& migrations) {
    return migrate(database, {place_->folder() / "backups"}, migrations);
  }
};
SIGNET_ON_BOTH(StoreMigrations);

TEST_P(StoreMigrations, MakeTheSchemaOfAnEmptyDatabase) {
  const auto migrated = migrate(*database_);
  ASSERT_TRUE(migrated) << migrated.error().to_string();
  EXPECT_EQ(migrated->from, 0);
  EXPECT_EQ(migrated->to, static_cast<std::int64_t>(all_migrations().size()));
  EXPECT_TRUE(migrated->backup.empty()) << "there was nothing to back up";
  const auto version = schema_version(*database_);
  ASSERT_TRUE(version);
  EXPECT_EQ(*version, migrated->to);
  const auto again = migrate(*database_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->from, again->to);
}

TEST_P(StoreMigrations, ApplyWhatIsNewAfterABackup) {
  ASSERT_TRUE(migrate_to(*database_, {kFirst}));
  run(*database_, "INSERT INTO a (id) VALUES (1)");
  const auto migrated = migrate_to(*database_, {kFirst, kSecond, kThird});
  ASSERT_TRUE(migrated) << migrated.error().to_string();
  EXPECT_EQ(migrated->from, 1);
  EXPECT_EQ(migrated->to, 3);
  EXPECT_TRUE(read_value(*database_, "SELECT words FROM a") == Value("new;"));
  EXPECT_TRUE(read_value(*database_, "SELECT id FROM b") == Value(5));
  const auto backup = check_backup(migrated->backup);
  ASSERT_TRUE(backup) << backup.error().to_string();
  EXPECT_EQ(backup->schema, 1);
  EXPECT_EQ(backup->rows, 1);
}

TEST_P(StoreMigrations, ChangeNothingWhenTheBackupFails) {
  ASSERT_TRUE(migrate_to(*database_, {kFirst}));
  const auto file = place_->folder() / "a-file";
  std::ofstream(file) << "in the way";
  const std::vector<Migration> both = {kFirst, kSecond};
  const auto migrated = migrate(*database_, {file / "backups"}, both);
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::kIo);
  EXPECT_THAT(migrated.error().message, HasSubstr("nothing was changed"));
  EXPECT_EQ(*schema_version(*database_), 1);
}

TEST_P(StoreMigrations, RefuseADatabaseMadeByAnotherTextOfAMigration) {
  ASSERT_TRUE(migrate_to(*database_, {kFirst}));
  const auto migrated = migrate_to(*database_, {kFirstChanged, kSecond});
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(migrated.error().message, HasSubstr("another text of migration 1 (first)"));
  EXPECT_EQ(*schema_version(*database_), 1);
}

TEST_P(StoreMigrations, RefuseADatabaseOfANewerProgram) {
  ASSERT_TRUE(migrate_to(*database_, {kFirst, kSecond}));
  const auto migrated = migrate_to(*database_, {kFirst});
  ASSERT_FALSE(migrated);
  EXPECT_EQ(migrated.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(migrated.error().message, HasSubstr("schema 2 (second)"));
  EXPECT_THAT(migrated.error().hint, HasSubstr("newer"));
}

TEST_P(StoreMigrations, LeaveNothingOfOneThatFails) {
  ASSERT_TRUE(migrate_to(*database_, {kFirst}));
  const auto migrated = migrate_to(*database_, {kFirst, kBroken});
  ASSERT_FALSE(migrated);
  EXPECT_THAT(migrated.error().to_string(), HasSubstr("migration 2 (broken) failed"));
  EXPECT_EQ(*schema_version(*database_), 1);
  EXPECT_TRUE(migrate_to(*database_, {kFirst, kSecond})) << "its table b would be in the way";
}

TEST_P(StoreMigrations, AreAppliedOnceByReplicasThatStartAtTheSameTime) {
  constexpr int kReplicas = 4;
  ASSERT_TRUE(migrate_to(*database_, {kFirst}));
  std::latch start(kReplicas);
  std::vector<std::thread> replicas;
  for (int i = 0; i < kReplicas; ++i) {
    replicas.emplace_back([&] {
      Database replica = place_->open();
      start.arrive_and_wait();
      const auto migrated = migrate_to(replica, {kFirst, kSecond, kThird});
      EXPECT_TRUE(migrated) << migrated.error().to_string();
    });
  }
  for (std::thread& replica : replicas) replica.join();
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM b") == Value(1));
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM schema_migrations") == Value(3));
}

TEST_P(StoreMigrations, AreAppliedOnceToAnEmptyDatabaseByReplicasThatStartAtTheSameTime) {
  std::latch start(3);
  std::vector<std::thread> replicas;
  for (int i = 0; i < 3; ++i) {
    replicas.emplace_back([&] {
      Database replica = place_->open();
      start.arrive_and_wait();
      const auto migrated = migrate(replica);
      EXPECT_TRUE(migrated) << migrated.error().to_string();
    });
  }
  for (std::thread& replica : replicas) replica.join();
  EXPECT_EQ(*schema_version(*database_), static_cast<std::int64_t>(all_migrations().size()));
}

TEST_P(StoreMigrations, StatementsPreparedBeforeSeeWhatTheyChanged) {
  ASSERT_TRUE(migrate_to(*database_, {kFirst}));
  const Sql all = "SELECT * FROM a";
  run(*database_, "INSERT INTO a (id) VALUES (1)");
  const auto columns = [&] {
    const auto row = database_->read([&](Transaction& transaction) { return transaction.query_one(all); });
    EXPECT_TRUE(row) << row.error().to_string();
    return row && *row ? (*row)->size() : 0;
  };
  EXPECT_EQ(columns(), 1U);
  Database other = place_->open();
  ASSERT_TRUE(migrate_to(other, {kFirst, kSecond, kThird}));
  EXPECT_EQ(columns(), 2U);
}

// The first migration: the rules that other rooms rely on.
class StoreAccounts : public test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    const auto migrated = migrate(*database_);
    ASSERT_TRUE(migrated) << migrated.error().to_string();
    run(*database_, "INSERT INTO users (id, email, email_canonical, name, created_ms) VALUES ($1, 'a', 'a', 'A', 0)",
        {user_});
    run(*database_, "INSERT INTO teams (id, name, created_ms) VALUES ($1, 'T', 0)", {team_});
    run(*database_, "INSERT INTO memberships (team_id, user_id, role, created_ms) VALUES ($1, $2, 'owner', 0)",
        {team_, user_});
    run(*database_, "INSERT INTO groups (id, team_id, name, created_ms) VALUES ($1, $2, 'G', 0)", {group_, team_});
    run(*database_, "INSERT INTO group_members (group_id, team_id, user_id, created_ms) VALUES ($1, $2, $3, 0)",
        {group_, team_, user_});
  }

  const std::string user_ = "6a1f0000-0000-4000-8000-000000000001";
  const std::string team_ = "6a1f0000-0000-4000-8000-000000000002";
  const std::string group_ = "6a1f0000-0000-4000-8000-000000000003";
};
SIGNET_ON_BOTH(StoreAccounts);

TEST_P(StoreAccounts, LeaveAGroupWithItsTeam) {
  run(*database_, "DELETE FROM memberships WHERE user_id = $1", {user_});
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM group_members") == Value(0));
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM groups") == Value(1));
}

TEST_P(StoreAccounts, TakeTheirSessionsAndKeysWithThem) {
  run(*database_,
      "INSERT INTO sessions (token_hash, id, user_id, kind, csrf_hash, user_agent, address, created_ms, last_used_ms, "
      "expires_ms, authenticated_ms) VALUES ($1, $2, $3, 'browser', $1, '', '', 0, 0, 0, 0)",
      {Blob{std::string(32, '\1')}, team_, user_});
  run(*database_,
      "INSERT INTO api_keys (id, user_id, hash, prefix, last_four, name, scopes, created_ms, rotated_from) "
      "VALUES ($1, $2, $3, 'sgnt_', 'abcd', 'key', '[]', 0, $1)",
      {group_, user_, Blob{std::string(32, '\2')}});
  run(*database_, "DELETE FROM users WHERE id = $1", {user_});
  EXPECT_TRUE(read_value(*database_, "SELECT (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM api_keys)") ==
              Value(0));
}

TEST_P(StoreAccounts, KeepHashesOfTheRightSizeOnly) {
  const auto status = database_->write([&](Transaction& transaction) {
    return transaction.execute("INSERT INTO recovery_codes (user_id, hash, created_ms) VALUES ($1, $2, 0)",
                               {user_, Blob{std::string(31, 'x')}});
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace signet::store
