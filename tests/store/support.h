// A database for a test: a fresh SQLite file, or a fresh database of the real PostgreSQL that the test process starts.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>

#include "store/database.h"
#include "store/migrations.h"
#include "tests/support/postgres.h"
#include "tests/support/temporary_folder.h"

namespace signet::store::test {

enum class Kind { kSqlite, kPostgres };

inline void PrintTo(Kind kind, std::ostream* out) {
  *out << (kind == Kind::kSqlite ? "SQLite" : "PostgreSQL");
}

/// The name of a parameterised test's variant.
inline std::string name_of_kind(const ::testing::TestParamInfo<Kind>& info) {
  return info.param == Kind::kSqlite ? "SQLite" : "PostgreSQL";
}

/// An empty database of a kind, gone at the end. Many may be open at the same place, as replicas are.
class Place {
 public:
  explicit Place(Kind kind);
  ~Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  /// Its file, or its postgres:// address.
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] DatabaseOptions options() const;
  /// Opens it; fails the test and ends the process when that does not work.
  [[nodiscard]] Database open() const { return open(options()); }
  [[nodiscard]] static Database open(DatabaseOptions options);
  /// A folder beside it, for backups and the like.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  signet::test::TemporaryFolder folder_;
  std::string name_;  ///< of the PostgreSQL database; empty for SQLite
  std::string address_;
};

/// A small schema: things with a unique name, and parts that point at them.
extern const Migration kThings;

/// Tests that run on both databases, with an open and empty one.
class OnBoth : public ::testing::TestWithParam<Kind> {
 protected:
  void SetUp() override;
  /// Makes the tables of kThings.
  void make_things();

  std::unique_ptr<Place> place_;
  std::unique_ptr<Database> database_;
};

/// The PostgreSQL that all tests of this process share, started at its first use.
[[nodiscard]] signet::test::Postgres& shared_postgres();

/// Runs statements in a write of their own and expects them to work.
void run(Database& database, Sql sql, const Values& values = {});
/// The only column of the only row.
[[nodiscard]] Value read_value(Database& database, Sql sql, const Values& values = {});

}  // namespace signet::store::test

/// Instantiates a suite for both databases.
#define SIGNET_ON_BOTH(suite)                                                                                 \
  INSTANTIATE_TEST_SUITE_P(                                                                                   \
      On, suite, ::testing::Values(signet::store::test::Kind::kSqlite, signet::store::test::Kind::kPostgres), \
      signet::store::test::name_of_kind)
