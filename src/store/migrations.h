// The schema's history: src/store/migrations/NNNN_name.sql, embedded at build time, applied forwards only. What a
// database has applied is checked by hash, so that neither a changed old migration nor a newer program's schema goes
// unnoticed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/database.h"

namespace signet::store {

/// One step. Its statements follow the dialect of docs/decisions/007-store.md and run in one transaction.
struct Migration {
  std::int64_t version = 0;  ///< 1, 2, 3 ... without gaps
  std::string_view name;
  std::string_view sql;

  /// Hex; of the text.
  [[nodiscard]] std::string sha256() const;
};

/// Those of this program, oldest first.
[[nodiscard]] std::span<const Migration> all_migrations();

struct MigrateOptions {
  /// Where the backup before a migration goes, made when it is missing. Empty: "backups" beside SQLite's file; with
  /// PostgreSQL it must be given once there is something to back up.
  std::filesystem::path backup_folder;
};

struct Migrated {
  std::int64_t from = 0;         ///< version before; 0 for an empty database
  std::int64_t to = 0;           ///< version now
  std::filesystem::path backup;  ///< empty when none was made
};

/// Brings the schema to the last of `migrations`. Any number of replicas may call it at the same time: one migrates.
/// Fails with kUnsupported, and changes nothing, when the database has applied another text under a version, or a newer
/// version than the last one.
[[nodiscard]] Result<Migrated> migrate(Database& database, const MigrateOptions& options = {},
                                       std::span<const Migration> migrations = all_migrations());

/// The schema's version; 0 for an empty database.
[[nodiscard]] Result<std::int64_t> schema_version(Database& database);

}  // namespace signet::store
