#include "script/session.h"

#include <poll.h>

#include <chrono>

#include "model/dynamic_variables.h"
#include "script/connection.h"

namespace signet::script {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kTick{10};         // how often limits are looked at
constexpr milliseconds kAbortGrace{250};  // for a script that waits to end by itself when its time is over
constexpr milliseconds kStartLimit{20'000};

// newman's texts (postman-sandbox lib/sandbox/execute.js).
constexpr std::string_view kSyncTimeout = "sandbox: synchronous script execution timeout";
constexpr std::string_view kAsyncTimeout = "sandbox: asynchronous script execution timeout";

ScriptError script_error(std::string message) {
  return {"Error", std::move(message), "", 0, 0};
}

/// A script that runs now.
struct Execution {
  std::uint64_t id = 0;
  const Invocation* invocation = nullptr;
  Host* host = nullptr;
  http::Client* client = nullptr;
  Outcome outcome;
  bool ended = false;
  Clock::time_point started{};
  std::optional<std::int64_t> cpu_at_start_ms;  // read at the first tick: most scripts end before it
  std::optional<Clock::time_point> aborted;
  std::size_t console_bytes = 0;
  std::uint64_t message_bytes = 0;
};

template <typename... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};
template <typename... Functions>
Overload(Functions...) -> Overload<Functions...>;

}  // namespace

struct Session::Impl {
  explicit Impl(Options given) : options(std::move(given)) {}

  Options options;
  std::unique_ptr<Connection> worker;
  std::optional<Error> broken;      // no worker can be started: every script fails with this
  std::vector<Execution*> running;  // innermost last: a script may wait while the request that it runs has its scripts
  std::uint64_t last_execution = 0;
  Clock::time_point last_tick{};
  std::string json;  // outgoing text, kept so that a script costs no allocation

  /// What replies of the host hold on to: gone with the worker that asked.
  struct Link {
    Impl* session;
  };
  std::shared_ptr<Link> link;

  Status start_worker();
  Status await_ready();
  void replace_worker(const std::string& reason);
  void send_script(Execution& execution);
  void run(Execution& execution);
  void take_messages();
  void wait(Execution& execution);
  void check_limits();
  std::optional<std::string> broken_limit(Execution& execution);
  void enforce_time(Execution& execution, Clock::time_point now);
  void handle(WorkerMessage message, std::size_t bytes);
  void deliver(Execution& execution, WorkerMessage message, std::size_t bytes);
  void finish(Execution& execution, DoneMessage done);
  void answer_response(std::uint64_t execution, std::int64_t id, const Result<http::Response>& result);
  std::function<void(Result<http::Response>)> responder(std::uint64_t execution, std::int64_t id);
  void send(std::string_view text, std::string_view blob = {});
  Execution* find(std::optional<std::uint64_t> id);
};

Status Session::Impl::start_worker() {
  if (options.worker.empty()) {
    SIGNET_TRY(options.worker, find_worker());
  }
  std::vector<std::string> arguments{fmt::format("--memory={}", options.max_memory_bytes)};
  if (options.unsafe) arguments.emplace_back("--unsafe");
  arguments.insert(arguments.end(), options.worker_arguments.begin(), options.worker_arguments.end());
  SIGNET_TRY(auto process, Process::start(options.worker, arguments));
  worker = std::make_unique<Connection>(std::move(process), options.max_message_bytes);
  link = std::make_shared<Link>(Link{this});
  return {};
}

/// The worker is of no use any more: every script that runs in it has failed, and another one starts.
void Session::Impl::replace_worker(const std::string& reason) {
  for (Execution* execution : running) {
    if (execution->ended) continue;
    execution->ended = true;
    execution->outcome = {};
    execution->outcome.error = script_error(reason);
  }
  link.reset();
  worker.reset();
  if (auto status = start_worker(); !status) broken = std::move(status).error();
}

Status Session::Impl::await_ready() {
  if (broken) return *broken;
  const Clock::time_point limit = Clock::now() + kStartLimit;
  while (!worker->ready) {
    auto frame = worker->next();
    if (!frame) return *(broken = std::move(frame).error());
    if (!frame->has_value()) {
      pollfd socket{worker->socket(), POLLIN, 0};
      poll(&socket, 1, static_cast<int>(kTick.count()));
      if (worker->read() == Connection::Read::kClosed) {
        broken = fail(ErrorCode::kInternal, "the script worker did not start: it " + worker->process().describe_end());
      } else if (Clock::now() > limit) {
        broken = fail(ErrorCode::kTimeout, "the script worker did not start in 20 seconds");
      }
      if (broken) return *broken;
      continue;
    }
    auto message = parse_message((*frame)->json);
    if (!message) return *(broken = std::move(message).error());
    if (const auto* fatal = std::get_if<FatalMessage>(&message->body)) {
      return *(broken = fail(ErrorCode::kInternal, "the script worker did not start: " + fatal->message));
    }
    const auto* ready = std::get_if<ReadyMessage>(&message->body);
    if (ready != nullptr && !ready->sandbox && !options.unsafe) {
      return *(broken = fail(ErrorCode::kUnsupported, "the sandbox for scripts is not to be had: " + ready->problem,
                             "scripts would have your files and network; --unsafe-scripts runs them all the same"));
    }
    worker->ready = ready != nullptr;
  }
  return {};
}

Execution* Session::Impl::find(std::optional<std::uint64_t> id) {
  if (!id && !running.empty()) id = running.back()->id;
  for (Execution* execution : running) {
    if (execution->id == id && !execution->ended) return execution;
  }
  return nullptr;
}

void Session::Impl::send(std::string_view text, std::string_view blob) {
  // A worker that is gone shows at the next read, which also tells why.
  if (worker) static_cast<void>(worker->send(text, blob));
}

void Session::Impl::send_script(Execution& execution) {
  const Invocation& invocation = *execution.invocation;
  const SourceTable::Entry source = worker->sources.enter(invocation.code);
  ExecuteMessage message{execution.id, source.id, source.is_new, options.top_level_await, {}};
  if (invocation.scopes != nullptr) message.scopes = worker->mirror.select(*invocation.scopes);
  json.clear();
  write_execute(json, message, invocation);
  send(json, invocation.response == nullptr ? std::string_view() : std::string_view(invocation.response->body));
}

void Session::Impl::run(Execution& execution) {
  if (auto ready = await_ready(); !ready) {
    execution.outcome.error = script_error(ready.error().to_string());
    return;
  }
  running.push_back(&execution);
  execution.started = Clock::now();  // the worker's own start is not the script's time
  send_script(execution);
  while (!execution.ended) {
    take_messages();
    if (!execution.ended) wait(execution);
    check_limits();
  }
  std::erase(running, &execution);
}

/// Handles every message that is here.
void Session::Impl::take_messages() {
  for (;;) {
    Connection* const current = worker.get();
    if (current == nullptr) return;
    auto frame = current->next();
    if (!frame) return replace_worker(frame.error().message + " and was stopped");
    if (!frame->has_value()) {
      const Connection::Read read = current->read();
      if (read == Connection::Read::kNothing) return;
      if (read == Connection::Read::kClosed) return replace_worker("script " + current->process().describe_end());
      continue;
    }
    const std::size_t bytes = (*frame)->json.size() + (*frame)->blob.size();
    auto message = parse_message((*frame)->json);
    if (!message) return replace_worker(message.error().message + "; it was stopped");
    handle(*std::move(message), bytes);
    if (worker.get() != current || running.empty() || running.back()->ended) return;
  }
}

void Session::Impl::wait(Execution& execution) {
  if (!worker) return;
  if (!worker->flush()) return;  // the next read tells why
  const int fd = worker->socket();
  const auto timeout = static_cast<int>(kTick.count());
  if (!execution.client->idle()) {
    execution.client->poll(std::span(&fd, 1), worker->has_unsent() ? 1 : timeout);
    return;
  }
  if (worker->answers_soon()) return;
  pollfd socket{fd, static_cast<short>(worker->has_unsent() ? POLLIN | POLLOUT : POLLIN), 0};
  poll(&socket, 1, timeout);
}

void Session::Impl::check_limits() {
  const Clock::time_point now = Clock::now();
  if (now - last_tick < kTick || running.empty() || !worker) return;
  last_tick = now;
  Execution& innermost = *running.back();
  if (innermost.ended) return;
  if (innermost.host->cancelled()) return replace_worker("script was interrupted");
  if (auto reason = broken_limit(innermost)) return replace_worker(*std::move(reason));
  enforce_time(innermost, now);
}

/// The sentence about the limit that the script broke, if it did.
std::optional<std::string> Session::Impl::broken_limit(Execution& execution) {
  if (worker->process().resident_bytes() > options.max_memory_bytes) {
    return fmt::format("script used more than {} MB of memory and was stopped", options.max_memory_bytes >> 20);
  }
  const std::int64_t cpu_ms = worker->process().cpu_ms();
  if (!execution.cpu_at_start_ms) execution.cpu_at_start_ms = cpu_ms;
  if (cpu_ms - *execution.cpu_at_start_ms > options.max_cpu_ms) {
    return fmt::format("script computed for more than {} s and was stopped", options.max_cpu_ms / 1000);
  }
  return std::nullopt;
}

void Session::Impl::enforce_time(Execution& execution, Clock::time_point now) {
  const std::int64_t timeout = execution.invocation->timeout_ms;
  if (timeout <= 0 || now - execution.started < milliseconds(timeout)) return;
  if (!execution.aborted) {
    execution.aborted = now;
    json.clear();
    write_abort(json, execution.id);
    send(json);
  } else if (now - *execution.aborted >= kAbortGrace) {
    replace_worker(std::string(kSyncTimeout));
  }
}

void Session::Impl::handle(WorkerMessage message, std::size_t bytes) {
  if (const auto* fatal = std::get_if<FatalMessage>(&message.body)) {
    return replace_worker("the script worker failed: " + fatal->message);
  }
  if (const auto* dynamic = std::get_if<DynamicMessage>(&message.body)) {
    json.clear();
    write_dynamic_answer(json, model::dynamic_value(dynamic->name));
    return send(json);
  }
  Execution* execution = find(message.execution);
  if (execution == nullptr) return;  // of a script that has ended, or of none
  execution->message_bytes += bytes;
  if (execution->message_bytes > options.max_message_bytes) {
    return replace_worker(
        fmt::format("script sent more than {} MB of messages and was stopped", options.max_message_bytes >> 20));
  }
  deliver(*execution, std::move(message), bytes);
}

void Session::Impl::deliver(Execution& execution, WorkerMessage message, std::size_t bytes) {
  model::Scopes* scopes = execution.invocation->scopes;
  const auto apply = [&](ScopeChanges& changes) {
    if (scopes != nullptr) worker->mirror.apply(std::move(changes), *scopes);
  };
  std::visit(Overload{
                 [&](ConsoleMessage& console) {
                   execution.console_bytes += bytes;
                   if (execution.console_bytes > options.max_console_bytes) {
                     return replace_worker(fmt::format("script wrote more than {} MB to the console and was stopped",
                                                       options.max_console_bytes >> 20));
                   }
                   execution.host->console(console.level, console.messages);
                 },
                 [&](AssertionsMessage& assertions) { execution.host->assertions(assertions.list); },
                 [&](ExceptionMessage& exception) { execution.host->exception(exception.error); },
                 [&](RequestMessage& request) {
                   apply(request.scopes);
                   execution.host->send_request(std::move(request.definition), responder(execution.id, request.id));
                 },
                 [&](RunRequestMessage& request) {
                   apply(request.scopes);
                   execution.host->run_request(request.item, std::move(request.options),
                                               responder(execution.id, request.id));
                 },
                 [&](CookiesMessage& cookies) {
                   const auto result = execution.host->cookie_store(cookies.method, cookies.args);
                   json.clear();
                   write_value_reply(json, cookies.id, result);
                   send(json);
                 },
                 [&](VaultMessage& vault) {
                   const auto result = execution.host->vault(vault.method, vault.name, vault.value);
                   wipe(vault.value);
                   json.clear();
                   write_value_reply(json, vault.id, result);
                   send(json);
                 },
                 [&](DoneMessage& done) {
                   apply(done.scopes);
                   finish(execution, std::move(done));
                 },
                 [](auto&) {},  // ready, dynamic, fatal: no script's
             },
             message.body);
}

void Session::Impl::finish(Execution& execution, DoneMessage done) {
  execution.outcome = std::move(done.outcome);
  if (execution.aborted) execution.outcome.error = script_error(std::string(kAsyncTimeout));
  execution.ended = true;
}

std::function<void(Result<http::Response>)> Session::Impl::responder(std::uint64_t execution, std::int64_t id) {
  return [weak = std::weak_ptr<Link>(link), execution, id](const Result<http::Response>& result) {
    if (const auto alive = weak.lock()) alive->session->answer_response(execution, id, result);
  };
}

void Session::Impl::answer_response(std::uint64_t execution_id, std::int64_t id, const Result<http::Response>& result) {
  const Execution* execution = find(execution_id);
  if (execution == nullptr) return;  // the script has ended without waiting for it
  static const model::Scopes kNone;
  const model::Scopes* scopes = execution->invocation->scopes;
  const ScopeSelection selection = scopes == nullptr ? ScopeSelection() : worker->mirror.select(*scopes);
  std::vector<http::Cookie> cookies;
  if (result && !result->hops.empty()) cookies = execution->host->cookies_for(result->hops.back().url);
  json.clear();
  write_response_reply(json, id, result, cookies, scopes == nullptr ? kNone : *scopes, selection);
  send(json, result ? std::string_view(result->body) : std::string_view());
}

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Session::~Session() = default;

Result<std::unique_ptr<Session>> Session::start(Options options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  SIGNET_CHECK(impl->start_worker());
  return std::unique_ptr<Session>(new Session(std::move(impl)));
}

Status Session::wait_ready() {
  return impl_->await_ready();
}

Outcome Session::execute(const Invocation& invocation, Host& host, http::Client& client) {
  Execution execution;
  execution.id = ++impl_->last_execution;
  execution.invocation = &invocation;
  execution.host = &host;
  execution.client = &client;
  impl_->run(execution);
  return std::move(execution.outcome);
}

}  // namespace signet::script
