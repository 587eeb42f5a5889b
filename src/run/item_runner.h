// Runs one item: pre-request scripts, the request, test scripts. Source: postman-runtime item.command.js,
// event.command.js, request.command.js.
#pragma once

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "http/client.h"
#include "http/cookie_jar.h"
#include "mask/mask.h"
#include "model/collection.h"
#include "model/variables.h"
#include "run/exchange.h"
#include "run/interrupt.h"
#include "run/plan.h"
#include "run/runner.h"
#include "run/script_host.h"
#include "run/telling.h"
#include "run/tokens.h"
#include "run/vault_gate.h"
#include "script/session.h"

namespace signet::run {

/// What a lane of the run works with. One thread; the references outlive it.
struct Lane {
  const RunOptions& options;
  http::Client& client;
  http::CookieJar& jar;
  script::Session& session;
  model::Scopes& scopes;
  Mask& mask;
  VaultGate& vault;
  http::oauth2::TokenSource& tokens;
  const Interrupt& interrupt;
  const Tell& tell;
  int iterations = 1;
};

/// How an item ended, for the flow of the run.
struct ItemOutcome {
  std::optional<json::value> next_request;  ///< of setNextRequest: name or id, or null
  bool failed = false;                      ///< for --bail: a script, request or assertion failed
  std::optional<Error> abort;               ///< --bail folder: the run ends with this error
};

class ItemRunner {
 public:
  explicit ItemRunner(Lane& lane);
  ItemOutcome run(const model::Item& item, Cursor cursor);

 private:
  struct Visit;
  void run_visit(Visit& visit);
  /// False when the rest of the item must not run.
  bool run_scripts(Visit& visit, const std::vector<PlannedScript>& scripts, std::string_view listen);
  std::optional<script::ScriptError> run_script(Visit& visit, const PlannedScript& script);
  [[nodiscard]] script::Invocation invocation_for(const Visit& visit, const PlannedScript& script) const;
  std::optional<script::ScriptError> take_outcome(Visit& visit, script::Outcome& outcome, const ScriptHost& host);
  bool run_request(Visit& visit);
  Result<http::Response> run_nested(const Visit& outer, const std::string& id, const json::value& options);
  void learn_secrets();

  Lane& lane_;
  Plans plans_;
  Sender sender_;
  Tokens tokens_;
  std::unordered_map<const model::Auth*, std::vector<model::Param>> learned_;  // by the auth of the collection
  std::uint64_t masked_revision_ = 0;
};

}  // namespace signet::run
