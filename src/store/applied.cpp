#include "store/applied.h"

#include "base/encoding.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "store/inside.h"

namespace signet::store {

namespace {

constexpr std::string_view kMakeTable =
    "CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, "
    "applied_ms BIGINT NOT NULL)";

}  // namespace

std::string Migration::sha256() const {
  return hex_encode(crypto::sha256(sql));
}

Result<std::vector<Applied>> read_applied(Transaction& transaction) {
  SIGNET_TRY(const std::vector<Table> tables, Inside::session(transaction).tables());
  const auto is_it = [](const Table& table) { return table.name == kMigrationsTable; };
  std::vector<Applied> applied;
  if (std::none_of(tables.begin(), tables.end(), is_it)) {
    if (tables.empty()) return applied;
    return fail(ErrorCode::kUnsupported, "the database holds tables that are not Signet's",
                "give Signet a database of its own");
  }
  SIGNET_TRY(const std::vector<Row> rows,
             transaction.query("SELECT version, name, sha256 FROM schema_migrations ORDER BY version"));
  for (const Row& row : rows) {
    Applied& one = applied.emplace_back();
    SIGNET_CHECK(row.read(one.version, one.name, one.sha256));
  }
  return applied;
}

Status check_applied(const std::vector<Applied>& applied, std::span<const Migration> migrations,
                     std::string_view where) {
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const Applied& done = applied[i];
    if (i >= migrations.size()) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{} has the schema {} ({}), and this program knows {} only", where,
                              applied.back().version, applied.back().name, migrations.size()),
                  "a newer Signet made it: start that one");
    }
    if (done.version != migrations[i].version || done.sha256 != migrations[i].sha256()) {
      return fail(ErrorCode::kUnsupported,
                  fmt::format("{} was made by another text of migration {} ({}) than this program's", where,
                              done.version, done.name),
                  "use the Signet that made it, or one of its later releases");
    }
  }
  return {};
}

Status apply_migration(Transaction& transaction, const Migration& migration) {
  Session& session = Inside::session(transaction);
  std::string script(migration.sql);
  if (migration.version == 1) script = fmt::format("{};\n{}", kMakeTable, migration.sql);
  if (auto applied = session.apply(script); !applied) {
    return with_context(std::move(applied).error(),
                        fmt::format("migration {} ({}) failed", migration.version, migration.name));
  }
  SIGNET_TRY([[maybe_unused]] const std::int64_t one,
             transaction.execute("INSERT INTO schema_migrations (version, name, sha256, applied_ms) "
                                 "VALUES ($1, $2, $3, $4)",
                                 {migration.version, migration.name, migration.sha256(), unix_now_ms()}));
  return {};
}

}  // namespace signet::store
