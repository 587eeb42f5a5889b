// `signet serve keys`: a master key made before there is a server, and all keys replaced.
#include "cli/serve_keys_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "base/file.h"
#include "base/json.h"
#include "server/sealing/data_keys.h"
#include "store/migrations.h"
#include "tests/support/temporary_folder.h"

namespace signet::cli {
namespace {

using server::DataKeys;
using server::MasterKey;
using server::MasterKeys;
using server::to_text;
using testing::HasSubstr;
using testing::Not;

class ServeKeys : public testing::Test {
 protected:
  struct Outcome {
    int code = -1;
    std::string text;
    [[nodiscard]] json::value as_json() const { return boost::json::parse(text); }
  };
  Outcome run(std::vector<std::string> words) {
    CLI::App command;
    KeysArguments arguments;
    std::function<Result<int>()> action;
    declare_keys_commands(command, arguments, action);
    words.insert(words.end(), {"--data", data_.string()});
    std::reverse(words.begin(), words.end());
    command.parse(words);
    testing::internal::CaptureStdout();
    const Result<int> code = action();
    Outcome outcome{code ? *code : 2, testing::internal::GetCapturedStdout()};
    if (!code) outcome.text = code.error().to_string();
    return outcome;
  }

  /// As a server's first start leaves it, with a workspace whose one value is sealed.
  void start_server() {
    auto opened = store::Database::open({.address = SecretString((data_ / "signet.db").string())});
    ASSERT_TRUE(opened) << opened.error().to_string();
    database_ = std::make_unique<store::Database>(*std::move(opened));
    ASSERT_TRUE(store::migrate(*database_));
    const auto master = MasterKeys::load(data_, true);
    ASSERT_TRUE(master);
    const Status filled = database_->write([&](store::Transaction& transaction) -> Status {
      SIGNET_TRY([[maybe_unused]] const auto id, claim_database(transaction, *master, 1));
      for (const store::Sql sql :
           {store::Sql("INSERT INTO users (id, email, email_canonical, name, created_ms) "
                       "VALUES ('11111111-1111-4111-8111-111111111111', 'a', 'a', 'Ada', 1)"),
            store::Sql("INSERT INTO workspaces (id, kind, owner_id, name, description, created_ms) "
                       "VALUES ('22222222-2222-4222-8222-222222222222', 'personal', "
                       "'11111111-1111-4111-8111-111111111111', 'Payments', '', 1)"),
            store::Sql("INSERT INTO elements (id, workspace_id, kind, position, name, revision, version, seq, "
                       "created_ms, created_by, changed_ms, changed_by) VALUES "
                       "('33333333-3333-4333-8333-333333333333', '22222222-2222-4222-8222-222222222222', "
                       "'environment', 1, 'Production', 1, 1, 1, 1, 'ada', 1, 'ada')")}) {
        SIGNET_TRY([[maybe_unused]] const auto added, transaction.execute(sql));
      }
      SIGNET_TRY(server::Sealer sealer, DataKeys(*master).sealer(transaction, kPlace.workspace, 1, 1));
      SIGNET_TRY(server::SealedValue sealed, sealer.seal("the value", kPlace));
      const auto added = transaction.execute(
          "INSERT INTO sealed_values (element_id, slot, revision, key_id, sealed) VALUES ($1, $2, $3, $4, $5)",
          {kPlace.element, kPlace.slot, kPlace.revision, sealed.key_id, store::Blob{std::move(sealed.bytes)}});
      return added ? Status() : added.error();
    });
    ASSERT_TRUE(filled) << filled.error().to_string();
  }

  std::string value() {
    const auto master = MasterKeys::load(data_, false);
    if (!master) return master.error().to_string();
    const auto value = database_->read([&](store::Transaction& transaction) -> Result<std::string> {
      SIGNET_TRY(const auto row, transaction.query_one("SELECT sealed FROM sealed_values"));
      SIGNET_TRY(const auto sealed, row->get<store::Blob>(0));
      SIGNET_TRY(const SecretString plain, DataKeys(*master).open(transaction, sealed.bytes, kPlace));
      return std::string(plain.expose());
    });
    return value ? *value : value.error().to_string();
  }

  std::string key_in(const std::filesystem::path& file) {
    const auto key = MasterKey::load(file, false);
    return key ? to_text(key->id()) : key.error().to_string();
  }

  static constexpr server::ValuePlace kPlace = {"22222222-2222-4222-8222-222222222222",
                                                "33333333-3333-4333-8333-333333333333", "variable/one", 1};
  test::TemporaryFolder folder_;
  std::filesystem::path data_ = folder_.path() / "data";
  std::unique_ptr<store::Database> database_;
};

TEST_F(ServeKeys, InitMakesTheKeyThatTheFirstStartTakes) {
  const Outcome made = run({"init", "--json"});
  ASSERT_EQ(made.code, 0) << made.text;
  const std::string id(made.as_json().at("id").as_string());
  EXPECT_EQ(made.as_json().at("file").as_string(), (data_ / "master.key").string());
  EXPECT_FALSE(is_open_to_others(data_ / "master.key"));
  EXPECT_FALSE(std::filesystem::exists(data_ / "signet.db"));
  start_server();
  EXPECT_EQ(run({"status", "--json"}).as_json().at("master_key").at("id").as_string(), id);
  EXPECT_EQ(value(), "the value");
}

TEST_F(ServeKeys, InitWritesOverNothing) {
  ASSERT_EQ(run({"init"}).code, 0);
  const std::string id = key_in(data_ / "master.key");
  const Outcome again = run({"init"});
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.text, HasSubstr("is there already"));
  EXPECT_EQ(key_in(data_ / "master.key"), id);
  start_server();
  std::filesystem::remove(data_ / "master.key");
  const Outcome lost = run({"init"});
  EXPECT_EQ(lost.code, 2) << "a new key would open nothing";
  EXPECT_THAT(lost.text, HasSubstr("is sealed with the master key " + id));
  EXPECT_FALSE(std::filesystem::exists(data_ / "master.key"));
}

TEST_F(ServeKeys, StatusShowsKeysAndCountsButNoSecret) {
  start_server();
  const Outcome shown = run({"status"});
  EXPECT_EQ(shown.code, 0);
  EXPECT_THAT(shown.text, HasSubstr("master key " + key_in(data_ / "master.key") + ": seals 1 things itself"));
  EXPECT_THAT(shown.text, HasSubstr("workspace 22222222-2222-4222-8222-222222222222 Payments"));
  EXPECT_THAT(shown.text, HasSubstr("1 values, in use, 1 sealed in all"));
  EXPECT_THAT(shown.text, HasSubstr("1 data keys of 1 workspaces; 0 values are under retired keys"));
  const auto secret = read_file(data_ / "master.key");
  ASSERT_TRUE(secret);
  for (const Outcome& outcome : {shown, run({"status", "--json"}), run({"rotate"}), run({"rotate", "--master"})}) {
    EXPECT_EQ(outcome.code, 0) << outcome.text;
    EXPECT_THAT(outcome.text, Not(HasSubstr(secret->substr(0, 64))));
    EXPECT_THAT(outcome.text, Not(HasSubstr("the value")));
  }
  std::filesystem::remove(data_ / "master.key");
  EXPECT_THAT(run({"status"}).text, HasSubstr("which is not in the data folder"));
}

TEST_F(ServeKeys, RotateGivesEachWorkspaceANewKey) {
  start_server();
  const auto before = run({"status", "--json"}).as_json().at("data_keys").at(0).at("id");
  const Outcome rotated = run({"rotate", "--json"});
  ASSERT_EQ(rotated.code, 0) << rotated.text;
  EXPECT_EQ(rotated.as_json(),
            boost::json::parse(R"({"went_on": false, "keys": 1, "values": 1, "broken": 0, "keys_gone": 1})"));
  const json::value status = run({"status", "--json"}).as_json();
  EXPECT_EQ(status.at("data_keys").as_array().size(), 1U);
  EXPECT_NE(status.at("data_keys").at(0).at("id"), before);
  EXPECT_EQ(status.at("rotates"), false);
  EXPECT_EQ(value(), "the value");
}

TEST_F(ServeKeys, RotateEndsWithOneWhenAValueDoesNotOpen) {
  start_server();
  ASSERT_TRUE(database_->write([](store::Transaction& transaction) {
    return transaction.execute("UPDATE sealed_values SET sealed = wrapped FROM data_keys");
  }));
  const Outcome rotated = run({"rotate"});
  EXPECT_EQ(rotated.code, 1);
  EXPECT_THAT(rotated.text, HasSubstr("1 values do not open"));
  EXPECT_EQ(run({"status", "--json"}).as_json().at("values_under_retired_keys"), 1);
}

TEST_F(ServeKeys, RotateMasterKeepsTheOldKeyBesideTheNewOne) {
  start_server();
  const std::string before = key_in(data_ / "master.key");
  const Outcome rotated = run({"rotate", "--master", "--json"});
  ASSERT_EQ(rotated.code, 0) << rotated.text;
  const std::string now(rotated.as_json().at("master_key").as_string());
  EXPECT_NE(now, before);
  EXPECT_EQ(rotated.as_json().at("rewrapped"), 1);
  EXPECT_EQ(key_in(data_ / "master.key"), now);
  EXPECT_EQ(key_in(data_ / ("master-" + before + ".key")), before);
  std::filesystem::remove(data_ / ("master-" + before + ".key"));
  EXPECT_EQ(value(), "the value") << "by the new key alone";
}

TEST_F(ServeKeys, RotateMasterTakesAKeyThatReplicasHaveAlready) {
  start_server();
  const Outcome next = run({"init", "--next", "--json"});
  ASSERT_EQ(next.code, 0) << next.text;
  const std::string file(next.as_json().at("file").as_string());
  EXPECT_THAT(run({"status"}).text, HasSubstr(key_in(data_ / "master.key"))) << "nothing has changed yet";
  const Outcome rotated = run({"rotate", "--master", "--new-key", file, "--json"});
  ASSERT_EQ(rotated.code, 0) << rotated.text;
  EXPECT_EQ(rotated.as_json().at("master_key"), next.as_json().at("id"));
  EXPECT_EQ(value(), "the value");
  const Outcome again = run({"rotate", "--master", "--new-key", (data_ / "master.key").string()});
  EXPECT_EQ(again.code, 2);
  EXPECT_THAT(again.text, HasSubstr("that is the master key of the database already"));
}

TEST_F(ServeKeys, RefuseWhatIsNoServer) {
  for (const char* words : {"status", "rotate"}) {
    const Outcome outcome = run({words});
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.text, HasSubstr("there is no database"));
  }
  EXPECT_FALSE(std::filesystem::exists(data_)) << "nothing was made";
}

}  // namespace
}  // namespace signet::cli
