// The schema's history, on both databases: made once, checked by hash, backed up before it changes.
#include "store/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/store/support.h"

namespace signet::store {
namespace {

using ::testing::HasSubstr;

class StoreMigrations : public test::OnBoth {};
SIGNET_ON_BOTH(StoreMigrations);

TEST_P(StoreMigrations, MakeTheSchemaOfAnEmptyDatabase) {
  const auto migrated = migrate(*database_);
  ASSERT_TRUE(migrated) << migrated.error().to_string();
  EXPECT_EQ(migrated->from, 0);
  EXPECT_EQ(migrated->to, static_cast<std::int64_t>(all_migrations().size()));
  EXPECT_TRUE(migrated->backup.empty());
  const auto version = schema_version(*database_);
  ASSERT_TRUE(version);
  EXPECT_EQ(*version, migrated->to);
}

}  // namespace
}  // namespace signet::store
