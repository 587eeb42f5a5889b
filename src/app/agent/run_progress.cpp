#include "app/agent/run_progress.h"

#include <algorithm>

#include "app/agent/shown.h"
#include "app/agent/workspace_content.h"
#include "report/names.h"
#include "report/plain_text.h"
#include "run/vault_references.h"

namespace signet::app {

namespace {

json::object begin_item(const run::ItemStarted& started) {
  std::vector<std::string> path = started.item->path();
  if (!path.empty()) path.pop_back();
  return {{"iteration", started.cursor.iteration},
          {"item", element_of(*started.item)},
          {"name", started.item->name},
          {"path", json::array(path.begin(), path.end())},
          {"method", ""},
          {"url", ""},
          {"status", nullptr},
          {"reason", ""},
          {"time_ms", 0},
          {"size", 0},
          {"error", nullptr},
          {"tests", json::array()},
          {"console", json::array()},
          {"script_errors", json::array()}};
}

}  // namespace

void RunProgress::start(const run::RunInfo& info) {
  const std::lock_guard lock(mutex_);
  items_ = info.items;
  iterations_ = info.iterations;
  news_.notify_all();
}

void RunProgress::add_exchange(const run::Exchange& exchange) {
  if (exchange.from_script) return;
  const bool has_failed = !exchange.response;
  std::vector<std::string> names = run::find_vault_names(exchange.request);
  {
    const std::lock_guard lock(mutex_);
    for (std::string& name : names) vault_names_.insert(std::move(name));
    ++requests_;
    failed_requests_ += has_failed ? 1 : 0;
  }
  current_["method"] = report::method_text(exchange.request);
  current_["url"] = report::url_text(exchange.request);
  if (has_failed) {
    current_["error"] = show_error(exchange);
    return;
  }
  const http::Response& response = *exchange.response;
  current_["status"] = response.code;
  current_["reason"] = report::to_utf8(response.status);
  current_["time_ms"] = response.timings.total;
  current_["size"] = response.body.size() + response.header_bytes;
}

void RunProgress::on(const run::Event& event, const run::Stats& /*stats*/, const run::Failure* /*failure*/) {
  if (const auto* started = std::get_if<run::ItemStarted>(&event)) {
    current_ = begin_item(*started);
  } else if (const auto* request = std::get_if<run::RequestEnded>(&event)) {
    add_exchange(*request->exchange);
  } else if (const auto* made = std::get_if<run::AssertionMade>(&event)) {
    current_["tests"].as_array().push_back(show_test(made->assertion));
    const std::lock_guard lock(mutex_);
    ++tests_;
    failed_tests_ += made->assertion.error ? 1 : 0;
    skipped_tests_ += made->assertion.skipped ? 1 : 0;
  } else if (const auto* written = std::get_if<run::ConsoleWritten>(&event)) {
    current_["console"].as_array().push_back(show_console(*written));
  } else if (const auto* script = std::get_if<run::ScriptEnded>(&event)) {
    if (script->error) {
      current_["script_errors"].as_array().push_back(show_script_error(script->event->listen, *script->error));
    }
  } else if (const auto* raised = std::get_if<run::ExceptionRaised>(&event)) {
    current_["script_errors"].as_array().push_back(show_script_error("", raised->error));
  } else if (std::holds_alternative<run::ItemEnded>(event)) {
    json::value result = masking_.value(current_);
    const std::lock_guard lock(mutex_);
    if (results_.size() >= kMaxResults) return;
    result.get_object()["n"] = results_.size() + 1;
    results_.push_back(std::move(result));
    news_.notify_all();
  }
}

Status RunProgress::finish(const run::RunSummary& /*summary*/) {
  return {};
}

std::set<std::string> RunProgress::vault_names() const {
  const std::lock_guard lock(mutex_);
  return vault_names_;
}

void RunProgress::tell(const std::string& notice) {
  const std::lock_guard lock(mutex_);
  notice_ = notice;
}

void RunProgress::end(std::string state, const std::optional<Error>& error) {
  const std::lock_guard lock(mutex_);
  state_ = std::move(state);
  if (error) error_ = masking_.value(show_error(*error));
  ended_ = std::chrono::steady_clock::now();
  news_.notify_all();
}

json::object RunProgress::totals() const {
  const auto until = ended_.value_or(std::chrono::steady_clock::now());
  return {{"requests", requests_},
          {"failed_requests", failed_requests_},
          {"tests", tests_},
          {"failed_tests", failed_tests_},
          {"skipped_tests", skipped_tests_},
          {"duration_ms", std::chrono::duration_cast<std::chrono::milliseconds>(until - started_).count()}};
}

json::object RunProgress::read(std::size_t after, std::chrono::milliseconds wait) const {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, wait, [&] { return results_.size() > after || state_ != "running"; });
  json::object told{{"state", state_},
                    {"error", error_},
                    {"notice", notice_.empty() ? json::value() : json::value(notice_)},
                    {"items", items_},
                    {"iterations", iterations_},
                    {"totals", totals()}};
  json::array& page = told["results"].emplace_array();
  const std::size_t end = std::min(results_.size(), after + kMaxPage);
  for (std::size_t i = std::min(after, end); i < end; ++i) page.push_back(results_[i]);
  told["last"] = std::max(std::min(after, results_.size()), end);
  return told;
}

json::object RunProgress::summary() const {
  const std::lock_guard lock(mutex_);
  return {{"state", state_}, {"totals", totals()}};
}

}  // namespace signet::app
