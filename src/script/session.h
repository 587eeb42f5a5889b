// The parent's side of the script worker: one sandboxed child process that runs a collection's scripts, one after the
// other, in one JavaScript context. Everything the worker says is hostile input: it is length-checked, parsed with
// limits, and a worker that breaks the protocol, outlives its time or its memory is killed and replaced; the run goes
// on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/client.h"
#include "http/types.h"
#include "model/request.h"
#include "model/variables.h"

namespace signet::script {

struct Options {
  std::filesystem::path worker;                    ///< the worker program; empty: found beside the running binary
  std::uint64_t max_memory_bytes = 512ULL << 20;   ///< resident memory of the worker, watched by the parent
  std::uint64_t max_message_bytes = 256ULL << 20;  ///< one message of the worker
  std::size_t max_console_bytes = 16ULL << 20;     ///< console output of one script
  std::int64_t max_cpu_ms = 120'000;               ///< processor time of one script, whatever its timeout
  /// Scripts that only parse with `await` at their top level are run as async functions, as newer Postman versions do;
  /// newman 6 answers them with a SyntaxError.
  bool top_level_await = false;
  bool unsafe = false;                        ///< go on where seccomp is not to be had (--unsafe-scripts)
  std::vector<std::string> worker_arguments;  ///< more arguments for the worker, in tests
};

/// An error thrown by a script, as newman shows it.
struct ScriptError {
  std::string name;  ///< "TypeError", "AssertionError" ...
  std::string message;
  std::string stack;
  int line = 0;  ///< in the script, from 1; 0: unknown
  int column = 0;
};

struct Assertion {
  std::string name;
  int index = 0;  ///< counted over the script's tests, from 0
  bool skipped = false;
  bool async = false;
  std::optional<ScriptError> error;  ///< absent: passed
};

/// pm.visualizer.set's template, rendered by the worker.
struct Visualizer {
  std::string html;
  json::value data;
};

/// One script to run, with all it may see.
struct Invocation {
  std::string_view event;  ///< "prerequest" or "test"
  std::string_view code;
  std::int64_t timeout_ms = 0;  ///< 0: none but the sandbox's own CPU limit
  std::string_view request_name;
  std::string_view request_id;
  int iteration = 0;
  int iteration_count = 1;
  std::vector<std::string> location;  ///< pm.execution.location: names from the collection down
  std::string_view location_current;  ///< name of the element whose script this is
  const model::Request* request = nullptr;
  const http::Response* response = nullptr;  ///< null in pre-request scripts
  std::vector<http::Cookie> cookies;         ///< pm.cookies: those of the request's URL
  model::Scopes* scopes = nullptr;           ///< read before, written after the script (and before host calls)
};

/// What a script left behind besides changed scopes.
struct Outcome {
  std::optional<ScriptError> error;         ///< the script failed (thrown, time-out, killed worker)
  std::optional<json::value> next_request;  ///< setNextRequest: a name or id, or null to stop
  bool skip_request = false;                ///< pm.execution.skipRequest
  std::optional<model::Request> request;    ///< pm.request when the script changed it
  std::optional<Visualizer> visualizer;
};

/// What scripts may ask of the run. Called on the thread that runs execute(), while it waits for the worker.
class Host {
 public:
  virtual ~Host() = default;
  virtual void console(std::string_view level, const json::array& messages) = 0;
  virtual void assertions(const std::vector<Assertion>& list) = 0;
  /// An error outside the script's own flow: in a timer or an unhandled rejection.
  virtual void exception(const ScriptError& error) = 0;
  /// pm.sendRequest. `definition` is a request of the collection format; answer with `reply` once.
  virtual void send_request(json::value definition, std::function<void(Result<http::Response>)> reply) = 0;
  /// pm.execution.runRequest(id): run an item of the collection; answer with its response.
  virtual void run_request(const std::string& id, json::value options,
                           std::function<void(Result<http::Response>)> reply) = 0;
  /// tough-cookie store calls of pm.cookies.jar(): findCookie, findCookies, putCookie, updateCookie, removeCookie,
  /// removeCookies, getAllCookies... Returns the JSON for the callback.
  virtual Result<json::value> cookie_store(std::string_view method, const json::array& args) = 0;
  /// pm.vault: `method` is "get", "set" or "unset". Answers with the value, or null for one that is not there.
  virtual Result<json::value> vault(std::string_view method, std::string_view name, std::string_view value) = 0;
  /// The cookies that a request to `url` would carry now: for the third argument of pm.sendRequest's callback.
  virtual std::vector<http::Cookie> cookies_for(std::string_view url) { return (void)url, std::vector<http::Cookie>(); }
  /// Asked at least every 100 ms while a script runs: true ends it (Ctrl-C, --timeout) as a failed script.
  virtual bool cancelled() { return false; }
};

class Session {
 public:
  /// Starts the worker process and returns at once: it warms up beside the caller's other work. The worker dies with
  /// the thread that started it (PR_SET_PDEATHSIG goes by threads): start and use a session on one thread.
  static Result<std::unique_ptr<Session>> start(Options options);
  ~Session();

  /// Waits until the worker can run scripts; says why when it cannot (no sandbox on this system, ...). Optional:
  /// execute() waits too, and then each script fails with that error.
  [[nodiscard]] Status wait_ready();

  /// Runs one script to its end (timers, promises and requests included), driving `client` meanwhile. May be called
  /// again from within Host::run_request, for the scripts of the request that a script runs.
  Outcome execute(const Invocation& invocation, Host& host, http::Client& client);

 private:
  struct Impl;
  explicit Session(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace signet::script
