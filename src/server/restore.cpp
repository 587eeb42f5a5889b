#include "server/restore.h"

#include "server/audit/audit_log.h"
#include "store/migrations.h"

namespace signet::server {

namespace {

struct Revoked {
  std::string key;
  std::int64_t at_ms = 0;
};

Result<std::vector<Revoked>> revoked_keys(store::Database& database) {
  return database.read([](store::Transaction& transaction) -> Result<std::vector<Revoked>> {
    std::vector<Revoked> keys;
    SIGNET_CHECK(transaction.each("SELECT id, revoked_ms FROM api_keys WHERE revoked_ms IS NOT NULL", {},
                                  [&](const store::Row& row) {
                                    Revoked& key = keys.emplace_back();
                                    return row.read(key.key, key.at_ms);
                                  }));
    return keys;
  });
}

/// What was handed out before the backup must not work again because of it: somebody may have ended it since.
Status end_what_was_open(store::Transaction& transaction, const std::vector<Revoked>& revoked, Restored& restored) {
  SIGNET_TRY(restored.sessions_ended, transaction.execute("DELETE FROM sessions"));
  for (const store::Sql sql :
       {store::Sql("DELETE FROM remembered_devices"), store::Sql("DELETE FROM one_time_links")}) {
    SIGNET_TRY([[maybe_unused]] const std::int64_t gone, transaction.execute(sql));
  }
  SIGNET_TRY(restored.mails_dropped,
             transaction.execute("DELETE FROM mail_queue WHERE state IN ('waiting', 'sending')"));
  restored.keys_kept_revoked = 0;
  for (const Revoked& key : revoked) {
    SIGNET_TRY(const std::int64_t changed,
               transaction.execute("UPDATE api_keys SET revoked_ms = $2 WHERE id = $1 AND revoked_ms IS NULL",
                                   {key.key, key.at_ms}));
    restored.keys_kept_revoked += changed;
  }
  return {};
}

}  // namespace

Result<Restored> restore(store::Database& database, const RestoreRequest& request, std::int64_t now_ms) {
  Restored restored;
  std::vector<Revoked> revoked;
  SIGNET_TRY(const std::int64_t schema, store::schema_version(database));
  if (schema > 0 && request.replace) {
    // Looked at first, so that a backup that cannot be restored costs nothing.
    SIGNET_TRY([[maybe_unused]] const store::BackupSummary summary, store::check_backup(request.file));
    restored.before = request.backup_folder / store::backup_file_name("before-restore");
    SIGNET_TRY([[maybe_unused]] const store::BackupSummary saved, store::write_backup(database, restored.before));
    SIGNET_TRY(revoked, revoked_keys(database));
  }
  store::RestoreOptions options;
  options.replace = request.replace;
  options.finish = [&](store::Transaction& transaction) -> Status {
    SIGNET_CHECK(end_what_was_open(transaction, revoked, restored));
    AuditEvent event{"server.restore"};
    event.actor_kind = "system";
    event.details["backup"] = request.file.filename().string();
    return append_audit(transaction, event, {"", "", ""}, now_ms);
  };
  SIGNET_TRY(restored.backup, store::restore_backup(database, request.file, options));
  return restored;
}

}  // namespace signet::server
