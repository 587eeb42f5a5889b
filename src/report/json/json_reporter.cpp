#include "report/json/json_reporter.h"

#include <deque>

#include "base/ids.h"
#include "report/json/summary_json.h"

namespace signet::report {

namespace {

/// What newman's summary keeps of one executed item. Each 'request' event of the item pushes this one object, so a
/// report shows it as often as the item sent requests, each time with its last state (summary.js,
/// attachReportingTrackers).
struct Execution {
  run::Cursor cursor;
  const model::Item* item = nullptr;
  std::shared_ptr<const run::Exchange> exchange;
  std::string response_id;
  std::string request_error;      // JSON; stays once set
  std::string prerequest_errors;  // elements of JSON arrays
  std::string test_errors;
  std::string assertions;
  bool ended = false;
};

void append_element(std::string& list, const std::function<void(std::string&)>& append) {
  if (!list.empty()) list += ',';
  append(list);
}

class JsonReporter final : public run::Reporter {
 public:
  JsonReporter(std::unique_ptr<Sink> out, std::unique_ptr<Spool> failures, Mask mask)
      : out_(std::move(out)), failures_(std::move(failures)), mask_(std::move(mask)) {}

  void start(const run::RunInfo&) override { text_ = R"({"run":{"executions":[)"; }

  void on(const run::Event& event, const run::Stats&, const run::Failure* failure) override {
    if (failure != nullptr) keep_failure(event, *failure);
    std::visit([this](const auto& e) { take(e); }, event);
  }

  Status finish(const run::RunSummary& summary) override {
    end_all();
    write_run_end(summary);
    write_scopes(summary.info);
    out_->write(text_);
    SIGNET_CHECK(failures_->status());
    return out_->close();
  }

 private:
  using Element = std::shared_ptr<Execution>;

  template <typename Ignored>
  void take(const Ignored&) {}

  void take(const run::ItemStarted& e) { of(e.cursor).item = e.item; }

  void take(const run::RequestEnded& e) {
    Execution& execution = of(e.cursor);
    if (execution.item == nullptr) execution.item = e.item;
    execution.cursor = e.cursor;
    execution.exchange = e.exchange;
    execution.response_id = make_uuid();
    if (e.exchange->error) {
      execution.request_error.clear();
      append_request_error(execution.request_error, *e.exchange, mask_);
    }
    pushed_.push_back(open_[e.cursor.ref]);
  }

  void take(const run::ScriptEnded& e) {
    if (!e.error) return;
    Execution& execution = of(e.cursor);
    append_element(e.event->listen == "test" ? execution.test_errors : execution.prerequest_errors,
                   [&](std::string& out) {
                     Members members(out);
                     append_script_error(members.name("error"), *e.error, mask_);
                     members.close();
                   });
  }

  void take(const run::AssertionMade& e) {
    append_element(of(e.cursor).assertions,
                   [&](std::string& out) { append_assertion(out, e.assertion, e.cursor.position, mask_); });
  }

  void take(const run::ItemEnded& e) {
    const auto found = open_.find(e.cursor.ref);
    if (found == open_.end()) return;
    found->second->ended = true;
    open_.erase(found);
    write_ended();
  }

  void take(const run::IterationEnded&) { end_all(); }

  Execution& of(const run::Cursor& cursor) {
    Element& element = open_[cursor.ref];
    if (!element) {
      element = std::make_shared<Execution>();
      element->cursor = cursor;
    }
    return *element;
  }

  void end_all() {
    for (auto& [ref, element] : open_) element->ended = true;
    open_.clear();
    write_ended();
  }

  void write_ended() {
    for (; !pushed_.empty() && pushed_.front()->ended; pushed_.pop_front()) write_execution(*pushed_.front());
    pass_on(text_, *out_);
  }

  const std::string& item_json(const model::Item& item) {
    std::string& cached = items_[&item];
    if (cached.empty()) append_item(cached, item, mask_);
    return cached;
  }

  void write_execution(const Execution& execution) {
    if (std::exchange(any_execution_, true)) text_ += ',';
    text_ += '\n';
    Members members(text_);
    append_cursor(members.name("cursor"), execution.cursor);
    if (execution.item != nullptr) members.name("item") += item_json(*execution.item);
    append_request(members.name("request"), execution.exchange->request, mask_);
    if (execution.exchange->response) {
      append_response(members.name("response"), *execution.exchange->response, execution.response_id, mask_, *out_);
    }
    if (execution.item != nullptr) append_quoted(members.name("id"), execution.item->id);
    if (!execution.request_error.empty()) members.name("requestError") += execution.request_error;
    write_list(members, "prerequestScript", execution.prerequest_errors);
    write_list(members, "testScript", execution.test_errors);
    write_list(members, "assertions", execution.assertions);
    members.close();
    pass_on(text_, *out_);
  }

  static void write_list(Members& members, std::string_view name, const std::string& elements) {
    if (elements.empty()) return;
    std::string& out = members.name(name);
    out += '[';
    out += elements;
    out += ']';
  }

  void keep_failure(const run::Event& event, const run::Failure& failure) {
    const auto* request = std::get_if<run::RequestEnded>(&event);
    std::string text = failures_->size() == 0 ? "\n" : ",\n";
    append_failure(text, failure, request == nullptr ? nullptr : request->exchange.get(), mask_);
    failures_->append(text);
  }

  void write_run_end(const run::RunSummary& summary) {
    text_ += R"(],"failures":[)";
    out_->write(text_);
    text_.clear();
    failures_->copy_to(*out_);
    text_ += R"(],"stats":)";
    append_stats(text_, *summary.stats);
    text_ += R"(,"timings":)";
    append_timings(text_, *summary.stats);
    text_ += fmt::format(R"(,"transfers":{{"responseTotal":{}}},"error":)", summary.stats->received_bytes);
    if (summary.error) {
      Members error(text_);
      append_quoted(error.name("name"), "Error");
      append_text(error.name("message"), summary.error->message, mask_);
      error.close();
    } else {
      text_ += "null";
    }
    text_ += '}';
  }

  void write_scopes(const run::RunInfo& info) {
    if (info.collection != nullptr) {
      text_ += ",\n\"collection\":";
      append_collection(text_, *info.collection, mask_, *out_);
    }
    if (info.environment != nullptr) {
      text_ += ",\n\"environment\":";
      append_scope(text_, *info.environment, mask_);
    }
    if (info.globals != nullptr) {
      text_ += ",\n\"globals\":";
      append_scope(text_, *info.globals, mask_);
    }
    text_ += "}\n";
  }

  std::unique_ptr<Sink> out_;
  std::unique_ptr<Spool> failures_;
  Masking mask_;
  std::string text_;                               // not yet handed to out_
  std::unordered_map<std::string, Element> open_;  // by ref: items that have started and not ended
  std::deque<Element> pushed_;                     // in newman's order, waiting for their items to end
  std::unordered_map<const model::Item*, std::string> items_;
  bool any_execution_ = false;
};

}  // namespace

Result<std::unique_ptr<run::Reporter>> make_json_reporter(std::unique_ptr<Sink> out, Mask mask) {
  SIGNET_TRY(std::unique_ptr<Spool> failures, Spool::open());
  return std::unique_ptr<run::Reporter>(
      std::make_unique<JsonReporter>(std::move(out), std::move(failures), std::move(mask)));
}

}  // namespace signet::report
