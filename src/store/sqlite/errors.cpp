#include "store/sqlite/errors.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/errors.h"
#include "store/sqlite/owned.h"

namespace signet::store::sqlite {

namespace {

std::string_view text_of(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));  // NOLINT: SQLite's bytes
  return text == nullptr ? std::string_view() : text;
}

/// The unique index of a table over exactly these columns ("email, team_id"), or empty. Its columns in the order that
/// SQLite's message has, too: the index's own.
std::string unique_index(sqlite3* connection, std::string_view table, std::string_view columns) {
  constexpr std::string_view kQuery =
      "SELECT CASE il.origin WHEN 'pk' THEN $1 || '_pkey' ELSE il.name END FROM pragma_index_list($1) il "
      "WHERE il.\"unique\" AND (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(il.name) "
      "ORDER BY seqno)) = $2 "
      "UNION ALL SELECT $1 || '_pkey' FROM pragma_table_info($1) WHERE pk = 1 AND name = $2";
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(connection, kQuery.data(), static_cast<int>(kQuery.size()), &raw, nullptr) != SQLITE_OK) {
    return {};
  }
  const Statement statement(raw);
  sqlite3_bind_text(raw, 1, table.data(), static_cast<int>(table.size()), SQLITE_STATIC);
  sqlite3_bind_text(raw, 2, columns.data(), static_cast<int>(columns.size()), SQLITE_STATIC);
  return sqlite3_step(raw) == SQLITE_ROW ? std::string(text_of(raw, 0)) : std::string();
}

/// The name of the index in "UNIQUE constraint failed: users.email" or "... failed: index 'users_email'".
std::string index_in(sqlite3* connection, std::string_view message) {
  const std::size_t colon = message.find(": ");
  if (colon == std::string_view::npos) return {};
  message.remove_prefix(colon + 2);
  constexpr std::string_view kIndex = "index '";
  if (message.starts_with(kIndex)) {
    message.remove_prefix(kIndex.size());
    return std::string(message.substr(0, message.find('\'')));
  }
  const std::string_view table = message.substr(0, message.find('.'));
  const std::string columns = replace_all(message, std::string(table) + ".", "");
  return unique_index(connection, table, columns);
}

Error constraint_error(sqlite3* connection, int extended, const std::string& message, std::string_view where) {
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return make_conflict(Conflict::Kind::kUnique, index_in(connection, message), where);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_TRIGGER:  // how ON DELETE RESTRICT shows
      return make_conflict(Conflict::Kind::kForeignKey, {}, where);
    default:
      return fail(ErrorCode::kInternal, fmt::format("{}, in: {}", message, shown(where)));
  }
}

}  // namespace

Error error_of(sqlite3* connection, std::string_view where) {
  const int extended = sqlite3_extended_errcode(connection);
  const std::string message = sqlite3_errmsg(connection);
  const std::string full = fmt::format("{} (SQLite {}), in: {}", message, extended, shown(where));
  switch (extended & 0xFF) {
    case SQLITE_CONSTRAINT:
      return constraint_error(connection, extended, message, where);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(ErrorCode::kTimeout, full, "another program is writing to the database; try again");
    case SQLITE_INTERRUPT:
      return fail(ErrorCode::kTimeout, "a statement took too long, in: " + shown(where));
    case SQLITE_FULL:
      return fail(ErrorCode::kIo, full, "the disk is full: make room; nothing that was acknowledged is lost");
    case SQLITE_IOERR:
      return fail(ErrorCode::kIo, full, "look at the disk's health, its free space and limits on file sizes");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(ErrorCode::kIo, full, "the file is damaged or no database: restore the last backup");
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return fail(ErrorCode::kIo, full, "the file and its folder must be writable for the server's user");
    case SQLITE_TOOBIG:
      return fail(ErrorCode::kLimit, full);
    default:
      return fail(ErrorCode::kInternal, full);
  }
}

}  // namespace signet::store::sqlite
