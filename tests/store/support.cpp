#include "tests/store/support.h"

#include <cstdio>
#include <cstdlib>

namespace signet::store::test {

signet::test::Postgres& shared_postgres() {
  static signet::test::Postgres server;
  return server;
}

Place::Place(Kind kind) {
  if (kind == Kind::kSqlite) {
    address_ = (folder_.path() / "data" / "signet.db").string();
    return;
  }
  static int number = 0;
  name_ = "test_" + std::to_string(++number);
  shared_postgres().run("postgres", "CREATE DATABASE " + name_);
  address_ = shared_postgres().address(name_);
}

Place::~Place() {
  if (!name_.empty()) shared_postgres().run("postgres", "DROP DATABASE " + name_ + " WITH (FORCE)");
}

DatabaseOptions Place::options() const {
  DatabaseOptions options;
  options.address = SecretString(address_);
  return options;
}

Database Place::open(DatabaseOptions options) {
  auto database = Database::open(std::move(options));
  if (!database) {
    std::fprintf(stderr, "%s\n", database.error().to_string().c_str());
    std::abort();
  }
  return *std::move(database);
}

const Migration kThings = {1, "things", R"sql(
  CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY, name TEXT, notes TEXT, bytes BLOB, number BIGINT NOT NULL DEFAULT 0
    CHECK (number >= 0));
  CREATE UNIQUE INDEX things_name ON things (name);
  -- Parts of things.
  CREATE TABLE parts (thing_id BIGINT NOT NULL REFERENCES things (id) ON DELETE CASCADE DEFERRABLE,
    place TEXT NOT NULL, color TEXT, PRIMARY KEY (thing_id, place));
  CREATE UNIQUE INDEX parts_color ON parts (thing_id, color) WHERE color IS NOT NULL;
  CREATE TABLE pins (id BIGINT NOT NULL PRIMARY KEY, thing_id BIGINT NOT NULL REFERENCES things (id) DEFERRABLE,
    next_id BIGINT REFERENCES pins (id) DEFERRABLE);
)sql"};

void OnBoth::SetUp() {
  if (GetParam() == Kind::kPostgres && !signet::test::Postgres::is_installed()) {
    GTEST_SKIP() << "PostgreSQL 15 is not installed";
  }
  place_ = std::make_unique<Place>(GetParam());
  database_ = std::make_unique<Database>(place_->open());
}

void OnBoth::make_things() {
  const auto migrated = migrate(*database_, {}, {&kThings, 1});
  ASSERT_TRUE(migrated) << migrated.error().to_string();
}

void run(Database& database, Sql sql, const Values& values) {
  const auto status = database.write([&](Transaction& transaction) { return transaction.execute(sql, values); });
  ASSERT_TRUE(status) << status.error().to_string();
}

Value read_value(Database& database, Sql sql, const Values& values) {
  auto row = database.read([&](Transaction& transaction) { return transaction.query_one(sql, values); });
  if (!row || !*row || (*row)->size() != 1) {
    ADD_FAILURE() << (row ? "not one row of one column" : row.error().to_string());
    return {};
  }
  return (*row)->values()[0];
}

}  // namespace signet::store::test
