// The audit log: who did what to what, when and from where, for every event that matters to security. Rows are only
// ever added; each has a hash over itself and the hash before it, so that a row that was changed, removed or put in
// between shows when the chain is walked. A copy of the last hash kept elsewhere shows a cut end, too.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "server/change.h"
#include "server/origin.h"
#include "store/transaction.h"

namespace signet::server {

/// What happened. Details hold names and ids; never a secret, a token, or a password.
struct AuditEvent {
  std::string action;                      ///< "account.sign_in", "team.members.invite"
  std::string actor_kind = "user";         ///< user, api_key, system, nobody
  std::optional<std::string> actor = {};   ///< an id
  std::optional<std::string> team = {};    ///< an id
  std::optional<std::string> target = {};  ///< an id
  json::object details = {};
};

/// A row, as it is listed and exported.
struct AuditRecord {
  std::int64_t seq = 0;
  std::int64_t at_ms = 0;
  AuditEvent event;
  Origin origin;
  std::string hash;  ///< 32 bytes
};

/// Adds an event to the chain, within the transaction that does what it tells of: both happen or neither.
[[nodiscard]] Status append_audit(store::Transaction& transaction, const AuditEvent& event, const Origin& origin,
                                  std::int64_t now_ms);

/// The same of what a person changes: the actor is `change`'s. An API key is named in the details.
[[nodiscard]] Status append_audit(store::Transaction& transaction, AuditEvent event, const ChangeContext& change);

/// The seq of the newest record, 0 without any. While it stands still nobody's rights have changed, but for what ends
/// by time: each change of them writes its record in the same transaction.
[[nodiscard]] Result<std::int64_t> last_audit_seq(store::Transaction& transaction);

/// Which records to show; newest first.
struct AuditFilter {
  std::optional<std::string> team = {};
  std::optional<std::string> actor = {};
  std::optional<std::string> action = {};
  std::optional<std::string> target = {};
  std::optional<std::string> person = {};  ///< as actor or target
  std::int64_t from_ms = 0;
  std::int64_t until_ms = INT64_MAX;
  std::int64_t before_seq = INT64_MAX;  ///< for the next page: the last seq of the one before
};

inline constexpr std::int64_t kMaxAuditPage = 10'000;

[[nodiscard]] Result<std::vector<AuditRecord>> list_audit(store::Transaction& transaction, const AuditFilter& filter,
                                                          std::int64_t limit);

/// One record as a line of the export.
[[nodiscard]] json::object to_json(const AuditRecord& record);

/// What walking the chain found.
struct AuditCheck {
  std::int64_t records = 0;
  std::string last_hash;               ///< 32 bytes; empty for an empty log
  std::optional<std::int64_t> broken;  ///< the first seq that does not fit
  std::string why;                     ///< what is wrong with it
};

/// Walks the whole log, from the oldest record on; also shows each record to `see`, when there is one.
[[nodiscard]] Result<AuditCheck> verify_audit(store::Transaction& transaction,
                                              const std::function<Status(const AuditRecord&)>& see = {});

}  // namespace signet::server
