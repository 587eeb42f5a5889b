#include "server/audit/audit_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/encoding.h"
#include "base/time.h"
#include "crypto/digest.h"

namespace signet::server {

namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::int64_t kVerifiedAtOnce = 1000;

/// What the first record follows.
std::string no_hash() {
  return std::string(kHashBytes, '\0');
}

void add_number(std::string& out, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((bits >> static_cast<unsigned>(shift)) & 0xFFU);
}

/// With its length in front, so that no two records give the same bytes; an absent text is not an empty one.
void add_text(std::string& out, const std::optional<std::string>& text) {
  add_number(out, text ? static_cast<std::int64_t>(text->size()) : -1);
  if (text) out += *text;
}

/// The columns as they are stored. Details are kept as the text that was written, so that the hash can be made again.
struct StoredRecord {
  std::int64_t seq = 0;
  store::Blob previous;
  store::Blob hash;
  std::int64_t at_ms = 0;
  std::string actor_kind;
  std::optional<std::string> actor;
  std::optional<std::string> team;
  std::string action;
  std::optional<std::string> target;
  std::optional<std::string> address;
  std::optional<std::string> user_agent;
  std::optional<std::string> request_id;
  std::string details;
};

std::string hash_of(const StoredRecord& record) {
  std::string bytes = "signet/audit/v1";
  bytes += record.previous.bytes;
  add_number(bytes, record.seq);
  add_number(bytes, record.at_ms);
  add_text(bytes, record.actor_kind);
  add_text(bytes, record.actor);
  add_text(bytes, record.team);
  add_text(bytes, record.action);
  add_text(bytes, record.target);
  add_text(bytes, record.address);
  add_text(bytes, record.user_agent);
  add_text(bytes, record.request_id);
  add_text(bytes, record.details);
  return crypto::sha256(bytes);
}

Result<StoredRecord> read_record(const store::Row& row) {
  StoredRecord r;
  SIGNET_CHECK(row.read(r.seq, r.previous, r.hash, r.at_ms, r.actor_kind, r.actor, r.team, r.action, r.target,
                        r.address, r.user_agent, r.request_id, r.details));
  return r;
}

Result<AuditRecord> to_record(StoredRecord stored) {
  AuditRecord record;
  record.seq = stored.seq;
  record.at_ms = stored.at_ms;
  record.hash = std::move(stored.hash.bytes);
  record.event = {std::move(stored.action), std::move(stored.actor_kind), std::move(stored.actor),
                  std::move(stored.team),   std::move(stored.target),     {}};
  record.origin = {stored.address.value_or(""), stored.user_agent.value_or(""), stored.request_id.value_or("")};
  SIGNET_TRY(const json::value details, json::parse(stored.details, "details of an audit record"));
  if (const json::object* object = details.if_object()) record.event.details = *object;
  return record;
}

std::string printable(std::string text) {
  // The store takes no NUL and only UTF-8; a user agent may be anything.
  std::erase(text, '\0');
  if (text.size() > kMaxUserAgentBytes) text.resize(kMaxUserAgentBytes);
  return is_utf8(text) ? text : latin1_to_utf8(text);
}

/// Whether the record follows those before it, and is as it was written.
void check_record(const StoredRecord& record, std::string_view previous, AuditCheck& check) {
  const std::int64_t expected = check.records + 1;
  if (record.seq != expected) {
    check.broken = expected;
    check.why = fmt::format("record {} is missing", expected);
  } else if (record.previous.bytes != previous) {
    check.broken = record.seq;
    check.why = fmt::format("record {} does not follow the one before it", record.seq);
  } else if (record.hash.bytes != hash_of(record)) {
    check.broken = record.seq;
    check.why = fmt::format("record {} was changed: its hash is not that of its content", record.seq);
  }
}

}  // namespace

Status append_audit(store::Transaction& transaction, const AuditEvent& event, const Origin& origin,
                    std::int64_t now_ms) {
  SIGNET_TRY(const auto last, transaction.query_one("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1"));
  StoredRecord record;
  record.previous.bytes = no_hash();
  if (last) SIGNET_CHECK(last->read(record.seq, record.previous));
  ++record.seq;
  record.at_ms = now_ms;
  record.actor_kind = event.actor_kind;
  record.actor = event.actor;
  record.team = event.team;
  record.action = event.action;
  record.target = event.target;
  record.address = origin.address;
  record.user_agent = printable(origin.user_agent);
  record.request_id = origin.request_id;
  record.details = boost::json::serialize(event.details);
  record.hash.bytes = hash_of(record);
  return transaction.enqueue(
      "INSERT INTO audit_log (seq, previous_hash, hash, at_ms, actor_kind, actor, team, action, target, address, "
      "user_agent, request_id, details) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {record.seq, record.previous, record.hash, record.at_ms, record.actor_kind, record.actor, record.team,
       record.action, record.target, record.address, record.user_agent, record.request_id, record.details});
}

Status append_audit(store::Transaction& transaction, AuditEvent event, const ChangeContext& change) {
  event.actor = change.user_id;
  if (!change.key_id.empty()) {
    event.actor_kind = "api_key";
    event.details["api_key"] = change.key_id;
  }
  return append_audit(transaction, event, change.origin, change.now_ms);
}

Result<std::int64_t> last_audit_seq(store::Transaction& transaction) {
  SIGNET_TRY(const auto row, transaction.query_one("SELECT COALESCE(MAX(seq), 0) FROM audit_log"));
  return row->get<std::int64_t>(0);
}

Result<std::vector<AuditRecord>> list_audit(store::Transaction& transaction, const AuditFilter& filter,
                                            std::int64_t limit) {
  SIGNET_TRY(
      const auto rows,
      transaction.query("SELECT seq, previous_hash, hash, at_ms, actor_kind, actor, team, action, target, address, "
                        "user_agent, request_id, details FROM audit_log WHERE seq < $1 AND at_ms >= $2 AND at_ms <= $3 "
                        "AND (CAST($4 AS TEXT) IS NULL OR team = $4) AND (CAST($5 AS TEXT) IS NULL OR actor = $5) "
                        "AND (CAST($6 AS TEXT) IS NULL OR action = $6) AND (CAST($7 AS TEXT) IS NULL OR target = $7) "
                        "AND (CAST($8 AS TEXT) IS NULL OR actor = $8 OR target = $8) ORDER BY seq DESC LIMIT $9",
                        {filter.before_seq, filter.from_ms, filter.until_ms, filter.team, filter.actor, filter.action,
                         filter.target, filter.person, std::clamp<std::int64_t>(limit, 1, kMaxAuditPage)}));
  std::vector<AuditRecord> records;
  records.reserve(rows.size());
  for (const store::Row& row : rows) {
    SIGNET_TRY(StoredRecord stored, read_record(row));
    SIGNET_TRY(AuditRecord record, to_record(std::move(stored)));
    records.push_back(std::move(record));
  }
  return records;
}

json::object to_json(const AuditRecord& record) {
  const auto text = [](const std::optional<std::string>& value) { return value ? json::value(*value) : json::value(); };
  return {{"seq", record.seq},
          {"at", iso_time(record.at_ms)},
          {"action", record.event.action},
          {"actor_kind", record.event.actor_kind},
          {"actor", text(record.event.actor)},
          {"team", text(record.event.team)},
          {"target", text(record.event.target)},
          {"address", record.origin.address},
          {"user_agent", record.origin.user_agent},
          {"request_id", record.origin.request_id},
          {"details", record.event.details},
          {"hash", hex_encode(record.hash)}};
}

Result<AuditCheck> verify_audit(store::Transaction& transaction, const std::function<Status(const AuditRecord&)>& see) {
  AuditCheck check;
  std::string previous = no_hash();
  std::int64_t last_seq = INT64_MIN;
  while (true) {
    // Piece by piece: one statement over a long log would meet the database's limit in time.
    SIGNET_TRY(const auto rows,
               transaction.query("SELECT seq, previous_hash, hash, at_ms, actor_kind, actor, team, action, target, "
                                 "address, user_agent, request_id, details FROM audit_log WHERE seq > $1 ORDER BY seq "
                                 "LIMIT $2",
                                 {last_seq, kVerifiedAtOnce}));
    if (rows.empty()) break;
    for (const store::Row& row : rows) {
      SIGNET_TRY(StoredRecord stored, read_record(row));
      if (!check.broken) check_record(stored, previous, check);
      ++check.records;
      previous = stored.hash.bytes;
      last_seq = stored.seq;
      if (!see) continue;
      SIGNET_TRY(const AuditRecord record, to_record(std::move(stored)));
      SIGNET_CHECK(see(record));
    }
  }
  if (check.records > 0) check.last_hash = previous;
  return check;
}

}  // namespace signet::server
