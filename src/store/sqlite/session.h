// One connection to an SQLite file.
#pragma once

#include <chrono>
#include <string>

#include "store/session.h"
#include "store/sqlite/owned.h"
#include "store/statement_cache.h"

namespace signet::store::sqlite {

class SqliteSession final : public Session {
 public:
  /// Takes over an open connection with all its settings made.
  SqliteSession(Connection connection, std::chrono::milliseconds statement_timeout);

  [[nodiscard]] Status wait_in_line() override { return {}; }  // the pool has one connection that writes
  [[nodiscard]] Status begin(Purpose purpose) override;
  [[nodiscard]] Status commit() override;
  void rollback() override;
  [[nodiscard]] Result<std::int64_t> run(std::string_view statement, const Values& values,
                                         const std::function<Status(Row)>& see) override;
  [[nodiscard]] Status enqueue(std::string_view statement, const Values& values) override;
  [[nodiscard]] Status apply(std::string_view script) override;
  [[nodiscard]] Status drop_all() override;
  [[nodiscard]] Status defer_foreign_keys() override;
  [[nodiscard]] Status check_foreign_keys() override { return {}; }
  [[nodiscard]] Result<std::vector<Table>> tables() override;
  [[nodiscard]] Fate fate() const override { return Fate::kFinal; }
  [[nodiscard]] bool is_broken() const override { return broken_; }

 private:
  [[nodiscard]] Result<sqlite3_stmt*> prepare(std::string_view text);
  [[nodiscard]] Result<std::int64_t> step_through(sqlite3_stmt* statement, std::string_view text,
                                                  const std::function<Status(Row)>& see);
  [[nodiscard]] Status describe(Table& table);
  [[nodiscard]] Result<std::vector<std::string>> tables_nobody_points_at();
  void start_clock();

  Connection connection_;
  StatementCache<Statement> statements_;
  std::chrono::milliseconds statement_timeout_;
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
  bool limited_ = true;
  bool broken_ = false;
};

}  // namespace signet::store::sqlite
