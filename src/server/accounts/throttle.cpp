#include "server/accounts/throttle.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace signet::server {

namespace {

constexpr std::int64_t kFirstWaitMs = 1000;

std::int64_t next_wait_ms(std::int64_t failures, std::int64_t free) {
  if (failures <= free) return 0;
  constexpr std::int64_t kMostDoublings = 20;
  const auto doublings = static_cast<unsigned>(std::min(failures - free - 1, kMostDoublings));
  return std::min(kFirstWaitMs << doublings, kLongestWaitMs);
}

Result<std::int64_t> wait_of(store::Transaction& transaction, std::string_view kind, std::string_view subject,
                             std::int64_t now_ms) {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT not_before_ms FROM sign_in_failures WHERE kind = $1 "
                                                   "AND subject = $2 AND last_ms > $3",
                                                   {kind, subject, now_ms - kFailuresForgottenMs}));
  if (!row) return 0;
  SIGNET_TRY(const auto not_before_ms, row->get<std::int64_t>(0));
  return std::max<std::int64_t>(not_before_ms - now_ms, 0);
}

Status count(store::Transaction& transaction, std::string_view kind, std::string_view subject, std::int64_t free,
             std::int64_t now_ms) {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT failures, last_ms FROM sign_in_failures WHERE kind = $1 "
                                                   "AND subject = $2",
                                                   {kind, subject}));
  std::int64_t failures = 0;
  std::int64_t last_ms = 0;
  if (row) SIGNET_CHECK(row->read(failures, last_ms));
  if (now_ms - last_ms >= kFailuresForgottenMs) failures = 0;
  ++failures;
  const auto kept = transaction.execute(
      "INSERT INTO sign_in_failures (kind, subject, failures, first_ms, last_ms, not_before_ms) "
      "VALUES ($1, $2, $3, $4, $4, $5) ON CONFLICT (kind, subject) DO UPDATE SET failures = excluded.failures, "
      "last_ms = excluded.last_ms, not_before_ms = excluded.not_before_ms",
      {kind, subject, failures, now_ms, now_ms + next_wait_ms(failures, free)});
  if (!kept) return kept.error();
  return {};
}

/// What is counted: an account's failures, an address's, mails to a mailbox.
struct Counted {
  std::string_view kind;
  std::string_view subject;
  std::int64_t free;
};

/// How long to wait for the slower of the two; when that is nothing, both are counted.
Result<std::int64_t> wait_or_count(store::Transaction& transaction, const Counted& one, const Counted& other,
                                   std::int64_t now_ms) {
  SIGNET_TRY(const std::int64_t wait_of_one, wait_of(transaction, one.kind, one.subject, now_ms));
  SIGNET_TRY(const std::int64_t wait_of_other, wait_of(transaction, other.kind, other.subject, now_ms));
  if (wait_of_one > 0 || wait_of_other > 0) return std::max(wait_of_one, wait_of_other);
  SIGNET_CHECK(count(transaction, one.kind, one.subject, one.free, now_ms));
  SIGNET_CHECK(count(transaction, other.kind, other.subject, other.free, now_ms));
  return 0;
}

/// Failures from a place that the owner knows are counted apart, so that they hold up nobody elsewhere, nor do others'.
std::string account_subject(const Attempt& attempt) {
  return attempt.is_known_address ? attempt.account + " from " + throttle_network(attempt.address) : attempt.account;
}

}  // namespace

std::string throttle_network(std::string_view address) {
  constexpr std::size_t kNetworkBytes = 8;
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::string text(address);
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  std::fill(bytes.begin() + kNetworkBytes, bytes.end(), 0);
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (::inet_ntop(AF_INET6, bytes.data(), out.data(), out.size()) == nullptr) return text;
  return std::string(out.data()) + "/64";
}

Result<std::int64_t> begin_attempt(store::Transaction& transaction, const Attempt& attempt, std::int64_t now_ms) {
  const std::string account = account_subject(attempt);
  const std::string network = throttle_network(attempt.address);
  return wait_or_count(transaction, {"account", account, kFreeAccountFailures},
                       {"address", network, kFreeAddressFailures}, now_ms);
}

Status end_good_attempt(store::Transaction& transaction, const Attempt& attempt) {
  SIGNET_CHECK(forget_failures(transaction, account_subject(attempt)));
  const auto taken_back = transaction.execute(
      "UPDATE sign_in_failures SET failures = failures - 1, not_before_ms = 0 WHERE kind = 'address' "
      "AND subject = $1 AND failures > 0",
      {throttle_network(attempt.address)});
  if (!taken_back) return taken_back.error();
  return {};
}

Status forget_failures(store::Transaction& transaction, std::string_view account) {
  const auto forgotten =
      transaction.execute("DELETE FROM sign_in_failures WHERE kind = 'account' AND subject = $1", {account});
  if (!forgotten) return forgotten.error();
  return {};
}

Result<std::int64_t> begin_mail(store::Transaction& transaction, std::string_view recipient, std::string_view address,
                                std::int64_t now_ms) {
  const std::string network = throttle_network(address);
  return wait_or_count(transaction, {"mail_to", recipient, kFreeMailsTo}, {"mail_from", network, kFreeMailsFrom},
                       now_ms);
}

Error wait_first(std::int64_t wait_ms, std::string_view way_out) {
  constexpr std::int64_t kMsPerSecond = 1000;
  const std::int64_t seconds = wait_ms / kMsPerSecond + 1;
  Error error = fail(ErrorCode::kLimit, "too many attempts",
                     fmt::format("wait {} s{}{}", seconds, way_out.empty() ? "" : "; ", way_out));
  error.retry_after_seconds = seconds;
  return error;
}

}  // namespace signet::server
