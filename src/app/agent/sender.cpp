#include "app/agent/sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/agent/send_report.h"
#include "app/agent/shown.h"

namespace signet::app {

namespace {

// Under which names the user's own values are kept: those of no environment or collection, nowhere.

const std::string& name_of_environment(const RequestPlace& place) {
  return place.environment;
}

std::string name_of_collection(const RequestPlace& place) {
  return place.parents.empty() ? std::string() : place.parents.front();
}

std::string name_of_globals(const RequestPlace& place) {
  return scope_name(place.workspace, "");
}

bool same_place(const http::Cookie& a, const http::Cookie& b) {
  return a.name == b.name && a.domain == b.domain && a.path == b.path;
}

/// `is_own`: whether the value is the user's own.
void list_scope(json::array& list, std::set<std::string, std::less<>>& seen, std::string_view name,
                const model::VariableScope& scope, const std::function<bool(std::string_view key)>& is_own) {
  for (const model::Variable& variable : scope.variables()) {
    if (variable.disabled || !seen.insert(variable.key).second) continue;
    const model::Variable& valid = *scope.find(variable.key);
    list.push_back({{"key", variable.key},
                    {"scope", name},
                    {"secret", valid.is_secret()},
                    {"own", is_own(variable.key)},
                    {"value", valid.is_secret() ? json::value() : json::value(json::to_text(valid.value))}});
  }
}

}  // namespace

std::string scope_name(std::string_view workspace, std::string_view element) {
  return element.empty() ? fmt::format("{}/globals", workspace) : std::string(element);
}

/// A request on its way, which can be cancelled by its id.
class Sender::Running {
 public:
  Running(Sender& sender, std::string id) : sender_(sender), id_(std::move(id)) {
    const std::lock_guard lock(sender_.mutex_);
    if (!id_.empty()) sender_.running_[id_] = stop_;
  }
  ~Running() {
    const std::lock_guard lock(sender_.mutex_);
    const auto found = sender_.running_.find(id_);
    if (found != sender_.running_.end() && found->second == stop_) sender_.running_.erase(found);
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] const std::atomic<bool>& stop() const { return *stop_; }

 private:
  Sender& sender_;
  std::string id_;
  std::shared_ptr<std::atomic<bool>> stop_ = std::make_shared<std::atomic<bool>>(false);
};

Sender::Sender(const TeamSession& session, SenderOptions options, CurrentValues& values, VaultRuns* vault)
    : options_(std::move(options)),
      vault_(vault),
      content_(session),
      values_(values),
      cookies_(std::move(options_.cookies)) {}

void Sender::apply_own(const RequestPlace& place, RequestContext& context) {
  values_.apply(name_of_environment(place), context.environment);
  values_.apply(name_of_collection(place), context.collection->variables);
  values_.apply(name_of_globals(place), context.globals);
}

Result<RequestContext> Sender::load_collection(const RequestPlace& place) {
  SIGNET_TRY(RequestContext context, content_.load_collection(place));
  apply_own(place, context);
  return context;
}

run::RunOptions Sender::options_for(const RequestContext& context, Mask& mask, const std::atomic<bool>& stop) const {
  run::RunOptions options;
  options.collection = context.collection.get();
  options.environment = context.environment;
  options.globals = context.globals;
  {
    const std::lock_guard lock(mutex_);
    options.http = options_.network;
  }
  options.files = {options_.files, false};
  options.sandbox = options_.sandbox;
  options.mask = &mask;
  options.stop = &stop;
  return options;
}

Result<std::unique_ptr<run::VaultUse>> Sender::use_vault(const RequestPlace& place, const RequestContext& context,
                                                         const run::RunOptions& options) const {
  const std::string collection = place.parents.empty() ? "requests-of-no-collection" : place.parents.front();
  const VaultCaller caller{*context.collection, context.environment, context.globals,
                           fmt::format("{}/workspaces/{}/{}", options_.server_name, place.workspace, collection)};
  return vault_->begin(caller, [stop = options.stop] { return stop->load(); });
}

Sender::Executed Sender::execute(const RequestPlace& place, const RequestContext& context, run::RunOptions options,
                                 run::Reporter& reporter) {
  const auto vault = use_vault(place, context, options);
  if (!vault) {
    run::RunResult refused;
    refused.error = vault.error();
    refused.interrupted = options.stop->load();
    return {std::move(refused),
            true,
            {{"environment", json::array()}, {"collection", json::array()}, {"globals", json::array()}}};
  }
  if (*vault != nullptr) options.vault = &(*vault)->access();
  const http::CookieJar before = cookies();
  http::CookieJar jar = before;
  Executed executed{run::run_collection(options, jar, {&reporter}), vault_->has_vault(), {}};
  if (*vault != nullptr) (*vault)->finish();
  merge_cookies(before, jar);
  const run::RunResult& result = executed.result;
  const Mask& mask = *options.mask;
  executed.changed = {
      {"environment", values_.keep(name_of_environment(place), context.environment, result.environment, mask)},
      {"collection",
       values_.keep(name_of_collection(place), context.collection->variables, result.collection_variables, mask)},
      {"globals", values_.keep(name_of_globals(place), context.globals, result.globals, mask)}};
  return executed;
}

Result<json::object> Sender::send(Sending sending) {
  const Running running(*this, std::move(sending.id));
  SIGNET_TRY(RequestContext context, content_.load(sending.place, std::move(sending.item)));
  apply_own(sending.place, context);
  Mask mask;
  const report::Masking masking([&mask](std::string text) { return mask(std::move(text)); });
  SendReport report;
  const Executed executed = execute(sending.place, context, options_for(context, mask, running.stop()), report);

  json::object told = report.to_json(masking, bodies_);
  told["changed"] = masking.value(executed.changed);
  const std::string notice =
      join_notices(context.notice, executed.has_vault ? "" : no_vault_notice(report.vault_names()));
  told["notice"] = notice.empty() ? json::value() : json::value(notice);
  told["cancelled"] = executed.result.interrupted;
  const auto& error = executed.result.error;
  told["error"] = error ? masking.value(show_error(*error)) : json::value();
  return told;
}

bool Sender::cancel(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto found = running_.find(id);
  if (found == running_.end()) return false;
  found->second->store(true);
  return true;
}

void Sender::use(http::Settings network) {
  const std::lock_guard lock(mutex_);
  options_.network = std::move(network);
}

http::CookieJar Sender::cookies() const {
  const std::lock_guard lock(mutex_);
  return cookies_;
}

void Sender::change_cookies(const std::function<void(http::CookieJar&)>& change) {
  {
    const std::lock_guard lock(mutex_);
    change(cookies_);
  }
  if (options_.cookies_changed) options_.cookies_changed(cookies());
}

Result<json::array> Sender::variables(const RequestPlace& place) {
  const json::object any{{"name", "any"}, {"request", {{"method", "GET"}, {"url", "http://localhost"}}}};
  RequestPlace at_top = place;
  if (at_top.parents.size() > 1) at_top.parents.resize(1);  // folders have no variables of their own
  SIGNET_TRY(RequestContext context, content_.load(at_top, any));
  apply_own(at_top, context);
  json::array list;
  std::set<std::string, std::less<>> seen;
  const auto own_in = [this](const std::string& scope) {
    return [this, scope](std::string_view key) { return values_.has(scope, key); };
  };
  list_scope(list, seen, "environment", context.environment, own_in(name_of_environment(place)));
  list_scope(list, seen, "collection", context.collection->variables, own_in(name_of_collection(place)));
  list_scope(list, seen, "global", context.globals, own_in(name_of_globals(place)));
  return list;
}

void Sender::merge_cookies(const http::CookieJar& before, const http::CookieJar& after) {
  const auto old = before.all("");
  const auto now = after.all("");
  const auto has = [](const std::vector<http::Cookie>& list, const http::Cookie& cookie) {
    return std::any_of(list.begin(), list.end(), [&](const http::Cookie& one) { return same_place(one, cookie); });
  };
  change_cookies([&](http::CookieJar& jar) {
    for (const http::Cookie& cookie : old) {
      if (!has(now, cookie)) jar.remove(cookie.domain, cookie.path, cookie.name);
    }
    for (const http::Cookie& cookie : now) jar.put(cookie);
  });
}

}  // namespace signet::app
