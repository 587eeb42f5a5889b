// News of commits: within a process by the database itself, between processes by PostgreSQL.
#include "store/notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>

#include "tests/store/support.h"

namespace signet::store {
namespace {

using test::run;
using testing::ElementsAre;
using testing::IsEmpty;

class Announcements : public test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    make_things();
    database_->when_committed(
        [this](const std::vector<std::string>& topics) { heard_.insert(heard_.end(), topics.begin(), topics.end()); });
  }

  std::vector<std::string> heard_;
};
SIGNET_ON_BOTH(Announcements);

TEST_P(Announcements, AreHeardOnceAfterTheCommit) {
  const auto done = database_->write([this](Transaction& transaction) {
    transaction.announce("a");
    transaction.announce("b");
    transaction.announce("a");
    EXPECT_THAT(heard_, IsEmpty());
    return transaction.execute("INSERT INTO things (id) VALUES (1)");
  });
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_THAT(heard_, ElementsAre("a", "b"));
}

TEST_P(Announcements, AreNotHeardOfWhatIsNotCommitted) {
  EXPECT_FALSE(database_->write([](Transaction& transaction) -> Status {
    transaction.announce("a");
    return fail(ErrorCode::kConflict, "no");
  }));
  EXPECT_FALSE(database_->write([](Transaction& transaction) {
    transaction.announce("a");
    return transaction.execute("INSERT INTO nothing (id) VALUES (1)");
  }));
  EXPECT_THAT(heard_, IsEmpty());
}

/// What one process hears.
class Ear {
 public:
  [[nodiscard]] std::function<void(std::string_view)> hear() {
    return [this](std::string_view topic) {
      const std::lock_guard lock(mutex_);
      heard_.emplace_back(topic);
      changed_.notify_all();
    };
  }
  /// The next topic; "nothing" when none comes within ten seconds.
  [[nodiscard]] std::string next() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(10), [&] { return !heard_.empty(); })) return "nothing";
    std::string topic = std::move(heard_.front());
    heard_.pop_front();
    return topic;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> heard_;
};

class NoticesOfPostgres : public test::OnBoth {
 protected:
  void TearDown() override {
    if (is_stopped_) test::shared_postgres().start();
  }
  std::unique_ptr<Notices> start(Ear& ear) {
    auto started = Notices::start({SecretString(place_->address()), ear.hear(), nullptr});
    EXPECT_TRUE(started) << started.error().to_string();
    return *std::move(started);
  }
  bool is_stopped_ = false;
};
INSTANTIATE_TEST_SUITE_P(On, NoticesOfPostgres, ::testing::Values(test::Kind::kPostgres), test::name_of_kind);

TEST_P(NoticesOfPostgres, ReachAllButTheOneWhoTells) {
  Ear mine;
  Ear other;
  const auto here = start(mine);
  const auto there = start(other);
  EXPECT_EQ(mine.next(), "") << "a new connection may have missed something";
  EXPECT_EQ(other.next(), "");
  here->tell({"it's one"});
  EXPECT_EQ(other.next(), "it's one");
  there->tell({"two"});
  EXPECT_EQ(mine.next(), "two") << "it heard nothing of its own before";
}

TEST_P(NoticesOfPostgres, GoOnWhenTheDatabaseIsBack) {
  Ear mine;
  Ear other;
  const auto here = start(mine);
  const auto there = start(other);
  ASSERT_EQ(mine.next(), "");
  ASSERT_EQ(other.next(), "");
  test::shared_postgres().stop(signet::test::Postgres::Stop::kImmediate);
  is_stopped_ = true;
  here->tell({"meanwhile"});
  test::shared_postgres().start();
  is_stopped_ = false;
  EXPECT_EQ(other.next(), "") << "it may have missed something";
  ASSERT_EQ(mine.next(), "");
  std::string topic;
  for (here->tell({"afterwards"}); topic != "afterwards" && topic != "nothing";) topic = other.next();
  EXPECT_EQ(topic, "afterwards");
}

TEST(Notices, WantAnAddress) {
  EXPECT_FALSE(Notices::start({SecretString("postgres://%zz"), [](std::string_view) {}, nullptr}));
}

}  // namespace
}  // namespace signet::store
