#include "store/database.h"

#include <sodium.h>

#include <thread>

#include "store/inside.h"
#include "store/pool.h"
#include "store/postgres/engine.h"
#include "store/sqlite/engine.h"

namespace signet::store {

namespace {

/// Tries of a write that other writes are in the way of: with the pauses below some three seconds.
constexpr int kMostTries = 24;
/// Fresh starts after a lost connection: one for a server that was restarted, one for luck.
constexpr int kMostConnections = 3;
constexpr std::chrono::milliseconds kFirstPause{1};
constexpr std::chrono::milliseconds kLongestPause{250};

constexpr std::string_view kInDoubt = "the connection was lost while the change was being saved";

/// Doubles with each try, and is drawn at random, so that those who met once do not meet again.
std::chrono::milliseconds pause_before(int attempt) {
  const auto most = std::min<std::chrono::milliseconds>(kFirstPause * (1 << std::min(attempt, 16)), kLongestPause);
  return std::chrono::milliseconds(randombytes_uniform(static_cast<std::uint32_t>(most.count()) + 1));
}

/// Rolls back unless it was committed, whatever way the work ends.
class Guard {
 public:
  explicit Guard(Session& session) : session_(session) {}
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() {
    if (!committed_) session_.rollback();
  }
  Status commit() {
    auto status = session_.commit();
    committed_ = status.ok();
    return status;
  }

 private:
  Session& session_;
  bool committed_ = false;
};

struct Attempt {
  Status status;
  Fate fate = Fate::kFinal;
  std::vector<std::string> announced = {};
};

Attempt try_once(Session& session, Purpose purpose, bool in_line, const std::function<Status(Transaction&)>& work) {
  if (in_line) {
    if (auto waited = session.wait_in_line(); !waited) return {std::move(waited), session.fate()};
  }
  if (auto begun = session.begin(purpose); !begun) return {std::move(begun), session.fate()};
  Guard guard(session);
  Transaction transaction(session);
  auto status = work(transaction);
  if (const Error* failure = transaction.failure(); failure != nullptr) {
    // What the work made of the error is its business; that the transaction cannot be saved is not.
    return {status ? Status(*failure) : std::move(status), session.fate()};
  }
  if (!status) return {std::move(status), Fate::kFinal};
  if (auto committed = guard.commit(); !committed) {
    if (session.fate() != Fate::kUnknown) return {std::move(committed), session.fate()};
    Error error = with_context(std::move(committed).error(), std::string(kInDoubt));
    error.hint = "nobody knows whether it was saved: look before you try again";
    return {std::move(error), Fate::kUnknown};
  }
  return {{}, Fate::kFinal, transaction.announced()};
}

}  // namespace

struct Database::State {
  std::unique_ptr<Engine> engine;
  bool is_postgres = false;
  std::filesystem::path file;
  std::chrono::milliseconds lock_timeout{};
  std::unique_ptr<Pool> readers;
  std::unique_ptr<Pool> writer;  ///< null: the readers' connections write, too
  std::function<void(const std::vector<std::string>&)> hear;

  Pool& pool(Purpose purpose) const {
    const bool reads = purpose == Purpose::kRead || purpose == Purpose::kLongRead;
    return reads || writer == nullptr ? *readers : *writer;
  }
};

bool is_postgres_address(std::string_view address) {
  return address.starts_with("postgres://") || address.starts_with("postgresql://");
}

bool is_in_doubt(const Error& error) {
  for (const Error* at = &error; at != nullptr; at = at->cause.get()) {
    if (at->message == kInDoubt) return true;
  }
  return false;
}

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(DatabaseOptions options) {
  if (options.connections == 0) return fail(ErrorCode::kInvalidInput, "a database needs at least one connection");
  auto state = std::make_unique<State>();
  state->is_postgres = is_postgres_address(options.address.expose());
  state->lock_timeout = options.lock_timeout;
  const std::size_t connections = options.connections;
  if (state->is_postgres) {
    SIGNET_TRY(state->engine, make_postgres_engine(std::move(options)));
  } else {
    state->file = std::filesystem::path(options.address.expose());
    SIGNET_TRY(state->engine, make_sqlite_engine(std::move(options)));
  }
  Engine& engine = *state->engine;
  if (!state->is_postgres) state->writer = std::make_unique<Pool>(1, [&engine] { return engine.connect(true); });
  const bool readers_write = state->is_postgres;
  state->readers =
      std::make_unique<Pool>(connections, [&engine, readers_write] { return engine.connect(readers_write); });
  // The writer first: it makes SQLite's file.
  SIGNET_TRY([[maybe_unused]] const Pool::Loan first, state->pool(Purpose::kWrite).borrow(state->lock_timeout));
  return Database(std::move(state));
}

void Database::when_committed(std::function<void(const std::vector<std::string>&)> hear) {
  state_->hear = std::move(hear);
}

const std::string& Database::name() const {
  return state_->engine->name();
}

bool Database::is_postgres() const {
  return state_->is_postgres;
}

const std::filesystem::path& Database::file() const {
  return state_->file;
}

Status Database::run_work(bool writes, const std::function<Status(Transaction&)>& work) {
  return Inside::run(*this, writes ? Purpose::kWrite : Purpose::kRead, work);
}

Status Inside::run(Database& database, Purpose purpose, const std::function<Status(Transaction&)>& work) {
  const Database::State& state = *database.state_;
  Pool& pool = state.pool(purpose);
  int connections = 1;
  for (int attempt = 1;; ++attempt) {
    Attempt result;
    {
      SIGNET_TRY(const Pool::Loan session, pool.borrow(state.lock_timeout));
      result = try_once(*session, purpose, attempt > 1, work);
    }
    if (result.status) {
      if (state.hear && !result.announced.empty()) state.hear(result.announced);
      return {};
    }
    if (result.fate == Fate::kConnection || result.fate == Fate::kUnknown) pool.drop_idle();
    if (result.fate == Fate::kConnection && connections++ < kMostConnections) continue;
    if (result.fate != Fate::kSerialize) return std::move(result.status);
    if (attempt >= kMostTries) {
      Error error = with_context(std::move(result.status).error(), "too many others change the same rows");
      error.code = ErrorCode::kTimeout;
      error.hint = "try again later";
      return error;
    }
    // The line in front of the second try is the pause; who was in line and still met somebody waits longer.
    if (attempt > 1) std::this_thread::sleep_for(pause_before(attempt));
  }
}

}  // namespace signet::store
