// What is PostgreSQL's own: a server that goes away and comes back, commits in doubt, passwords, other schemas.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "base/file.h"
#include "base/text.h"
#include "store/database.h"
#include "tests/store/support.h"
#include "tests/support/raw_server.h"

namespace signet::store {
namespace {

namespace fs = std::filesystem;

using signet::test::Postgres;
using test::read_value;
using test::run;
using ::testing::HasSubstr;
using ::testing::Not;

/// Named as the variants of the suites that run on both, so that they share one server.
class StorePostgres : public test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (!IsSkipped()) make_things();
  }
  void TearDown() override {
    if (is_stopped_) test::shared_postgres().start();
  }
  void stop(Postgres::Stop how) {
    test::shared_postgres().stop(how);
    is_stopped_ = true;
  }
  void start() {
    test::shared_postgres().start();
    is_stopped_ = false;
  }
  /// Runs a statement beside the store, in its database.
  std::string ask(const std::string& statement) const {
    const std::string& address = place_->address();
    const std::size_t start = address.find("test_");
    return test::shared_postgres().ask(address.substr(start, address.find('?') - start), statement);
  }

  static constexpr Sql kCount = "SELECT COUNT(*) FROM things";

 private:
  bool is_stopped_ = false;
};
INSTANTIATE_TEST_SUITE_P(On, StorePostgres, ::testing::Values(test::Kind::kPostgres), test::name_of_kind);

TEST_P(StorePostgres, GoesOnAfterTheServerWasRestarted) {
  for (const auto how : {Postgres::Stop::kFast, Postgres::Stop::kImmediate}) {
    run(*database_, "DELETE FROM things");
    run(*database_, "INSERT INTO things (id) VALUES (1)");
    stop(how);
    start();
    // Prepared statements went with the connection; the same ones work all the same.
    EXPECT_TRUE(read_value(*database_, kCount) == Value(1));
    run(*database_, "INSERT INTO things (id) VALUES (2)");
    EXPECT_TRUE(read_value(*database_, kCount) == Value(2));
  }
}

TEST_P(StorePostgres, SaysThatTheServerIsDownAndTakesUpAgain) {
  run(*database_, "INSERT INTO things (id) VALUES (1)");
  stop(Postgres::Stop::kFast);
  for (int i = 0; i < 2; ++i) {
    const auto status =
        database_->write([](Transaction& transaction) { return transaction.execute("DELETE FROM things"); });
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kNetwork) << status.error().to_string();
    EXPECT_FALSE(status.error().hint.empty());
    EXPECT_FALSE(is_in_doubt(status.error()));
  }
  start();
  EXPECT_TRUE(read_value(*database_, kCount) == Value(1));
}

TEST_P(StorePostgres, RunsTheWorkAgainWhenTheConnectionIsLostBeforeTheCommit) {
  int runs = 0;
  const auto status = database_->write([&](Transaction& transaction) -> Result<std::int64_t> {
    ++runs;
    SIGNET_TRY(const auto one, transaction.execute("INSERT INTO things (id) VALUES ($1)", {runs}));
    EXPECT_EQ(one, 1);
    if (runs == 1) {
      EXPECT_EQ(ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND state = 'idle in transaction'"),
                "1");
    }
    return transaction.execute("UPDATE things SET number = 5");
  });
  ASSERT_TRUE(status) << status.error().to_string();
  EXPECT_EQ(runs, 2);
  EXPECT_TRUE(read_value(*database_, "SELECT SUM(id) = 2 AND COUNT(*) = 1 FROM things") == Value(1))
      << "the first run left nothing";
}

TEST_P(StorePostgres, NeverRepeatsAWriteWhoseCommitIsInDoubt) {
  // A deferred trigger runs during the commit: this one ends its own connection.
  ask("CREATE FUNCTION signet.die() RETURNS trigger LANGUAGE plpgsql AS "
      "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
  ask("CREATE CONSTRAINT TRIGGER die AFTER INSERT ON signet.things DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
      "EXECUTE FUNCTION signet.die()");
  for (const bool enqueues : {false, true}) {  // then the COMMIT goes along with the statement
    int runs = 0;
    const auto status = database_->write([&](Transaction& transaction) -> Status {
      ++runs;
      if (enqueues) return transaction.enqueue("INSERT INTO things (id) VALUES (1)");
      const auto added = transaction.execute("INSERT INTO things (id) VALUES (1)");
      return added ? Status() : added.error();
    });
    ASSERT_FALSE(status);
    EXPECT_EQ(runs, 1);
    EXPECT_TRUE(is_in_doubt(status.error())) << status.error().to_string();
    EXPECT_EQ(status.error().code, ErrorCode::kNetwork);
    EXPECT_THAT(status.error().hint, HasSubstr("nobody knows"));
    EXPECT_TRUE(read_value(*database_, kCount) == Value(0));
  }
}

TEST_P(StorePostgres, GivesUpOnALockThatAnotherHoldsForTooLong) {
  // An earlier insert of the same name is not decided yet, so that the second one waits for it.
  DatabaseOptions options = place_->options();
  options.lock_timeout = std::chrono::milliseconds(100);
  Database hasty = test::Place::open(std::move(options));
  const auto status = database_->write([&](Transaction& transaction) -> Status {
    SIGNET_TRY(const auto one, transaction.execute("INSERT INTO things (id, name) VALUES (1, 'mine')"));
    EXPECT_EQ(one, 1);
    const auto other = hasty.write(
        [](Transaction& second) { return second.execute("INSERT INTO things (id, name) VALUES (2, 'mine')"); });
    EXPECT_FALSE(other);
    EXPECT_EQ(other.error().code, ErrorCode::kTimeout) << other.error().to_string();
    return {};
  });
  EXPECT_TRUE(status);
}

TEST_P(StorePostgres, GivesUpOnAServerThatDoesNotAnswer) {
  DatabaseOptions options = place_->options();
  options.statement_timeout = std::chrono::milliseconds(100);
  Database hasty = test::Place::open(std::move(options));
  std::int64_t server = 0;
  const auto status = hasty.read([&](Transaction& transaction) -> Result<std::optional<Row>> {
    SIGNET_TRY(const auto row, transaction.query_one("SELECT pg_backend_pid()"));
    SIGNET_CHECK(row->read(server));
    EXPECT_EQ(::kill(static_cast<pid_t>(server), SIGSTOP), 0);
    return transaction.query_one(kCount);
  });
  EXPECT_EQ(::kill(static_cast<pid_t>(server), SIGCONT), 0);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kTimeout) << status.error().to_string();
  EXPECT_TRUE(read_value(hasty, kCount) == Value(0));
}

TEST_P(StorePostgres, TakesTheSessionsSettingsThatItsPromisesNeed) {
  struct Setting {
    Sql sql;
    std::string_view value;
  };
  const Setting settings[] = {
      {"SELECT current_setting('transaction_isolation')", "serializable"},
      {"SELECT current_setting('statement_timeout')", "30s"},
      {"SELECT current_setting('lock_timeout')", "10s"},
      {"SELECT current_setting('synchronous_commit')", "on"},
  };
  ask("ALTER DATABASE " + ask("SELECT current_database()") + " SET synchronous_commit = off");
  Database fresh = place_->open();
  for (const Setting& setting : settings) {
    const auto row = fresh.write([&](Transaction& transaction) { return transaction.query_one(setting.sql); });
    ASSERT_TRUE(row && *row) << row.error().to_string();
    EXPECT_EQ(*(*row)->get<std::string>(0), setting.value) << setting.sql.text();
  }
}

TEST_P(StorePostgres, KeepsToASchemaOfItsOwn) {
  ask("CREATE TABLE public.things (id BIGINT)");
  ask("CREATE TABLE public.of_others (id UUID)");
  run(*database_, "INSERT INTO things (id) VALUES (1)");
  EXPECT_EQ(ask("SELECT count(*) FROM public.things"), "0");
  EXPECT_EQ(ask("SELECT count(*) FROM signet.things"), "1");
  EXPECT_EQ(*schema_version(*database_), 1);
}

TEST_P(StorePostgres, NeverShowsThePassword) {
  const std::string& password = test::shared_postgres().password();
  const std::string wrong = "wr0ng-pass";
  EXPECT_THAT(database_->name(), Not(HasSubstr(password)));
  EXPECT_THAT(database_->name(), HasSubstr("PostgreSQL test_"));
  const std::string good = place_->address();
  for (const std::string& address : {
           replace_all(good, password, wrong),
           replace_all(good, ":" + password, ":" + wrong + "%zz"),
           replace_all(good, "@/", "@127.0.0.1:1/") + "&sslmode=disable&password=" + wrong,
           replace_all(good, "?host=", "?host=/nowhere/" + wrong + "&password=" + wrong + "&host="),
           "postgres://user:" + wrong + "@[::1/db",
       }) {
    DatabaseOptions options;
    options.address = SecretString(address);
    const auto opened = Database::open(std::move(options));
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().to_string(), Not(HasSubstr(wrong))) << opened.error().to_string();
    EXPECT_FALSE(opened.error().hint.empty());
  }
}

TEST(StorePostgresAddress, WantsTlsOfServersElsewhereUnlessTold) {
  constexpr std::string_view kWantsTls("\0\0\0\x08\x04\xd2\x16\x2f", 8);  // SSLRequest, PostgreSQL 15 chapter 55.7
  struct Case {
    std::string host;
    std::string query;
    bool wants_tls;
  };
  const Case cases[] = {
      // By this name it is another machine, though the packets come here all the same.
      {"0.0.0.0", "", true},
      {"0.0.0.0", "?sslmode=disable", false},
      {"127.0.0.1", "?sslmode=disable", false},
      {"127.0.0.1", "?sslmode=verify-full", true},
  };
  for (const Case& c : cases) {
    std::string heard;
    auto server = std::make_unique<signet::test::RawServer>([&heard](signet::test::RawConnection& connection) {
      heard = connection.read_some();
      connection.send("N");  // no TLS here
    });
    DatabaseOptions options;
    options.address =
        SecretString("postgres://user:hidden@" + c.host + ":" + std::to_string(server->port()) + "/db" + c.query);
    const auto opened = Database::open(std::move(options));
    ASSERT_FALSE(opened);
    server.reset();  // its threads end here
    EXPECT_EQ(opened.error().code, ErrorCode::kNetwork);
    EXPECT_THAT(opened.error().hint, HasSubstr("sslmode"));
    EXPECT_EQ(heard.substr(0, kWantsTls.size()) == kWantsTls, c.wants_tls) << c.host << c.query;
    EXPECT_THAT(heard, Not(HasSubstr("hidden")));
  }
}

TEST_P(StorePostgres, TakesThePasswordFromTheFileThatPgpassfileNames) {
  const std::string& password = test::shared_postgres().password();
  const fs::path file = place_->folder() / "pgpass";
  ASSERT_TRUE(write_file(file, "*:*:*:signet:" + password + "\n", 0600));
  DatabaseOptions options;
  options.address = SecretString(replace_all(place_->address(), ":" + password, ""));
  DatabaseOptions without;
  without.address = options.address.clone();
  const auto refused = Database::open(std::move(without));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().hint, HasSubstr("PGPASSFILE"));
  ::setenv("PGPASSFILE", file.c_str(), 1);
  const auto opened = Database::open(std::move(options));
  ::unsetenv("PGPASSFILE");
  EXPECT_TRUE(opened) << opened.error().to_string();
}

TEST_P(StorePostgres, RefusesADatabaseThatIsNotUtf8) {
  Postgres& server = test::shared_postgres();
  server.run("postgres", "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
  DatabaseOptions options;
  options.address = SecretString(server.address("latin"));
  const auto opened = Database::open(std::move(options));
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(opened.error().message, HasSubstr("UTF8"));
  server.run("postgres", "DROP DATABASE latin");
}

TEST_P(StorePostgres, ThreadsGetThroughWhileTheServerIsRestarted) {
  std::atomic<bool> done = false;
  std::atomic<std::int64_t> acknowledged = 0;
  std::atomic<std::int64_t> in_doubt = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; !done; ++i) {
        const auto status = database_->write([&](Transaction& transaction) {
          return transaction.execute("INSERT INTO things (id) VALUES ($1)", {t * 1'000'000 + i});
        });
        if (status) ++acknowledged;
        if (!status && is_in_doubt(status.error())) ++in_doubt;
      }
    });
  }
  for (int i = 0; i < 3; ++i) {
    const std::int64_t before = acknowledged;
    while (acknowledged < before + 20) std::this_thread::yield();
    stop(i % 2 == 0 ? Postgres::Stop::kFast : Postgres::Stop::kImmediate);
    start();
  }
  const std::int64_t before = acknowledged;
  while (acknowledged < before + 20) std::this_thread::yield();
  done = true;
  for (std::thread& thread : threads) thread.join();
  const Value count = read_value(*database_, kCount);
  ASSERT_NE(count.if_integer(), nullptr);
  EXPECT_GE(*count.if_integer(), acknowledged);
  EXPECT_LE(*count.if_integer(), acknowledged + in_doubt);
}

}  // namespace
}  // namespace signet::store
