#include "server/mail/mail_worker.h"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/ids.h"
#include "base/signals_blocked.h"
#include "server/mail/mail_queue.h"

namespace signet::server {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kBetweenCounts{15};
constexpr std::chrono::hours kBetweenCleanings{1};
/// Tries to note that a mail was sent: if none succeeds it is sent again.
constexpr int kMostNotes = 10;

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

}  // namespace

struct MailWorker::Impl {
  Impl(store::Database& in_database, const MasterKeys& key, MailWorkerOptions given,
       std::function<std::int64_t()> clock)
      : database(in_database),
        master(key),
        sender(std::move(given.smtp)),
        options(std::move(given)),
        now_ms(std::move(clock)) {}

  store::Database& database;
  const MasterKeys& master;
  SmtpSender sender;
  const MailWorkerOptions options;  ///< without `smtp`, which is the sender's
  const std::function<std::int64_t()> now_ms;
  const std::string owner = make_uuid();  // of its leases
  std::string last_trouble;
  Clock::time_point next_count;
  Clock::time_point next_cleaning;

  prometheus::Registry registry;
  prometheus::Gauge& waiting = gauge(registry, "signet_mails_waiting", "Mails in the queue that are not sent yet");
  prometheus::Gauge& failed = gauge(registry, "signet_mails_failed", "Mails of the last 30 days that were given up");
  prometheus::Counter& sent = prometheus::BuildCounter()
                                  .Name("signet_mails_sent_total")
                                  .Help("Mails that this process handed in")
                                  .Register(registry)
                                  .Add({});

  mutable std::mutex mutex;
  std::condition_variable changed;
  bool is_stopping = false;
  bool is_woken = false;
  Clock::time_point stopped_at;
  std::thread thread;

  void run() {
    while (true) {
      send_due();
      care();
      sender.disconnect();
      if (pause()) return;
    }
  }

  /// Sends until nothing is due or the end is near.
  void send_due() {
    while (!stopping()) {
      auto mail = next_mail();
      if (!mail) return trouble(mail.error());
      if (!*mail) return;
      if (!deliver(**mail)) return;
    }
  }

  Result<std::optional<LeasedMail>> next_mail() {
    // Looking takes no lock that a writer would wait for.
    SIGNET_TRY(const bool is_due,
               database.read([&](store::Transaction& transaction) { return is_mail_due(transaction, now_ms()); }));
    if (!is_due) return std::optional<LeasedMail>();
    return database.write(
        [&](store::Transaction& transaction) { return lease_mail(transaction, master, owner, now_ms()); });
  }

  /// False when the queue cannot be written to.
  bool deliver(const LeasedMail& mail) {
    const Delivery delivery =
        mail.opened ? sender.send(mail, [this] { return grace_is_over(); }) : Delivery{mail.opened, true};
    if (delivery.status) {
      sent.Increment();
      last_trouble.clear();
    } else if (delivery.is_final || mail.attempts >= kMailAttempts) {
      notice(fmt::format("mail {} is given up: {}", mail.id, delivery.status.error().to_string()));
    } else {
      trouble(delivery.status.error());
    }
    for (int i = 0; i < kMostNotes; ++i) {
      const auto noted = database.write([&](store::Transaction& transaction) {
        return delivery.status
                   ? finish_mail(transaction, mail, owner, now_ms())
                   : fail_mail(transaction, mail, owner, delivery.status.error().message, delivery.is_final, now_ms());
      });
      if (noted) return true;
      trouble(noted.error());
      if (pause()) return false;
    }
    return false;
  }

  /// What is done now and then.
  void care() {
    const auto now = Clock::now();
    if (now >= next_count) {
      next_count = now + kBetweenCounts;
      const auto counts = database.read([](store::Transaction& transaction) { return count_mails(transaction); });
      if (!counts) return trouble(counts.error());
      waiting.Set(static_cast<double>(counts->waiting));
      failed.Set(static_cast<double>(counts->failed));
    }
    if (now >= next_cleaning) {
      next_cleaning = now + kBetweenCleanings;
      const auto gone =
          database.write([&](store::Transaction& transaction) { return forget_old_mails(transaction, now_ms()); });
      if (!gone) trouble(gone.error());
    }
  }

  /// Says what is wrong once, not with each mail.
  void trouble(const Error& error) {
    std::string text = error.to_string();
    if (text == last_trouble) return;
    notice("mails wait: " + text);
    last_trouble = std::move(text);
  }
  void notice(std::string_view line) const {
    if (options.notice) options.notice(line);
  }

  /// Waits for the next look; true when this is the end.
  bool pause() {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, options.pause, [this] { return is_stopping || is_woken; });
    is_woken = false;
    return is_stopping;
  }
  [[nodiscard]] bool stopping() const {
    const std::lock_guard lock(mutex);
    return is_stopping;
  }
  [[nodiscard]] bool grace_is_over() const {
    const std::lock_guard lock(mutex);
    return is_stopping && Clock::now() >= stopped_at + options.grace;
  }
};

MailWorker::MailWorker(store::Database& database, const MasterKeys& master, MailWorkerOptions options,
                       std::function<std::int64_t()> now_ms)
    : impl_(std::make_unique<Impl>(database, master, std::move(options), std::move(now_ms))) {
  const SignalsBlocked blocked;
  impl_->thread = std::thread([this] { impl_->run(); });
}

MailWorker::~MailWorker() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->is_stopping = true;
    impl_->stopped_at = Clock::now();
  }
  impl_->changed.notify_all();
  impl_->thread.join();
}

void MailWorker::wake() {
  const std::lock_guard lock(impl_->mutex);
  impl_->is_woken = true;
  impl_->changed.notify_all();
}

std::string MailWorker::metrics() const {
  return prometheus::TextSerializer().Serializer::Serialize(impl_->registry.Collect());
}

}  // namespace signet::server
