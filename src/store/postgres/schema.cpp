// PostgresSession's part for schemas. All of Signet's tables live in the schema "signet", so that nothing else in the
// database is ever taken for one of them.
#include <fmt/format.h>

#include "store/postgres/session.h"

namespace signet::store::postgres {

namespace {

constexpr std::string_view kTables =
    "SELECT c.relname, a.attname, b.typname, "
    "CAST(COALESCE(array_position(CAST(i.indkey AS int2[]), a.attnum), -1) AS bigint) "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
    "JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END "
    "LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary "
    "WHERE n.nspname = 'signet' AND c.relkind IN ('r', 'p') ORDER BY c.relname, a.attname";

/// One ALTER TABLE a table that sorts all its texts by their bytes.
constexpr std::string_view kSortByBytes =
    "SELECT CAST(format('ALTER TABLE signet.%I ', c.relname) || "
    "string_agg(format('ALTER COLUMN %I TYPE text COLLATE pg_catalog.\"C\"', a.attname), ', ') AS text) "
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "WHERE n.nspname = 'signet' AND c.relkind = 'r' AND a.atttypid = CAST('pg_catalog.text' AS regtype) "
    "AND a.attcollation <> CAST('pg_catalog.\"C\"' AS regcollation) GROUP BY c.relname ORDER BY c.relname";

constexpr std::string_view kHasSchema = "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname = 'signet'";

}  // namespace

Status PostgresSession::apply(std::string_view script_text) {
  SIGNET_CHECK(ensure_schema());
  SIGNET_TRY([[maybe_unused]] const std::string tag, script(std::string(script_text)));
  return sort_by_bytes();
}

Status PostgresSession::ensure_schema() {
  bool is_there = false;
  SIGNET_TRY([[maybe_unused]] const std::int64_t none, run(kHasSchema, {}, [&](const Row& /*row*/) {
               is_there = true;
               return Status();
             }));
  if (is_there) return {};
  SIGNET_TRY([[maybe_unused]] const std::string tag,
             script("CREATE SCHEMA signet; CREATE DOMAIN signet.blob AS bytea"));
  return {};
}

Status PostgresSession::sort_by_bytes() {
  std::vector<std::string> changes;
  SIGNET_TRY([[maybe_unused]] const std::int64_t none,
             run(kSortByBytes, {}, [&](const Row& row) { return row.read(changes.emplace_back()); }));
  for (const std::string& change : changes) {
    SIGNET_TRY([[maybe_unused]] const std::string tag, script(change));
  }
  return {};
}

Status PostgresSession::drop_all() {
  SIGNET_TRY([[maybe_unused]] const std::string tag, script("DROP SCHEMA IF EXISTS signet CASCADE"));
  return {};
}

Status PostgresSession::defer_foreign_keys() {
  SIGNET_TRY([[maybe_unused]] const std::string tag, script("SET CONSTRAINTS ALL DEFERRED"));
  return {};
}

Status PostgresSession::check_foreign_keys() {
  // A table with constraints that wait to be looked at cannot be altered.
  SIGNET_TRY([[maybe_unused]] const std::string tag, script("SET CONSTRAINTS ALL IMMEDIATE"));
  return {};
}

Result<std::vector<Table>> PostgresSession::tables() {
  std::vector<Table> found;
  std::vector<std::pair<std::int64_t, std::string>> key;
  const auto end_table = [&] {
    std::sort(key.begin(), key.end());
    for (auto& [place, name] : key) found.back().primary_key.push_back(std::move(name));
    key.clear();
  };
  SIGNET_TRY([[maybe_unused]] const std::int64_t none, run(kTables, {}, [&](const Row& row) -> Status {
               std::string table;
               std::string type;
               Table::Column column;
               std::int64_t place = 0;
               SIGNET_CHECK(row.read(table, column.name, type, place));
               if (!is_plain_name(table) || !is_plain_name(column.name)) {
                 return fail(ErrorCode::kUnsupported, "a table's or column's name that Signet did not make");
               }
               SIGNET_TRY(column.type, column_type(type, table, column.name));
               if (found.empty() || found.back().name != table) {
                 if (!found.empty()) end_table();
                 found.emplace_back().name = table;
               }
               if (place >= 0) key.emplace_back(place, column.name);
               found.back().columns.push_back(std::move(column));
               return {};
             }));
  if (!found.empty()) end_table();
  return found;
}

}  // namespace signet::store::postgres
