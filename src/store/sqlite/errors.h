// SQLite's result codes as Errors.
#pragma once

#include <sqlite3.h>

#include <string_view>

#include "base/result.h"

namespace signet::store::sqlite {

/// The error of the connection's last call. `where` is the file's name or the statement. Must be called before anything
/// else is done with the connection; may itself ask the schema for a constraint's name.
[[nodiscard]] Error error_of(sqlite3* connection, std::string_view where);

}  // namespace signet::store::sqlite
