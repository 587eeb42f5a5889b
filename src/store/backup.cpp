#include "store/backup.h"

#include <fstream>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "base/version.h"
#include "store/backup_format.h"
#include "store/inside.h"
#include "store/new_file.h"

namespace signet::store {

namespace {

/// "a", "b": names are plain (is_plain_name), but may be words of SQL.
std::string quoted(const std::vector<std::string>& names) {
  return "\"" + join(names, "\", \"") + "\"";
}

std::vector<std::string> column_names(const Table& table) {
  std::vector<std::string> names;
  for (const Table::Column& column : table.columns) names.push_back(column.name);
  return names;
}

std::string select_all(const Table& table) {
  const std::string order = table.primary_key.empty() ? quoted(column_names(table)) : quoted(table.primary_key);
  return fmt::format("SELECT {} FROM \"{}\" ORDER BY {}", quoted(column_names(table)), table.name, order);
}

std::string insert_one(const Table& table) {
  std::vector<std::string> parameters;
  for (std::size_t i = 1; i <= table.columns.size(); ++i) parameters.push_back(fmt::format("${}", i));
  return fmt::format("INSERT INTO \"{}\" ({}) VALUES ({})", table.name, quoted(column_names(table)),
                     join(parameters, ", "));
}

Status write_tables(Session& session, BackupWriter& writer) {
  SIGNET_TRY(const std::vector<Table> tables, session.tables());
  for (const Table& table : tables) {
    if (table.name == kMigrationsTable) continue;  // the header has them
    SIGNET_CHECK(writer.table(table));
    SIGNET_TRY([[maybe_unused]] const std::int64_t none,
               session.run(select_all(table), {}, [&](const Row& row) { return writer.row(row.values()); }));
  }
  return {};
}

/// Looks at every line and keeps nothing.
class Checking : public BackupVisitor {
 public:
  Checking(std::string_view source, std::span<const Migration> migrations) : source_(source), migrations_(migrations) {}

  Status on_header(const BackupHeader& header) override {
    return migrations_.empty() ? Status() : check_applied(header.migrations, migrations_, source_);
  }
  Status on_table(const Table& /*table*/) override { return {}; }
  Status on_row(const Table& /*table*/, std::vector<Value> /*values*/) override { return {}; }

 private:
  std::string_view source_;
  std::span<const Migration> migrations_;
};

/// Puts the rows into the tables that its schema's migrations have made.
class Filling : public BackupVisitor {
 public:
  explicit Filling(Session& session) : session_(session) {}

  Status on_header(const BackupHeader& /*header*/) override {
    SIGNET_TRY(tables_, session_.tables());
    return {};
  }

  Status on_table(const Table& table) override {
    const auto same = [&](const Table& made) { return made.name == table.name && made.columns == table.columns; };
    if (std::none_of(tables_.begin(), tables_.end(), same)) {
      return fail(ErrorCode::kInvalidInput, fmt::format("the backup's table {} is not one of its schema", table.name));
    }
    statement_ = insert_one(table);
    return {};
  }

  Status on_row(const Table& /*table*/, std::vector<Value> values) override {
    SIGNET_TRY([[maybe_unused]] const std::int64_t one, session_.run(statement_, values, {}));
    return {};
  }

 private:
  Session& session_;
  std::vector<Table> tables_;
  std::string statement_;
};

Result<std::ifstream> open_backup(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorCode::kNotFound, fmt::format("cannot read {}", file.string()), "check the path");
  return in;
}

/// Refuses a database that holds anything, and one that is not Signet's.
Status expect_empty(Transaction& transaction, bool replace) {
  SIGNET_TRY([[maybe_unused]] const std::vector<Applied> ours, read_applied(transaction));
  if (replace) return {};
  Session& session = Inside::session(transaction);
  SIGNET_TRY(const std::vector<Table> tables, session.tables());
  for (const Table& table : tables) {
    if (table.name == kMigrationsTable) continue;
    bool has_rows = false;
    SIGNET_TRY([[maybe_unused]] const std::int64_t none,
               session.run(fmt::format("SELECT 1 FROM \"{}\" LIMIT 1", table.name), {}, [&](const Row& /*row*/) {
                 has_rows = true;
                 return Status();
               }));
    if (has_rows) {
      return fail(ErrorCode::kConflict, "the database is not empty",
                  "restore into a new one, or with --replace in the place of what it holds");
    }
  }
  return {};
}

struct Restore {
  std::ifstream& in;
  std::string source;
  std::size_t schema;
  std::span<const Migration> migrations;
  const RestoreOptions& options;
};

Status restore_inside(Transaction& transaction, const Restore& restore) {
  Session& session = Inside::session(transaction);
  SIGNET_CHECK(expect_empty(transaction, restore.options.replace));
  SIGNET_CHECK(session.drop_all());
  for (const Migration& migration : restore.migrations.first(restore.schema)) {
    SIGNET_CHECK(apply_migration(transaction, migration));
  }
  SIGNET_CHECK(session.defer_foreign_keys());
  Filling filling(session);
  restore.in.clear();
  restore.in.seekg(0);
  // The second reading checks all again: the file may have changed since the first.
  SIGNET_TRY([[maybe_unused]] const BackupSummary summary, read_backup(restore.in, restore.source, filling));
  SIGNET_CHECK(session.check_foreign_keys());
  for (const Migration& migration : restore.migrations.subspan(restore.schema)) {
    SIGNET_CHECK(apply_migration(transaction, migration));
  }
  return restore.options.finish ? restore.options.finish(transaction) : Status();
}

}  // namespace

std::string backup_file_name(std::string_view what) {
  const std::string time = replace_all(iso_time(unix_now_ms()), ":", "-");
  return fmt::format("{}-{}-{}.signet-backup", what, time, make_uuid().substr(0, 4));
}

Result<BackupSummary> write_backup(Database& database, const std::filesystem::path& file) {
  BackupSummary summary;
  const auto work = [&](Transaction& transaction) -> Status {
    SIGNET_TRY(NewFile out, NewFile::create(file));
    BackupWriter writer([&out](std::string_view bytes) { return out.write(bytes); });
    BackupHeader header{unix_now_ms(), std::string(kVersion), {}};
    SIGNET_TRY(header.migrations, read_applied(transaction));
    if (header.migrations.empty()) return fail(ErrorCode::kInvalidInput, "the database is empty: nothing to back up");
    SIGNET_CHECK(writer.header(header));
    SIGNET_CHECK(write_tables(Inside::session(transaction), writer));
    SIGNET_CHECK(writer.end());
    SIGNET_CHECK(out.finish());
    summary = writer.summary();
    return {};
  };
  SIGNET_CHECK(Inside::run(database, Purpose::kLongRead, work));
  return summary;
}

Result<BackupSummary> check_backup(const std::filesystem::path& file) {
  SIGNET_TRY(std::ifstream in, open_backup(file));
  const std::string source = file.string();
  Checking checking(source, {});
  return read_backup(in, source, checking);
}

Result<BackupSummary> restore_backup(Database& database, const std::filesystem::path& file,
                                     const RestoreOptions& options, std::span<const Migration> migrations) {
  SIGNET_TRY(std::ifstream in, open_backup(file));
  const std::string source = file.string();
  Checking checking(source, migrations);
  SIGNET_TRY(BackupSummary summary, read_backup(in, source, checking));
  const Restore restore{in, source, static_cast<std::size_t>(summary.schema), migrations, options};
  SIGNET_CHECK(Inside::run(database, Purpose::kSchema,
                           [&](Transaction& transaction) { return restore_inside(transaction, restore); }));
  return summary;
}

}  // namespace signet::store
