#include "server/audit/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "store/migrations.h"
#include "tests/store/support.h"

namespace signet::server {
namespace {

using store::test::run;
using testing::HasSubstr;

class AuditLog : public store::test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(store::migrate(*database_));
  }

  void append(AuditEvent event, std::int64_t at_ms = 1000) {
    const Status status = database_->write([&](store::Transaction& transaction) {
      return append_audit(transaction, event, {"192.0.2.1", "Browser \xff\xfe\n1", "r"}, at_ms);
    });
    ASSERT_TRUE(status) << status.error().to_string();
  }

  void append_some(int count) {
    for (int i = 0; i < count; ++i) {
      AuditEvent event{"account.sign_in"};
      event.actor = "user-" + std::to_string(i % 3);
      event.details["n"] = i;
      append(event, 1000 + i);
    }
  }

  AuditCheck verify() {
    auto check = database_->read([](store::Transaction& transaction) { return verify_audit(transaction); });
    EXPECT_TRUE(check) << check.error().to_string();
    return check ? *std::move(check) : AuditCheck{};
  }

  std::vector<AuditRecord> list(const AuditFilter& filter, std::int64_t limit = 100) {
    auto records =
        database_->read([&](store::Transaction& transaction) { return list_audit(transaction, filter, limit); });
    EXPECT_TRUE(records) << records.error().to_string();
    return records ? *std::move(records) : std::vector<AuditRecord>();
  }
};
SIGNET_ON_BOTH(AuditLog);

TEST_P(AuditLog, IsAChainThatHoldsTogether) {
  EXPECT_EQ(verify().records, 0);
  append_some(5);
  const AuditCheck check = verify();
  EXPECT_EQ(check.records, 5);
  EXPECT_FALSE(check.broken) << check.why;
  EXPECT_EQ(check.last_hash, list({}, 1).at(0).hash);
}

TEST_P(AuditLog, ShowsEveryKindOfTampering) {
  append_some(5);
  run(*database_, "CREATE TABLE kept AS SELECT * FROM audit_log");
  const struct {
    const char* what;
    store::Sql change;
    std::int64_t broken;
  } cases[] = {
      {"a changed time", "UPDATE audit_log SET at_ms = at_ms + 1 WHERE seq = 3", 3},
      {"another actor", "UPDATE audit_log SET actor = 'user-2' WHERE seq = 4", 4},
      {"nobody in the place of somebody", "UPDATE audit_log SET actor = NULL WHERE seq = 2", 2},
      {"text moved from one column to the next",
       "UPDATE audit_log SET action = 'account', target = '.sign_in' WHERE seq = 2", 2},
      {"other details", "UPDATE audit_log SET details = '{}' WHERE seq = 5", 5},
      {"a removed record", "DELETE FROM audit_log WHERE seq = 2", 2},
      {"a removed start", "DELETE FROM audit_log WHERE seq = 1", 1},
      {"another hash", "UPDATE audit_log SET hash = previous_hash WHERE seq = 3", 3},
  };
  for (const auto& [what, change, broken] : cases) {
    run(*database_, change);
    const AuditCheck check = verify();
    EXPECT_EQ(check.broken, broken) << what << ": " << check.why;
    run(*database_, "DELETE FROM audit_log");
    run(*database_, "INSERT INTO audit_log SELECT * FROM kept");
    EXPECT_FALSE(verify().broken) << what;
  }
}

TEST_P(AuditLog, ShowsACutEndByItsLastHash) {
  append_some(3);
  const std::string last = verify().last_hash;
  run(*database_, "DELETE FROM audit_log WHERE seq = 3");
  EXPECT_FALSE(verify().broken) << "the chain alone cannot tell";
  EXPECT_NE(verify().last_hash, last);
}

TEST_P(AuditLog, IsFilteredAndPaged) {
  append_some(9);
  AuditFilter filter;
  filter.actor = "user-1";
  EXPECT_EQ(list(filter).size(), 3U);
  filter.from_ms = 1004;
  EXPECT_EQ(list(filter).size(), 2U);
  EXPECT_EQ(list(filter, 1).at(0).seq, 8) << "newest first";
  filter.before_seq = 8;
  EXPECT_EQ(list(filter, 1).at(0).seq, 5);
  filter = {};
  filter.action = "account.sign_out";
  EXPECT_TRUE(list(filter).empty());
}

TEST_P(AuditLog, IsRolledBackWithWhatItTellsOf) {
  const Status status = database_->write([](store::Transaction& transaction) -> Status {
    SIGNET_CHECK(append_audit(transaction, {"account.sign_in"}, {}, 1));
    return fail(ErrorCode::kInternal, "it did not happen");
  });
  EXPECT_FALSE(status);
  EXPECT_EQ(verify().records, 0);
}

// All append behind the same last record, so that each write is in the way of all others.
TEST_P(AuditLog, TakesTheEventsOfManyAtOnce) {
  constexpr int kWriters = 32;
  constexpr int kReplicas = 4;
  constexpr int kEvents = 8;
  std::vector<store::Database> replicas;
  for (int i = 0; i < kReplicas; ++i) replicas.push_back(place_->open());
  std::latch start(kWriters);
  std::atomic<int> refused = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      start.arrive_and_wait();
      for (int i = 0; i < kEvents; ++i) {
        const Status status = replicas[static_cast<std::size_t>(writer % kReplicas)].write(
            [&](store::Transaction& transaction) { return append_audit(transaction, {"account.sign_in"}, {}, 1); });
        if (status) continue;
        if (++refused == 1) ADD_FAILURE() << status.error().to_string();
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(refused, 0);
  const AuditCheck check = verify();
  EXPECT_EQ(check.records, kWriters * kEvents);
  EXPECT_FALSE(check.broken) << check.why;
}

TEST_P(AuditLog, IsVerifiedPieceByPiece) {
  append_some(1);
  const Status many = database_->write([](store::Transaction& transaction) -> Status {
    for (int i = 0; i < 2500; ++i) SIGNET_CHECK(append_audit(transaction, {"account.sign_in"}, {}, 1));
    return {};
  });
  ASSERT_TRUE(many);
  EXPECT_EQ(verify().records, 2501);
  run(*database_, "UPDATE audit_log SET actor = 'x' WHERE seq = 2001");
  EXPECT_EQ(verify().broken, 2001);
}

TEST_P(AuditLog, TakesHostileTextAsText) {
  AuditEvent event{"account.sign_in"};
  event.details["name"] = "'; DROP TABLE audit_log; --";
  append(event);
  const auto records = list({});
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].event.details.at("name"), "'; DROP TABLE audit_log; --");
  EXPECT_THAT(records[0].origin.user_agent, HasSubstr("Browser"));
  EXPECT_THAT(boost::json::serialize(to_json(records[0])), HasSubstr("1970-01-01T00:00:01"));
}

}  // namespace
}  // namespace signet::server
