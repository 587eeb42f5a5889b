#include "base/command.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "base/descriptor.h"
#include "base/file.h"
#include "base/text.h"

namespace signet {
namespace {

using testing::HasSubstr;

/// A folder with little programs, gone at the end.
class RunProgram : public testing::Test {
 protected:
  RunProgram() {
    std::string name = (std::filesystem::temp_directory_path() / "signet-command-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }
  ~RunProgram() override { std::filesystem::remove_all(folder_); }

  std::string script(const std::string& name, const std::string& text) {
    const auto path = folder_ / name;
    EXPECT_TRUE(write_file(path, "#!/bin/sh\n" + text, 0700).ok());
    return path.string();
  }

  std::filesystem::path folder_;
};

TEST_F(RunProgram, GivesOutputErrorsAndExitCode) {
  const auto result = run_program({script("p", "printf 'a\\0b\\n'; echo oops >&2; exit 3")});
  ASSERT_TRUE(result.ok()) << result.error().to_string();
  EXPECT_EQ(result->exit_code, 3);
  EXPECT_EQ(result->output.expose(), std::string_view("a\0b\n", 4));
  EXPECT_EQ(result->errors, "oops\n");
}

TEST_F(RunProgram, PassesWordsAsTheyAre) {
  const auto result =
      run_program({script("p", "for w in \"$@\"; do printf '[%s]' \"$w\"; done"), "a b", "$(id)", "", "*", "'"});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->output.expose(), "[a b][$(id)][][*][']");
}

TEST_F(RunProgram, ChangesTheEnvironment) {
  ASSERT_EQ(setenv("SIGNET_TEST_TAKEN", "parent", 1), 0);
  ASSERT_EQ(setenv("SIGNET_TEST_CHANGED", "parent", 1), 0);
  ASSERT_EQ(setenv("SIGNET_TEST_KEPT", "parent", 1), 0);
  const auto result = run_program(
      {script("p", "echo \"${SIGNET_TEST_TAKEN-none} $SIGNET_TEST_CHANGED $SIGNET_TEST_KEPT $SIGNET_TEST_NEW\"")},
      {"SIGNET_TEST_TAKEN", "SIGNET_TEST_CHANGED=child", "SIGNET_TEST_NEW=a=b"});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->output.expose(), "none child parent a=b\n");
  for (const char* name : {"SIGNET_TEST_TAKEN", "SIGNET_TEST_CHANGED", "SIGNET_TEST_KEPT"}) unsetenv(name);
}

TEST_F(RunProgram, GivesNothingToReadAndNoOtherDescriptor) {
  // Without CLOEXEC, as a library might open one.
  const Descriptor open_one(open("/dev/zero", O_RDONLY));
  const auto result = run_program({script("p", "cat; ls /proc/self/fd | tr '\\n' ' '")});
  ASSERT_TRUE(result.ok());
  // The last one is the folder that ls reads.
  EXPECT_EQ(result->output.expose(), "0 1 2 3 ");
}

TEST_F(RunProgram, KillsTheWholeGroupWhenTimeIsUp) {
  const std::string pid_file = (folder_ / "pid").string();
  ProgramLimits limits;
  limits.timeout_ms = 300;
  // The pipe to the inner sleep would hold the outer program up, too.
  const auto result =
      run_program({script("p", "sleep 600 & echo $! >" + pid_file + "; echo started; wait")}, {}, limits);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kTimeout);
  EXPECT_THAT(result.error().message, HasSubstr("did not end within 300ms"));
  const auto inner = read_file(pid_file);
  ASSERT_TRUE(inner.ok());
  const std::string stat = "/proc/" + std::string(trim(*inner)) + "/stat";
  // Killed, and at most waiting for init to reap it.
  for (int i = 0; i < 500; ++i) {
    const auto state = read_file(stat);
    if (!state || state->find(") Z") != std::string::npos) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  FAIL() << "process " << *inner << " still runs";
}

TEST_F(RunProgram, DoesNotWaitForWhatTheProgramLeftRunning) {
  const auto result = run_program({script("p", "sleep 600 & echo done; echo $! >&2")});
  ASSERT_TRUE(result.ok()) << result.error().to_string();
  EXPECT_EQ(result->output.expose(), "done\n");
  EXPECT_EQ(kill(std::stoi(result->errors), SIGKILL), 0) << "it still ran";
}

TEST_F(RunProgram, LooksAtTheClockWhileAProgramWritesErrorsWithoutEnd) {
  ProgramLimits limits;
  limits.timeout_ms = 200;
  const auto result = run_program({script("p", "cat /dev/zero >&2")}, {}, limits);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kTimeout);
}

TEST_F(RunProgram, StopsWhenAsked) {
  ProgramLimits limits;
  limits.is_stopped = [asked = 0]() mutable { return ++asked > 1; };
  const auto result = run_program({script("p", "sleep 600")}, {}, limits);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code, ErrorCode::kCancelled);
}

TEST_F(RunProgram, RefusesTooMuchOutput) {
  ProgramLimits limits;
  limits.max_output_bytes = 1000;
  const auto fits = run_program({script("fits", "head -c 1000 /dev/zero")}, {}, limits);
  ASSERT_TRUE(fits.ok()) << fits.error().to_string();
  EXPECT_EQ(fits->output.size(), 1000U);
  const auto huge = run_program({script("huge", "cat /dev/zero")}, {}, limits);
  ASSERT_FALSE(huge.ok());
  EXPECT_EQ(huge.error().code, ErrorCode::kLimit);
}

TEST_F(RunProgram, ReadsAsMuchAsAllowed) {
  const auto result =
      run_program({script("p", "head -c 3000000 /dev/zero | tr '\\0' x; head -c 100000 /dev/zero >&2")});
  ASSERT_TRUE(result.ok()) << result.error().to_string();
  EXPECT_EQ(result->output.expose(), std::string(3'000'000, 'x'));
  EXPECT_EQ(result->errors.size(), kMaxProgramErrorBytes);
}

TEST_F(RunProgram, CountsSignalsAsShellsDo) {
  const auto result = run_program({script("p", "kill -TERM $$")});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->exit_code, 128 + SIGTERM);
}

TEST_F(RunProgram, SaysWhatCannotBeRun) {
  const std::string data = (folder_ / "data").string();
  ASSERT_TRUE(write_file(data, "no program", 0600).ok());
  const std::string broken = (folder_ / "broken").string();
  ASSERT_TRUE(write_file(broken, "no program", 0700).ok());
  struct Row {
    std::string word;
    ErrorCode code;
    std::string message;
  };
  const Row rows[] = {
      {"signet-no-such-program", ErrorCode::kNotFound, "there is no program \"signet-no-such-program\""},
      {data, ErrorCode::kNotFound, "is no program that can be run"},
      {folder_.string() + "/", ErrorCode::kNotFound, "is no program that can be run"},
      {broken, ErrorCode::kIo, "cannot run " + broken},
      {"", ErrorCode::kNotFound, "there is no program \"\""},
  };
  for (const Row& row : rows) {
    const auto result = run_program({row.word});
    ASSERT_FALSE(result.ok()) << row.word;
    EXPECT_EQ(result.error().code, row.code) << row.word;
    EXPECT_THAT(result.error().message, HasSubstr(row.message));
  }
}

TEST_F(RunProgram, TakesNoProgramFromTheCurrentFolder) {
  script("p", "");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  for (const char* path : {"", ".", ":", "./:", ".."}) EXPECT_FALSE(find_program("p", path).ok()) << path;
  std::filesystem::current_path(before);
  const auto found = find_program("p", "/nonexistent:" + folder_.string());
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(*found, folder_ / "p");
}

}  // namespace
}  // namespace signet
