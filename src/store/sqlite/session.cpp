#include "store/sqlite/session.h"

#include <fmt/format.h>

#include <limits>

#include "base/encoding.h"
#include "store/errors.h"
#include "store/sqlite/errors.h"

namespace signet::store::sqlite {

namespace {

using Clock = std::chrono::steady_clock;

/// How many of SQLite's instructions pass between two looks at the clock: some 0.1 ms.
constexpr int kInstructionsPerLook = 10'000;

/// Binds every $n by its name. Values outlive the statement's run, so nothing is copied.
bool bind_all(sqlite3_stmt* statement, const Values& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int at = sqlite3_bind_parameter_index(statement, fmt::format("${}", i + 1).c_str());
    if (at == 0) continue;  // only in a quoted text
    const Value& value = values[i];
    int code = SQLITE_OK;
    if (const auto* number = value.if_integer()) {
      code = sqlite3_bind_int64(statement, at, *number);
    } else if (const auto* text = value.if_text()) {
      code = sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* blob = value.if_blob()) {
      code = sqlite3_bind_blob64(statement, at, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
    } else {
      code = sqlite3_bind_null(statement, at);
    }
    if (code != SQLITE_OK) return false;
  }
  return true;
}

std::string bytes_of(sqlite3_stmt* statement, int column) {
  const void* bytes = sqlite3_column_blob(statement, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
  return bytes == nullptr ? std::string() : std::string(static_cast<const char*>(bytes), size);
}

Result<Value> value_at(sqlite3_stmt* statement, int column, std::string_view text) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return Value(static_cast<std::int64_t>(sqlite3_column_int64(statement, column)));
    case SQLITE_TEXT: {
      std::string read = bytes_of(statement, column);
      if (read.find('\0') != std::string::npos || !is_utf8(read)) {
        return fail(ErrorCode::kInternal,
                    fmt::format("column {} holds a text that is no UTF-8, in: {}", column + 1, shown(text)));
      }
      return Value(std::move(read));
    }
    case SQLITE_BLOB:
      return Value(Blob{bytes_of(statement, column)});
    case SQLITE_NULL:
      return Value();
    default:
      return fail(ErrorCode::kInternal,
                  fmt::format("column {} is a fraction where none is wanted, in: {}", column + 1, shown(text)));
  }
}

/// Frees what a statement holds on to, and forgets its values.
class Resetting {
 public:
  explicit Resetting(sqlite3_stmt* statement) : statement_(statement) {}
  Resetting(const Resetting&) = delete;
  Resetting& operator=(const Resetting&) = delete;
  ~Resetting() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

 private:
  sqlite3_stmt* statement_;
};

int is_late(void* deadline) {
  return Clock::now() > *static_cast<const Clock::time_point*>(deadline) ? 1 : 0;
}

}  // namespace

SqliteSession::SqliteSession(Connection connection, std::chrono::milliseconds statement_timeout)
    : connection_(std::move(connection)), statement_timeout_(statement_timeout) {
  sqlite3_progress_handler(connection_.get(), kInstructionsPerLook, is_late, &deadline_);
}

void SqliteSession::start_clock() {
  deadline_ = limited_ ? Clock::now() + statement_timeout_ : Clock::time_point::max();
}

Status SqliteSession::begin(Purpose purpose) {
  limited_ = purpose == Purpose::kRead || purpose == Purpose::kWrite;
  const bool writes = purpose == Purpose::kWrite || purpose == Purpose::kSchema;
  SIGNET_TRY([[maybe_unused]] const std::int64_t none, run(writes ? "BEGIN IMMEDIATE" : "BEGIN", {}, {}));
  return {};
}

Status SqliteSession::commit() {
  SIGNET_TRY([[maybe_unused]] const std::int64_t none, run("COMMIT", {}, {}));
  return {};
}

void SqliteSession::rollback() {
  // A full disk or an I/O error may have rolled back already.
  if (sqlite3_get_autocommit(connection_.get()) != 0) return;
  broken_ = !run("ROLLBACK", {}, {}).ok();
}

Result<sqlite3_stmt*> SqliteSession::prepare(std::string_view text) {
  if (const Statement* known = statements_.find(text)) return known->get();
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return fail(ErrorCode::kInternal, "a statement of more than 2 GiB");
  }
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(connection_.get(), text.data(), static_cast<int>(text.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return error_of(connection_.get(), text);
  if (raw == nullptr) return fail(ErrorCode::kInternal, "an empty statement");
  return statements_.keep(std::string(text), Statement(raw), [](Statement& /*freed by its owner*/) {}).get();
}

Result<std::int64_t> SqliteSession::run(std::string_view statement, const Values& values,
                                        const std::function<Status(Row)>& see) {
  start_clock();
  SIGNET_TRY(sqlite3_stmt * prepared, prepare(statement));
  const Resetting resetting(prepared);
  if (!bind_all(prepared, values)) return error_of(connection_.get(), statement);
  return step_through(prepared, statement, see);
}

Status SqliteSession::enqueue(std::string_view statement, const Values& values) {
  SIGNET_TRY([[maybe_unused]] const std::int64_t changed, run(statement, values, {}));
  return {};
}

Result<std::int64_t> SqliteSession::step_through(sqlite3_stmt* statement, std::string_view text,
                                                 const std::function<Status(Row)>& see) {
  while (true) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW) return error_of(connection_.get(), text);
    std::vector<Value> values;
    const int columns = sqlite3_column_count(statement);
    values.reserve(static_cast<std::size_t>(columns));
    for (int i = 0; i < columns; ++i) {
      SIGNET_TRY(Value value, value_at(statement, i, text));
      values.push_back(std::move(value));
    }
    if (see) SIGNET_CHECK(see(Row(text, std::move(values))));
    start_clock();  // what `see` took does not count
  }
  return sqlite3_stmt_readonly(statement) != 0 ? 0 : sqlite3_changes64(connection_.get());
}

Status SqliteSession::apply(std::string_view script) {
  start_clock();
  const char* at = script.data();
  const char* const end = script.data() + script.size();
  while (at < end) {
    sqlite3_stmt* raw = nullptr;
    const char* next = nullptr;
    if (sqlite3_prepare_v2(connection_.get(), at, static_cast<int>(end - at), &raw, &next) != SQLITE_OK) {
      return error_of(connection_.get(), std::string_view(at, static_cast<std::size_t>(end - at)));
    }
    const Statement statement(raw);
    if (raw != nullptr) {  // else white space and comments were left
      const std::string_view text(at, static_cast<std::size_t>(next - at));
      SIGNET_TRY([[maybe_unused]] const std::int64_t changed, step_through(raw, text, {}));
    }
    at = next;
  }
  return {};
}

Status SqliteSession::drop_all() {
  SIGNET_CHECK(defer_foreign_keys());
  SIGNET_TRY(const std::vector<Table> all, tables());
  statements_.clear();  // an unfinished statement would lock its table
  // Empty first: a row that pointed at a table dropped before its own would count as dangling for ever.
  for (const Table& table : all) SIGNET_CHECK(apply(fmt::format("DELETE FROM \"{}\"", table.name)));
  // Tables that others point at go after those: DROP compiles the cascades below a table, down to every parent's name.
  for (std::size_t left = all.size(); left > 0;) {
    SIGNET_TRY(const std::vector<std::string> free, tables_nobody_points_at());
    statements_.clear();
    for (const std::string& name : free) SIGNET_CHECK(apply(fmt::format("DROP TABLE \"{}\"", name)));
    if (free.empty()) return fail(ErrorCode::kUnsupported, "tables that point at each other cannot be dropped");
    left -= free.size();
  }
  return {};
}

Result<std::vector<std::string>> SqliteSession::tables_nobody_points_at() {
  std::vector<std::string> names;
  SIGNET_TRY([[maybe_unused]] const std::int64_t none,
             run("SELECT name FROM sqlite_schema t WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND NOT EXISTS "
                 "(SELECT 1 FROM sqlite_schema o, pragma_foreign_key_list(o.name) f WHERE o.type = 'table' "
                 "AND o.name <> t.name AND f.\"table\" = t.name) ORDER BY name",
                 {}, [&](const Row& row) { return row.read(names.emplace_back()); }));
  return names;
}

Status SqliteSession::defer_foreign_keys() {
  return apply("PRAGMA defer_foreign_keys = ON");  // until the transaction ends
}

Result<std::vector<Table>> SqliteSession::tables() {
  std::vector<Table> found;
  SIGNET_TRY([[maybe_unused]] const std::int64_t none,
             run("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", {},
                 [&](const Row& row) { return row.read(found.emplace_back().name); }));
  for (Table& table : found) SIGNET_CHECK(describe(table));
  return found;
}

Status SqliteSession::describe(Table& table) {
  std::vector<std::pair<std::int64_t, std::string>> key;
  SIGNET_TRY([[maybe_unused]] const std::int64_t none,
             run("SELECT name, type, pk FROM pragma_table_info($1) ORDER BY name", {table.name},
                 [&](const Row& row) -> Status {
                   Table::Column& column = table.columns.emplace_back();
                   std::string type;
                   std::int64_t place = 0;
                   SIGNET_CHECK(row.read(column.name, type, place));
                   SIGNET_TRY(column.type, column_type(type, table.name, column.name));
                   if (place > 0) key.emplace_back(place, column.name);
                   return is_plain_name(column.name)
                              ? Status()
                              : fail(ErrorCode::kUnsupported, "a column's name that Signet did not make");
                 }));
  if (!is_plain_name(table.name)) return fail(ErrorCode::kUnsupported, "a table's name that Signet did not make");
  std::sort(key.begin(), key.end());
  for (auto& [place, name] : key) table.primary_key.push_back(std::move(name));
  return {};
}

}  // namespace signet::store::sqlite
