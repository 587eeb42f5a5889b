// What neither a script nor native code that broke out of the engine can do.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>

#include "tests/script/support.h"

namespace signet::script {

namespace {

/// Runs the worker's self-test; returns its wait status.
int self_test(const std::string& name) {
  const std::string worker = SIGNET_BUILD_DIR "/signet-script-worker";
  const std::string argument = "--self-test=" + name;
  const pid_t pid = fork();
  if (pid == 0) {
    execl(worker.c_str(), worker.c_str(), argument.c_str(), nullptr);
    _exit(255);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

}  // namespace

TEST(Sandbox, KillsNativeCodeThatTriesToGetOut) {
  for (const char* attempt : {"unlink", "socket", "unix-socket", "execve", "fork", "kill-parent", "tgkill-parent",
                              "ptrace", "read-memory", "io-uring", "bpf", "keyctl", "unshare"}) {
    const int status = self_test(attempt);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) << attempt << ": status " << status;
  }
}

TEST(Sandbox, RefusesFilesExecutableMemoryAndMoreLimits) {
  for (const char* attempt : {"open", "write-file", "map-executable", "make-executable", "raise-file-limit"}) {
    const int status = self_test(attempt);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == EPERM) << attempt << ": status " << status;
  }
  const int status = self_test("vfork");
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == ENOSYS) << status;
}

/// Escapes published against other sandboxes (vm, vm2, Postman, Bruno, Insomnia), run by Signet's own bootstrap.
class Escapes : public ScriptTest {
 protected:
  void SetUp() override {
    ScriptTest::SetUp();
    start(real_options());
    invocation.timeout_ms = 10'000;
  }
  void TearDown() override {
    EXPECT_EQ(error_of("console.log('alive')"), "");
    EXPECT_FALSE(host.lines.empty());
  }
};

TEST_F(Escapes, FindNoProcess) {
  for (const char* expression : {
           "this.constructor.constructor('return process')()",
           "constructor.constructor('return process')().mainModule.require('fs')",
           "Function('return process')()",
           "(() => {}).constructor('return process')()",
           "(function* () {}).constructor('return process')().next()",
           "pm.constructor.constructor('return process')()",
           "console.log.constructor('return process')()",
           "pm.test.constructor('return process')()",
           "Reflect.construct(Function, ['return process'])()",
           "Error.prepareStackTrace = (e, frames) => frames[0].getThis().process, new Error().stack.pid.toString()",
           "globalThis.process.binding('fs')",
           "require('fs').readFileSync('/etc/passwd')",
           "require('child_process').execSync('id')",
           "require('node:os').hostname()",
           "require('../../../etc/passwd')",
           "require('module')._load('fs')",
           "Deno.readTextFileSync('/etc/passwd')",
           "Bun.file('/etc/passwd')",
           "load('/etc/passwd')",
           "readFile('/etc/passwd')",
           "importScripts('file:///etc/passwd')",
           "new XMLHttpRequest()",
           "new Worker('data:,')",
           "new WebSocket('ws://127.0.0.1')",
           "$vm.crash()",
           "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))",
       }) {
    const std::string error = error_of(expression);
    EXPECT_NE(error, "") << expression;
    EXPECT_EQ(error.find("root:"), std::string::npos) << expression;
  }
}

TEST_F(Escapes, ImportNoFile) {
  host.lines.clear();
  run("import('/etc/passwd').then((m) => console.log('got', m), (e) => console.log('refused'));"
      "import('fs').then((m) => console.log('got', m), (e) => console.log('refused'));"
      "(async () => {}).constructor('return process')().then((p) => console.log('got', p), (e) => "
      "console.log('refused'))");
  for (const std::string& line : host.lines) EXPECT_EQ(line.find("got"), std::string::npos) << line;
}

TEST_F(Escapes, ReachTheParentOnlyThroughThePmApi) {
  for (const char* name : {"host", "send", "__host", "signet"}) {
    EXPECT_NE(error_of(fmt::format("{}.send('{{}}')", name)), "") << name;
  }
}

TEST_F(Escapes, PollutePrototypesWithoutHarmToTheSession) {
  run("Object.prototype.type = 'evil'; Object.prototype.toJSON = () => 'evil'; Array.prototype.push = () => {};"
      "JSON.stringify = () => 'evil'; JSON.parse = () => ({}); Promise.prototype.then = () => {};"
      "String.prototype.split = () => []; Object.defineProperty(Object.prototype, 'id', { get() { return 99; } });");
  // Whatever the worker says now, the session must not hang, crash or speak for other scripts.
  invocation.timeout_ms = 200;
  run("pm.test('a', () => {}); console.log('b')");
  invocation.timeout_ms = 10'000;
  start(real_options());
}

}  // namespace signet::script
