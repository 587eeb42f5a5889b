#include "run/item_runner.h"

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "model/resolve.h"
#include "run/secrets.h"

namespace signet::run {

namespace {

/// pm.execution.runRequest may nest this deep; the bound ends a request that runs itself.
constexpr int kMaxDepth = 5;

script::ScriptError assertion_failure(const std::vector<std::string>& names) {
  script::ScriptError error;
  error.name = "AssertionFailure";
  error.message = join(names, ", ");
  return error;
}

/// What a script sees instead of the request as sent and of a server's answer that may echo it, when they would tell
/// secrets that the user did not give to scripts.
struct ShownToScript {
  model::Request request;
  http::Response response;

  void replace_in(script::Invocation& invocation, const VaultGate& vault) {
    request = vault.for_scripts(*invocation.request);
    invocation.request = &request;
    for (http::Cookie& cookie : invocation.cookies) cookie.value = vault.for_scripts(std::move(cookie.value));
    if (invocation.response == nullptr) return;
    response = vault.for_scripts(*invocation.response);
    invocation.response = &response;
  }
};

}  // namespace

/// One pass over an item. `depth` is 0 for an item of the run, and more inside pm.execution.runRequest.
struct ItemRunner::Visit {
  const model::Item& item;
  const Plan& plan;
  Cursor cursor;
  int depth = 0;
  model::Request request;  ///< as the collection has it, with what scripts changed
  std::shared_ptr<const Exchange> exchange;
  bool skipped = false;
  ItemOutcome outcome;
};

ItemRunner::ItemRunner(Lane& lane)
    : lane_(lane),
      plans_(*lane.options.collection, lane.options.http),
      sender_(lane.client, lane.options.files, lane.tell, lane.interrupt),
      tokens_(lane.tokens, lane.options.person, lane.client, lane.mask, lane.tell, lane.interrupt) {}

ItemOutcome ItemRunner::run(const model::Item& item, Cursor cursor) {
  cursor.ref = make_uuid();
  Visit visit{item, plans_.of(item), std::move(cursor), 0, item.request, nullptr, false, {}};
  lane_.tell(ItemStarted{visit.cursor, &item});
  run_visit(visit);
  if (!visit.outcome.abort) lane_.tell(ItemEnded{visit.cursor, &item, visit.skipped});
  return std::move(visit.outcome);
}

void ItemRunner::run_visit(Visit& visit) {
  if (!run_scripts(visit, visit.plan.prerequest, "prerequest") || visit.skipped) return;
  if (!run_request(visit)) return;
  run_scripts(visit, visit.plan.test, "test");
}

bool ItemRunner::run_scripts(Visit& visit, const std::vector<PlannedScript>& scripts, std::string_view listen) {
  const Bail& bail = lane_.options.bail;
  const bool nested = visit.depth > 0;
  if (!nested) lane_.tell(ScriptsStarted{visit.cursor, &visit.item, std::string(listen)});
  std::optional<script::ScriptError> first_error;
  for (const PlannedScript& script : scripts) {
    std::optional<script::ScriptError> error = run_script(visit, script);
    if (visit.outcome.abort || visit.skipped || lane_.interrupt.raised()) break;
    if (error && bail.any()) {
      first_error = std::move(error);
      break;
    }
  }
  if (!nested) lane_.tell(ScriptsEnded{visit.cursor, &visit.item, std::string(listen)});
  if (visit.outcome.abort || lane_.interrupt.raised()) return false;
  if (!first_error) return true;
  visit.outcome.failed = true;
  if (bail.abort) visit.outcome.abort = fail(ErrorCode::kCancelled, first_error->message);
  return false;
}

std::optional<script::ScriptError> ItemRunner::run_script(Visit& visit, const PlannedScript& script) {
  const bool nested = visit.depth > 0;
  // Without a sandbox no script may run at all: the run ends with the reason instead of failing script by script.
  if (Status ready = lane_.session.wait_ready(); !ready) {
    visit.outcome.abort = std::move(ready).error();
    return std::nullopt;
  }
  if (!nested) lane_.tell(ScriptStarted{visit.cursor, &visit.item, script.event});
  if (script.event->script.source.empty()) {  // counted as newman counts it, but there is nothing to run
    if (!nested) lane_.tell(ScriptEnded{visit.cursor, &visit.item, script.event, {}, {}});
    return std::nullopt;
  }
  const RunNested run_nested_item = [this, &visit](const std::string& id, const json::value& nested_options) {
    return run_nested(visit, id, nested_options);
  };
  ScriptHost host(sender_, lane_.jar, lane_.tell, lane_.options.http, lane_.interrupt, lane_.vault, visit.cursor,
                  &visit.item, run_nested_item);
  script::Invocation invocation = invocation_for(visit, script);
  ShownToScript shown;
  if (lane_.vault.hides_from_scripts()) shown.replace_in(invocation, lane_.vault);
  script::Outcome outcome = lane_.session.execute(invocation, host, lane_.client);
  std::optional<script::ScriptError> error = take_outcome(visit, outcome, host);
  if (!nested) {
    lane_.tell(ScriptEnded{visit.cursor, &visit.item, script.event, error, std::move(outcome.visualizer)});
  }
  return error;
}

script::Invocation ItemRunner::invocation_for(const Visit& visit, const PlannedScript& script) const {
  script::Invocation invocation;
  invocation.event = script.event->listen;
  invocation.code = script.event->script.source;
  invocation.timeout_ms = lane_.options.timeout_script_ms;
  invocation.request_name = visit.item.name;
  invocation.request_id = visit.item.id;
  invocation.iteration = visit.cursor.iteration;
  invocation.iteration_count = lane_.iterations;
  invocation.location = visit.plan.location;
  invocation.location_current = script.owner;
  invocation.request = visit.exchange ? &visit.exchange->request : &visit.request;
  invocation.scopes = &lane_.scopes;
  if (visit.exchange && visit.exchange->response) {
    const http::Response& response = *visit.exchange->response;
    invocation.response = &response;
    const std::string url = response.hops.empty() ? std::string() : response.hops.back().url;
    if (visit.plan.settings.use_cookies) invocation.cookies = lane_.jar.for_url(url, unix_now_ms());
  }
  return invocation;
}

/// Takes over what the script left; the error that counts is its own, or what --bail makes one.
std::optional<script::ScriptError> ItemRunner::take_outcome(Visit& visit, script::Outcome& outcome,
                                                            const ScriptHost& host) {
  learn_secrets();
  if (outcome.next_request) visit.outcome.next_request = std::move(outcome.next_request);
  if (outcome.request && !visit.exchange) visit.request = *std::move(outcome.request);
  visit.skipped = outcome.skip_request;
  const Bail& bail = lane_.options.bail;
  if (outcome.error) return outcome.error;
  if (bail.any() && host.async_error()) return host.async_error();
  if (bail.stop && !host.failed_assertions().empty()) return assertion_failure(host.failed_assertions());
  return std::nullopt;
}

bool ItemRunner::run_request(Visit& visit) {
  Job job;
  job.request = visit.request;
  if (!job.request.auth && visit.plan.auth != nullptr) {
    job.request.auth = *visit.plan.auth;
    // Postman keeps what a server tells only with the auth of a collection or folder: a request's own starts anew.
    job.learned = &learned_[visit.plan.auth];
  }
  job.request = model::resolve_request(job.request, lane_.vault.lookup(model::lookup_in(lane_.scopes), job.refusal));
  job.settings = visit.plan.settings;
  job.cursor = visit.cursor;
  job.item = &visit.item;
  visit.exchange = tokens_.send(sender_, std::move(job));
  if (lane_.interrupt.raised()) return false;
  if (!visit.exchange->error || !lane_.options.bail.any()) return true;
  visit.outcome.failed = true;
  if (lane_.options.bail.abort) visit.outcome.abort = visit.exchange->error;
  return false;
}

Result<http::Response> ItemRunner::run_nested(const Visit& outer, const std::string& id, const json::value& options) {
  const model::Item* item = lane_.options.collection->find(id);
  if (item == nullptr || item->is_folder) {
    return fail(ErrorCode::kNotFound, fmt::format("pm.execution.runRequest: no request with the id or name \"{}\"", id),
                "use the id of a request of this collection");
  }
  if (outer.depth + 1 > kMaxDepth) {
    return fail(ErrorCode::kLimit, fmt::format("Max pm.execution.runRequest depth of {} has been reached.", kMaxDepth));
  }
  const json::object* wrapped = options.if_object();
  const json::object* variables = wrapped == nullptr ? nullptr : json::find_object(*wrapped, "variables");
  if (variables != nullptr) {
    for (const auto& variable : *variables) lane_.scopes.local.set(variable.key(), variable.value());
  }
  Visit visit{*item, plans_.of(*item), outer.cursor, outer.depth + 1, item->request, nullptr, false, {}};
  run_visit(visit);
  if (!visit.exchange) return fail(ErrorCode::kCancelled, fmt::format("the request \"{}\" was skipped", item->name));
  if (!visit.exchange->response) return *visit.exchange->error;
  return *visit.exchange->response;
}

/// A script may have set a secret variable anew; its new value is masked from here on.
void ItemRunner::learn_secrets() {
  const std::uint64_t revision = lane_.scopes.environment.revision();
  if (revision == masked_revision_) return;
  masked_revision_ = revision;
  add_secrets(lane_.mask, lane_.scopes.environment);
}

}  // namespace signet::run
