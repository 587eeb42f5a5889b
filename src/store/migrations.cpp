#include "store/migrations.h"

#include <array>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "store/applied.h"
#include "store/backup.h"
#include "store/inside.h"

namespace signet::store {

namespace {

constexpr Migration kMigrations[] = {
#include "migrations.inc"
};

Result<std::vector<Applied>> read_and_check(Transaction& transaction, std::span<const Migration> migrations,
                                            const std::string& name) {
  SIGNET_TRY(std::vector<Applied> applied, read_applied(transaction));
  SIGNET_CHECK(check_applied(applied, migrations, name));
  return applied;
}

/// Applies the next migration, unless another replica has been quicker; gives the version then.
Result<std::int64_t> apply_next(Database& database, std::span<const Migration> migrations) {
  std::int64_t version = 0;
  const Status done = Inside::run(database, Purpose::kSchema, [&](Transaction& transaction) -> Status {
    SIGNET_TRY(const std::vector<Applied> applied, read_and_check(transaction, migrations, database.name()));
    version = static_cast<std::int64_t>(applied.size());
    if (applied.size() == migrations.size()) return {};
    SIGNET_CHECK(apply_migration(transaction, migrations[applied.size()]));
    ++version;
    return {};
  });
  if (!done) return done.error();
  return version;
}

Result<std::filesystem::path> back_up(Database& database, std::filesystem::path folder, std::int64_t next_version) {
  if (folder.empty() && database.is_postgres()) {
    return fail(ErrorCode::kInvalidInput, "there is no folder for the backup before the migration",
                "give the server a data folder");
  }
  if (folder.empty()) folder = database.file().parent_path() / "backups";
  const std::filesystem::path file = folder / backup_file_name(fmt::format("before-{:04}", next_version));
  if (auto written = write_backup(database, file); !written) {
    return with_context(std::move(written).error(), "the backup before the migration failed; nothing was changed");
  }
  return file;
}

}  // namespace

std::span<const Migration> all_migrations() {
  return kMigrations;
}

Result<std::int64_t> schema_version(Database& database) {
  return database.read([](Transaction& transaction) -> Result<std::int64_t> {
    SIGNET_TRY(const std::vector<Applied> applied, read_applied(transaction));
    return applied.empty() ? 0 : applied.back().version;
  });
}

Result<Migrated> migrate(Database& database, const MigrateOptions& options, std::span<const Migration> migrations) {
  SIGNET_TRY(const std::vector<Applied> applied, database.read([&](Transaction& transaction) {
    return read_and_check(transaction, migrations, database.name());
  }));
  const auto last = static_cast<std::int64_t>(migrations.size());
  Migrated done;
  done.from = done.to = static_cast<std::int64_t>(applied.size());
  if (done.to == last) return done;
  if (done.from > 0) {
    SIGNET_TRY(done.backup, back_up(database, options.backup_folder, done.from + 1));
  }
  while (done.to < last) {
    SIGNET_TRY(done.to, apply_next(database, migrations));
  }
  return done;
}

}  // namespace signet::store
