// Many threads at once, and several replicas, on both databases: no update is lost, nobody sees a half, readers go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "store/database.h"
#include "store/errors.h"
#include "tests/store/support.h"

namespace signet::store {
namespace {

using test::read_value;
using test::run;

class StoreConcurrency : public test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (!IsSkipped()) make_things();
  }
};
SIGNET_ON_BOTH(StoreConcurrency);

/// Runs `work(i)` on `count` threads at once.
template <typename Work>
void at_once(int count, const Work& work) {
  std::latch start(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      work(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_P(StoreConcurrency, LosesNoUpdate) {
  constexpr int kThreads = 6;
  constexpr int kUpdates = 20;
  Database other = place_->open();
  run(*database_, "INSERT INTO things (id) VALUES (1)");
  std::atomic<int> failures = 0;
  at_once(kThreads, [&](int thread) {
    Database& mine = thread % 2 == 0 ? *database_ : other;  // two replicas
    for (int i = 0; i < kUpdates; ++i) {
      // Reads first and writes what it computed: what the database does not see as one step.
      const auto status = mine.write([i](Transaction& transaction) -> Status {
        SIGNET_TRY(const auto row, transaction.query_one("SELECT number FROM things WHERE id = 1"));
        SIGNET_TRY(const auto number, row->get<std::int64_t>(0));
        if (i % 2 == 0) return transaction.enqueue("UPDATE things SET number = $1 WHERE id = 1", {number + 1});
        SIGNET_TRY(const auto changed, transaction.execute("UPDATE things SET number = $1 WHERE id = 1", {number + 1}));
        EXPECT_EQ(changed, 1);
        return {};
      });
      if (!status) {
        ++failures;
        ADD_FAILURE() << status.error().to_string();
      }
    }
  });
  EXPECT_TRUE(read_value(*database_, "SELECT number FROM things") == Value(kThreads * kUpdates - failures));
}

// Two doctors who both leave because the other one is still there: each looks at both rows and changes one of them, so
// that their writes do not meet. Only a serializable database sees it.
TEST_P(StoreConcurrency, LetsNoRuleOverTwoRowsBreak) {
  constexpr int kRounds = 25;
  Database other = place_->open();
  run(*database_, "INSERT INTO things (id, number) VALUES (1, 1), (2, 1)");
  for (int round = 0; round < kRounds; ++round) {
    run(*database_, "UPDATE things SET number = 1");
    at_once(2, [&](int doctor) {
      Database& mine = doctor == 0 ? *database_ : other;
      const auto status = mine.write([doctor](Transaction& transaction) -> Status {
        SIGNET_TRY(const auto row, transaction.query_one("SELECT COUNT(*) FROM things WHERE number = 1"));
        SIGNET_TRY(const auto on_call, row->get<std::int64_t>(0));
        if (on_call < 2) return {};
        SIGNET_TRY(const auto one, transaction.execute("UPDATE things SET number = 0 WHERE id = $1", {doctor + 1}));
        EXPECT_EQ(one, 1);
        return {};
      });
      EXPECT_TRUE(status) << status.error().to_string();
    });
    ASSERT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM things WHERE number = 1") == Value(1));
  }
}

// As every change writes behind the last record of one audit log. The database is some milliseconds away, so that
// whoever tries his luck again and again loses it to others who do: only a line gets everybody through.
TEST_P(StoreConcurrency, LetsEverybodyGetThroughWhereAllChangeTheSameRow) {
  constexpr int kWriters = 64;
  constexpr int kReplicas = 8;
  constexpr int kUpdates = 5;
  constexpr std::chrono::milliseconds kAway{5};
  std::vector<Database> replicas;
  for (int i = 0; i < kReplicas; ++i) replicas.push_back(place_->open());
  run(*database_, "INSERT INTO things (id) VALUES (1)");
  std::atomic<int> failures = 0;
  at_once(kWriters, [&](int writer) {
    for (int i = 0; i < kUpdates; ++i) {
      const auto status =
          replicas[static_cast<std::size_t>(writer % kReplicas)].write([&](Transaction& transaction) -> Status {
            SIGNET_TRY(const auto row, transaction.query_one("SELECT number FROM things WHERE id = 1"));
            SIGNET_TRY(const auto number, row->get<std::int64_t>(0));
            std::this_thread::sleep_for(kAway);
            const auto changed = transaction.execute("UPDATE things SET number = $1 WHERE id = 1", {number + 1});
            if (!changed) return changed.error();
            return {};
          });
      if (!status && ++failures == 1) ADD_FAILURE() << status.error().to_string();
    }
  });
  EXPECT_EQ(failures, 0);
  EXPECT_TRUE(read_value(*database_, "SELECT number FROM things WHERE id = 1") == Value(kWriters * kUpdates));
}

TEST_P(StoreConcurrency, OneOfManyWithTheSameNameWins) {
  std::atomic<int> winners = 0;
  std::atomic<int> conflicts = 0;
  at_once(8, [&](int i) {
    const auto status = database_->write([i](Transaction& transaction) {
      return transaction.execute("INSERT INTO things (id, name) VALUES ($1, 'the same')", {i});
    });
    if (status) {
      ++winners;
    } else if (is_conflict(status.error(), "things_name")) {
      ++conflicts;
    } else {
      ADD_FAILURE() << status.error().to_string();
    }
  });
  EXPECT_EQ(winners, 1);
  EXPECT_EQ(conflicts, 7);
}

TEST_P(StoreConcurrency, ReadersGoOnWhileAWriterIsAtWork) {
  run(*database_, "INSERT INTO things (id, name) VALUES (1, 'before')");
  const auto status = database_->write([&](Transaction& transaction) -> Status {
    SIGNET_TRY(const auto one, transaction.execute("UPDATE things SET name = 'after'"));
    EXPECT_EQ(one, 1);
    std::thread([&] { EXPECT_TRUE(read_value(*database_, "SELECT name FROM things") == Value("before")); }).join();
    return {};
  });
  EXPECT_TRUE(status);
  EXPECT_TRUE(read_value(*database_, "SELECT name FROM things") == Value("after"));
}

TEST_P(StoreConcurrency, AReadSeesOneStateHoweverLongItTakes) {
  run(*database_, "INSERT INTO things (id, number) VALUES (1, 1), (2, 1)");
  const auto status = database_->read([&](Transaction& transaction) -> Status {
    SIGNET_TRY(const auto before, transaction.query_one("SELECT number FROM things WHERE id = 1"));
    std::thread([&] { run(*database_, "UPDATE things SET number = 2"); }).join();
    SIGNET_TRY(const auto after, transaction.query_one("SELECT number FROM things WHERE id = 2"));
    EXPECT_TRUE(before->values() == after->values());
    return {};
  });
  EXPECT_TRUE(status) << status.error().to_string();
}

TEST_P(StoreConcurrency, TellsThatAllConnectionsAreBusy) {
  DatabaseOptions options = place_->options();
  options.connections = 1;
  options.lock_timeout = std::chrono::milliseconds(50);
  Database small = test::Place::open(std::move(options));
  const auto outer = small.read([&](Transaction& /*transaction*/) -> Status {
    Status inner;
    std::thread([&] {
      inner = small.read([](Transaction& transaction) -> Status {
        SIGNET_TRY(const auto row, transaction.query_one("SELECT COUNT(*) FROM things"));
        return row ? Status() : fail(ErrorCode::kInternal, "no row");
      });
    }).join();
    EXPECT_TRUE(!inner && inner.error().code == ErrorCode::kTimeout);
    return {};
  });
  EXPECT_TRUE(outer);
}

TEST_P(StoreConcurrency, ThreadsThatReadAndWriteAtOnceAllGetThrough) {
  std::atomic<std::int64_t> written = 0;
  at_once(8, [&](int thread) {
    for (int i = 0; i < 15; ++i) {
      if (thread % 2 == 0) {
        const auto status = database_->write([&](Transaction& transaction) {
          return transaction.execute("INSERT INTO things (id, name) VALUES ($1, $2)",
                                     {thread * 1000 + i, std::to_string(thread * 1000 + i)});
        });
        EXPECT_TRUE(status) << status.error().to_string();
        ++written;
      } else {
        const auto before = written.load();
        const Value count = read_value(*database_, "SELECT COUNT(*) FROM things");
        ASSERT_NE(count.if_integer(), nullptr);
        EXPECT_GE(*count.if_integer(), before) << "an acknowledged write is seen by all reads after it";
      }
    }
  });
  EXPECT_TRUE(read_value(*database_, "SELECT COUNT(*) FROM things") == Value(60));
}

}  // namespace
}  // namespace signet::store
