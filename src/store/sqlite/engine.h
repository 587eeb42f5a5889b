// SQLite in one file: write-ahead log, every commit synced to the disk, one connection that writes.
#pragma once

#include <memory>

#include "base/result.h"
#include "store/database.h"
#include "store/session.h"

namespace signet::store {

/// Makes the file (mode 0600) and its folder (0700) when they are missing.
[[nodiscard]] Result<std::unique_ptr<Engine>> make_sqlite_engine(DatabaseOptions options);

}  // namespace signet::store
