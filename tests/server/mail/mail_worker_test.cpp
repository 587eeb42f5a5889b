// The queue and the mail server together: who sends what, how often, and what happens when one of them dies.
#include "server/mail/mail_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <set>

#include "store/migrations.h"
#include "tests/server/mail/smtp_sink.h"
#include "tests/server/mails.h"
#include "tests/server/running_front.h"
#include "tests/store/support.h"

namespace signet::server {
namespace {

using test::SmtpSink;
using testing::HasSubstr;

class MailWorkers : public store::test::OnBoth {
 protected:
  void SetUp() override {
    OnBoth::SetUp();
    if (IsSkipped()) return;
    if (!SmtpSink::is_installed()) GTEST_SKIP() << "python3-aiosmtpd is not installed";
    ASSERT_TRUE(store::migrate(*database_));
  }

  void enqueue(const std::string& to, const std::string& key = "key") {
    const Status status = database_->write([&](store::Transaction& transaction) {
      return enqueue_mail(transaction, outbox_, {key, to, "Subject", "a link that is a secret", "<p>text</p>"},
                          now_ms_);
    });
    ASSERT_TRUE(status) << status.error().to_string();
  }

  std::unique_ptr<MailWorker> start(store::Database& database, const SmtpSink& sink) {
    MailWorkerOptions options{sink.settings()};
    options.pause = std::chrono::milliseconds(5);
    options.grace = std::chrono::milliseconds(0);
    options.notice = notices_.sink();
    return std::make_unique<MailWorker>(database, outbox_.master, std::move(options),
                                        [this] { return now_ms_.load(); });
  }

  /// Waits until the one number that a statement gives is 0.
  void wait_until_none(store::Sql sql) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (store::test::read_value(*database_, sql) != store::Value(0)) {
      ASSERT_LT(std::chrono::steady_clock::now(), end);
      std::this_thread::yield();
    }
  }
  /// Waits until each mail was sent or given up.
  void wait_until_done() { wait_until_none("SELECT COUNT(*) FROM mail_queue WHERE state IN ('waiting', 'sending')"); }
  /// Waits until what was tried is in the queue again, with the time of its next try.
  void wait_until_put_back() { wait_until_none("SELECT COUNT(*) FROM mail_queue WHERE last_error IS NULL"); }

  std::atomic<std::int64_t> now_ms_ = 1'800'000'000'000;
  const Outbox outbox_ = test::make_outbox();
  test::Lines notices_;
};
SIGNET_ON_BOTH(MailWorkers);

TEST_P(MailWorkers, SendWhatWaits) {
  SmtpSink sink;
  enqueue("ada@example.com");
  const auto worker = start(*database_, sink);
  const auto kept = sink.next();
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->to, "ada@example.com");
  EXPECT_THAT(kept->part("text/plain"), HasSubstr("a link"));
  wait_until_done();
  enqueue("bob@example.com", "another");
  ASSERT_TRUE(sink.next());
  wait_until_done();
  EXPECT_THAT(worker->metrics(), HasSubstr("signet_mails_sent_total 2"));
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(body_text) FROM mail_queue"), store::Value(0));
}

TEST_P(MailWorkers, TryAgainLaterWhatWasRefusedForAWhile) {
  SmtpSink sink;
  enqueue("busy@example.com");
  const auto worker = start(*database_, sink);
  ASSERT_TRUE(notices_.wait_for("451 4.7.1 come again"));
  wait_until_put_back();
  EXPECT_EQ(sink.left(), 0U);
  now_ms_ += 60'000;
  ASSERT_TRUE(sink.next());
  wait_until_done();
  EXPECT_EQ(store::test::read_value(*database_, "SELECT attempts FROM mail_queue WHERE state = 'sent'"),
            store::Value(2));
}

TEST_P(MailWorkers, GiveUpWhatWasRefusedForGood) {
  SmtpSink sink;
  enqueue("unknown@example.com");
  const auto worker = start(*database_, sink);
  ASSERT_TRUE(notices_.wait_for("550 5.1.1 nobody of that name"));
  wait_until_done();
  now_ms_ += kMailLeaseMs * 1000;
  enqueue("ada@example.com", "another");
  const auto next = sink.next();
  ASSERT_TRUE(next);
  EXPECT_EQ(next->to, "ada@example.com") << "nothing else comes";
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(body_text) FROM mail_queue WHERE state = 'failed'"),
            store::Value(0))
      << "its link is gone";
}

TEST_P(MailWorkers, SendAgainUnderTheSameIdWhenTheAnswerWasLost) {
  SmtpSink sink;
  enqueue("drop@example.com");
  const auto worker = start(*database_, sink);
  const auto first = sink.next();
  ASSERT_TRUE(first);
  wait_until_put_back();
  now_ms_ += 60'000;
  const auto second = sink.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(first->header("Message-ID"), second->header("Message-ID"));
  EXPECT_EQ(first->header("Date"), second->header("Date"));
  wait_until_done();
}

TEST_P(MailWorkers, SendAgainUnderTheSameIdWhatADeadServerHadOnLoan) {
  SmtpSink sink;
  enqueue("hang@example.com");
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    store::Database own = place_->open();
    const auto worker = start(own, sink);
    while (true) ::pause();
  }
  const auto first = sink.next();  // it has the mail; the server waits for the answer
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ASSERT_TRUE(first);

  const auto worker = start(*database_, sink);
  enqueue("ada@example.com", "another");
  const auto other = sink.next();
  ASSERT_TRUE(other);
  EXPECT_EQ(other->to, "ada@example.com") << "the dead one's is still on loan";
  now_ms_ += kMailLeaseMs;
  const auto second = sink.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->to, "hang@example.com");
  EXPECT_EQ(first->header("Message-ID"), second->header("Message-ID"));
  wait_until_done();
}

TEST_P(MailWorkers, SendEachMailOnceHoweverManyTheyAre) {
  constexpr int kMails = 200;
  SmtpSink sink;
  for (int i = 0; i < kMails; ++i) enqueue(fmt::format("user{}@example.com", i), std::to_string(i));
  std::set<std::string> reached;
  {
    // Replicas: each with its own connections.
    store::Database other = place_->open();
    const auto here = start(*database_, sink);
    const auto there = start(other, sink);
    for (int i = 0; i < kMails; ++i) {
      const auto kept = sink.next();
      ASSERT_TRUE(kept) << i;
      EXPECT_TRUE(reached.insert(kept->to).second) << kept->to << " twice";
    }
    wait_until_done();
  }
  EXPECT_EQ(sink.left(), 0U);
  EXPECT_EQ(store::test::read_value(*database_, "SELECT MAX(attempts) FROM mail_queue"), store::Value(1));
}

TEST_P(MailWorkers, StopInTheMiddleOfAMail) {
  SmtpSink sink;
  enqueue("hang@example.com");
  auto worker = start(*database_, sink);
  ASSERT_TRUE(sink.next());
  worker.reset();
  EXPECT_EQ(store::test::read_value(*database_, "SELECT state FROM mail_queue"), store::Value("waiting"))
      << "for another replica";
}

}  // namespace
}  // namespace signet::server
