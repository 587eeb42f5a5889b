#include "http/client.h"

#include <curl/curl.h>

#include <chrono>
#include <deque>
#include <mutex>
#include <new>
#include <unordered_map>

#include "http/connection_groups.h"
#include "http/conversation.h"
#include "http/easy_handle.h"
#include "http/tls_profiles.h"

namespace signet::http {

namespace {

using Clock = std::chrono::steady_clock;

/// Idle connections kept for later requests, to any number of hosts.
constexpr long kMaxIdleConnections = 64;
constexpr std::size_t kMaxPooledHandles = 64;

void start_libcurl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

struct Running {
  Running(Request request, CookieJar& jar, Client::Done done_call)
      : conversation(std::move(request), jar), done(std::move(done_call)) {}

  std::uint64_t id = 0;
  Conversation conversation;
  Client::Done done;
  std::shared_ptr<CURLSH> connections;  ///< of its group; null: the common ones
  std::unique_ptr<EasyHandle> easy;
  std::shared_ptr<const tls::Profile> tls;
  Clock::time_point started = Clock::now();
};

}  // namespace

struct Client::Impl {
  explicit Impl(CookieJar& cookies) : jar(cookies) {
    start_libcurl();
    multi = curl_multi_init();
    if (multi == nullptr) throw std::bad_alloc();
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, kMaxIdleConnections);
  }

  ~Impl() {
    for (auto& [id, running] : transfers) curl_multi_remove_handle(multi, running->easy->get());
    transfers.clear();
    pool.clear();
    curl_multi_cleanup(multi);
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::unique_ptr<EasyHandle> take_handle() {
    if (pool.empty()) return std::make_unique<EasyHandle>();
    auto handle = std::move(pool.back());
    pool.pop_back();
    return handle;
  }

  /// Milliseconds left for `running`; 0 when it has no limit, an error when there is none left.
  static Result<std::int64_t> time_left(const Running& running) {
    const std::int64_t limit = running.conversation.settings().timeout_ms;
    if (limit <= 0) return 0;
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - running.started).count();
    if (spent >= limit) {
      return fail(ErrorCode::kTimeout, "ESOCKETTIMEDOUT", "the server took longer than --timeout-request allows");
    }
    return limit - spent;
  }

  /// Puts the next hop of `running` on the wire.
  Status start_hop(Running& running) {
    SIGNET_CHECK(running.conversation.begin_hop());
    if (guard) SIGNET_CHECK(guard(running.conversation.outgoing()));
    SIGNET_TRY(const std::int64_t left, time_left(running));
    SIGNET_TRY(running.tls, profiles.get(running.conversation.settings(), running.conversation.url(),
                                         running.conversation.is_on_first_host()));
    if (running.easy == nullptr) {
      running.easy = take_handle();
      running.connections = groups.get(running.conversation.connection_group());
      if (running.connections) curl_easy_setopt(running.easy->get(), CURLOPT_SHARE, running.connections.get());
    }
    return start_transfer(running, left, 0);
  }

  Status start_transfer(Running& running, std::int64_t left, std::size_t range) {
    running.easy->load(running.conversation, running.started, left, running.tls, range);
    curl_easy_setopt(running.easy->get(), CURLOPT_PRIVATE, &running);
    if (const CURLMcode code = curl_multi_add_handle(multi, running.easy->get()); code != CURLM_OK) {
      return fail(ErrorCode::kInternal, fmt::format("libcurl did not take a transfer: {}", curl_multi_strerror(code)));
    }
    return {};
  }

  void finish(std::unique_ptr<Running> running, Result<Response> result) {
    if (running->connections) curl_easy_setopt(running->easy->get(), CURLOPT_SHARE, nullptr);
    if (running->easy != nullptr && pool.size() < kMaxPooledHandles) pool.push_back(std::move(running->easy));
    finished.emplace_back(running->id, std::move(running->done), std::move(result));
  }

  std::unique_ptr<Running> take(std::uint64_t id) {
    const auto it = transfers.find(id);
    auto running = std::move(it->second);
    transfers.erase(it);
    return running;
  }

  /// One hop has ended: on to the next, or to the caller.
  void end_hop(Running& running, CURLcode code) {
    curl_multi_remove_handle(multi, running.easy->get());
    Status status = running.easy->unload(code);
    if (const auto range = running.easy->next_range(); !status && range) {
      const auto left = time_left(running);
      status = left ? start_transfer(running, *left, *range) : Status(left.error());
      if (status) return;
    }
    if (status) {
      Result<bool> more = running.conversation.end_hop();
      if (!more) {
        status = std::move(more).error();
      } else if (*more) {
        status = start_hop(running);
        if (status) return;
      }
    }
    auto owned = take(running.id);
    if (status) {
      auto response = owned->conversation.take_response();
      finish(std::move(owned), std::move(response));
    } else {
      finish(std::move(owned), std::move(status).error());
    }
  }

  /// Lets libcurl read and write what it can, and takes in what ended.
  void work() {
    int running = 0;
    curl_multi_perform(multi, &running);
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      void* owner = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
      end_hop(*static_cast<Running*>(owner), message->data.result);
    }
  }

  /// Calls back for what has ended; the callbacks may start and cancel transfers. True when there was any.
  bool deliver() {
    bool any = false;
    while (!finished.empty()) {
      Finished next = std::move(finished.front());
      finished.pop_front();
      any = true;
      next.done(std::move(next.result));
    }
    return any;
  }

  struct Finished {
    Finished(std::uint64_t number, Done call, Result<Response> what)
        : id(number), done(std::move(call)), result(std::move(what)) {}
    std::uint64_t id;
    Done done;
    Result<Response> result;
  };

  CookieJar& jar;
  Guard guard;
  TlsProfiles profiles;
  CURLM* multi = nullptr;
  ConnectionGroups groups;
  std::uint64_t last_id = 0;
  std::unordered_map<std::uint64_t, std::unique_ptr<Running>> transfers;
  std::vector<std::unique_ptr<EasyHandle>> pool;
  std::deque<Finished> finished;
};

Client::Client(CookieJar& jar) : impl_(std::make_unique<Impl>(jar)) {}
Client::~Client() = default;

void Client::set_guard(Guard guard) {
  impl_->guard = std::move(guard);
}

std::uint64_t Client::start(Request request, Done done) {
  auto running = std::make_unique<Running>(std::move(request), impl_->jar, std::move(done));
  const std::uint64_t id = running->id = ++impl_->last_id;
  if (Status status = impl_->start_hop(*running); !status) {
    impl_->finish(std::move(running), std::move(status).error());
  } else {
    impl_->transfers.emplace(id, std::move(running));
  }
  return id;
}

void Client::cancel(std::uint64_t id) {
  std::erase_if(impl_->finished, [id](const Impl::Finished& entry) { return entry.id == id; });
  if (!impl_->transfers.contains(id)) return;
  // The connection is closed with the transfer: its answer may still be on the way.
  const auto running = impl_->take(id);
  curl_multi_remove_handle(impl_->multi, running->easy->get());
}

std::vector<int> Client::poll(std::span<const int> extra_fds, int timeout_ms) {
  std::vector<int> readable;
  if (impl_->deliver()) timeout_ms = 0;
  const auto end = Clock::now() + std::chrono::milliseconds(timeout_ms);
  std::vector<curl_waitfd> waits;
  waits.reserve(extra_fds.size());
  while (true) {
    impl_->work();
    if (impl_->deliver()) timeout_ms = 0;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    const int wait = timeout_ms == 0 ? 0 : static_cast<int>(std::max<std::int64_t>(0, left));
    if (extra_fds.empty() && wait == 0) return readable;
    waits.clear();
    for (const int fd : extra_fds) waits.push_back({fd, CURL_WAIT_POLLIN, 0});
    curl_multi_poll(impl_->multi, waits.data(), static_cast<unsigned>(waits.size()), wait, nullptr);
    for (const curl_waitfd& entry : waits) {
      if (entry.revents != 0) readable.push_back(entry.fd);
    }
    if (!readable.empty() || wait == 0) return readable;
  }
}

bool Client::idle() const {
  return impl_->transfers.empty() && impl_->finished.empty();
}

Result<Response> Client::send(Request request) {
  std::optional<Result<Response>> answer;
  start(std::move(request), [&answer](Result<Response> result) { answer.emplace(std::move(result)); });
  constexpr int kWaitMs = 1000;
  while (!answer) poll({}, kWaitMs);
  return *std::move(answer);
}

}  // namespace signet::http
