// Runs a collection as newman does: iterations, order, flow control, scripts, requests. Data in (RunOptions), events
// out (Reporter). Source: postman-runtime's waterfall, item, event and request commands.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/cookie_jar.h"
#include "http/oauth2/context.h"
#include "http/prepare.h"
#include "http/types.h"
#include "mask/mask.h"
#include "model/collection.h"
#include "model/load.h"
#include "model/variables.h"
#include "run/events.h"
#include "script/session.h"
#include "vault/access.h"

namespace signet::run {

/// What --bail asks for.
struct Bail {
  bool stop = false;   ///< end the run after the first failure (--bail, --bail failure)
  bool abort = false;  ///< end the run with the error of a script or request, reporting nothing further (--bail folder)
  [[nodiscard]] bool any() const { return stop || abort; }
};

struct RunOptions {
  const model::Collection* collection = nullptr;
  model::VariableScope environment;
  model::VariableScope globals;
  model::DataRows* data = nullptr;   ///< may be null
  std::optional<int> iterations;     ///< default: rows of data, else 1
  std::vector<std::string> folders;  ///< --folder, names or ids; empty: all
  std::vector<std::string> order;    ///< ids of requests as they run, in the place of `folders`; empty: that counts
  Bail bail;
  std::int64_t delay_request_ms = 0;
  std::int64_t timeout_ms = 0;  ///< whole run
  std::int64_t timeout_script_ms = 0;
  http::Settings http;  ///< defaults before protocolProfileBehavior
  http::FileAccess files;
  script::Options sandbox;
  script::Session* session = nullptr;            ///< a worker started early, used by the first lane; may be null
  Mask* mask = nullptr;                          ///< told every secret value; the reporters' own mask. May be null
  vault::Access* vault = nullptr;                ///< what {{vault:name}} and pm.vault may read; null: no vault
  const http::oauth2::Person* person = nullptr;  ///< who can sign in for OAuth 2.0; null: nobody
  int parallel = 1;
  const std::atomic<bool>* stop = nullptr;  ///< set by Ctrl-C
};

struct RunResult {
  Stats stats;
  model::VariableScope environment;  ///< final values
  model::VariableScope globals;
  model::VariableScope collection_variables;
  std::optional<Error> error;         ///< fatal: the run could not go on
  std::optional<Error> report_error;  ///< a report could not be written; the run itself is done
  bool interrupted = false;
  [[nodiscard]] bool passed() const { return !error && stats.failures == 0; }
};

/// Runs to the end. Fails before any event (RunResult::error) when `folders` or `order` name nothing. `jar` holds the
/// cookies before and after. Reporters are called on one thread, in order.
RunResult run_collection(const RunOptions& options, http::CookieJar& jar, const std::vector<Reporter*>& reporters);

}  // namespace signet::run
