// Backup and restore, while the server runs. One portable format for both databases, so that a team can move from
// SQLite to PostgreSQL: JSON lines, described in docs/formats/backup.md. Both ways take memory for one row only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/database.h"
#include "store/migrations.h"

namespace signet::store {

/// What was backed up or restored.
struct BackupSummary {
  std::int64_t schema = 0;
  std::int64_t created_ms = 0;
  std::int64_t tables = 0;
  std::int64_t rows = 0;
};

/// "before-0003-2026-11-24T22-10-05.123Z-1f0c.signet-backup": `what`, now, and something that no other has.
[[nodiscard]] std::string backup_file_name(std::string_view what);

/// Writes one consistent state of all tables to `file` (mode 0600), which appears once it is whole and on the disk.
/// The file holds password hashes and sealed secrets: keep it as safe as the database.
[[nodiscard]] Result<BackupSummary> write_backup(Database& database, const std::filesystem::path& file);

/// Reads a backup to its end and checks all of it, without a database.
[[nodiscard]] Result<BackupSummary> check_backup(const std::filesystem::path& file);

struct RestoreOptions {
  /// Take all that the database holds away first. Without it, a database that holds any row is refused (kConflict).
  bool replace = false;
  /// Runs at the end, in the same transaction: an error of it undoes the restore.
  std::function<Status(Transaction&)> finish = {};
};

/// Checks the whole file (damaged, cut short, or of a newer program: refused before anything is changed), makes the
/// schema of its time, fills it, and migrates it to the last of `migrations`; all in one transaction.
[[nodiscard]] Result<BackupSummary> restore_backup(Database& database, const std::filesystem::path& file,
                                                   const RestoreOptions& options = {},
                                                   std::span<const Migration> migrations = all_migrations());

}  // namespace signet::store
