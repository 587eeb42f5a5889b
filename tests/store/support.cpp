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


void OnBoth::SetUp() {
  if (GetParam() == Kind::kPostgres && !signet::test::Postgres::is_installed()) {
    GTEST_SKIP() << "PostgreSQL 15 is not installed";
  }
  place_ = std::make_unique<Place>(GetParam());
  database_ = std::make_unique<Database>(place_->open());
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
