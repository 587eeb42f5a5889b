// Mails wait in the database until a replica has sent them: written in the transaction that they tell of, leased by one
// replica at a time, tried again with growing pauses, and kept apart by a key, so that no event is told of twice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "server/mail/outbox.h"
#include "store/transaction.h"

namespace signet::server {

struct Mail {
  std::string dedup_key;  ///< "two_factor_on/USER/TIME": a second mail with it is not queued
  std::string to;
  std::string subject;
  std::string text;
  std::string html;  ///< may be empty
};

enum class MailPart : std::uint8_t { kText, kHtml };
/// What a part of a mail is sealed for: it opens as that part of that mail alone.
[[nodiscard]] std::string place_of_mail(std::string_view id, MailPart part);

/// Queues a mail, its text sealed for its own row; nothing when one of the same key is there.
[[nodiscard]] Status enqueue_mail(store::Transaction& transaction, const Outbox& outbox, const Mail& mail,
                                  std::int64_t now_ms);

/// A mail on loan to one sender.
struct LeasedMail {
  std::string id;
  Mail mail;
  std::int64_t created_ms = 0;
  std::int64_t attempts = 0;  ///< this one counted
  Status opened;              ///< why its text does not open, if so: there is nothing to send
};

/// The most time that sending one mail may take, and how long it is its sender's: longer, so that nobody else begins
/// while it is sent.
inline constexpr std::int64_t kMailSendingMs = 120'000;
inline constexpr std::int64_t kMailLeaseMs = kMailSendingMs + 30'000;
inline constexpr std::int64_t kMailAttempts = 30;  ///< within some 21 hours: links in mails are good for a day
/// How long it is remembered that a mail was sent, or given up.
inline constexpr std::int64_t kMailKeptMs = 30LL * 24 * 3600 * 1000;

/// Whether lease_mail() would find one. Only reads.
[[nodiscard]] Result<bool> is_mail_due(store::Transaction& transaction, std::int64_t now_ms);

/// The next mail that is due, leased to `owner` for kMailLeaseMs; nullopt when there is none. A lease that ran out
/// because its owner died is given to the next.
[[nodiscard]] Result<std::optional<LeasedMail>> lease_mail(store::Transaction& transaction, const MasterKeys& master,
                                                           std::string_view owner, std::int64_t now_ms);
/// Notes that it was sent; false when it was not `owner`'s any more. Its text is removed: links in it are as good as
/// passwords for a while.
[[nodiscard]] Result<bool> finish_mail(store::Transaction& transaction, const LeasedMail& mail, std::string_view owner,
                                       std::int64_t now_ms);
/// Puts it back for later, or gives it up (without its text) after kMailAttempts, or at once when `is_final` (refused
/// for good). False when it was not `owner`'s any more.
[[nodiscard]] Result<bool> fail_mail(store::Transaction& transaction, const LeasedMail& mail, std::string_view owner,
                                     std::string_view error, bool is_final, std::int64_t now_ms);

/// What an administrator should know of the queue.
struct MailCounts {
  std::int64_t waiting = 0;  ///< those being sent included
  std::int64_t failed = 0;   ///< given up, in the last kMailKeptMs
};
[[nodiscard]] Result<MailCounts> count_mails(store::Transaction& transaction);
/// Forgets mails that were sent or given up kMailKeptMs ago; how many.
[[nodiscard]] Result<std::int64_t> forget_old_mails(store::Transaction& transaction, std::int64_t now_ms);

}  // namespace signet::server
