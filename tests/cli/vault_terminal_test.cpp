// `signet vault` and the questions of `signet run` as a person meets them: the real program on a terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "base/json.h"
#include "tests/support/raw_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/terminal.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kPassphrase = "made up for this test";
constexpr std::string_view kValue = "not-a-real-token-4711";

class VaultOnATerminal : public testing::Test {
 protected:
  VaultOnATerminal() { std::filesystem::create_directory(folder_.path() / "run"); }

  test::Terminal start(std::vector<std::string> words) {
    words.insert(words.begin(), SIGNET_BUILD_DIR "/signet");
    const std::string here = folder_.path().string();
    return {std::move(words),
            {"HOME=" + here, "XDG_DATA_HOME=" + here + "/data", "XDG_STATE_HOME=" + here + "/state",
             "XDG_RUNTIME_DIR=" + here + "/run", "TERM=dumb", "PATH=/usr/bin:/bin",
             "ASAN_OPTIONS=detect_leaks=0"}};  // the leak check needs ptrace, which a terminal's session may not give
  }

  /// A vault with one secret, "token", and a key file that opens it without a question.
  void make_vault(const std::string& domain) {
    const std::string passphrase = folder_.write("passphrase", kPassphrase).string();
    test::Terminal init = start({"vault", "init", "--passphrase-file", passphrase, "--new-key-file", key_file()});
    ASSERT_EQ(init.wait(), 0) << init.screen();
    test::Terminal add = start({"vault", "add", "token", "--domain", domain, "--key-file", key_file()});
    ASSERT_TRUE(add.answer("Value: ", kValue)) << add.screen();
    ASSERT_EQ(add.wait(), 0) << add.screen();
  }

  [[nodiscard]] std::string key_file() const { return (folder_.path() / "key").string(); }

  test::TemporaryFolder folder_;
};

TEST_F(VaultOnATerminal, IsMadeWithAPassphraseThatIsTypedTwiceAndNeverShown) {
  {
    test::Terminal init = start({"vault", "init"});
    ASSERT_TRUE(init.answer("New passphrase: ", "too short"));
    EXPECT_EQ(init.wait(), 2);
    EXPECT_THAT(init.screen(), HasSubstr("at least 10 characters"));
  }
  {
    test::Terminal init = start({"vault", "init"});
    ASSERT_TRUE(init.answer("New passphrase: ", kPassphrase));
    ASSERT_TRUE(init.answer("Once more: ", "something else"));
    EXPECT_EQ(init.wait(), 2);
    EXPECT_THAT(init.screen(), HasSubstr("differ"));
  }
  {
    test::Terminal init = start({"vault", "init"});
    ASSERT_TRUE(init.answer("New passphrase: ", kPassphrase));
    ASSERT_TRUE(init.answer("Once more: ", kPassphrase));
    EXPECT_EQ(init.wait(), 0) << init.screen();
    EXPECT_THAT(init.screen(), Not(HasSubstr(std::string(kPassphrase))));
  }
  test::Terminal add = start({"vault", "add", "token", "--domain", "api.example.com"});
  ASSERT_TRUE(add.answer("Passphrase of the vault: ", kPassphrase));
  ASSERT_TRUE(add.answer("Value: ", kValue));
  EXPECT_EQ(add.wait(), 0) << add.screen();
  EXPECT_THAT(add.screen(), Not(HasSubstr(std::string(kValue))));
}

TEST_F(VaultOnATerminal, TellsAWrongPassphrase) {
  make_vault("api.example.com");
  test::Terminal list = start({"vault", "list"});
  ASSERT_TRUE(list.answer("Passphrase of the vault: ", "made up, but another"));
  EXPECT_EQ(list.wait(), 2);
  EXPECT_THAT(list.screen(), HasSubstr("wrong passphrase"));
}

TEST_F(VaultOnATerminal, ShowsAValueOnlyWhenAskedTo) {
  make_vault("api.example.com");
  test::Terminal masked = start({"vault", "get", "token", "--history", "--key-file", key_file()});
  EXPECT_EQ(masked.wait(), 0);
  EXPECT_THAT(masked.screen(), HasSubstr("api.example.com"));
  EXPECT_THAT(masked.screen(), Not(HasSubstr(std::string(kValue))));
  test::Terminal revealed = start({"vault", "get", "token", "--reveal", "--key-file", key_file()});
  EXPECT_EQ(revealed.wait(), 0);
  EXPECT_THAT(revealed.screen(), HasSubstr(std::string(kValue)));
}

TEST_F(VaultOnATerminal, DestroysOnlyAfterAYes) {
  make_vault("api.example.com");
  test::Terminal declined = start({"vault", "rm", "token", "--key-file", key_file()});
  ASSERT_TRUE(declined.answer("[y/N] ", ""));
  EXPECT_EQ(declined.wait(), 2);
  test::Terminal reset = start({"vault", "reset"});
  ASSERT_TRUE(reset.answer("to go on: ", "yes"));
  EXPECT_EQ(reset.wait(), 2);
  test::Terminal get = start({"vault", "get", "token", "--key-file", key_file()});
  EXPECT_EQ(get.wait(), 0) << get.screen();

  test::Terminal agreed = start({"vault", "rm", "token", "--key-file", key_file()});
  ASSERT_TRUE(agreed.answer("[y/N] ", "y"));
  EXPECT_EQ(agreed.wait(), 0) << agreed.screen();
  test::Terminal typed = start({"vault", "reset"});
  ASSERT_TRUE(typed.answer("to go on: ", "remove all secrets"));
  EXPECT_EQ(typed.wait(), 0) << typed.screen();
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "data/signet/vault.signet"));
}

class RunOnATerminal : public VaultOnATerminal {
 protected:
  RunOnATerminal() {
    const std::string url = server_.url("/");
    const std::string origin = url.substr(url.find("//") + 2);
    make_vault(origin.substr(0, origin.find('/')));
  }

  /// A collection whose request sends the secret, and whose script, if there is one, runs before it.
  std::string collection(std::string_view name, std::string_view script = {}) {
    json::object item{{"name", "send"}};
    item["request"] =
        json::object{{"method", "GET"},
                     {"url", server_.url("/")},
                     {"header", json::array{json::object{{"key", "X-Token"}, {"value", "{{vault:token}}"}}}}};
    if (!script.empty()) {
      item["event"] =
          json::array{json::object{{"listen", "prerequest"}, {"script", json::object{{"exec", json::array{script}}}}}};
    }
    const json::object document{
        {"info", json::object{{"name", name},
                              {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
        {"item", json::array{std::move(item)}}};
    return folder_.write("c.json", boost::json::serialize(document)).string();
  }

  test::Terminal run(const std::string& file) { return start({"run", file, "--vault-key-file", key_file()}); }

  std::string seen() {
    const std::lock_guard lock(mutex_);
    return std::exchange(seen_, {});
  }

 private:
  void serve(test::RawConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      const std::lock_guard lock(mutex_);
      seen_ += request;
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }
  }

  std::mutex mutex_;
  std::string seen_;
  test::RawServer server_{[this](test::RawConnection& connection) { serve(connection); }};
};

TEST_F(RunOnATerminal, SendsNothingAfterANo) {
  test::Terminal no = run(collection("orders"));
  ASSERT_TRUE(no.answer("Allow?", "")) << no.screen();
  EXPECT_EQ(no.wait(), 1);
  EXPECT_THAT(no.screen(), HasSubstr("\"orders\""));
  EXPECT_THAT(no.screen(), HasSubstr("token  (goes to 127.0.0.1"));
  EXPECT_THAT(seen(), IsEmpty());
}

TEST_F(RunOnATerminal, AsksAgainAfterOnceAndNoMoreAfterAlways) {
  const std::string file = collection("orders");
  test::Terminal once = run(file);
  ASSERT_TRUE(once.answer("Allow?", "y")) << once.screen();
  EXPECT_EQ(once.wait(), 0) << once.screen();
  EXPECT_THAT(seen(), HasSubstr(std::string(kValue)));
  test::Terminal always = run(file);
  ASSERT_TRUE(always.answer("Allow?", "a")) << always.screen();
  EXPECT_EQ(always.wait(), 0) << always.screen();
  test::Terminal after = run(file);
  EXPECT_EQ(after.wait(), 0) << after.screen();
  EXPECT_THAT(after.screen(), Not(HasSubstr("Allow?")));
  // A consent can be taken back, and the question comes back.
  test::Terminal revoke = start({"vault", "consent", "revoke", "all", "--key-file", key_file()});
  EXPECT_EQ(revoke.wait(), 0) << revoke.screen();
  test::Terminal asked = run(file);
  EXPECT_TRUE(asked.answer("Allow?", "n")) << asked.screen();
}

TEST_F(RunOnATerminal, AsksAboutScriptsApart) {
  const std::string script = "pm.vault.get('token').then(() => console.log('it read'), e => console.log('refused'));";
  const std::string file = collection("orders", script);
  test::Terminal requests_only = run(file);
  ASSERT_TRUE(requests_only.answer("Allow?", "a")) << requests_only.screen();
  ASSERT_TRUE(requests_only.answer("Its scripts want to read the values", "n")) << requests_only.screen();
  EXPECT_EQ(requests_only.wait(), 0) << requests_only.screen();
  EXPECT_THAT(requests_only.screen(), HasSubstr("'refused'"));
  EXPECT_THAT(seen(), HasSubstr(std::string(kValue)));

  test::Terminal both = run(file);
  ASSERT_TRUE(both.answer("Its scripts want to read the values", "a")) << both.screen();
  EXPECT_EQ(both.wait(), 0) << both.screen();
  EXPECT_THAT(both.screen(), HasSubstr("'it read'"));

  // The same file with another script: what was allowed to the old one does not count.
  test::Terminal changed = run(collection("orders", script + " // and more"));
  ASSERT_TRUE(changed.answer("Its scripts want to read the values", "n")) << changed.screen();
  EXPECT_EQ(changed.wait(), 0);
  EXPECT_THAT(changed.screen(), HasSubstr("have changed since"));
  EXPECT_THAT(changed.screen(), HasSubstr("'refused'"));
}

TEST_F(RunOnATerminal, ShowsAHostileNameAsWhatItIs) {
  // Would clear the screen, and put a harmless question in the place of the real one.
  test::Terminal asked = run(collection("x\x1b[2J\x1b[H\nThe collection \"harmless\""));
  ASSERT_TRUE(asked.answer("Allow?", "n"));
  asked.wait();
  EXPECT_THAT(asked.screen().substr(0, asked.screen().find("Allow?")), Not(HasSubstr("\x1b")));
  EXPECT_THAT(asked.screen(), Not(HasSubstr("\nThe collection \"harmless\"")));
}

}  // namespace
}  // namespace signet::cli
