// `signet login`, `logout` and `whoami` on a terminal, against the real team server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/json.h"
#include "base/time.h"
#include "crypto/one_time_code.h"
#include "tests/cli/team_server.h"
#include "tests/support/raw_server.h"
#include "tests/support/terminal.h"

namespace signet::cli {
namespace {

using test::kPassword;
using testing::HasSubstr;
using testing::Not;

/// As an authenticator app reads the key that is typed (RFC 4648 §6, in groups).
std::string from_base32(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value = std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").find(c);
    if (value == std::string_view::npos) continue;
    bits = (bits << 5U) | static_cast<unsigned>(value);
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> static_cast<unsigned>(count));
  }
  return bytes;
}

class Login : public test::WithTeamServer {
 protected:
  signet::test::Terminal start(std::vector<std::string> words) {
    words.insert(words.begin(), SIGNET_BUILD_DIR "/signet");
    const std::string here = folder_.path().string();
    return {std::move(words),
            {"HOME=" + here, "XDG_DATA_HOME=" + here + "/data", "TERM=dumb", "PATH=/usr/bin:/bin",
             "ASAN_OPTIONS=detect_leaks=0"}};  // the leak check needs ptrace, which a terminal's session may not give
  }

  void sign_in() {
    signet::test::Terminal login = start({"login", address()});
    ASSERT_TRUE(login.answer("E-mail address", "ada@example.com")) << login.screen();
    ASSERT_TRUE(login.answer("Password: ", kPassword)) << login.screen();
    ASSERT_EQ(login.wait(), 0) << login.screen();
    EXPECT_THAT(login.screen(), HasSubstr("as ada@example.com"));
    EXPECT_THAT(login.screen(), Not(HasSubstr(std::string(kPassword))));
  }

  /// The token that is kept for the server.
  std::string kept_token() {
    const json::value kept = boost::json::parse(*read_file(sign_ins_file()));
    return std::string(kept.at("servers").as_array().at(0).at("token").get_string());
  }
  [[nodiscard]] std::filesystem::path sign_ins_file() const {
    return folder_.path() / "data" / "signet" / "sign-ins.json";
  }

  /// Turns the second factor on in a session; gives a recovery code.
  std::string turn_second_factor_on(const std::string& token) {
    const json::value set_up = boost::json::parse(post("/account/two-factor", {}, token).body);
    const std::string key = from_base32(set_up.at("key").get_string());
    const auto step = static_cast<std::uint64_t>(unix_now_s() / crypto::kTimeStepSeconds);
    const auto code = crypto::hotp(SecretString(key), step);
    const signet::test::RawAnswer confirmed = post("/account/two-factor/confirm", {{"code", code->expose()}}, token);
    EXPECT_EQ(confirmed.status, 200U) << confirmed.body;
    return std::string(boost::json::parse(confirmed.body).at("recovery_codes").as_array().at(0).get_string());
  }
};

TEST_F(Login, KeepsASessionUntilLogout) {
  sign_in();
  struct stat info {};
  ASSERT_EQ(::stat(sign_ins_file().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  const std::string token = kept_token();

  signet::test::Terminal whoami = start({"whoami"});
  EXPECT_EQ(whoami.wait(), 0) << whoami.screen();
  EXPECT_THAT(whoami.screen(), HasSubstr("Ada <ada@example.com>, administrator"));
  EXPECT_THAT(whoami.screen(), Not(HasSubstr(token)));

  signet::test::Terminal logout = start({"logout"});
  EXPECT_EQ(logout.wait(), 0) << logout.screen();
  EXPECT_EQ(post("/account/sessions/revoke-others", {}, token).status, 401U) << "ended on the server";
  signet::test::Terminal gone = start({"whoami"});
  EXPECT_EQ(gone.wait(), 2);
  EXPECT_THAT(gone.screen(), HasSubstr("signet login SERVER"));
}

TEST_F(Login, EndsTheSessionBeforeWhenSignedInAgain) {
  sign_in();
  const std::string first = kept_token();
  sign_in();
  EXPECT_NE(kept_token(), first);
  EXPECT_EQ(post("/account/sessions/revoke-others", {}, first).status, 401U);
}

TEST_F(Login, AsksForTheSecondFactor) {
  sign_in();
  const std::string code = turn_second_factor_on(kept_token());
  signet::test::Terminal wrong = start({"login", address(), "--email", "ada@example.com"});
  ASSERT_TRUE(wrong.answer("Password: ", kPassword));
  ASSERT_TRUE(wrong.answer("Code of the authenticator app", "000000"));
  EXPECT_EQ(wrong.wait(), 1) << wrong.screen();
  signet::test::Terminal right = start({"login", address(), "--email", "ada@example.com"});
  ASSERT_TRUE(right.answer("Password: ", kPassword));
  ASSERT_TRUE(right.answer("Code of the authenticator app", code));
  EXPECT_EQ(right.wait(), 0) << right.screen();
  EXPECT_THAT(right.screen(), HasSubstr("9 are left"));
  EXPECT_THAT(right.screen(), Not(HasSubstr(code)));
}

TEST_F(Login, SaysWhatIsWrong) {
  {
    signet::test::Terminal login = start({"login", address(), "--email", "ada@example.com"});
    ASSERT_TRUE(login.answer("Password: ", "not the password at all"));
    EXPECT_EQ(login.wait(), 1);
    EXPECT_THAT(login.screen(), Not(HasSubstr("not the password at all")));
    EXPECT_FALSE(std::filesystem::exists(sign_ins_file()));
  }
  {
    signet::test::Terminal clear = start({"login", "http://signet.example.com"});
    EXPECT_EQ(clear.wait(), 2) << "a password does not go over a network in the clear";
    EXPECT_THAT(clear.screen(), HasSubstr("https"));
  }
  {
    const std::string password = folder_.write("password", kPassword).string();
    signet::test::RawServer other([](signet::test::RawConnection& connection) {
      std::ignore = connection.read_request();
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    });
    signet::test::Terminal login = start({"login", fmt::format("http://127.0.0.1:{}", other.port()), "--email",
                                          "ada@example.com", "--password-file", password});
    EXPECT_EQ(login.wait(), 1);
    EXPECT_THAT(login.screen(), HasSubstr("does not answer as a team server does"));
  }
}

TEST_F(Login, TellsASessionThatWasEndedElsewhere) {
  sign_in();
  ASSERT_EQ(post("/sign-out", {}, kept_token()).status, 204U);
  signet::test::Terminal whoami = start({"whoami", "--json"});
  EXPECT_EQ(whoami.wait(), 1);
  EXPECT_THAT(whoami.screen(), HasSubstr(R"("is_valid":false)"));
  signet::test::Terminal logout = start({"logout"});
  EXPECT_EQ(logout.wait(), 0) << "the token is forgotten all the same: " << logout.screen();
}

}  // namespace
}  // namespace signet::cli
