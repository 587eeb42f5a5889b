#include "tests/report/fixture.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "run/stats.h"

namespace signet::report::test {

namespace {

constexpr std::int64_t kStarted = 1'700'000'000'000;
constexpr std::string_view kSecret = "hunter2-secret";

model::Collection read_collection(std::string_view document) {
  Result<json::value> parsed = json::parse(document, "fixture");
  if (!parsed) throw std::runtime_error(parsed.error().to_string());
  Result<model::Collection> collection = model::Collection::from_json(*std::move(parsed), "fixture");
  if (!collection) throw std::runtime_error(collection.error().to_string());
  return *std::move(collection);
}

std::string document_with(std::string_view text) {
  json::object request{{"method", "GET"},
                       {"url", "http://shop.test/" + std::string(text)},
                       {"header", json::array{json::object{{"key", "X-Note"}, {"value", text}}}},
                       {"body", json::object{{"mode", "raw"}, {"raw", text}}}};
  const std::string script = "// " + std::string(text);
  json::object item{{"name", text},
                    {"id", "r1"},
                    {"description", text},
                    {"request", std::move(request)},
                    {"event", json::array{json::object{{"listen", "test"},
                                                       {"script", json::object{{"exec", json::array{script}}}}}}}};
  json::object folder{{"name", text}, {"id", "f1"}, {"item", json::array{std::move(item)}}};
  json::object document{
      {"info", json::object{{"name", text},
                            {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
      {"item", json::array{std::move(folder)}},
      {"event", json::array{}},
      {"variable", json::array{json::object{{"key", "k"}, {"value", text}}}}};
  return boost::json::serialize(document);
}

/// Every kind of event, with `text` in each of its texts.
void play_everything(Play& play, const std::string& name, const std::string& text) {
  play.iteration_started(0);
  play.item_started(name);
  play.logged("error", {json::value(text), json::object{{text, json::array{text}}}});
  http::Response response;
  response.code = 200;
  response.status = text;
  response.headers = {{"Content-Type", "text/html; note=" + text}, {text, text}};
  response.body = "<p>" + text + "</p>";
  response.timings.total = 3;
  model::Request request;
  request.url = model::Url::parse("http://shop.test/a?b=" + replace_all(text, "\n", " "));
  request.headers.push_back({.key = "X-Note", .value = text});
  request.body = model::Body{.mode = model::BodyMode::kRaw, .raw = text};
  play.answered_by(std::move(response), std::move(request));
  play.asserted(text);
  play.asserted("failed " + text, text);
  play.asserted("skipped " + text, {}, true);
  play.script_failed("test", "TypeError", text, 3);
  play.refused("connect " + text, true);
  play.visualized("<h1>" + text + "</h1>");
  play.item_ended();
  play.iteration_ended();
}

}  // namespace

Play::Play(run::Reporter& reporter, std::string_view document, int iterations)
    : reporter_(reporter), collection_(read_collection(document)) {
  environment_.name = "test";
  environment_.set("base", json::value("http://shop.test"));
  info_.collection = &collection_;
  info_.environment = &environment_;
  info_.globals = &globals_;
  info_.iterations = iterations;
  info_.items = static_cast<int>(collection_.requests().size());
  cursor_.cycles = iterations;
  cursor_.length = info_.items;
  stats_.started_ms = kStarted;
  reporter_.start(info_);
}

void Play::tell(run::Event event) {
  const std::optional<run::Failure> failure = run::count(event, stats_);
  reporter_.on(event, stats_, failure ? &*failure : nullptr);
}

void Play::iteration_started(int iteration) {
  cursor_.iteration = iteration;
  cursor_.position = -1;
  tell(run::IterationStarted{cursor_});
}

void Play::iteration_ended() {
  tell(run::IterationEnded{cursor_});
}

void Play::item_started(std::string_view name) {
  item_ = collection_.find(name);
  if (item_ == nullptr) throw std::runtime_error("no item " + std::string(name));
  cursor_.ref = fmt::format("ref-{}", ++refs_);
  cursor_.http_request_id = fmt::format("http-{}", refs_);
  ++cursor_.position;
  assertions_ = 0;
  tell(run::ItemStarted{cursor_, item_});
}

void Play::item_ended(bool skipped) {
  tell(run::ItemEnded{cursor_, item_, skipped});
}

void Play::answered(const Answer& answer, bool from_script) {
  http::Response response;
  response.code = answer.code;
  response.status = answer.status;
  response.headers = {{"Content-Type", answer.type}};
  response.body = answer.body;
  response.header_bytes = 40;
  response.timings = {.dns = 1, .connect = 2, .first_byte = 8, .total = answer.milliseconds};
  response.http_version = "1.1";
  answered_by(std::move(response), item_->request, from_script);
}

void Play::answered_by(http::Response response, model::Request request, bool from_script) {
  auto exchange = std::make_shared<run::Exchange>();
  exchange->request = std::move(request);
  exchange->response = std::move(response);
  exchange->from_script = from_script;
  tell(run::RequestStarted{cursor_, item_});
  tell(run::RequestEnded{cursor_, item_, exchange});
}

void Play::refused(std::string message, bool from_script) {
  auto exchange = std::make_shared<run::Exchange>();
  exchange->request = item_->request;
  exchange->error = fail(ErrorCode::kNetwork, message);
  exchange->error_name = "Error";
  exchange->error_message = std::move(message);
  exchange->from_script = from_script;
  tell(run::RequestStarted{cursor_, item_});
  tell(run::RequestEnded{cursor_, item_, exchange});
}

void Play::asserted(std::string name, std::string failure, bool skipped) {
  script::Assertion assertion;
  assertion.name = std::move(name);
  assertion.index = assertions_++;
  assertion.skipped = skipped;
  if (!failure.empty()) assertion.error = script::ScriptError{.name = "AssertionError", .message = std::move(failure)};
  tell(run::AssertionMade{cursor_, item_, std::move(assertion)});
}

void Play::logged(std::string level, json::array messages) {
  tell(run::ConsoleWritten{cursor_, item_, std::move(level), std::move(messages)});
}

void Play::script_failed(std::string listen, std::string name, std::string message, int line) {
  static const model::Event kTest{.id = "e1", .listen = "test", .script = {.id = "s1", .source = "x()"}};
  static const model::Event kPrerequest{.id = "e2", .listen = "prerequest", .script = {.id = "s2", .source = "x()"}};
  const model::Event* event = listen == "test" ? &kTest : &kPrerequest;
  tell(run::ScriptStarted{cursor_, item_, event});
  script::ScriptError error{.name = std::move(name), .message = std::move(message), .line = line};
  tell(run::ScriptEnded{cursor_, item_, event, std::move(error), std::nullopt});
}

void Play::visualized(std::string html) {
  static const model::Event kTest{.id = "e1", .listen = "test", .script = {.id = "s1", .source = "x()"}};
  tell(run::ScriptStarted{cursor_, item_, &kTest});
  tell(run::ScriptEnded{cursor_, item_, &kTest, std::nullopt, script::Visualizer{std::move(html), {}}});
}

Status Play::finish(bool interrupted, std::optional<Error> error) {
  if (stats_.completed_ms == 0) stats_.completed_ms = kStarted + 1234;
  return reporter_.finish({info_, &stats_, std::move(error), interrupted});
}

std::string output_of(const Make& make, std::string_view document, const std::function<void(Play&)>& playing, Mask mask,
                      int iterations, std::optional<Error> error) {
  std::string text;
  const Result<std::unique_ptr<run::Reporter>> reporter = make(std::make_unique<StringSink>(text), std::move(mask));
  if (!reporter) throw std::runtime_error(reporter.error().to_string());
  Play play(**reporter, document, iterations);
  playing(play);
  EXPECT_TRUE(play.finish(false, std::move(error)).ok());
  return text;
}

void play_small_run(Play& play) {
  play.iteration_started(0);
  play.item_started("list");
  play.answered({});
  play.asserted("status is 200");
  play.item_ended();
  play.item_started("create");
  play.logged("log", {json::value("made"), json::value(2), json::object{{"b", json::array{2}}}});
  play.logged("warn", {json::value("careful")});
  play.answered({.code = 500, .status = "Internal Server Error", .body = "oops", .type = "text/plain"});
  play.asserted("status is 201", "expected 500 to equal 201");
  play.asserted("later", {}, true);
  play.item_ended();
  play.item_started("health");
  play.refused("connect ECONNREFUSED 127.0.0.1:1");
  play.script_failed("test", "ReferenceError", "x is not defined", 1);
  play.item_ended();
  play.iteration_ended();
}

std::string hostile_text(std::size_t tail) {
  using namespace std::string_literals;
  return "::error::\x1b[2J\x1b]0;owned\x07 </script><script>alert(1)</script> ]]> -->\r\n::add-mask::x\n%0A'\"&\xff\xfe "s +
         "\xe2\x80\xae" + "rtl # \\ | \x9b" + std::string(tail, 'A');
}

std::string hostile_document() {
  return document_with(hostile_text(1 << 20));
}
void play_hostile_run(Play& play) {
  play_everything(play, "r1", hostile_text(1 << 20));
}

std::string secret_document() {
  return document_with(kSecret);
}
void play_secret_run(Play& play) {
  play_everything(play, "r1", "x " + std::string(kSecret) + " y");
}

Mask secret_mask() {
  return [](std::string text) { return replace_all(text, kSecret, "••••"); };
}

}  // namespace signet::report::test
