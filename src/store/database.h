// The server's database: SQLite in a file by default, PostgreSQL by a postgres:// address. Work runs in transactions,
// and may be given by many threads at once; both databases run the same statements with the same promises:
//   - write(): serializable, and on the disk when it returns without an error;
//   - read(): one state of the database, never held up by writers.
#pragma once

#include <chrono>
#include <concepts>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "store/transaction.h"

namespace signet::store {

struct DatabaseOptions {
  /// "postgres://USER:PASSWORD@HOST:PORT/NAME?sslmode=..." (also postgresql://, and all that libpq takes there; the
  /// password better in PGPASSFILE), or the path of an SQLite file, which is made when it is missing.
  SecretString address;
  /// PostgreSQL: connections in all. SQLite: connections for reading, beside the one for writing.
  std::size_t connections = 8;
  std::chrono::milliseconds statement_timeout{30'000};
  /// For a connection of ours to come free, and for locks of others.
  std::chrono::milliseconds lock_timeout{10'000};
  std::chrono::seconds connect_timeout{10};
};

/// Whether an address is PostgreSQL's.
[[nodiscard]] bool is_postgres_address(std::string_view address);

class Database {
 public:
  /// Connects once, to see that it works. Does not look at the schema: migrate() does (migrations.h).
  [[nodiscard]] static Result<Database> open(DatabaseOptions options);
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();

  /// Runs `work`, a function of Transaction& that gives a Status or Result<T>, and passes on what it gives. An error
  /// rolls back. Work runs again when other transactions were in its way or the connection was lost before the commit:
  /// it must have no effects but those on the database and on what it sets anew each time. It may not call read() or
  /// write() itself.
  /// Fails with what `work` or its statements fail with; kTimeout when too many others were in the way; kNetwork when
  /// the connection was lost during the commit, so that nobody knows whether it happened (is_in_doubt()).
  template <typename Work>
  [[nodiscard]] std::invoke_result_t<Work&, Transaction&> write(Work&& work) {
    return run(true, work);
  }
  /// The same for work that only reads; a writing statement fails.
  template <typename Work>
  [[nodiscard]] std::invoke_result_t<Work&, Transaction&> read(Work&& work) {
    return run(false, work);
  }

  /// `hear` is called after each commit through this object of a transaction that announced something, with what it
  /// announced, on the thread that committed: it must neither block nor throw. Set it before other threads come. Other
  /// processes' commits are not heard: on PostgreSQL, Notices tells of those (notices.h).
  void when_committed(std::function<void(const std::vector<std::string>&)> hear);

  /// "SQLite at /data/signet.db", "PostgreSQL signet at db.example:5432"; never a password.
  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] bool is_postgres() const;
  /// SQLite's file; empty for PostgreSQL.
  [[nodiscard]] const std::filesystem::path& file() const;

 private:
  friend struct Inside;
  struct State;
  explicit Database(std::unique_ptr<State> state);

  [[nodiscard]] Status run_work(bool writes, const std::function<Status(Transaction&)>& work);

  template <typename Work>
  [[nodiscard]] std::invoke_result_t<Work&, Transaction&> run(bool writes, Work& work) {
    using Outcome = std::invoke_result_t<Work&, Transaction&>;
    if constexpr (std::same_as<Outcome, Status>) {
      return run_work(writes, work);
    } else {
      std::optional<Outcome> outcome;
      SIGNET_CHECK(run_work(writes, [&](Transaction& transaction) -> Status {
        outcome.emplace(work(transaction));
        if (!*outcome) return outcome->error();
        return {};
      }));
      return *std::move(outcome);
    }
  }

  std::unique_ptr<State> state_;
};

/// Whether a write's error leaves open whether it happened. The caller looks, or tells.
[[nodiscard]] bool is_in_doubt(const Error& error);

}  // namespace signet::store
