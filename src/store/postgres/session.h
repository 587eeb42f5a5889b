// One connection to PostgreSQL.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "store/postgres/errors.h"
#include "store/postgres/owned.h"
#include "store/postgres/wire.h"
#include "store/session.h"
#include "store/statement_cache.h"

namespace signet::store::postgres {

class PostgresSession final : public Session {
 public:
  /// Takes over a connection; configure() is next.
  PostgresSession(Connection connection, std::chrono::milliseconds statement_timeout,
                  std::chrono::milliseconds lock_timeout);

  /// Makes the session's settings. Fails with kUnsupported when the server is too old or its database is no UTF-8.
  [[nodiscard]] Status configure();

  /// By a lock of the session, which is taken before the transaction sees its state of the database: a lock of the
  /// transaction's own would come after that, and what others wrote meanwhile be in its way.
  [[nodiscard]] Status wait_in_line() override;
  /// Sends nothing for kRead and kWrite: the first statement takes BEGIN along.
  [[nodiscard]] Status begin(Purpose purpose) override;
  /// Does not wait for the answer after kRead: there is nothing in it.
  [[nodiscard]] Status commit() override;
  void rollback() override;
  [[nodiscard]] Result<std::int64_t> run(std::string_view statement, const Values& values,
                                         const std::function<Status(Row)>& see) override;
  /// Sent when there is enough to send, or with the next statement that waits.
  [[nodiscard]] Status enqueue(std::string_view statement, const Values& values) override;
  [[nodiscard]] Status apply(std::string_view script) override;
  [[nodiscard]] Status drop_all() override;
  [[nodiscard]] Status defer_foreign_keys() override;
  [[nodiscard]] Status check_foreign_keys() override;
  [[nodiscard]] Result<std::vector<Table>> tables() override;
  [[nodiscard]] Fate fate() const override { return fate_; }
  [[nodiscard]] bool is_broken() const override { return broken_; }

 private:
  using See = std::function<Status(Row)>;

  /// Runs statements without parameters, their rows left out. Gives the last one's command tag ("COMMIT").
  [[nodiscard]] Result<std::string> script(const std::string& statements);
  [[nodiscard]] bool send(const std::string& name, const Parameters& parameters);
  /// Goes into libpq's pipeline mode, with the BEGIN that was put off.
  [[nodiscard]] Status open_pipeline();
  /// Ends the pipeline after all answers were read.
  [[nodiscard]] Status close_pipeline(std::string_view statement);
  /// Reads the answers to what was enqueued, after a sync; the first error among them.
  [[nodiscard]] Status take_enqueued();
  /// Waits for what was enqueued.
  [[nodiscard]] Status finish();
  /// COMMIT along with what was enqueued.
  [[nodiscard]] Result<std::string> send_commit();
  /// Reads the answer that commit() did not wait for.
  [[nodiscard]] Status settle();
  /// The name of the prepared statement. Prepares it outside of a pipeline: before a BEGIN that was put off.
  [[nodiscard]] Result<std::string> prepare(std::string_view text, const Parameters& parameters);
  /// Reads all answers to what was sent; the number of rows that the last one changed.
  [[nodiscard]] Result<std::int64_t> take_answers(std::string_view statement, const See& see);
  [[nodiscard]] Status show_row(const PGresult* answer, std::string_view statement, const See& see);
  /// The next answer, null after the last one; waits no longer than the deadline.
  [[nodiscard]] Result<Answer> next_answer(std::string_view statement);
  [[nodiscard]] Status wait_for_server(std::string_view statement);
  void leave_line();
  [[nodiscard]] Status ensure_schema();
  [[nodiscard]] Status sort_by_bytes();

  void start_clock();
  [[nodiscard]] Error note(Failure failure);
  [[nodiscard]] Error note_lost();

  Connection connection_;
  StatementCache<std::string> statements_;
  std::uint64_t prepared_ = 0;
  std::chrono::milliseconds statement_timeout_;
  std::chrono::milliseconds lock_timeout_;
  std::chrono::steady_clock::time_point deadline_{};
  Purpose purpose_ = Purpose::kRead;
  bool limited_ = true;
  bool broken_ = false;
  bool must_begin_ = false;                 ///< begin() was called, and BEGIN not sent
  bool is_unsettled_ = false;               ///< COMMIT was sent, and its answer not read
  bool is_in_line_ = false;                 ///< holds the lock of the line
  std::vector<std::string_view> enqueued_;  ///< in the pipeline, their answers not read
  std::size_t enqueued_bytes_ = 0;
  std::string last_tag_;
  Fate fate_ = Fate::kFinal;
};

}  // namespace signet::store::postgres
