#include "store/notices.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <array>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include "base/descriptor.h"
#include "base/signals_blocked.h"
#include "base/text.h"
#include "store/postgres/address.h"

namespace signet::store {

namespace {

constexpr std::chrono::seconds kConnectTimeout{5};
constexpr std::chrono::milliseconds kPause{500};  ///< before the next try to connect
/// Topics that wait for a connection; past it nobody is told of more, and looks.
constexpr std::size_t kMostWaiting = 100'000;

/// Nothing is lost by a crash: what is told is in other tables. So no commit of this connection waits for the disk.
constexpr const char* kBegin = "SET synchronous_commit = off; LISTEN signet";
constexpr const char* kTell = "SELECT pg_notify('signet', $1)";

void drop_message(void* /*unused*/, const char* /*text*/) {}

}  // namespace

struct Notices::Impl {
  Impl(postgres::Address where, NoticesOptions given)
      : address(std::move(where)), options(std::move(given)), bell(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    const SignalsBlocked blocked;
    thread = std::thread([this] { run(); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    {
      const std::lock_guard lock(mutex);
      is_stopping = true;
    }
    ring();
    thread.join();
  }

  void ring() const { static_cast<void>(::eventfd_write(bell.get(), 1)); }

  [[nodiscard]] bool stopping() const {
    const std::lock_guard lock(mutex);
    return is_stopping;
  }

  void run() {
    while (!stopping()) {
      const Status ended = serve();
      if (stopping()) return;
      trouble(ended);
      if (!ended && ended.error().code == ErrorCode::kUnsupported) return;
      wait(-1, kPause);
    }
  }

  /// Connects, hears and tells until the connection is lost or it is the end.
  Status serve() {
    SIGNET_TRY(const postgres::Connection connection, address.connect(kConnectTimeout));
    PQsetNoticeProcessor(connection.get(), drop_message, nullptr);
    const postgres::Answer listening(PQexec(connection.get(), kBegin));
    if (PQresultStatus(listening.get()) != PGRES_COMMAND_OK) return refused(connection, listening);
    last_trouble.clear();
    options.hear({});  // whatever was told before is lost
    while (!stopping()) {
      SIGNET_CHECK(tell_waiting(connection));
      if (PQconsumeInput(connection.get()) == 0) return lost(connection);
      hear_all(connection);
      wait(PQsocket(connection.get()), std::chrono::milliseconds(-1));
    }
    return {};
  }

  Status tell_waiting(const postgres::Connection& connection) {
    std::set<std::string> topics;
    {
      const std::lock_guard lock(mutex);
      topics.swap(waiting);
    }
    while (!topics.empty()) {
      const std::array<const char*, 1> values = {topics.begin()->c_str()};
      const postgres::Answer told(
          PQexecParams(connection.get(), kTell, 1, nullptr, values.data(), nullptr, nullptr, 0));
      if (PQresultStatus(told.get()) != PGRES_TUPLES_OK) {
        const std::lock_guard lock(mutex);
        waiting.merge(topics);
        return lost(connection);
      }
      topics.erase(topics.begin());
    }
    return {};
  }

  /// What others told; what this process told itself it knows.
  void hear_all(const postgres::Connection& connection) const {
    while (const Owned<PGnotify, PQfreemem> heard{PQnotifies(connection.get())}) {
      if (heard->be_pid != PQbackendPID(connection.get())) options.hear(heard->extra);
    }
  }

  /// Until something can be read, the bell rings, or the time is over; below zero: without end.
  void wait(int socket, std::chrono::milliseconds time) const {
    std::array<pollfd, 2> all = {pollfd{bell.get(), POLLIN, 0}, pollfd{socket, POLLIN, 0}};
    static_cast<void>(::poll(all.data(), all.size(), static_cast<int>(time.count())));
    eventfd_t rung = 0;
    static_cast<void>(::eventfd_read(bell.get(), &rung));
  }

  /// Databases that speak PostgreSQL's protocol may have no LISTEN, and say so.
  static Error refused(const postgres::Connection& connection, const postgres::Answer& answer) {
    const char* code = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    const std::string_view state = code == nullptr ? std::string_view() : code;
    if (!state.starts_with("0A") && !state.starts_with("42")) return lost(connection);
    return fail(ErrorCode::kUnsupported, "the database has no LISTEN: changes by other replicas are found by looking");
  }

  static Error lost(const postgres::Connection& connection) {
    const std::string_view reason = trim(PQerrorMessage(connection.get()));
    return fail(ErrorCode::kNetwork, fmt::format("the connection that hears of other replicas' changes was lost: {}",
                                                 reason.substr(0, reason.find('\n'))));
  }

  /// Once for each kind of trouble, as the same comes again with each try.
  void trouble(const Status& ended) {
    const std::string text = ended ? std::string() : ended.error().to_string();
    if (text.empty() || text == last_trouble) return;
    last_trouble = text;
    if (options.notice) options.notice(text);
  }

  const postgres::Address address;
  const NoticesOptions options;
  const Descriptor bell;
  std::string last_trouble;
  mutable std::mutex mutex;
  std::set<std::string> waiting;
  bool is_stopping = false;
  std::thread thread;
};

Notices::Notices(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Notices::~Notices() = default;

Result<std::unique_ptr<Notices>> Notices::start(NoticesOptions options) {
  SIGNET_TRY(postgres::Address address, postgres::Address::parse(options.address));
  return std::unique_ptr<Notices>(new Notices(std::make_unique<Impl>(std::move(address), std::move(options))));
}

void Notices::tell(const std::vector<std::string>& topics) {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->waiting.size() >= kMostWaiting) return;
    impl_->waiting.insert(topics.begin(), topics.end());
  }
  impl_->ring();
}

}  // namespace signet::store
