// Files to and from the age program of Debian, where it is installed.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/command.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/age.h"
#include "tests/support/temporary_folder.h"

namespace signet::crypto {
namespace {

class AgeProgram : public testing::Test {
 protected:
  void SetUp() override {
    if (!find_program("age", "/usr/bin:/usr/local/bin") || !find_program("age-keygen", "/usr/bin:/usr/local/bin")) {
      GTEST_SKIP() << "age is not installed (apt install age)";
    }
    run({"age-keygen", "-o", path("key")});
    recipient_ = trim(run({"age-keygen", "-y", path("key")}));
  }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  static std::string run(const std::vector<std::string>& words) {
    const auto result = run_program(words);
    EXPECT_TRUE(result && result->exit_code == 0) << (result ? result->errors : result.error().to_string());
    return result ? std::string(result->output.expose()) : "";
  }

  /// Runs a program that asks for a passphrase at a terminal of its own, and answers each time.
  static int run_at_terminal(const std::vector<std::string>& words, const std::string& passphrase) {
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
      std::vector<char*> arguments;
      for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
      arguments.push_back(nullptr);
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    std::string seen;
    for (char c = 0; ::read(terminal, &c, 1) == 1;) {
      seen += c;
      if (seen.ends_with("passphrase: ") || seen.ends_with("one): ")) {
        EXPECT_EQ(::write(terminal, (passphrase + "\n").data(), passphrase.size() + 1),
                  static_cast<ssize_t>(passphrase.size() + 1));
        seen.clear();
      }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(terminal);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::vector<AgeIdentity> identities() { return *AgeIdentity::parse_file(*read_file(path("key"))); }

  test::TemporaryFolder folder_;
  std::string recipient_;
};

const std::string kPlain = std::string("first line\nsecond\0line\n", 23) + std::string(200000, 'x');

TEST_F(AgeProgram, NamesTheSameRecipient) {
  EXPECT_EQ(identities().front().recipient().text(), recipient_);
}

TEST_F(AgeProgram, ReadsWhatWasWrittenHere) {
  const auto file = age_encrypt(kPlain, {*AgeRecipient::parse(recipient_)});
  ASSERT_TRUE(file);
  for (const std::string& text : {*file, age_armor(*file)}) {
    EXPECT_TRUE(run({"age", "-d", "-i", path("key"), folder_.write("file", text).string()}) == kPlain);
  }
}

TEST_F(AgeProgram, WritesWhatIsReadHere) {
  const std::string plain = folder_.write("plain", kPlain).string();
  for (const bool armored : {false, true}) {
    std::vector<std::string> words = {"age", "-r", recipient_, "-o", path("file"), plain};
    if (armored) words.insert(words.begin() + 1, "-a");
    run(words);
    const auto opened = age_decrypt(*read_file(path("file")), identities());
    ASSERT_TRUE(opened) << opened.error().to_string();
    EXPECT_TRUE(opened->expose() == kPlain);
  }
}

TEST_F(AgeProgram, ReadsAFileForAPassphraseThatWasWrittenHere) {
  const auto file = age_encrypt("for a passphrase", SecretString("correct horse"), 10);
  ASSERT_TRUE(file);
  const std::vector<std::string> words = {"age", "-d", "-o", path("plain"), folder_.write("file", *file).string()};
  EXPECT_EQ(run_at_terminal(words, "correct horse"), 0);
  EXPECT_EQ(*read_file(path("plain")), "for a passphrase");
}

TEST_F(AgeProgram, WritesAFileForAPassphraseThatIsReadHere) {
  const std::vector<std::string> words = {"age", "-p", "-o", path("file"), folder_.write("plain", "content").string()};
  ASSERT_EQ(run_at_terminal(words, "correct horse"), 0);
  const auto opened = age_decrypt(*read_file(path("file")), SecretString("correct horse"));
  ASSERT_TRUE(opened) << opened.error().to_string();
  EXPECT_EQ(opened->expose(), "content");
}

}  // namespace
}  // namespace signet::crypto
