// The loan of connections: in the order of asking.
#include "store/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "store/database.h"
#include "store/sqlite/engine.h"
#include "tests/support/temporary_folder.h"

namespace signet::store {
namespace {

class StorePool : public ::testing::Test {
 protected:
  StorePool() {
    DatabaseOptions options;
    options.address = SecretString((folder_.path() / "a.db").string());
    engine_ = *make_sqlite_engine(std::move(options));
  }

  signet::test::TemporaryFolder folder_;
  std::unique_ptr<Engine> engine_;
  int connects_ = 0;
  Pool pool_{1, [this] {
               ++connects_;
               return engine_->connect(true);
             }};
};

TEST_F(StorePool, LendsTheSameSessionAgain) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool_.borrow(std::chrono::seconds(1)));
  EXPECT_EQ(connects_, 1);
  pool_.drop_idle();
  EXPECT_TRUE(pool_.borrow(std::chrono::seconds(1)));
  EXPECT_EQ(connects_, 2);
}

TEST_F(StorePool, ServesThoseWhoWaitInTheirOrder) {
  constexpr int kThreads = 8;
  std::vector<int> served;
  std::vector<std::thread> threads;
  {
    auto first = pool_.borrow(std::chrono::seconds(1));
    ASSERT_TRUE(first);
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        auto loan = pool_.borrow(std::chrono::seconds(10));
        EXPECT_TRUE(loan);
        served.push_back(i);  // only who has the loan does
      });
      while (pool_.waiting() < static_cast<std::size_t>(i) + 1) std::this_thread::yield();
    }
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < kThreads; ++i) EXPECT_EQ(served[static_cast<std::size_t>(i)], i);
}

TEST_F(StorePool, GivesTheTurnOfOneWhoGaveUpToTheNext) {
  auto first = pool_.borrow(std::chrono::seconds(1));
  ASSERT_TRUE(first);
  const auto refused = pool_.borrow(std::chrono::milliseconds(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kTimeout);
  EXPECT_EQ(pool_.waiting(), 0U);
  { const auto given_back = *std::move(first); }
  EXPECT_TRUE(pool_.borrow(std::chrono::milliseconds(1)));
}

}  // namespace
}  // namespace signet::store
