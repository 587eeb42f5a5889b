// What work inside a transaction can do: run statements. Database::read() and write() make it, commit it and roll it
// back.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/row.h"
#include "store/sql.h"
#include "store/value.h"

namespace signet::store {

class Session;

/// Rows that query() gives at most; each() has no limit.
inline constexpr std::size_t kMaxRows = 100'000;

/// Used by one thread at a time, and only inside the work it was made for. After the first failed statement all others
/// fail with the same error, and nothing is committed, on every database: to try and go on, write ON CONFLICT DO
/// NOTHING and look at the number of rows.
class Transaction {
 public:
  explicit Transaction(Session& session) : session_(session) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// All rows of the result. Fails with kLimit past kMaxRows, kConflict (see errors.h), kInvalidInput for a text that
  /// is no UTF-8 or holds a NUL, kTimeout, kNetwork, kIo, kInternal.
  [[nodiscard]] Result<std::vector<Row>> query(Sql sql, const Values& values = {});
  /// The only row, or nullopt; kInternal when there are more.
  [[nodiscard]] Result<std::optional<Row>> query_one(Sql sql, const Values& values = {});
  /// How many rows were inserted, changed or deleted, those by ON DELETE CASCADE left out.
  [[nodiscard]] Result<std::int64_t> execute(Sql sql, const Values& values = {});
  /// Like execute() for whom the number of rows does not matter: does not wait for the answer, where the database is
  /// another process. An error may be told by any later statement or by the commit instead, and nothing is committed.
  [[nodiscard]] Status enqueue(Sql sql, const Values& values = {});
  /// Shows the rows one by one as they come, in bounded memory; ends with the first error of `see`, which may not run
  /// statements of its own.
  [[nodiscard]] Status each(Sql sql, const Values& values, const std::function<Status(const Row&)>& see);

  /// Names something that the transaction changes. Once it is committed, and never otherwise, those who wait for such
  /// news are told (Database::when_committed()), of the same thing once.
  void announce(std::string_view topic);
  [[nodiscard]] const std::vector<std::string>& announced() const { return announced_; }

  /// The error that made it fail, or null.
  [[nodiscard]] const Error* failure() const { return failure_ ? &*failure_ : nullptr; }

 private:
  friend struct Inside;
  using See = std::function<Status(Row)>;

  [[nodiscard]] Status check(const Sql& sql, const Values& values);
  [[nodiscard]] Result<std::int64_t> run(const Sql& sql, const Values& values, const See& see);

  Session& session_;
  std::optional<Error> failure_;
  std::vector<std::string> announced_;
};

}  // namespace signet::store
