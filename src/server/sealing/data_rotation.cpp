#include <chrono>
#include <optional>
#include <thread>
#include <vector>

#include "server/audit/audit_log.h"
#include "server/sealing/rotation.h"

namespace signet::server {

namespace {

using Clock = std::function<std::int64_t()>;

constexpr std::int64_t kBatch = 100;

Status note(store::Transaction& transaction, std::string action, json::object details, std::int64_t now_ms) {
  AuditEvent event{std::move(action)};
  event.actor_kind = "system";
  event.details = std::move(details);
  return append_audit(transaction, event, {"", "", ""}, now_ms);
}

struct Begun {
  std::int64_t at_ms = 0;  ///< every key that was there has an earlier time
  bool went_on = false;
};

/// Notes that a rotation runs, until the end of it: who was killed goes on with the same one.
Result<Begun> begin(store::Transaction& transaction, std::int64_t now_ms) {
  SIGNET_TRY(const auto present,
             transaction.query_one("SELECT changed_ms FROM settings WHERE name = 'data_key_rotation'"));
  if (present) {
    SIGNET_TRY(const auto at_ms, present->get<std::int64_t>(0));
    return Begun{at_ms, true};
  }
  // Another server's clock may be ahead.
  SIGNET_TRY(const auto newest, transaction.query_one("SELECT MAX(created_ms), COUNT(*) FROM data_keys "
                                                      "WHERE retired_ms IS NULL"));
  std::optional<std::int64_t> newest_ms;
  std::int64_t keys = 0;
  if (newest) SIGNET_CHECK(newest->read(newest_ms, keys));
  const Begun begun{std::max(now_ms, newest_ms.value_or(0) + 1), false};
  const auto noted = transaction.execute(
      "INSERT INTO settings (name, value, changed_ms) VALUES ('data_key_rotation', 'begun', $1)", {begun.at_ms});
  if (!noted) return noted.error();
  SIGNET_CHECK(note(transaction, "server.keys.rotate", {{"workspaces", keys}}, now_ms));
  return begun;
}

Status end(store::Transaction& transaction, const Resealed& outcome, std::int64_t now_ms) {
  const auto gone = transaction.execute("DELETE FROM settings WHERE name = 'data_key_rotation'");
  if (!gone) return gone.error();
  return note(transaction, "server.keys.rotated", {{"values", outcome.values}, {"broken", outcome.broken}}, now_ms);
}

Result<std::vector<std::string>> workspaces_to_rotate(store::Database& database, std::int64_t before_ms,
                                                      std::string_view after) {
  return database.read([&](store::Transaction& transaction) -> Result<std::vector<std::string>> {
    SIGNET_TRY(const auto rows,
               transaction.query("SELECT workspace_id FROM data_keys WHERE retired_ms IS NULL AND created_ms < $1 "
                                 "AND workspace_id > $2 ORDER BY workspace_id LIMIT $3",
                                 {before_ms, after, kBatch}));
    return store::read_rows(rows, [](const store::Row& row) { return row.get<std::string>(0); });
  });
}

Status make_new_keys(store::Database& database, const DataKeys& keys, const Begun& begun, const Clock& now_ms,
                     Resealed& outcome) {
  std::string after;
  while (true) {
    SIGNET_TRY(const auto workspaces, workspaces_to_rotate(database, begun.at_ms, after));
    if (workspaces.empty()) return {};
    for (const std::string& workspace : workspaces) {
      SIGNET_TRY(const bool rotated, database.write([&](store::Transaction& transaction) {
        return keys.rotate(transaction, workspace, begun.at_ms, std::max(now_ms(), begun.at_ms));
      }));
      outcome.keys += rotated ? 1 : 0;
    }
    after = workspaces.back();
  }
}

struct RetiredKey {
  std::int64_t retired_ms = 0;
  std::string id;
  std::string workspace;
};

Result<std::optional<RetiredKey>> next_retired(store::Database& database, const RetiredKey& after) {
  return database.read([&](store::Transaction& transaction) -> Result<std::optional<RetiredKey>> {
    SIGNET_TRY(const auto row,
               transaction.query_one("SELECT retired_ms, id, workspace_id FROM data_keys WHERE retired_ms IS NOT NULL "
                                     "AND (retired_ms, id) > ($1, $2) ORDER BY retired_ms, id LIMIT 1",
                                     {after.retired_ms, after.id}));
    if (!row) return std::optional<RetiredKey>();
    RetiredKey key;
    SIGNET_CHECK(row->read(key.retired_ms, key.id, key.workspace));
    return std::optional(std::move(key));
  });
}

/// A row of sealed_values.
struct Stored {
  std::string element;
  std::string slot;
  std::int64_t revision = -1;
  store::Blob sealed;
};

struct Batch {
  std::int64_t values = 0;
  std::int64_t broken = 0;
  std::optional<Stored> last;  ///< nullopt: there were no more
};

Result<Batch> reseal_batch(store::Transaction& transaction, const DataKeys& keys, const RetiredKey& retired,
                           const Stored& after, std::int64_t now_ms) {
  // Every writer of the workspace meets the others in its key's row. Behind the reads below it would come too late
  // again and again while somebody writes without a pause.
  SIGNET_TRY([[maybe_unused]] const Sealer met, keys.sealer(transaction, retired.workspace, 0, now_ms));
  SIGNET_TRY(const auto rows, transaction.query("SELECT element_id, slot, revision, sealed FROM sealed_values "
                                                "WHERE key_id = $1 AND (element_id, slot, revision) > ($2, $3, $4) "
                                                "ORDER BY element_id, slot, revision LIMIT $5",
                                                {retired.id, after.element, after.slot, after.revision, kBatch}));
  Batch batch;
  if (rows.empty()) return batch;
  SIGNET_TRY(Sealer sealer,
             keys.sealer(transaction, retired.workspace, static_cast<std::int64_t>(rows.size()), now_ms));
  for (const store::Row& row : rows) {
    Stored& value = batch.last.emplace();
    SIGNET_CHECK(row.read(value.element, value.slot, value.revision, value.sealed));
    const ValuePlace place{retired.workspace, value.element, value.slot, value.revision};
    const auto plain = keys.open(transaction, value.sealed.bytes, place);
    if (!plain) {
      if (plain.error().code != ErrorCode::kInternal || transaction.failure() != nullptr) return plain.error();
      ++batch.broken;
      continue;
    }
    SIGNET_TRY(SealedValue anew, sealer.seal(plain->expose(), place));
    const auto changed = transaction.execute(
        "UPDATE sealed_values SET key_id = $4, sealed = $5 WHERE element_id = $1 AND slot = $2 "
        "AND revision = $3",
        {value.element, value.slot, value.revision, anew.key_id, store::Blob{std::move(anew.bytes)}});
    if (!changed) return changed.error();
    ++batch.values;
  }
  return batch;
}

Result<bool> delete_if_unused(store::Database& database, const RetiredKey& key) {
  return database.write([&](store::Transaction& transaction) -> Result<bool> {
    SIGNET_TRY(const std::int64_t gone,
               transaction.execute("DELETE FROM data_keys WHERE id = $1 AND retired_ms IS NOT NULL "
                                   "AND NOT EXISTS (SELECT 1 FROM sealed_values WHERE key_id = $1)",
                                   {key.id}));
    return gone == 1;
  });
}

Result<std::int64_t> values_to_reseal(store::Database& database) {
  return database.read([](store::Transaction& transaction) -> Result<std::int64_t> {
    SIGNET_TRY(const auto row,
               transaction.query_one("SELECT COUNT(*) FROM sealed_values v JOIN data_keys k ON k.id = v.key_id "
                                     "WHERE k.retired_ms IS NOT NULL"));
    return row ? row->get<std::int64_t>(0) : Result<std::int64_t>(std::int64_t{0});
  });
}

/// Waits as long as the batch took: SQLite has no line for the writers of two processes, and the server is to get its
/// turns.
template <typename Work>
auto at_half_speed(Work&& work) {
  const auto began = std::chrono::steady_clock::now();
  auto done = work();
  std::this_thread::sleep_for(std::chrono::steady_clock::now() - began);
  return done;
}

Status reseal_values(store::Database& database, const DataKeys& keys, const Clock& now_ms, const SeeProgress& see,
                     Resealed& outcome) {
  SIGNET_TRY(const std::int64_t all, values_to_reseal(database));
  RetiredKey key;
  while (true) {
    SIGNET_TRY(auto next, next_retired(database, key));
    if (!next) return {};
    key = *std::move(next);
    Stored after;
    while (true) {
      SIGNET_TRY(Batch batch, at_half_speed([&] {
                   return database.write([&](store::Transaction& transaction) {
                     return reseal_batch(transaction, keys, key, after, now_ms());
                   });
                 }));
      if (!batch.last) break;
      outcome.values += batch.values;
      outcome.broken += batch.broken;
      after = *std::move(batch.last);
      SIGNET_CHECK(see(outcome.values + outcome.broken, all));
    }
    SIGNET_TRY(const bool gone, delete_if_unused(database, key));
    outcome.keys_gone += gone ? 1 : 0;
  }
}

}  // namespace

Result<Resealed> rotate_data_keys(store::Database& database, const MasterKeys& master, const Clock& now_ms,
                                  const SeeProgress& see) {
  const DataKeys keys(master);
  SIGNET_TRY(const Begun begun,
             database.write([&](store::Transaction& transaction) { return begin(transaction, now_ms()); }));
  Resealed outcome;
  outcome.went_on = begun.went_on;
  SIGNET_CHECK(make_new_keys(database, keys, begun, now_ms, outcome));
  SIGNET_CHECK(reseal_values(database, keys, now_ms, see, outcome));
  SIGNET_CHECK(database.write([&](store::Transaction& transaction) { return end(transaction, outcome, now_ms()); }));
  return outcome;
}

}  // namespace signet::server
