// Sends a request of the page, with all that belongs to it: the scripts, variables and authentication of the folders
// around it, the environment, cookies. Just as `signet run` would, by the same runner.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "app/agent/kept_bodies.h"
#include "app/agent/team_session.h"
#include "app/agent/workspace_content.h"
#include "app/local/current_values.h"
#include "app/vault/vault_runs.h"
#include "base/json.h"
#include "http/cookie_jar.h"
#include "http/types.h"
#include "mask/mask.h"
#include "run/runner.h"
#include "script/session.h"

namespace signet::app {

struct SenderOptions {
  http::Settings network;  ///< defaults of requests
  script::Options sandbox;
  /// Where files that a request sends are looked for, and none outside of it: whoever may write into a workspace could
  /// have them sent elsewhere.
  std::filesystem::path files;
  /// What the user's consents know the team server by: its address, or the data folder of the one within the agent,
  /// whose address is another one at each start.
  std::string server_name;
  http::CookieJar cookies;  ///< to begin with
  /// Called after each change of the cookies, on the thread that made it; may be null.
  std::function<void(const http::CookieJar& cookies)> cookies_changed;
};

/// The name under which CurrentValues has those of an environment or collection, by its id, or of the workspace's
/// globals, without one.
[[nodiscard]] std::string scope_name(std::string_view workspace, std::string_view element);

/// A request as the page gives it.
struct Sending {
  std::string id;  ///< the page's own name for it, to cancel it by; may be empty
  RequestPlace place;
  json::object item;
};

/// Thread-safe.
class Sender {
 public:
  /// `session`, `values` and `vault` must outlive it.
  Sender(const TeamSession& session, SenderOptions options, CurrentValues& values, VaultRuns* vault);

  /// What came of it (send_report.h), with `notice` and `error`. An error of its own when the workspace cannot be read.
  [[nodiscard]] Result<json::object> send(Sending sending);
  /// False when nothing of that name is on its way.
  bool cancel(std::string_view id);
  /// The variables that a request at this place sees, the narrowest scope first; secret values are null. `own`: the
  /// value is the user's own, and not the shared one.
  [[nodiscard]] Result<json::array> variables(const RequestPlace& place);
  [[nodiscard]] std::shared_ptr<const std::string> body(std::string_view id) const { return bodies_.find(id); }

  [[nodiscard]] const WorkspaceContent& content() const { return content_; }

  /// How requests go out that are sent from now on.
  void use(http::Settings network);
  /// The cookies that requests left.
  [[nodiscard]] http::CookieJar cookies() const;
  void change_cookies(const std::function<void(http::CookieJar&)>& change);

  // What all runs of the agent share, also those of whole collections (collection_runs.h).

  /// A whole collection with the user's own values; its id is `place.parents.front()`.
  [[nodiscard]] Result<RequestContext> load_collection(const RequestPlace& place);
  [[nodiscard]] run::RunOptions options_for(const RequestContext& context, Mask& mask,
                                            const std::atomic<bool>& stop) const;
  struct Executed {
    run::RunResult result;
    bool has_vault = false;
    json::object changed;  ///< {environment, collection, globals}: what scripts set; not masked
  };
  /// Runs with the cookies that there are and what the user allows of the vault, and keeps cookies and values that it
  /// leaves.
  Executed execute(const RequestPlace& place, const RequestContext& context, run::RunOptions options,
                   run::Reporter& reporter);

 private:
  class Running;

  /// Puts what the user's own runs have set over what is shared.
  void apply_own(const RequestPlace& place, RequestContext& context);
  /// The vault for a run; null when it wants none.
  [[nodiscard]] Result<std::unique_ptr<run::VaultUse>> use_vault(const RequestPlace& place,
                                                                 const RequestContext& context,
                                                                 const run::RunOptions& options) const;
  /// Takes over what a run did to its copy of the cookies.
  void merge_cookies(const http::CookieJar& before, const http::CookieJar& after);

  SenderOptions options_;
  VaultRuns* vault_;
  WorkspaceContent content_;
  CurrentValues& values_;
  KeptBodies bodies_;
  mutable std::mutex mutex_;
  http::CookieJar cookies_;
  std::map<std::string, std::shared_ptr<std::atomic<bool>>, std::less<>> running_;
};

}  // namespace signet::app
