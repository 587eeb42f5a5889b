// Restoring a server from a backup, with what that means for its people: everybody signs in again, no mail goes out a
// second time, and what was revoked since the backup stays revoked.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"
#include "store/backup.h"
#include "store/database.h"

namespace signet::server {

struct RestoreRequest {
  std::filesystem::path file;
  /// Whether what the database holds now may go. It is backed up first.
  bool replace = false;
  /// Folder of that backup, made when it is missing.
  std::filesystem::path backup_folder;
};

struct Restored {
  store::BackupSummary backup;
  std::filesystem::path before;     ///< backup of what was there; empty when there was nothing
  std::int64_t sessions_ended = 0;  ///< of the backup's
  std::int64_t mails_dropped = 0;   ///< those that waited when the backup was made
  std::int64_t keys_kept_revoked = 0;
};

/// All or nothing, in one transaction, also while a server runs on the database. kConflict when the database holds
/// something and `replace` is not given; else as store::restore_backup().
[[nodiscard]] Result<Restored> restore(store::Database& database, const RestoreRequest& request, std::int64_t now_ms);

}  // namespace signet::server
