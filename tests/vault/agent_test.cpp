// The agent: what it keeps, for how long, for whom; as a part and as the real program.
#include "vault/agent_client.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

#include "base/command.h"
#include "base/encoding.h"
#include "tests/support/temporary_folder.h"
#include "vault/agent/requests.h"

namespace signet::vault {
namespace {

const std::string kKeyText = base64_encode(std::string(32, 'k'));

std::string ask(HeldKeys& keys, const std::string& line, std::int64_t now_s) {
  return std::string(keys.answer(line, now_s).expose());
}

TEST(HeldKeysOfTheAgent, AreGivenUntilNobodyHasAskedForTheirTime) {
  HeldKeys keys;
  EXPECT_EQ(ask(keys, "put v1 60 " + kKeyText, 1000), "ok\n");
  EXPECT_EQ(ask(keys, "get v1", 1059), "key " + kKeyText + "\n") << "this begins another 60 s";
  EXPECT_EQ(ask(keys, "status", 1100), "vault v1 19\n") << "to look is not to use";
  EXPECT_EQ(ask(keys, "get v1", 1119), "none\n");
}

TEST(HeldKeysOfTheAgent, AreForgottenOnDemandOneOrAll) {
  HeldKeys keys;
  for (const char* id : {"v1", "v2", "v3"}) ask(keys, fmt::format("put {} 60 {}", id, kKeyText), 0);
  EXPECT_EQ(ask(keys, "lock v2", 0), "ok\n");
  EXPECT_EQ(ask(keys, "get v2", 0), "none\n");
  EXPECT_NE(ask(keys, "get v1", 0), "none\n");
  EXPECT_EQ(ask(keys, "lock", 0), "ok\n");
  EXPECT_TRUE(keys.empty());
}

TEST(HeldKeysOfTheAgent, RefuseWhatIsNoRequest) {
  HeldKeys keys;
  for (const std::string& line : {std::string("put v1 0 ") + kKeyText, std::string("put v1 9999999999 ") + kKeyText,
                                  std::string("put v1 60 short"), std::string("put ../v1 60 ") + kKeyText,
                                  std::string("put v1 60"), std::string("take v1"), std::string(),
                                  std::string("put v1 6x0 ") + kKeyText, "put v1 60 " + kKeyText + kKeyText}) {
    EXPECT_TRUE(ask(keys, line, 0).starts_with("error ")) << line;
  }
  EXPECT_TRUE(keys.empty());
}

TEST(HeldKeysOfTheAgent, HaveAnUpperLimit) {
  HeldKeys keys;
  for (int i = 0; i < 64; ++i) EXPECT_EQ(ask(keys, fmt::format("put v{} 60 {}", i, kKeyText), 0), "ok\n");
  EXPECT_TRUE(ask(keys, "put v64 60 " + kKeyText, 0).starts_with("error "));
  EXPECT_EQ(ask(keys, "put v0 60 " + kKeyText, 0), "ok\n") << "one that is there is replaced";
}

VaultKey test_key(char c = 'k') {
  return {"0f8fad5b-d9cb-469f-a165-70867728950e", SecretString(std::string(32, c))};
}

/// The real program, on a socket in a folder of its own.
class TheAgent : public testing::Test {
 protected:
  ~TheAgent() override { (void)client_.lock(""); }

  /// Waits, up to 10 s, until the agent has no key any more.
  void expect_forgotten() {
    for (int i = 0; i < 1000; ++i) {
      const auto key = client_.get(test_key().vault_id);
      if (key && !*key) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    FAIL() << "the agent still has the key";
  }

  test::TemporaryFolder folder_;
  AgentClient client_{SIGNET_BUILD_DIR "/signet-vault-agent", folder_.path()};
};

TEST_F(TheAgent, IsStartedWithTheFirstKeyAndGivesItBack) {
  const auto before = client_.get(test_key().vault_id);
  ASSERT_TRUE(before.ok());
  EXPECT_FALSE(before->has_value()) << "no agent runs yet";
  ASSERT_TRUE(client_.put(test_key(), std::chrono::minutes(1)).ok());
  const auto key = client_.get(test_key().vault_id);
  ASSERT_TRUE(key.ok() && key->has_value());
  EXPECT_EQ((*key)->key.expose(), test_key().key.expose());
  const auto held = client_.held();
  ASSERT_TRUE(held.ok());
  ASSERT_EQ(held->size(), 1U);
  EXPECT_LE((*held)[0].idle_left, std::chrono::minutes(1));
}

TEST_F(TheAgent, IsOneHoweverManyStartIt) {
  std::vector<std::thread> threads;
  std::atomic<int> put = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { put += client_.put(test_key(), std::chrono::minutes(1)).ok() ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(put, 8);
  EXPECT_EQ(client_.held()->size(), 1U);
}

TEST_F(TheAgent, ForgetsOnLock) {
  ASSERT_TRUE(client_.put(test_key(), std::chrono::minutes(1)).ok());
  ASSERT_TRUE(client_.lock(test_key().vault_id).ok());
  expect_forgotten();
}

TEST_F(TheAgent, ForgetsWhenNobodyAsks) {
  ASSERT_TRUE(client_.put(test_key(), std::chrono::seconds(1)).ok());
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));  // the idle time itself is what is tested
  expect_forgotten();
}

TEST_F(TheAgent, HasASocketForItsUserOnly) {
  ASSERT_TRUE(client_.put(test_key(), std::chrono::minutes(1)).ok());
  struct stat info {};
  ASSERT_EQ(::stat((folder_.path() / kAgentSocket).c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & (S_IRWXG | S_IRWXO), 0U);
}

TEST_F(TheAgent, AnswersOthersWhileOneSaysNothing) {
  ASSERT_TRUE(client_.put(test_key(), std::chrono::minutes(1)).ok());
  const int silent = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (folder_.path() / kAgentSocket).string().copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
  ASSERT_EQ(::connect(silent, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  EXPECT_TRUE(client_.get(test_key().vault_id)->has_value());
  ::close(silent);
}

/// A message bus of the test's own, in the place of the system's.
class OnASystemBus : public TheAgent {
 protected:
  void SetUp() override {
    const auto started = run_program({"dbus-daemon", "--session", "--fork", "--print-address=1", "--print-pid=1"});
    if (!started || started->exit_code != 0) GTEST_SKIP() << "dbus-daemon is not installed";
    const std::string text(started->output.expose());
    address_ = text.substr(0, text.find('\n'));
    pid_ = static_cast<pid_t>(std::stol(text.substr(text.find('\n') + 1)));
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", address_.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("DBUS_SYSTEM_BUS_ADDRESS");
    if (pid_ > 0) ::kill(pid_, SIGTERM);
  }

  void tell_sleep(bool begins) {
    const auto sent =
        run_program({"dbus-send", "--bus=" + address_, "--type=signal", "/org/freedesktop/login1",
                     "org.freedesktop.login1.Manager.PrepareForSleep", begins ? "boolean:true" : "boolean:false"});
    ASSERT_TRUE(sent.ok()) << sent.error().to_string();
    ASSERT_EQ(sent->exit_code, 0) << sent->errors;
  }

  std::string address_;
  pid_t pid_ = 0;
};

TEST_F(OnASystemBus, ForgetsBeforeTheMachineSleeps) {
  ASSERT_TRUE(client_.put(test_key(), std::chrono::minutes(10)).ok());
  tell_sleep(false);
  EXPECT_TRUE(client_.get(test_key().vault_id)->has_value()) << "waking up is no sleep";
  tell_sleep(true);
  expect_forgotten();
}

}  // namespace
}  // namespace signet::vault
