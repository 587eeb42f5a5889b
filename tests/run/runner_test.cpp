// Whole runs against the demo API, with the real script worker.
#include "run/runner.h"

#include <gtest/gtest.h>

#include <atomic>

#include "demo/server.h"

namespace signet::run {
namespace {

/// Writes a run down as short words, one an event.
class Recorder final : public Reporter {
 public:
  void start(const RunInfo& info) override { started_with_ = info.iterations; }
  void on(const Event& event, const Stats&, const Failure* failure) override {
    std::visit([this](const auto& e) { write(e); }, event);
    if (failure != nullptr) failures.push_back(failure->at + " " + failure->error.message);
  }
  Status finish(const RunSummary&) override { return finished_ = true, Status(); }

  std::vector<std::string> words;
  std::vector<std::string> failures;
  int started_with_ = -1;
  bool finished_ = false;

 private:
  template <typename T>
  void write(const T&) {}
  void write(const IterationStarted& e) { words.push_back(fmt::format("[{}", e.cursor.iteration)); }
  void write(const IterationEnded&) { words.emplace_back("]"); }
  void write(const ItemStarted& e) { words.push_back(e.item->name); }
  void write(const ScriptStarted& e) { words.push_back(e.event->listen); }
  void write(const RequestEnded& e) {
    words.push_back(e.exchange->response ? std::to_string(e.exchange->response->code) : "error");
  }
  void write(const AssertionMade& e) {
    words.push_back((e.assertion.error ? "failed:" : "passed:") + e.assertion.name);
  }
  void write(const ConsoleWritten& e) { words.push_back("log:" + boost::json::serialize(e.messages)); }
};

class Runner : public testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = std::move(*demo::Server::start({})); }
  static void TearDownTestSuite() { server_.reset(); }

  /// Runs a collection of these items; `{{base}}` is the demo API.
  RunResult run(const std::string& items, const std::function<void(RunOptions&)>& adjust = {}) {
    const std::string text =
        R"({"info":{"name":"c","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[)" +
        items + "]}";
    auto document = json::parse(text, "test");
    EXPECT_TRUE(document.ok());
    collection_ = *model::Collection::from_json(*std::move(document), "test");
    RunOptions options;
    options.collection = &collection_;
    options.environment.set("base", json::value(fmt::format("http://127.0.0.1:{}", server_->http_port())));
    if (adjust) adjust(options);
    recorder_ = Recorder();
    return run_collection(options, jar_, {&recorder_});
  }

  /// A request item with scripts.
  static std::string item(const std::string& name, const std::string& test = "", const std::string& before = "",
                          const std::string& path = "/get") {
    json::array events;
    if (!before.empty()) events.push_back({{"listen", "prerequest"}, {"script", {{"exec", json::array{before}}}}});
    if (!test.empty()) events.push_back({{"listen", "test"}, {"script", {{"exec", json::array{test}}}}});
    const json::object o = {{"name", name}, {"event", events}, {"request", "{{base}}" + path}};
    return boost::json::serialize(o);
  }

  [[nodiscard]] std::string told() const { return fmt::format("{}", fmt::join(recorder_.words, " ")); }

  static std::unique_ptr<demo::Server> server_;
  model::Collection collection_;
  http::CookieJar jar_;
  Recorder recorder_;
};

std::unique_ptr<demo::Server> Runner::server_;

TEST_F(Runner, RunsScriptsAroundEachRequestInOrder) {
  const RunResult result = run(item("a", "pm.test('ok', () => pm.response.to.have.status(200))", "console.log('hi')"));
  EXPECT_TRUE(result.passed());
  EXPECT_EQ(told(), "[0 a prerequest log:[\"hi\"] 200 test passed:ok ]");
  EXPECT_TRUE(recorder_.finished_);
}

TEST_F(Runner, KeepsVariablesFromRequestToRequestAndIterationToIteration) {
  const RunResult result =
      run(item("a", "pm.environment.set('n', (pm.environment.get('n') || 0) + 1); pm.variables.set('l', 'x')") + "," +
              item("b", "pm.test(`${pm.environment.get('n')}${pm.variables.get('l')}`, () => {})"),
          [](RunOptions& options) { options.iterations = 2; });
  EXPECT_EQ(told(), "[0 a 200 test b 200 test passed:1x ] [1 a 200 test b 200 test passed:2x ]");
  EXPECT_EQ(json::to_text(result.environment.find("n")->value), "2");
}

TEST_F(Runner, TellsTheMaskWhatIsSecretOfAProxy) {
  Mask mask;
  run(item("one"), [&](RunOptions& options) {
    options.http.proxy = {.url = "http://user:pa%40ss@127.0.0.1:1", .from_environment = false};
    options.mask = &mask;
  });
  EXPECT_EQ(mask("pa@ss dXNlcjpwYUBzcw=="), "•••• ••••");
}

TEST_F(Runner, FollowsSetNextRequest) {
  run(item("a", "pm.execution.setNextRequest('c')") + "," + item("b") + "," +
      item("c", "pm.execution.setNextRequest(null)") + "," + item("d"));
  EXPECT_EQ(told(), "[0 a 200 test c 200 test ]");
  run(item("a", "pm.execution.setNextRequest('nowhere')") + "," + item("b"));
  EXPECT_EQ(told(), "[0 a 200 test ]");
  run(item("a",
           "if (!pm.variables.get('again')) { pm.variables.set('again', 1); "
           "pm.execution.setNextRequest('a') }"));
  EXPECT_EQ(told(), "[0 a 200 test a 200 test ]");
}

TEST_F(Runner, SkipsTheRequestWhenAScriptSaysSo) {
  run(item("a", "pm.test('never', () => {})", "pm.execution.skipRequest()") + "," + item("b"));
  EXPECT_EQ(told(), "[0 a prerequest b 200 ]");
}

TEST_F(Runner, BailStopsTheRunAtTheFirstFailure) {
  const std::string items = item("a", "pm.test('no', () => { throw new Error('x') })") + "," + item("b");
  const RunResult result = run(items, [](RunOptions& options) {
    options.bail.stop = true;
    options.iterations = 3;
  });
  EXPECT_EQ(told(), "[0 a 200 test failed:no ]");
  EXPECT_FALSE(result.passed());
}

TEST_F(Runner, BailFolderEndsTheRunWithTheScriptsError) {
  const RunResult result =
      run(item("a", "throw new TypeError('broken')"), [](RunOptions& options) { options.bail.abort = true; });
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->message, "broken");
}

TEST_F(Runner, GoesOnAfterAFailedScriptAndAFailedRequest) {
  const std::string nowhere = R"({"name":"down","request":"http://127.0.0.1:1/"})";
  const RunResult result = run(item("a", "nope()") + "," + nowhere + "," + item("b"));
  EXPECT_EQ(told(), "[0 a 200 test down error b 200 ]");
  ASSERT_EQ(recorder_.failures.size(), 2U);
  EXPECT_NE(recorder_.failures[0].find("nope"), std::string::npos);
  EXPECT_EQ(recorder_.failures[1], "request connect ECONNREFUSED 127.0.0.1:1");
  EXPECT_EQ(result.stats.failures, 2U);
}

TEST_F(Runner, EndsARunawayScriptAndGoesOn) {
  const RunResult result = run(item("a", "for (;;) {}") + "," + item("b", "pm.test('alive', () => {})"),
                               [](RunOptions& options) { options.timeout_script_ms = 200; });
  EXPECT_EQ(told(), "[0 a 200 test b 200 test passed:alive ]");
  EXPECT_EQ(result.stats.test_scripts.failed, 1U);
}

TEST_F(Runner, GivesEachIterationItsDataRow) {
  struct Rows final : model::DataRows {
    [[nodiscard]] std::size_t size() const override { return 2; }
    Result<json::object> row(std::size_t i) override { return json::object{{"name", i == 0 ? "ann" : "bob"}}; }
  } rows;
  run(item("a", "pm.test(pm.iterationData.get('name') + pm.variables.get('name'), () => {})"),
      [&rows](RunOptions& options) { options.data = &rows; });
  EXPECT_EQ(told(), "[0 a 200 test passed:annann ] [1 a 200 test passed:bobbob ]");
}

TEST_F(Runner, TellsParallelIterationsInOrderAndIndependently) {
  const RunResult result = run(item("a",
                                    "pm.environment.set('n', (pm.environment.get('n') || 0) + 1);"
                                    "pm.test(`${pm.info.iteration}:${pm.environment.get('n')}`, () => {})"),
                               [](RunOptions& options) {
                                 options.iterations = 12;
                                 options.parallel = 3;
                               });
  std::string want;
  for (int i = 0; i < 12; ++i) want += fmt::format("[{0} a 200 test passed:{0}:1 ] ", i);
  want.pop_back();
  EXPECT_EQ(told(), want);
  EXPECT_EQ(result.stats.iterations.total, 12U);
}

TEST_F(Runner, StopsCleanlyWhenInterrupted) {
  std::atomic<bool> stop{false};
  struct Stopper final : Reporter {
    explicit Stopper(std::atomic<bool>& flag) : flag_(flag) {}
    void start(const RunInfo&) override {}
    void on(const Event& event, const Stats&, const Failure*) override {
      if (std::holds_alternative<RequestEnded>(event)) flag_ = true;
    }
    Status finish(const RunSummary& summary) override { return interrupted = summary.interrupted, Status(); }
    std::atomic<bool>& flag_;
    bool interrupted = false;
  } stopper(stop);
  run(item("a") + "," + item("b"));
  RunOptions options;
  options.collection = &collection_;
  options.environment.set("base", json::value(fmt::format("http://127.0.0.1:{}", server_->http_port())));
  options.stop = &stop;
  Recorder recorder;
  const RunResult result = run_collection(options, jar_, {&recorder, &stopper});
  EXPECT_TRUE(result.interrupted);
  EXPECT_TRUE(stopper.interrupted);
  EXPECT_EQ(fmt::format("{}", fmt::join(recorder.words, " ")), "[0 a 200 ]");
}

TEST_F(Runner, TimesOutARequestThatHangs) {
  const RunResult result =
      run(item("a", "", "", "/delay/10") + "," + item("b"), [](RunOptions& options) { options.timeout_ms = 300; });
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->code, ErrorCode::kTimeout);
  EXPECT_EQ(told(), "[0 a error ]");
}

TEST_F(Runner, RunsAnotherRequestFromAScript) {
  run(item("a", "const r = await pm.execution.runRequest('b'); pm.test('b said ' + r.code, () => {})") + "," +
          item("b", "pm.test('in b', () => {})"),
      [](RunOptions& options) {
        options.folders = {"a"};
        options.sandbox.top_level_await = true;
      });
  EXPECT_EQ(told(), "[0 a 200 test 200 passed:in b passed:b said 200 ]");
}

TEST_F(Runner, RefusesAFolderThatDoesNotExistBeforeAnyEvent) {
  const RunResult result = run(item("a"), [](RunOptions& options) { options.folders = {"zzz"}; });
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->code, ErrorCode::kNotFound);
  EXPECT_EQ(recorder_.started_with_, -1);
}

}  // namespace
}  // namespace signet::run
