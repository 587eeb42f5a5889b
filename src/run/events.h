// What a run tells while it goes: the events that reporters listen to, in newman's order. Events are values that can be
// kept and replayed, so that parallel iterations still report in order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "http/types.h"
#include "model/collection.h"
#include "model/variables.h"
#include "script/session.h"

namespace signet::run {

/// Where the run is. `ref` is one id per executed item, shared by all its events.
struct Cursor {
  std::string ref;
  std::string http_request_id;
  int length = 0;     ///< items in one iteration
  int cycles = 1;     ///< iterations
  int position = 0;   ///< of the item, from 0
  int iteration = 0;  ///< from 0
};

struct IterationStarted {
  Cursor cursor;
};
struct IterationEnded {
  Cursor cursor;
};
struct ItemStarted {
  Cursor cursor;
  const model::Item* item;
};
struct ItemEnded {
  Cursor cursor;
  const model::Item* item;
  bool skipped = false;
};
/// newman's beforePrerequest/prerequest/beforeTest/test: `listen` is "prerequest" or "test".
struct ScriptsStarted {
  Cursor cursor;
  const model::Item* item;
  std::string listen;
};
struct ScriptsEnded {
  Cursor cursor;
  const model::Item* item;
  std::string listen;
};
struct ScriptStarted {
  Cursor cursor;
  const model::Item* item;
  const model::Event* event;
};
struct ScriptEnded {
  Cursor cursor;
  const model::Item* item;
  const model::Event* event;
  std::optional<script::ScriptError> error;
  std::optional<script::Visualizer> visualizer;
};
struct RequestStarted {
  Cursor cursor;
  const model::Item* item;
};

/// A request and its response or error; kept alive by whoever needs it.
struct Exchange {
  model::Request request;  ///< as shown: encoded, with system headers
  std::optional<http::Response> response;
  std::optional<Error> error;
  std::string error_name;     ///< as newman: "Error"
  std::string error_message;  ///< as newman: "connect ECONNREFUSED 127.0.0.1:1"
  bool from_script = false;   ///< pm.sendRequest
};
struct RequestEnded {
  Cursor cursor;
  const model::Item* item;
  std::shared_ptr<const Exchange> exchange;
};
struct AssertionMade {
  Cursor cursor;
  const model::Item* item;
  script::Assertion assertion;
};
struct ConsoleWritten {
  Cursor cursor;
  const model::Item* item;
  std::string level;
  json::array messages;
};
/// An error outside a script's own flow (a timer, an unhandled rejection).
struct ExceptionRaised {
  Cursor cursor;
  const model::Item* item;
  script::ScriptError error;
};

using Event =
    std::variant<IterationStarted, IterationEnded, ItemStarted, ItemEnded, ScriptsStarted, ScriptsEnded, ScriptStarted,
                 ScriptEnded, RequestStarted, RequestEnded, AssertionMade, ConsoleWritten, ExceptionRaised>;

/// total, failed and pending, as newman's stats.
struct Count {
  std::uint64_t total = 0;
  std::uint64_t failed = 0;
  std::uint64_t pending = 0;
};

/// Running mean, minimum, maximum and standard deviation (Welford) in milliseconds.
struct Phase {
  double average = 0;
  double min = 0;
  double max = 0;
  double deviation = 0;
};

/// One failure of the run: what failed, where, in which item. As newman's summary.run.failures.
struct Failure {
  script::ScriptError error;
  std::string test;  ///< name of the assertion; empty for others
  int assertion_index = -1;
  std::string at;                     ///< "assertion:0 in test-script", "test-script:3:5", "request"
  const model::Item* item = nullptr;  ///< null when the run itself failed
  Cursor cursor;
};

struct Stats {
  Count iterations, items, scripts, prerequests, requests, tests, assertions, test_scripts, prerequest_scripts;
  Phase response, dns, first_byte;
  std::uint64_t received_bytes = 0;
  std::int64_t started_ms = 0;  ///< Unix time
  std::int64_t completed_ms = 0;
  std::uint64_t failures = 0;
};

/// What is known when the run starts.
struct RunInfo {
  const model::Collection* collection = nullptr;
  const model::VariableScope* environment = nullptr;
  const model::VariableScope* globals = nullptr;
  int iterations = 1;
  int items = 0;  ///< per iteration
};

/// What is known when it ends.
struct RunSummary {
  RunInfo info;  ///< scopes with their final values
  const Stats* stats = nullptr;
  std::optional<Error> error;  ///< a fatal error that ended the run early
  bool interrupted = false;    ///< Ctrl-C
};

class Reporter {
 public:
  virtual ~Reporter() = default;
  virtual void start(const RunInfo& info) = 0;
  /// `stats` already counts this event; `failure` is set when the event is one.
  virtual void on(const Event& event, const Stats& stats, const Failure* failure) = 0;
  /// Writes what is left: totals, closing brackets, files. Called once, also after Ctrl-C.
  virtual Status finish(const RunSummary& summary) = 0;
};

}  // namespace signet::run
