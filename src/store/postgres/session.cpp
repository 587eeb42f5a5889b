#include "store/postgres/session.h"

#include <fmt/format.h>
#include <poll.h>

#include <cerrno>
#include <charconv>

#include "base/text.h"
#include "store/errors.h"

namespace signet::store::postgres {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kOldestServer = 130'000;  // 13, the oldest that PostgreSQL still mends

/// What the server may be late for its own time limit.
constexpr std::chrono::seconds kGrace{5};

/// A transaction that a stuck replica left open must not hold its locks for ever.
constexpr int kIdleTransactionMs = 60'000;

/// One migration or restore at a time in this database: "signet" and a version of this rule, as a number.
constexpr std::int64_t kSchemaLock = 0x7369676E65740001;
/// Writes that others were in the way of, one at a time.
constexpr std::int64_t kLineLock = 0x7369676E65740002;
constexpr std::string_view kSchemaLockTimeout = "15min";

/// What is sent without having read an answer. The answers wait in the server and on the way: a few dozen bytes each.
constexpr std::size_t kMostEnqueued = 500;
constexpr std::size_t kMostEnqueuedBytes = 1 << 20;

void drop_notice(void* /*unused*/, const char* /*text*/) {}

/// By the types, too: what is prepared for a number takes no text.
std::string key_of(const Parameters& parameters, std::string_view text) {
  return fmt::format("{} {}", parameters.signature(), text);
}

std::string statements_to_begin(Purpose purpose) {
  switch (purpose) {
    case Purpose::kRead:
      return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    case Purpose::kWrite:
      return "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
    case Purpose::kLongRead:
      return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; "
             "SET LOCAL idle_in_transaction_session_timeout = 0";
    case Purpose::kSchema:
      break;
  }
  // Each statement sees what others had committed before it: also those who held the lock before.
  return fmt::format(
      "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = 0; "
      "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '{}'; "
      "SELECT pg_advisory_xact_lock({})",
      kSchemaLockTimeout, kSchemaLock);
}

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

PostgresSession::PostgresSession(Connection connection, std::chrono::milliseconds statement_timeout,
                                 std::chrono::milliseconds lock_timeout)
    : connection_(std::move(connection)), statement_timeout_(statement_timeout), lock_timeout_(lock_timeout) {
  PQsetNoticeProcessor(connection_.get(), drop_notice, nullptr);
}

Status PostgresSession::configure() {
  if (PQserverVersion(connection_.get()) < kOldestServer) {
    return fail(ErrorCode::kUnsupported, "the PostgreSQL server is older than version 13", "update it");
  }
  const char* encoding = PQparameterStatus(connection_.get(), "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    return fail(ErrorCode::kUnsupported, "the database's encoding is not UTF8",
                "make it with: createdb -E UTF8 -T template0");
  }
  if (PQsetnonblocking(connection_.get(), 1) != 0) return note_lost();
  // What was acknowledged must survive a crash, whatever the server's default is.
  SIGNET_TRY([[maybe_unused]] const std::string tag,
             script(fmt::format("SET search_path = signet, pg_temp; SET statement_timeout = {}; SET lock_timeout = {}; "
                                "SET idle_in_transaction_session_timeout = {}; "
                                "SELECT set_config('synchronous_commit', 'on', false) "
                                "WHERE current_setting('synchronous_commit') = 'off'",
                                statement_timeout_.count(), lock_timeout_.count(), kIdleTransactionMs)));
  return {};
}

Status PostgresSession::wait_in_line() {
  limited_ = true;
  auto locked = script(fmt::format("SELECT pg_advisory_lock({})", kLineLock));
  is_in_line_ = locked.ok();
  if (!locked && broken_) return std::move(locked).error();
  return {};
}

void PostgresSession::leave_line() {
  // A connection that is lost has left it.
  if (!std::exchange(is_in_line_, false) || broken_) return;
  const Fate before = fate_;
  if (!script(fmt::format("SELECT pg_advisory_unlock({})", kLineLock))) broken_ = true;
  fate_ = before;
}

Status PostgresSession::begin(Purpose purpose) {
  purpose_ = purpose;
  limited_ = purpose == Purpose::kRead || purpose == Purpose::kWrite;
  must_begin_ = limited_;
  if (limited_) return {};
  const auto begun = script(statements_to_begin(purpose_));
  if (begun) return {};
  rollback();  // BEGIN itself may have worked
  return begun.error();
}

Status PostgresSession::commit() {
  if (std::exchange(must_begin_, false)) {  // without any statement
    leave_line();
    return {};
  }
  if (purpose_ == Purpose::kRead) {
    SIGNET_CHECK(finish());
    is_unsettled_ = PQsendQuery(connection_.get(), "COMMIT") == 1;
    // Unsent bytes would leave the transaction open; so would a lost connection, which ends it.
    if (!is_unsettled_ || PQflush(connection_.get()) != 0) broken_ = true;
    return {};
  }
  auto tag = enqueued_.empty() ? script("COMMIT") : send_commit();
  if (!tag) {
    if (broken_) fate_ = Fate::kUnknown;
    return std::move(tag).error();
  }
  if (*tag == "COMMIT") {
    leave_line();
    return {};
  }
  fate_ = Fate::kFinal;
  return fail(ErrorCode::kInternal, "PostgreSQL rolled back instead of saving");
}

Result<std::string> PostgresSession::send_commit() {
  constexpr std::string_view kCommit = "COMMIT";
  if (PQsendQueryParams(connection_.get(), kCommit.data(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) {
    return note_lost();
  }
  enqueued_.push_back(kCommit);
  SIGNET_CHECK(finish());
  return last_tag_;
}

void PostgresSession::rollback() {
  must_begin_ = false;
  if (!broken_ && !enqueued_.empty()) {
    const Fate before = fate_;
    [[maybe_unused]] const Status nobody_asks = finish();
    fate_ = before;
  }
  if (!broken_ && !is_unsettled_ && PQtransactionStatus(connection_.get()) != PQTRANS_IDLE) {
    const Fate before = fate_;
    broken_ = !script("ROLLBACK").ok();
    fate_ = before;
  }
  leave_line();
}

Status PostgresSession::settle() {
  if (!std::exchange(is_unsettled_, false)) return {};
  start_clock();
  SIGNET_TRY([[maybe_unused]] const std::int64_t none, take_answers("COMMIT", {}));
  return {};
}

Result<std::string> PostgresSession::script(const std::string& statements) {
  SIGNET_CHECK(settle());
  SIGNET_CHECK(finish());
  start_clock();
  if (PQsendQuery(connection_.get(), statements.c_str()) == 0) return note_lost();
  SIGNET_TRY([[maybe_unused]] const std::int64_t changed, take_answers(statements, {}));
  return last_tag_;
}

bool PostgresSession::send(const std::string& name, const Parameters& parameters) {
  return PQsendQueryPrepared(connection_.get(), name.c_str(), parameters.count(), parameters.pointers(),
                             parameters.lengths(), parameters.formats(), 1) == 1;
}

Result<std::int64_t> PostgresSession::run(std::string_view statement, const Values& values, const See& see) {
  const Parameters parameters(values);
  SIGNET_TRY(const std::string name, prepare(statement, parameters));
  const bool is_piped = must_begin_ || !enqueued_.empty();
  if (is_piped) SIGNET_CHECK(open_pipeline());
  if (!send(name, parameters)) return note_lost();
  Status before;
  if (is_piped) {
    if (PQpipelineSync(connection_.get()) == 0) return note_lost();
    before = take_enqueued();
    if (broken_) return std::move(before).error();
  }
  start_clock();
  PQsetSingleRowMode(connection_.get());
  auto changed = take_answers(statement, see);
  if (is_piped && !broken_) SIGNET_CHECK(close_pipeline(statement));
  if (!before) return std::move(before).error();
  return changed;
}

Status PostgresSession::enqueue(std::string_view statement, const Values& values) {
  const Parameters parameters(values);
  SIGNET_TRY(const std::string name, prepare(statement, parameters));
  SIGNET_CHECK(open_pipeline());
  if (!send(name, parameters)) return note_lost();
  enqueued_.push_back(statement);
  enqueued_bytes_ += parameters.bytes();
  if (enqueued_.size() < kMostEnqueued && enqueued_bytes_ < kMostEnqueuedBytes) return {};
  return finish();
}

Status PostgresSession::open_pipeline() {
  PGconn* const connection = connection_.get();
  if (PQpipelineStatus(connection) == PQ_PIPELINE_OFF && PQenterPipelineMode(connection) == 0) return note_lost();
  if (!std::exchange(must_begin_, false)) return {};
  const std::string begin = statements_to_begin(purpose_);
  if (PQsendQueryParams(connection, begin.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) return note_lost();
  enqueued_.emplace_back("BEGIN");
  return {};
}

Status PostgresSession::close_pipeline(std::string_view statement) {
  SIGNET_TRY(const Answer sync, next_answer(statement));
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(connection_.get()) == 0) {
    return note_lost();
  }
  return {};
}

Status PostgresSession::take_enqueued() {
  Status first;
  for (const std::string_view statement : std::exchange(enqueued_, {})) {
    start_clock();
    auto changed = take_answers(statement, {});
    if (!changed && first) first = std::move(changed).error();
    if (broken_) break;
  }
  enqueued_bytes_ = 0;
  return first;
}

Status PostgresSession::finish() {
  if (enqueued_.empty()) return {};
  if (PQpipelineSync(connection_.get()) == 0) return note_lost();
  const std::string_view last = enqueued_.back();
  auto done = take_enqueued();
  if (!broken_) SIGNET_CHECK(close_pipeline(last));
  return done;
}

Result<std::string> PostgresSession::prepare(std::string_view text, const Parameters& parameters) {
  SIGNET_CHECK(settle());
  std::string key = key_of(parameters, text);
  if (const std::string* known = statements_.find(key)) return *known;
  SIGNET_CHECK(finish());
  start_clock();
  const std::string name = fmt::format("s{}", ++prepared_);
  const std::string terminated(text);
  if (PQsendPrepare(connection_.get(), name.c_str(), terminated.c_str(), parameters.count(), parameters.types()) == 0) {
    return note_lost();
  }
  SIGNET_TRY([[maybe_unused]] const std::int64_t none, take_answers(text, {}));
  std::string dropped;
  statements_.keep(std::move(key), name, [&dropped](std::string& old) { dropped = std::move(old); });
  if (!dropped.empty()) {
    SIGNET_TRY([[maybe_unused]] const std::string tag, script("DEALLOCATE " + dropped));
  }
  return name;
}

Result<std::int64_t> PostgresSession::take_answers(std::string_view statement, const See& see) {
  std::optional<Failure> failure;
  std::int64_t changed = 0;
  while (true) {
    SIGNET_TRY(const Answer answer, next_answer(statement));
    if (answer == nullptr) break;
    switch (PQresultStatus(answer.get())) {
      case PGRES_SINGLE_TUPLE:
        if (auto shown = show_row(answer.get(), statement, see); !shown) {
          // Rows that nobody wants may follow without end, so the connection goes.
          return note({std::move(shown).error(), Fate::kFinal, true});
        }
        start_clock();  // what `see` took does not count
        break;
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
        last_tag_ = PQcmdStatus(answer.get());
        changed = last_tag_.starts_with("SELECT") ? 0 : number_in(PQcmdTuples(answer.get()));
        break;
      case PGRES_FATAL_ERROR:
        if (!failure) failure = failure_of(answer.get(), statement);
        break;
      case PGRES_PIPELINE_ABORTED:  // one before it failed, and tells
        break;
      default:
        failure =
            Failure{fail(ErrorCode::kInternal, "an answer of PostgreSQL that was not asked for"), Fate::kFinal, true};
        break;
    }
  }
  // A connection that broke says so in its status; the answer then has no code.
  if (PQstatus(connection_.get()) == CONNECTION_BAD) return note_lost();
  if (failure) return note(*std::move(failure));
  return changed;
}

Status PostgresSession::show_row(const PGresult* answer, std::string_view statement, const See& see) {
  if (!see) return {};
  std::vector<Value> values;
  const int columns = PQnfields(answer);
  values.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i < columns; ++i) {
    SIGNET_TRY(Value value, value_at(answer, i, statement));
    values.push_back(std::move(value));
  }
  return see(Row(statement, std::move(values)));
}

Result<Answer> PostgresSession::next_answer(std::string_view statement) {
  while (true) {
    const int unsent = PQflush(connection_.get());
    if (unsent < 0) break;
    if (unsent == 0 && PQisBusy(connection_.get()) == 0) break;
    SIGNET_CHECK(wait_for_server(statement));
    // Reading fails when the connection is lost; what the server said before is still to be had.
    if (PQconsumeInput(connection_.get()) == 0) break;
  }
  return Answer(PQgetResult(connection_.get()));
}

Status PostgresSession::wait_for_server(std::string_view statement) {
  while (true) {
    const bool unsent = PQflush(connection_.get()) == 1;
    pollfd socket{PQsocket(connection_.get()), static_cast<short>(unsent ? POLLIN | POLLOUT : POLLIN), 0};
    int patience = -1;
    if (limited_) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
      if (left.count() <= 0) return note(no_answer(statement));
      patience = static_cast<int>(left.count());
    }
    const int ready = ::poll(&socket, 1, patience);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return note_lost();
  }
}

void PostgresSession::start_clock() {
  deadline_ = Clock::now() + statement_timeout_ + kGrace;
}

Error PostgresSession::note(Failure failure) {
  fate_ = failure.fate;
  broken_ = broken_ || failure.breaks_connection;
  return std::move(failure.error);
}

Error PostgresSession::note_lost() {
  const std::string_view reason = trim(PQerrorMessage(connection_.get()));
  return note(lost_connection(shown(reason.substr(0, reason.find('\n')))));
}

}  // namespace signet::store::postgres
