// The server as a whole: what it makes at its first start, and when it refuses to start.
#include "server/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/server/mail/smtp_sink.h"
#include "tests/server/running_front.h"
#include "tests/support/temporary_folder.h"

namespace signet::server {
namespace {

using testing::HasSubstr;

class ServerStart : public testing::Test {
 protected:
  static Result<std::unique_ptr<Server>> start(const std::filesystem::path& data) {
    ServerOptions options;
    options.data = data;
    options.accounts.password_cost = {64, 1};
    options.front.workers = 1;
    return Server::start(std::move(options));
  }

  static unsigned mode_of(const std::filesystem::path& path) {
    struct stat info {};
    EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 0777U;
  }

  signet::test::TemporaryFolder folder_;
};

TEST_F(ServerStart, MakesItsFolderAndFilesForTheOwnerAlone) {
  const std::filesystem::path data = folder_.path() / "new" / "data";
  ASSERT_TRUE(start(data));
  EXPECT_EQ(mode_of(data), 0700U);
  EXPECT_EQ(mode_of(data / "master.key"), 0600U);
  EXPECT_EQ(mode_of(data / "signet.db"), 0600U);
}

TEST_F(ServerStart, LeavesTheModeOfAFolderThatWasThere) {
  const std::filesystem::path data = folder_.path() / "shared";
  ASSERT_EQ(::mkdir(data.c_str(), 0755), 0);
  ASSERT_EQ(::chmod(data.c_str(), 0755), 0);
  ASSERT_TRUE(start(data));
  EXPECT_EQ(mode_of(data), 0755U);
  EXPECT_EQ(mode_of(data / "signet.db"), 0600U);
}

TEST_F(ServerStart, RefusesADatabaseWhoseKeyIsGoneOrOpenToOthers) {
  const std::filesystem::path data = folder_.path() / "data";
  ASSERT_TRUE(start(data));
  const std::filesystem::path key = data / "master.key";
  ASSERT_EQ(::chmod(key.c_str(), 0644), 0);
  const auto open_to_others = start(data);
  ASSERT_FALSE(open_to_others);
  EXPECT_THAT(open_to_others.error().to_string(), HasSubstr("can be read by others"));
  std::filesystem::remove(key);
  const auto no_file = start(data);
  ASSERT_FALSE(no_file) << "a new key would open nothing";
  EXPECT_THAT(no_file.error().to_string(), HasSubstr("copy it there"));
  EXPECT_FALSE(std::filesystem::exists(key));
  (void)folder_.write("data/master.key", "not a key");
  ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
  const auto no_key = start(data);
  ASSERT_FALSE(no_key);
  EXPECT_THAT(no_key.error().to_string(), HasSubstr("holds no master key"));
  (void)folder_.write("data/master.key", std::string(64, 'b').append("\n"));
  ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
  const auto another = start(data);
  ASSERT_FALSE(another);
  EXPECT_THAT(another.error().to_string(), HasSubstr("not the one that this database is sealed with"));
}

TEST_F(ServerStart, SendsMailsAndCountsThem) {
  if (!test::SmtpSink::is_installed()) GTEST_SKIP() << "python3-aiosmtpd is not installed";
  test::SmtpSink sink({SmtpSecurity::kStartTls, true});
  ServerOptions options;
  options.data = folder_.path() / "data";
  options.accounts.password_cost = {64, 1};
  options.accounts.sign_up = SignUpPolicy::kOpen;
  options.public_url = "https://signet.example";
  options.front.metrics_listen = {"127.0.0.1:0"};
  options.smtp = sink.settings();
  const auto server = Server::start(std::move(options));
  ASSERT_TRUE(server) << server.error().to_string();
  test::Client client((*server)->front().ports().front());
  ASSERT_EQ(client
                .ask(test::post("/api/v1/sign-up", R"({"email": "ada@example.com", "name": "Ada", )"
                                                   R"("password": "plum-harbor-tin-eagle"})"))
                .status,
            202U);
  const auto mail = sink.next();
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->to, "ada@example.com");
  EXPECT_THAT(mail->part("text/plain"), HasSubstr("https://signet.example/verify#"));
  EXPECT_THAT(mail->part("text/html"), HasSubstr("<a href=\"https://signet.example/verify#"));
  test::Client metrics((*server)->front().metrics_ports().front());
  EXPECT_THAT(metrics.ask(test::get("/metrics")).body, HasSubstr("signet_mails_waiting"));
}

}  // namespace
}  // namespace signet::server
