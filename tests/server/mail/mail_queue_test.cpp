#include "server/mail/mail_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <thread>

#include "store/migrations.h"
#include "tests/server/mails.h"
#include "tests/store/support.h"

namespace signet::server {
namespace {

class MailQueue : public store::test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(store::migrate(*database_));
  }

  void enqueue(const std::string& key, std::int64_t now_ms = 0) {
    const Status status = database_->write([&](store::Transaction& transaction) {
      return enqueue_mail(transaction, outbox_, {key, "ada@example.com", "Subject", "text with a link", ""}, now_ms);
    });
    ASSERT_TRUE(status) << status.error().to_string();
  }

  std::optional<LeasedMail> lease(std::string_view owner, std::int64_t now_ms) {
    auto leased = database_->write(
        [&](store::Transaction& transaction) { return lease_mail(transaction, outbox_.master, owner, now_ms); });
    EXPECT_TRUE(leased) << leased.error().to_string();
    return *std::move(leased);
  }

  bool finish(const LeasedMail& mail, std::string_view owner) {
    return *database_->write([&](store::Transaction& transaction) { return finish_mail(transaction, mail, owner, 5); });
  }

  bool fail_it(const LeasedMail& mail, std::string_view owner, bool is_final, std::int64_t now_ms) {
    return *database_->write([&](store::Transaction& transaction) {
      return fail_mail(transaction, mail, owner, "refused", is_final, now_ms);
    });
  }

  const Outbox outbox_ = test::make_outbox();
};
SIGNET_ON_BOTH(MailQueue);

TEST_P(MailQueue, GivesEachMailToOneSender) {
  enqueue("a");
  enqueue("a");  // told twice
  const auto first = lease("one", 1);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->mail.text, "text with a link");
  EXPECT_FALSE(lease("two", 1));
  EXPECT_TRUE(finish(*first, "one"));
  EXPECT_FALSE(lease("two", kMailLeaseMs * 2));
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(body_text) FROM mail_queue"), store::Value(0))
      << "its link is gone";
  enqueue("a");
  EXPECT_FALSE(lease("two", kMailLeaseMs * 2)) << "nor is it sent again later";
}

TEST_P(MailQueue, GivesAMailOnWhenItsSenderDied) {
  enqueue("a");
  const auto dead = lease("dead", 1);
  EXPECT_FALSE(lease("next", kMailLeaseMs));
  const auto next = lease("next", kMailLeaseMs + 1);
  ASSERT_TRUE(next);
  EXPECT_EQ(next->attempts, 2);
  EXPECT_FALSE(finish(*dead, "dead")) << "too late: it is another's";
  EXPECT_TRUE(finish(*next, "next"));
}

TEST_P(MailQueue, TriesAgainWithGrowingPausesAndGivesUp) {
  enqueue("a");
  std::int64_t now_ms = 1;
  std::int64_t pause_before = 0;
  for (std::int64_t attempt = 1; attempt <= kMailAttempts; ++attempt) {
    const auto mail = lease("one", now_ms);
    ASSERT_TRUE(mail) << attempt;
    ASSERT_TRUE(fail_it(*mail, "one", false, now_ms));
    const store::Value next = store::test::read_value(*database_, "SELECT next_attempt_ms FROM mail_queue");
    const std::int64_t pause = *next.if_integer() - now_ms;
    EXPECT_GE(pause, pause_before);
    EXPECT_FALSE(lease("one", now_ms + pause - 1));
    pause_before = pause;
    now_ms += pause;
  }
  EXPECT_FALSE(lease("one", now_ms * 1000));
  EXPECT_EQ(store::test::read_value(*database_, "SELECT state FROM mail_queue"), store::Value("failed"));
}

TEST_P(MailQueue, GivesUpAtOnceWhatIsRefusedForGood) {
  enqueue("a");
  const auto mail = lease("one", 1);
  ASSERT_TRUE(fail_it(*mail, "one", true, 1));
  EXPECT_FALSE(lease("one", INT64_MAX / 2));
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(body_text) FROM mail_queue"), store::Value(0))
      << "its link is gone";
}

TEST_P(MailQueue, KeepsWhatAMailSaysSealedForItsOwnRow) {
  enqueue("a");
  enqueue("b", 1);
  const store::Value stored =
      store::test::read_value(*database_, "SELECT body_text FROM mail_queue WHERE dedup_key = 'a'");
  ASSERT_NE(stored.if_blob(), nullptr);
  EXPECT_THAT(stored.if_blob()->bytes, testing::Not(testing::HasSubstr("link")));
  // Whoever can write to the database puts one mail's text into another: to an address of their own, say.
  store::test::run(*database_,
                   "UPDATE mail_queue SET body_text = (SELECT body_text FROM mail_queue "
                   "WHERE dedup_key = 'b') WHERE dedup_key = 'a'");
  const auto moved = lease("one", 1);
  ASSERT_TRUE(moved);
  ASSERT_EQ(moved->mail.dedup_key, "a");
  EXPECT_FALSE(moved->opened);
  EXPECT_EQ(moved->mail.text, "");
  ASSERT_TRUE(fail_it(*moved, "one", true, 1));
  const auto next = lease("one", 1);
  ASSERT_TRUE(next) << "the others go on";
  EXPECT_EQ(next->mail.text, "text with a link");
}

TEST_P(MailQueue, SaysWhetherAMailIsDue) {
  const auto is_due = [this](std::int64_t now_ms) {
    return *database_->read([&](store::Transaction& transaction) { return is_mail_due(transaction, now_ms); });
  };
  EXPECT_FALSE(is_due(1));
  enqueue("a", 1);
  EXPECT_FALSE(is_due(0));
  EXPECT_TRUE(is_due(1));
  const auto mail = lease("one", 1);
  EXPECT_FALSE(is_due(kMailLeaseMs));
  EXPECT_TRUE(is_due(1 + kMailLeaseMs)) << "the lease ran out";
  EXPECT_TRUE(finish(*mail, "one"));
  EXPECT_FALSE(is_due(INT64_MAX / 2));
}

TEST_P(MailQueue, ForgetsWhatWasDoneLongAgo) {
  for (const char* key : {"sent", "failed", "waiting"}) enqueue(key, 0);
  EXPECT_TRUE(finish(*lease("one", 1), "one"));
  EXPECT_TRUE(fail_it(*lease("one", 1), "one", true, 1));
  const auto forget = [this](std::int64_t now_ms) {
    return *database_->write([&](store::Transaction& transaction) { return forget_old_mails(transaction, now_ms); });
  };
  EXPECT_EQ(forget(kMailKeptMs - 1), 0);
  EXPECT_EQ(forget(kMailKeptMs + 60'000), 2);
  const auto counts = database_->read([](store::Transaction& transaction) { return count_mails(transaction); });
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->waiting, 1);
  EXPECT_EQ(counts->failed, 0);
}

TEST_P(MailQueue, GivesNoMailTwiceHoweverManyAskAtOnce) {
  constexpr int kMails = 40;
  constexpr int kSenders = 6;
  for (int i = 0; i < kMails; ++i) enqueue(std::to_string(i));
  std::mutex mutex;
  std::multiset<std::string> given;
  std::vector<std::thread> senders;
  for (int s = 0; s < kSenders; ++s) {
    senders.emplace_back([&, owner = std::to_string(s)] {
      while (const auto mail = lease(owner, 1)) {
        {
          const std::lock_guard lock(mutex);
          given.insert(mail->id);
        }
        EXPECT_TRUE(finish(*mail, owner));
      }
    });
  }
  for (std::thread& sender : senders) sender.join();
  EXPECT_EQ(given.size(), static_cast<std::size_t>(kMails));
  EXPECT_EQ(std::set<std::string>(given.begin(), given.end()).size(), given.size());
}

}  // namespace
}  // namespace signet::server
