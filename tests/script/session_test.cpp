#include "tests/script/support.h"

namespace signet::script {

TEST_F(ScriptTest, TellsWhatAScriptWritesTestsAndThrows) {
  const Outcome outcome = run(R"(
    send({type: 'console', level: 'log', messages: ['a', {b: 1}]});
    send({type: 'assertions', list: [{name: 'works', index: 0, skipped: false}]});
    send({type: 'exception', error: {name: 'Error', message: 'late'}});
    throw new TypeError('no');)");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->name, "TypeError");
  EXPECT_EQ(outcome.error->message, "no");
  EXPECT_EQ(host.lines, std::vector<std::string>{R"(log ["a",{"b":1}])"});
  ASSERT_EQ(host.tests.size(), 1U);
  EXPECT_EQ(host.tests[0].name, "works");
  ASSERT_EQ(host.exceptions.size(), 1U);
  EXPECT_EQ(host.exceptions[0].message, "late");
}

TEST_F(ScriptTest, SendsASourceOnceAndThenItsNumber) {
  const char* code = "send({type: 'console', level: 'log', messages: [message.codeId, 'code' in message]})";
  for (int i = 0; i < 2; ++i) run(code);
  run(std::string(code) + ";");
  EXPECT_EQ(host.lines, (std::vector<std::string>{"log [1,true]", "log [1,false]", "log [2,true]"}));
}

TEST_F(ScriptTest, SendsScopesOnlyWhenTheyChanged) {
  const char* code =
      "send({type: 'console', level: 'log', messages: [Object.keys(message.scopes || {}).sort().join()]})";
  scopes.environment.set("a", 1);
  run(code);
  run(code);
  scopes.globals.set("g", 1);
  run(code);
  scopes.data = {{"row", 1}};
  run(code);
  EXPECT_EQ(host.lines, (std::vector<std::string>{R"(log ["collection,data,environment,globals,local"])", R"(log [""])",
                                                  R"(log ["globals"])", R"(log ["data"])"}));
}

TEST_F(ScriptTest, AppliesWhatAScriptChangedAndDoesNotSendItBack) {
  scopes.environment.set("gone", 1);
  run("done({scopes: {environment: [['set', 'a', {x: 1}], ['unset', 'gone']], local: [['set', 'b', 'c']]}});"
      "return 'pending'");
  ASSERT_NE(scopes.environment.find("a"), nullptr);
  EXPECT_EQ(boost::json::serialize(scopes.environment.find("a")->value), R"({"x":1})");
  EXPECT_EQ(scopes.environment.find("gone"), nullptr);
  EXPECT_NE(scopes.local.find("b"), nullptr);
  run("send({type: 'console', level: 'log', messages: ['scopes' in message]})");
  EXPECT_EQ(host.lines, std::vector<std::string>{"log [false]"});
}

TEST_F(ScriptTest, AnswersARequestWithResponseAndBody) {
  host.response.code = 201;
  host.response.body = std::string(3'000'000, 'b');
  host.response.headers = {{"x-name", "v"}};
  host.response.timings.total = 1.2;
  const Outcome outcome = run(R"(
    state.replies[5] = (reply, body) => {
      send({type: 'console', level: 'log', messages: [reply.response, body.byteLength]});
      done();
    };
    send({type: 'request', id: 5, definition: {url: 'http://x'}, scopes: {globals: [['set', 'early', 1]]}});
    return 'pending')");
  EXPECT_FALSE(outcome.error);
  EXPECT_NE(scopes.globals.find("early"), nullptr);
  ASSERT_EQ(host.lines.size(), 1U);
  EXPECT_EQ(host.lines[0], R"(log [{"code":201,"status":"","headers":[["x-name","v"]],"responseTime":2,)"
                           R"("size":{"body":0,"header":0,"total":0}},3000000])");
}

TEST_F(ScriptTest, ForgetsTheAnswerToAScriptThatHasEnded) {
  std::function<void(Result<http::Response>)> late;
  host.on_request = [&](const json::value&, auto reply) { late = std::move(reply); };
  run("send({type: 'request', id: 1, definition: {}}); done(); return 'pending'");
  ASSERT_TRUE(late);
  late(http::Response());
  session.reset();
  late(http::Response());
  start(stub_options());
}

TEST_F(ScriptTest, HandsABodyToTheScriptByteForByte) {
  http::Response response;
  for (int i = 0; i < 256; ++i) response.body += static_cast<char>(i);
  invocation.response = &response;
  run("send({type: 'console', level: 'log', messages: [Array.from(new Uint8Array(blob)).every((b, i) => b === i)]})");
  invocation.response = nullptr;
  EXPECT_EQ(host.lines, std::vector<std::string>{"log [true]"});
}

TEST_F(ScriptTest, AnswersCookieCallsAndDynamicVariables) {
  run(R"(
    const guid = JSON.parse(host.call('{"type":"dynamic","name":"$guid"}')).value;
    const none = JSON.parse(host.call('{"type":"dynamic","name":"$nothing"}')).value;
    state.replies[1] = (reply) => {
      send({type: 'console', level: 'log', messages: [guid.length, none, reply.value]});
      done();
    };
    send({type: 'cookies', id: 1, method: 'findCookie', args: ['a', '/']});
    return 'pending')");
  EXPECT_EQ(host.lines, std::vector<std::string>{R"(log [36,null,"findCookie [\"a\",\"/\"]"])"});
}

TEST_F(ScriptTest, RunsTheScriptsOfARequestThatAScriptRuns) {
  std::string inner_error = "not run";
  host.on_run_request = [&](const std::string& id) {
    Invocation inner = invocation;
    inner.code = "done({scopes: {environment: [['set', 'inner', 1]]}}); return 'pending'";
    const Outcome outcome = session->execute(inner, host, client);
    inner_error = outcome.error ? outcome.error->message : id;
  };
  const Outcome outcome = run(R"(
    const mine = message.id;
    state.replies[9] = (reply) => { host.send(JSON.stringify({type: 'done', execution: mine})); };
    send({type: 'runRequest', id: 9, item: 'the-item'});
    return 'pending')");
  EXPECT_FALSE(outcome.error);
  EXPECT_EQ(inner_error, "the-item");
  EXPECT_NE(scopes.environment.find("inner"), nullptr);
}

TEST_F(ScriptTest, WaitsForTimers) {
  run("timers.push({at: host.now() + 5, run: () => { send({type: 'console', level: 'log', messages: ['later']}); "
      "done(); }});"
      "return 'pending'");
  EXPECT_EQ(host.lines, std::vector<std::string>{R"(log ["later"])"});
}

TEST_F(ScriptTest, CarriesTextThatIsNoUnicode) {
  run("send({type: 'console', level: 'log', messages: ['\\ud800', '\\udc00x', '\\\\ud800', '\\ud83c\\udf89']})");
  EXPECT_EQ(host.lines, std::vector<std::string>{"log [\"\xEF\xBF\xBD\",\"\xEF\xBF\xBDx\",\"\\\\ud800\",\"🎉\"]"});
}

TEST_F(ScriptTest, KnowsTheTimeZone) {
  run("send({type: 'console', level: 'log', messages: [new Date(0).getTimezoneOffset()]})");
  std::time_t zero = 0;
  std::tm local{};
  localtime_r(&zero, &local);
  EXPECT_EQ(host.lines, std::vector<std::string>{fmt::format("log [{}]", -local.tm_gmtoff / 60)});
}

TEST(Session, SaysThatTheWorkerProgramIsMissing) {
  Options options;
  options.worker = "/nonexistent/worker";
  const auto session = Session::start(options);
  ASSERT_FALSE(session);
  EXPECT_NE(session.error().message.find("/nonexistent/worker"), std::string::npos);
  EXPECT_FALSE(session.error().hint.empty());
}

TEST(Session, FailsScriptsWhenTheWorkerDoesNotStart) {
  Options options;
  options.worker = "/bin/false";
  const auto session = Session::start(options);
  ASSERT_TRUE(session);
  const auto ready = (*session)->wait_ready();
  ASSERT_FALSE(ready);
  EXPECT_EQ(ready.error().message, "the script worker did not start: it ended the script worker (exit code 1)");
  http::CookieJar jar;
  http::Client client(jar);
  NotingHost host;
  const Outcome outcome = (*session)->execute({}, host, client);
  ASSERT_TRUE(outcome.error);
  EXPECT_NE(outcome.error->message.find("did not start"), std::string::npos);
}

}  // namespace signet::script
