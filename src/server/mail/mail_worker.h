// Sends what waits in the queue (mail_queue.h), on a thread of its own. Each replica has one; the queue sees to it that
// no two send the same mail. A mail is sent again when a server died between handing it in and noting that: with the
// same Message-ID, by which mail programs know it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "server/keys.h"
#include "server/mail/smtp.h"
#include "store/database.h"

namespace signet::server {

struct MailWorkerOptions {
  SmtpSettings smtp;
  std::chrono::milliseconds pause{1000};  ///< between looks at the queue
  std::chrono::milliseconds grace{5000};  ///< at the end, for the mail that is being sent
  /// A line for the administrator: what could not be sent, and why. Null: nobody reads.
  std::function<void(std::string_view)> notice;
};

class MailWorker {
 public:
  /// `database` and `master` must outlive it; `now_ms` gives Unix milliseconds.
  MailWorker(store::Database& database, const MasterKeys& master, MailWorkerOptions options,
             std::function<std::int64_t()> now_ms);
  /// Stops; what was not sent waits for the next one.
  ~MailWorker();
  MailWorker(const MailWorker&) = delete;
  MailWorker& operator=(const MailWorker&) = delete;

  /// Looks at the queue now.
  void wake();
  /// The queue in Prometheus' text format, as it was at the last look. Does not block.
  [[nodiscard]] std::string metrics() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::server
