// A script that misbehaves fails with a clear message, and the next one runs (ScriptTest::TearDown looks).
#include "tests/script/support.h"

namespace signet::script {

class ScriptLimits : public ScriptTest {
 protected:
  void with(const std::function<void(Options&)>& change) {
    Options options = stub_options();
    change(options);
    start(std::move(options));
  }
};

TEST_F(ScriptLimits, StopsAnEndlessLoop) {
  invocation.timeout_ms = 50;
  EXPECT_EQ(error_of("for (;;) {}"), "sandbox: synchronous script execution timeout");
}

TEST_F(ScriptLimits, StopsALoopThatCatchesEverything) {
  invocation.timeout_ms = 50;
  EXPECT_EQ(error_of("for (;;) { try { for (;;) {} } catch (e) {} }"), "sandbox: synchronous script execution timeout");
}

TEST_F(ScriptLimits, StopsAnEndlessChainOfPromises) {
  invocation.timeout_ms = 50;
  EXPECT_EQ(error_of("(function f() { Promise.resolve().then(f); })(); return 'pending'"),
            "sandbox: synchronous script execution timeout");
}

TEST_F(ScriptLimits, StopsABacktrackingRegularExpression) {
  invocation.timeout_ms = 50;
  EXPECT_EQ(error_of("for (;;) /^(a+)+$/.test('a'.repeat(30) + 'b')"), "sandbox: synchronous script execution timeout");
}

TEST_F(ScriptLimits, EndsAScriptThatWaitsTooLongAndKeepsItsWorker) {
  run("globalThis.kept = 1");
  invocation.timeout_ms = 50;
  EXPECT_EQ(error_of("state.on_abort = () => done(); return 'pending'"),
            "sandbox: asynchronous script execution timeout");
  invocation.timeout_ms = 0;
  EXPECT_EQ(error_of("if (globalThis.kept !== 1) throw new Error('another worker')"), "");
}

TEST_F(ScriptLimits, TellsWhatAKilledScriptDidBefore) {
  invocation.timeout_ms = 200;
  run("send({type: 'console', level: 'log', messages: ['before']}); for (;;) {}");
  EXPECT_EQ(host.lines, std::vector<std::string>{R"(log ["before"])"});
}

TEST_F(ScriptLimits, StopsAScriptOnProcessorTime) {
  with([](Options& options) { options.max_cpu_ms = 100; });
  EXPECT_EQ(error_of("for (;;) {}"), "script computed for more than 0 s and was stopped");
}

TEST_F(ScriptLimits, StopsAMemoryBomb) {
  with([](Options& options) { options.max_memory_bytes = 200ULL << 20; });
  for (const char* bomb :
       {"const a = []; for (;;) a.push(new Array(1000).fill(a.length))",
        "const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1))",
        "let s = 'x'; const a = []; for (;;) { a.push(JSON.stringify(s = (s + s).slice(0, 1 << 20) + a.length)); }"}) {
    EXPECT_EQ(error_of(bomb), "script used more than 200 MB of memory and was stopped") << bomb;
  }
}

TEST_F(ScriptLimits, StopsAFloodOfConsoleOutput) {
  with([](Options& options) { options.max_console_bytes = 1 << 20; });
  EXPECT_EQ(error_of("for (;;) send({type: 'console', level: 'log', messages: ['x'.repeat(1000)]})"),
            "script wrote more than 1 MB to the console and was stopped");
  EXPECT_LE(host.lines.size(), 1100U);
}

TEST_F(ScriptLimits, StopsAFloodOfOtherMessages) {
  with([](Options& options) { options.max_message_bytes = 1 << 20; });
  EXPECT_EQ(error_of("for (;;) send({type: 'assertions', list: [{name: 'x'.repeat(1000)}]})"),
            "script sent more than 1 MB of messages and was stopped");
}

TEST_F(ScriptLimits, StopsAMessageThatIsTooLarge) {
  with([](Options& options) { options.max_message_bytes = 1 << 20; });
  EXPECT_EQ(error_of("send({type: 'console', level: 'log', messages: ['x'.repeat(1 << 21)]})"),
            "script sent a message of more than 1 MB and was stopped");
}

TEST_F(ScriptLimits, LivesThroughEndlessRecursion) {
  EXPECT_NE(error_of("(function f() { f(); })()"), "");
  EXPECT_NE(error_of("const a = {toString() { return '' + this; }}; '' + a"), "");
  EXPECT_NE(error_of("const a = {toJSON() { return JSON.stringify(a); }}; JSON.stringify(a)"), "");
  EXPECT_EQ(error_of("try { new RegExp('('.repeat(1e5) + ')'.repeat(1e5)) } catch (e) {}"), "");
}

TEST_F(ScriptLimits, StopsAScriptWhenTheRunIsInterrupted) {
  host.cancel = true;
  EXPECT_EQ(error_of("for (;;) {}"), "script was interrupted");
  host.cancel = false;
}

TEST_F(ScriptLimits, ReplacesAWorkerThatBreaksTheProtocol) {
  for (const char* code : {"host.send('not json')", "host.send('{\"type\":\"evil\"}')", "host.send('[]')",
                           "host.send('{\"type\":\"done\",\"execution\":\"x\"}')"}) {
    const std::string error = error_of(std::string(code) + "; for (;;) {}");
    EXPECT_TRUE(error.starts_with("script worker: ")) << error;
    EXPECT_TRUE(error.ends_with("it was stopped")) << error;
  }
}

TEST_F(ScriptLimits, IgnoresMessagesInTheNameOfOtherScripts) {
  EXPECT_EQ(error_of("for (const execution of [0, -1, 77, message.id + 1]) "
                     "  host.send(JSON.stringify({type: 'console', execution, level: 'log', messages: ['forged']}));"),
            "");
  EXPECT_TRUE(host.lines.empty());
}

TEST_F(ScriptLimits, ReportsABugOfTheBootstrap) {
  const std::string error = error_of("timers.push({at: 0, run() { throw new Error('a bug'); }}); return 'pending'");
  EXPECT_EQ(error, "the script worker failed: Error: a bug");
}

}  // namespace signet::script
