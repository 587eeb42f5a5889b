// Owners of SQLite's objects.
#pragma once

#include <sqlite3.h>

#include "base/owned.h"

namespace signet::store::sqlite {

using Connection = Owned<sqlite3, sqlite3_close_v2>;
using Statement = Owned<sqlite3_stmt, sqlite3_finalize>;

}  // namespace signet::store::sqlite
