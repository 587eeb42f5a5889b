// Slows guessing down, by account and by address, in the database, so that all replicas count together. Waiting times
// double with each failure, for an account as for one that does not exist, so that they tell nothing. An attacker
// cannot lock a person out: from an address that the person signed in from before, only the address's own failures
// count.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/transaction.h"

namespace signet::server {

/// Failures that cost nothing, and the longest wait.
inline constexpr std::int64_t kFreeAccountFailures = 5;
inline constexpr std::int64_t kFreeAddressFailures = 20;
inline constexpr std::int64_t kLongestWaitMs = 15LL * 60 * 1000;
/// After so long without a failure all are forgotten.
inline constexpr std::int64_t kFailuresForgottenMs = 24LL * 3600 * 1000;

/// Mails that a stranger may have sent at once: to one address, and from one network.
inline constexpr std::int64_t kFreeMailsTo = 3;
inline constexpr std::int64_t kFreeMailsFrom = 50;

/// Who tries.
struct Attempt {
  std::string account;            ///< the canonical address, whether there is such an account or not
  std::string address;            ///< of the client
  bool is_known_address = false;  ///< the account's owner signed in from there before
};

/// The part of an address that is counted as one: IPv4 whole, IPv6 its /64, which one subscriber has.
[[nodiscard]] std::string throttle_network(std::string_view address);

/// Counts the attempt as a failure before it is looked at, so that many at the same time count as many; gives 0. Or
/// gives how many milliseconds it must wait: then it is neither counted nor looked at.
[[nodiscard]] Result<std::int64_t> begin_attempt(store::Transaction& transaction, const Attempt& attempt,
                                                 std::int64_t now_ms);
/// It was none: forgets the account's failures, and takes this one from the address's, whose others stay, as an
/// attacker may have an account, too.
[[nodiscard]] Status end_good_attempt(store::Transaction& transaction, const Attempt& attempt);

/// Forgets an account's failures from places that its owner does not know: who has its mailbox has proved to be the
/// owner, whatever others tried meanwhile.
[[nodiscard]] Status forget_failures(store::Transaction& transaction, std::string_view account);

/// Counts a request that sends a mail to `recipient` (a canonical address), so that nobody floods a mailbox, or many of
/// them, by our mails; as begin_attempt() otherwise.
[[nodiscard]] Result<std::int64_t> begin_mail(store::Transaction& transaction, std::string_view recipient,
                                              std::string_view address, std::int64_t now_ms);

/// kLimit, in the words for those who have to wait so long; `way_out` is what they can do instead.
[[nodiscard]] Error wait_first(std::int64_t wait_ms, std::string_view way_out = {});

}  // namespace signet::server
