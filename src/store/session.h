// What a database has to offer to the rest of this room: a connection that begins, runs, commits and rolls back, and
// tells after a failure whether the transaction may be tried again. For files of store/ only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/row.h"
#include "store/value.h"

namespace signet::store {

/// What a transaction is for.
enum class Purpose {
  kRead,      ///< one state of the database, no writes
  kWrite,     ///< as if no other transaction ran at the same time (serializable)
  kLongRead,  ///< kRead without a limit in time: backups
  kSchema,    ///< migrations and restores: no limit in time, one at a time among all replicas
};

/// What a failure means for the transaction it happened in.
enum class Fate {
  kFinal,       ///< trying again would fail again
  kSerialize,   ///< another transaction was in the way: nothing was changed, try again
  kConnection,  ///< the connection was lost before the commit: nothing was changed, try again on another one
  kUnknown,     ///< the connection was lost during the commit: it may have happened, never try again
};

/// A table as the database itself describes it.
struct Table {
  struct Column {
    std::string name;
    Type type = Type::kText;

    bool operator==(const Column&) const = default;
  };
  std::string name;
  std::vector<Column> columns;           ///< in the order of their names
  std::vector<std::string> primary_key;  ///< in its own order
};

class Session {
 public:
  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  virtual ~Session() = default;

  /// Before begin() of a write that others were in the way of: waits behind all others that were, in the database, so
  /// that they go one after the other and each gets through. The place is given up when the transaction ends. Without a
  /// line, or when the wait is too long, it returns and the write takes its chance again.
  [[nodiscard]] virtual Status wait_in_line() = 0;
  [[nodiscard]] virtual Status begin(Purpose purpose) = 0;
  [[nodiscard]] virtual Status commit() = 0;
  /// Fine without a transaction.
  virtual void rollback() = 0;

  /// Runs a statement with values that check_values() passed, shows its rows, and gives the number of changed ones.
  /// `statement` must live as long as the rows.
  [[nodiscard]] virtual Result<std::int64_t> run(std::string_view statement, const Values& values,
                                                 const std::function<Status(Row)>& see) = 0;
  /// Runs a statement whose text lives on, such as a literal, without rows and without waiting for its answer. What
  /// went wrong in it is told by the next call that waits; commit() is the last one.
  [[nodiscard]] virtual Status enqueue(std::string_view statement, const Values& values) = 0;
  /// Runs a migration's statements inside a transaction for kSchema.
  [[nodiscard]] virtual Status apply(std::string_view script) = 0;
  /// Takes all tables away, inside a transaction for kSchema.
  [[nodiscard]] virtual Status drop_all() = 0;
  /// Foreign keys are looked at when the transaction commits, not before.
  [[nodiscard]] virtual Status defer_foreign_keys() = 0;
  /// Looks at the deferred ones now, where the database can; else the commit does.
  [[nodiscard]] virtual Status check_foreign_keys() = 0;
  /// All tables by name. Fails with kUnsupported on names or types that no migration of ours can have made.
  [[nodiscard]] virtual Result<std::vector<Table>> tables() = 0;

  /// Of the last failed call.
  [[nodiscard]] virtual Fate fate() const = 0;
  /// Whether it is of no more use and should be dropped.
  [[nodiscard]] virtual bool is_broken() const = 0;
};

/// Makes sessions of one database.
class Engine {
 public:
  virtual ~Engine() = default;

  [[nodiscard]] virtual Result<std::unique_ptr<Session>> connect(bool for_writes) = 0;
  /// "SQLite at /data/signet.db"; never a password.
  [[nodiscard]] virtual const std::string& name() const = 0;
};

/// Whether a name is one that migrations use: lower case letters, digits and '_'. Others are never put into a
/// statement.
[[nodiscard]] bool is_plain_name(std::string_view name);

/// The type for a declared one ("BIGINT", "text", "blob", "bytea"); kUnsupported for others.
[[nodiscard]] Result<Type> column_type(std::string_view declared, std::string_view table, std::string_view column);

}  // namespace signet::store
