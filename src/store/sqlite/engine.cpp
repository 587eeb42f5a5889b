#include "store/sqlite/engine.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "base/descriptor.h"
#include "store/new_file.h"
#include "store/sqlite/errors.h"
#include "store/sqlite/owned.h"
#include "store/sqlite/session.h"

namespace signet::store {

namespace {

namespace fs = std::filesystem;

using sqlite::Connection;
using sqlite::error_of;

constexpr mode_t kPrivate = S_IRUSR | S_IWUSR;
constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

/// A value of up to this much is stored; SQLite's own limit is 1 GB.
constexpr int kMaxValueBytes = 512 << 20;

Error io_error(std::string_view what, const fs::path& path, int code) {
  return fail(ErrorCode::kIo,
              fmt::format("cannot {} {}: {}", what, path.string(), std::generic_category().message(code)),
              "the folder must be writable for the server's user");
}

/// Makes the file when it is missing; SQLite gives the log beside it the same mode.
Status make_private_file(const fs::path& file) {
  const Descriptor made(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kPrivate));
  if (!made.is_open()) return io_error("open", file, errno);
  struct stat info {};
  if (::fstat(made.get(), &info) != 0) return io_error("read", file, errno);
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kIo, fmt::format("{} is no file", file.string()));
  if ((info.st_mode & kOthers) != 0 && ::fchmod(made.get(), info.st_mode & ~kOthers & 07777) != 0) {
    return io_error("take the rights of others from", file, errno);
  }
  return {};
}

/// The settings of each connection. What a hostile file could bring along (functions in its schema, writes to its inner
/// tables) is off.
Status configure(sqlite3* connection, const fs::path& file, const DatabaseOptions& options, bool for_writes) {
  for (const auto& [setting, value] : std::initializer_list<std::pair<int, int>>{{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                                                                 {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                                                                 {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
                                                                                 {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                                                                 {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                                                                 {SQLITE_DBCONFIG_DQS_DDL, 0},
                                                                                 {SQLITE_DBCONFIG_DQS_DML, 0}}) {
    if (sqlite3_db_config(connection, setting, value, nullptr) != SQLITE_OK) return error_of(connection, file.string());
  }
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_limit(connection, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  sqlite3_limit(connection, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_busy_timeout(connection, static_cast<int>(options.lock_timeout.count()));
  std::string settings =
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; "
      "PRAGMA case_sensitive_like = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = FAST; "
      "PRAGMA journal_size_limit = 67108864;";
  if (!for_writes) settings += "PRAGMA query_only = ON;";
  if (sqlite3_exec(connection, settings.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return error_of(connection, file.string());
  }
  return {};
}

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(fs::path file, DatabaseOptions options)
      : file_(std::move(file)), options_(std::move(options)), name_("SQLite at " + file_.string()) {}

  [[nodiscard]] Result<std::unique_ptr<Session>> connect(bool for_writes) override {
    if (for_writes) SIGNET_CHECK(make_private_file(file_));
    sqlite3* raw = nullptr;
    // A connection is one thread's at a time, by its pool: no locks inside.
    const int code = sqlite3_open_v2(file_.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection(raw);
    if (raw == nullptr) return fail(ErrorCode::kInternal, "not enough memory for SQLite");
    if (code != SQLITE_OK) return error_of(raw, file_.string());
    SIGNET_CHECK(configure(raw, file_, options_, for_writes));
    return std::unique_ptr<Session>(
        std::make_unique<sqlite::SqliteSession>(std::move(connection), options_.statement_timeout));
  }

  [[nodiscard]] const std::string& name() const override { return name_; }

 private:
  fs::path file_;
  DatabaseOptions options_;
  std::string name_;
};

}  // namespace

Result<std::unique_ptr<Engine>> make_sqlite_engine(DatabaseOptions options) {
  std::error_code error;
  // Absolute, so that no name (":memory:") means more than a file to SQLite.
  const fs::path file = fs::absolute(fs::path(options.address.expose()), error);
  if (options.address.empty() || error) return fail(ErrorCode::kInvalidInput, "a database needs a file");
  SIGNET_CHECK(make_private_folder(file.parent_path()));
  return std::unique_ptr<Engine>(std::make_unique<SqliteEngine>(file, std::move(options)));
}

}  // namespace signet::store
