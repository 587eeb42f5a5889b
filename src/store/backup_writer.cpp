#include "store/backup.h"

namespace signet::store {

Result<BackupSummary> write_backup(Database& /*database*/, const std::filesystem::path& /*file*/) {
  return fail(ErrorCode::kUnsupported, "backups are not built in yet");
}

}  // namespace signet::store
