// `signet serve audit`: what it says of a log that is whole, changed, cut off.
#include "cli/serve_audit_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "base/json.h"
#include "server/audit/audit_log.h"
#include "store/migrations.h"
#include "tests/support/temporary_folder.h"

namespace signet::cli {
namespace {

using testing::HasSubstr;

class ServeAudit : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::Database::open({.address = SecretString((folder_.path() / "signet.db").string())});
    ASSERT_TRUE(opened) << opened.error().to_string();
    database_ = std::make_unique<store::Database>(*std::move(opened));
    ASSERT_TRUE(store::migrate(*database_));
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(database_->write([](store::Transaction& transaction) {
        return server::append_audit(transaction, {"account.sign_in"}, {"192.0.2.1", "Browser", "r"}, 1000);
      }));
    }
  }

  struct Outcome {
    int code = -1;
    std::string text;
  };
  Outcome run(std::vector<std::string> words) {
    CLI::App command;
    AuditArguments arguments;
    std::function<Result<int>()> action;
    declare_audit_commands(command, arguments, action);
    words.insert(words.end(), {"--data", folder_.path().string()});
    std::reverse(words.begin(), words.end());
    command.parse(words);
    testing::internal::CaptureStdout();
    const Result<int> code = action();
    Outcome outcome{code ? *code : 2, testing::internal::GetCapturedStdout()};
    if (!code) outcome.text = code.error().to_string();
    return outcome;
  }

  void change(store::Sql sql) {
    ASSERT_TRUE(database_->write([&](store::Transaction& transaction) { return transaction.execute(sql); }));
  }

  test::TemporaryFolder folder_;
  std::unique_ptr<store::Database> database_;
};

TEST_F(ServeAudit, SaysThatALogIsWholeAndWhatItEndsWith) {
  const Outcome shown = run({"verify"});
  EXPECT_EQ(shown.code, 0) << shown.text;
  EXPECT_THAT(shown.text, HasSubstr("whole: 3 records in SQLite at"));
  const Outcome told = run({"verify", "--json"});
  const json::value told_json = boost::json::parse(told.text);
  EXPECT_EQ(told_json.at("whole"), true);
  const std::string last(told_json.at("last_hash").as_string());
  EXPECT_THAT(shown.text, HasSubstr("last hash: " + last));
  EXPECT_EQ(run({"verify", "--known", last}).code, 0);
}

TEST_F(ServeAudit, SaysWhereALogIsBroken) {
  const std::string last(boost::json::parse(run({"verify", "--json"}).text).at("last_hash").as_string());
  change("DELETE FROM audit_log WHERE seq = 3");
  EXPECT_EQ(run({"verify"}).code, 0) << "the chain alone cannot tell";
  const Outcome cut = run({"verify", "--known", last});
  EXPECT_EQ(cut.code, 1);
  EXPECT_THAT(cut.text, HasSubstr("no record has the known hash"));
  change("UPDATE audit_log SET actor = 'eve' WHERE seq = 2");
  const Outcome broken = run({"verify"});
  EXPECT_EQ(broken.code, 1);
  EXPECT_THAT(broken.text, HasSubstr("broken at record 2: record 2 was changed"));
  EXPECT_EQ(boost::json::parse(run({"verify", "--json"}).text).at("broken_at"), 2);
}

TEST_F(ServeAudit, WritesTheLogOutAsLines) {
  const Outcome out = run({"export"});
  EXPECT_EQ(out.code, 0);
  EXPECT_EQ(std::count(out.text.begin(), out.text.end(), '\n'), 3);
  EXPECT_EQ(boost::json::parse(out.text.substr(0, out.text.find('\n'))).at("seq"), 1) << "oldest first";
}

TEST_F(ServeAudit, RefusesWhatIsNoServerAndNoHash) {
  EXPECT_THAT(run({"verify", "--known", "xyz"}).text, HasSubstr("hexadecimal"));
  const signet::test::TemporaryFolder empty;
  CLI::App command;
  AuditArguments arguments;
  std::function<Result<int>()> action;
  declare_audit_commands(command, arguments, action);
  command.parse("verify --data " + empty.path().string());
  const Result<int> code = action();
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(std::filesystem::is_empty(empty.path())) << "nothing was made";
}

}  // namespace
}  // namespace signet::cli
