// The worker as a process: how it dies, with whom, and what its parent says of it.
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "base/file.h"
#include "tests/script/support.h"

namespace signet::script {

namespace {

/// The children of the main thread of `pid`; empty when it has none or is gone.
std::vector<pid_t> children_of(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/task/{}/children", pid, pid));
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

/// Looks until `condition` holds, for 20 seconds at most.
bool eventually(const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::yield();
  }
  return true;
}

bool is_gone(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  std::getline(file, line);
  const std::size_t end = line.rfind(')');
  return end == std::string::npos || line[end + 2] == 'Z';  // a zombie that nobody has reaped yet runs no more
}

/// A worker that says `json` and then waits to be killed.
std::filesystem::path pretender(const std::string& json) {
  const auto path = std::filesystem::path(::testing::TempDir()) / fmt::format("signet-pretender-{}", getpid());
  const std::string script = fmt::format(
      "#!/bin/sh\nprintf '\\{:03o}\\000\\000\\000\\000\\000\\000\\000%s' '{}' >&3\n"
      "read line <&3\n",
      json.size(), json);
  EXPECT_TRUE(write_file(path, script, 0755));
  return path;
}

}  // namespace

TEST_F(ScriptTest, SaysThatTheEngineCrashed) {
  host.on_request = [](const json::value&, auto) { kill(children_of(getpid()).back(), SIGSEGV); };
  EXPECT_EQ(error_of("send({type: 'request', id: 1, definition: {}}); return 'pending'"),
            "script crashed the JavaScript engine (signal 11, Segmentation fault)");
}

TEST_F(ScriptTest, LeavesNoWorkerBehindWhenItsParentIsKilled) {
  const pid_t parent = fork();
  if (parent == 0) {
    NotingHost inner_host;
    http::CookieJar inner_jar;
    http::Client inner_client(inner_jar);
    auto started = Session::start(stub_options());
    if (!started) _exit(1);
    Invocation endless;
    endless.code = "for (;;) {}";
    (*started)->execute(endless, inner_host, inner_client);
    _exit(0);
  }
  ASSERT_TRUE(eventually([&] { return !children_of(parent).empty(); }));
  const pid_t worker = children_of(parent).front();
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  EXPECT_TRUE(eventually([&] { return is_gone(worker); }));
}

TEST_F(ScriptTest, LeavesNoWorkerBehindWhenTheSessionEnds) {
  const pid_t worker = children_of(getpid()).back();
  session.reset();
  EXPECT_TRUE(is_gone(worker));
  start(stub_options());
}

TEST(Session, RefusesAWorkerThatHasNoSandbox) {
  Options options;
  options.worker = pretender(R"({"type":"ready","sandbox":false,"problem":"no seccomp"})");
  const auto refused = Session::start(options);
  ASSERT_TRUE(refused);
  const auto status = (*refused)->wait_ready();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "the sandbox for scripts is not to be had: no seccomp");
  EXPECT_NE(status.error().hint.find("--unsafe-scripts"), std::string::npos);

  options.unsafe = true;
  const auto accepted = Session::start(options);
  ASSERT_TRUE(accepted);
  EXPECT_TRUE((*accepted)->wait_ready());
  std::filesystem::remove(options.worker);
}

TEST(Session, HandsNoDescriptorAndNoEnvironmentToTheWorker) {
  const int secret = fcntl(STDERR_FILENO, F_DUPFD, 100);  // without O_CLOEXEC: any other program would get it
  setenv("SIGNET_TEST_SECRET", "hush", 1);
  const auto report = std::filesystem::path(::testing::TempDir()) / fmt::format("signet-report-{}", getpid());
  const auto program = std::filesystem::path(::testing::TempDir()) / fmt::format("signet-spy-{}", getpid());
  ASSERT_TRUE(write_file(program, fmt::format("#!/bin/sh\n(ls /proc/$$/fd; env) > {}\n", report.string()), 0755));
  Options options;
  options.worker = program;
  const auto session = Session::start(options);
  ASSERT_TRUE(session);
  EXPECT_FALSE((*session)->wait_ready());
  const auto text = read_file(report);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->find(fmt::format("\n{}\n", secret)), std::string::npos) << *text;
  EXPECT_EQ(text->find("hush"), std::string::npos) << *text;
  unsetenv("SIGNET_TEST_SECRET");
  close(secret);
  std::filesystem::remove(report);
  std::filesystem::remove(program);
}

}  // namespace signet::script
