#include "server/mail/mail_queue.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ids.h"

namespace signet::server {

namespace {

constexpr std::int64_t kFirstPauseMs = 10'000;
constexpr std::int64_t kLongestPauseMs = 3600LL * 1000;
constexpr std::size_t kMaxErrorBytes = 500;

/// 10 s, 20 s, 40 s … an hour.
std::int64_t pause_ms(std::int64_t attempts) {
  const std::int64_t doublings = std::clamp<std::int64_t>(attempts - 1, 0, 9);
  return std::min(kFirstPauseMs << static_cast<unsigned>(doublings), kLongestPauseMs);
}

/// nullopt for an empty part.
Result<std::optional<store::Blob>> seal_part(const MasterKey& master, std::string_view id, MailPart part,
                                             std::string_view words) {
  if (words.empty()) return std::optional<store::Blob>();
  SIGNET_TRY(std::string sealed, master.seal(SecretString(words), place_of_mail(id, part)));
  return std::optional(store::Blob{std::move(sealed)});
}

Status open_part(const MasterKeys& master, std::string_view id, MailPart part, const std::optional<store::Blob>& sealed,
                 std::string& words) {
  if (!sealed) return {};
  auto opened = master.open(sealed->bytes, place_of_mail(id, part));
  if (!opened) return with_context(std::move(opened).error(), "the mail's text does not open");
  words = opened->expose();
  return {};
}

}  // namespace

std::string place_of_mail(std::string_view id, MailPart part) {
  return fmt::format("signet/v1/mail/{}/{}", id, part == MailPart::kText ? "text" : "html");
}

Status enqueue_mail(store::Transaction& transaction, const Outbox& outbox, const Mail& mail, std::int64_t now_ms) {
  const std::string id = make_uuid();
  SIGNET_TRY(const auto master, outbox.master.current(transaction));
  SIGNET_TRY(const auto text, seal_part(*master, id, MailPart::kText, mail.text));
  SIGNET_TRY(const auto html, seal_part(*master, id, MailPart::kHtml, mail.html));
  return transaction.enqueue(
      "INSERT INTO mail_queue (id, dedup_key, recipient, subject, body_text, body_html, state, created_ms, "
      "next_attempt_ms) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $7) ON CONFLICT (dedup_key) DO NOTHING",
      {id, mail.dedup_key, mail.to, mail.subject, text, html, now_ms});
}

Result<bool> is_mail_due(store::Transaction& transaction, std::int64_t now_ms) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT 1 WHERE EXISTS (SELECT 1 FROM mail_queue WHERE next_attempt_ms <= $1 "
                                   "AND (state = 'waiting' OR (state = 'sending' AND lease_until_ms <= $1)))",
                                   {now_ms}));
  return row.has_value();
}

Result<std::optional<LeasedMail>> lease_mail(store::Transaction& transaction, const MasterKeys& master,
                                             std::string_view owner, std::int64_t now_ms) {
  SIGNET_TRY(
      const auto row,
      transaction.query_one("UPDATE mail_queue SET state = 'sending', lease_owner = $1, lease_until_ms = $3, "
                            "attempts = attempts + 1 WHERE id = (SELECT id FROM mail_queue WHERE next_attempt_ms <= $2 "
                            "AND (state = 'waiting' OR (state = 'sending' AND lease_until_ms <= $2)) "
                            "ORDER BY next_attempt_ms, id LIMIT 1) "
                            "RETURNING id, dedup_key, recipient, subject, body_text, body_html, created_ms, "
                            "attempts",
                            {owner, now_ms, now_ms + kMailLeaseMs}));
  if (!row) return std::optional<LeasedMail>();
  LeasedMail leased;
  Mail& mail = leased.mail;
  std::optional<store::Blob> text;
  std::optional<store::Blob> html;
  SIGNET_CHECK(
      row->read(leased.id, mail.dedup_key, mail.to, mail.subject, text, html, leased.created_ms, leased.attempts));
  leased.opened = open_part(master, leased.id, MailPart::kText, text, mail.text);
  if (leased.opened) leased.opened = open_part(master, leased.id, MailPart::kHtml, html, mail.html);
  return std::optional(std::move(leased));
}

Result<bool> finish_mail(store::Transaction& transaction, const LeasedMail& mail, std::string_view owner,
                         std::int64_t now_ms) {
  SIGNET_TRY(const std::int64_t changed,
             transaction.execute("UPDATE mail_queue SET state = 'sent', sent_ms = $3, body_text = NULL, "
                                 "body_html = NULL, lease_owner = NULL, lease_until_ms = NULL "
                                 "WHERE id = $1 AND lease_owner = $2 AND state = 'sending'",
                                 {mail.id, owner, now_ms}));
  return changed == 1;
}

Result<bool> fail_mail(store::Transaction& transaction, const LeasedMail& mail, std::string_view owner,
                       std::string_view error, bool is_final, std::int64_t now_ms) {
  const bool gives_up = is_final || mail.attempts >= kMailAttempts;
  SIGNET_TRY(const std::int64_t changed,
             transaction.execute("UPDATE mail_queue SET state = $3, next_attempt_ms = $4, last_error = $5, "
                                 "body_text = CASE $6 WHEN 1 THEN NULL ELSE body_text END, "
                                 "body_html = CASE $6 WHEN 1 THEN NULL ELSE body_html END, "
                                 "lease_owner = NULL, lease_until_ms = NULL "
                                 "WHERE id = $1 AND lease_owner = $2 AND state = 'sending'",
                                 {mail.id, owner, gives_up ? "failed" : "waiting", now_ms + pause_ms(mail.attempts),
                                  error.substr(0, kMaxErrorBytes), gives_up}));
  return changed == 1;
}

Result<MailCounts> count_mails(store::Transaction& transaction) {
  SIGNET_TRY(const auto row,
             transaction.query_one("SELECT (SELECT COUNT(*) FROM mail_queue WHERE state IN ('waiting', 'sending')), "
                                   "(SELECT COUNT(*) FROM mail_queue WHERE state = 'failed')"));
  MailCounts counts;
  if (row) SIGNET_CHECK(row->read(counts.waiting, counts.failed));
  return counts;
}

Result<std::int64_t> forget_old_mails(store::Transaction& transaction, std::int64_t now_ms) {
  return transaction.execute("DELETE FROM mail_queue WHERE state IN ('sent', 'failed') AND next_attempt_ms <= $1",
                             {now_ms - kMailKeptMs});
}

}  // namespace signet::server
