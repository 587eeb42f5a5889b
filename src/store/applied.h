// Which migrations a database has applied: its table schema_migrations. For files of store/ only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/migrations.h"
#include "store/transaction.h"

namespace signet::store {

inline constexpr std::string_view kMigrationsTable = "schema_migrations";

struct Applied {
  std::int64_t version = 0;
  std::string name;
  std::string sha256;

  bool operator==(const Applied&) const = default;
};

/// Oldest first; empty for an empty database.
[[nodiscard]] Result<std::vector<Applied>> read_applied(Transaction& transaction);

/// kUnsupported unless `applied` is a beginning of `migrations`. `where` names what has applied them in errors.
[[nodiscard]] Status check_applied(const std::vector<Applied>& applied, std::span<const Migration> migrations,
                                   std::string_view where);

/// Runs one migration and notes it, inside a transaction for Purpose::kSchema.
[[nodiscard]] Status apply_migration(Transaction& transaction, const Migration& migration);

}  // namespace signet::store
