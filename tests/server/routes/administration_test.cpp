// What administrators of the server do over the API, and how the audit log is read, on both databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "server/audit/audit_log.h"
#include "tests/server/running_server.h"

namespace signet::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AdministrationApi : public test::WithServer {
 protected:
  void SetUp() override {
    WithServer::SetUp();
    if (IsSkipped()) return;
    admin_ = make_person("ada", true);
    user_ = make_person("bob");
  }

  std::vector<std::string> addresses(const std::string& query) {
    std::vector<std::string> out;
    const json::value list = test::json_of(send(admin_, "GET", "/server/users" + query));
    for (const json::value& user : list.at("users").as_array()) out.emplace_back(user.at("email").as_string());
    return out;
  }

  test::Answer disable(const test::Person& who, const test::Person& whom) {
    return send(who, "POST", "/server/users/" + whom.id + "/disable", json::object{{"reason", "left the company"}});
  }
  test::Answer set_admin(const test::Person& who, const test::Person& whom, bool is_admin) {
    return send(who, "PUT", "/server/users/" + whom.id + "/admin", json::object{{"admin", is_admin}});
  }

  json::array audit(const test::Person& who, const std::string& target) {
    const test::Answer answer = send(who, "GET", target);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    return test::json_of(answer).at("records").as_array();
  }

  test::Person admin_;
  test::Person user_;
};
SIGNET_ON_BOTH(AdministrationApi);

TEST_P(AdministrationApi, ListsAndFindsAccounts) {
  (void)make_person("carol_1%");
  EXPECT_THAT(addresses(""), ElementsAre("ada@example.com", "bob@example.com", "carol_1%@example.com"));
  EXPECT_THAT(addresses("?search=BOB"), ElementsAre("bob@example.com"));
  EXPECT_THAT(addresses("?search=example.com&limit=1"), ElementsAre("ada@example.com"));
  EXPECT_THAT(addresses("?search=%25"), ElementsAre("carol_1%@example.com")) << "a percent sign is one";
  EXPECT_THAT(addresses("?search=b_b"), IsEmpty());
  EXPECT_THAT(addresses("?search='%20OR%201=1%20--"), IsEmpty());
  EXPECT_EQ(test::text_at(send(admin_, "GET", "/server/users/" + user_.id), "email"), user_.email);
  EXPECT_EQ(send(user_, "GET", "/server/users").status, 403U);
}

TEST_P(AdministrationApi, EndsAllSessionsOfSomebody) {
  const auto other = session_of(user_);
  test::Person robot = user_;
  robot.headers = key_of(user_, Scope::kRead);
  const std::string path = "/server/users/" + user_.id + "/sign-out";
  EXPECT_EQ(send(user_, "POST", path).status, 403U);
  EXPECT_EQ(send(admin_, "POST", "/server/users/" + make_uuid() + "/sign-out").status, 404U);
  EXPECT_EQ(send(admin_, "POST", path).status, 200U);
  EXPECT_EQ(send(user_, "GET", "/account").status, 401U);
  EXPECT_EQ(send("GET", "/account", nullptr, other).status, 401U);
  EXPECT_EQ(send(robot, "GET", "/account").status, 200U) << "keys are revoked one by one";
  EXPECT_EQ(send("POST", "/sign-in", json::object{{"email", user_.email}, {"password", test::kEasyPassword}}).status,
            200U);
  ASSERT_EQ(mails().size(), 1U);
  EXPECT_THAT(mails()[0].subject, HasSubstr("ended all your sessions"));
  EXPECT_EQ(audit(admin_, "/server/audit?action=server.users.sign_out").size(), 1U);
}

TEST_P(AdministrationApi, DisablesAnAccountAtOnce) {
  test::Person robot = user_;
  robot.headers = key_of(user_, Scope::kRead);
  EXPECT_EQ(disable(user_, admin_).status, 403U);
  const test::Answer disabled = disable(admin_, user_);
  EXPECT_EQ(disabled.status, 200U) << disabled.body;
  EXPECT_EQ(test::text_at(disabled, "disabled_reason"), "left the company");
  EXPECT_EQ(send(user_, "GET", "/account").status, 401U);
  EXPECT_EQ(send(robot, "GET", "/account").status, 401U);
  const json::object form{{"email", user_.email}, {"password", test::kEasyPassword}};
  EXPECT_EQ(send("POST", "/sign-in", form).status, 403U);
  ASSERT_EQ(mails().size(), 1U);
  EXPECT_THAT(mails()[0].subject, HasSubstr("disabled"));

  EXPECT_EQ(send(admin_, "POST", "/server/users/" + user_.id + "/enable").status, 200U);
  EXPECT_EQ(send("POST", "/sign-in", form).status, 200U);
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM notifications WHERE user_id = $1", {user_.id}),
            store::Value(2));
  EXPECT_EQ(send(user_, "GET", "/account").status, 401U) << "the session of before has ended";
}

TEST_P(AdministrationApi, AlwaysKeepsAnAdministrator) {
  EXPECT_EQ(disable(admin_, admin_).status, 409U);
  EXPECT_EQ(set_admin(admin_, admin_, false).status, 409U);
  ASSERT_EQ(set_admin(admin_, user_, true).status, 200U);
  EXPECT_EQ(send(user_, "GET", "/account").status, 401U) << "who has other rights signs in again";
  user_.headers = session_of(user_);
  EXPECT_EQ(set_admin(user_, admin_, false).status, 200U);
  admin_.headers = session_of(admin_);
  EXPECT_EQ(set_admin(admin_, user_, false).status, 403U);
}

TEST_P(AdministrationApi, KeepsAnAdministratorWhenTwoDisableEachOther) {
  ASSERT_EQ(set_admin(admin_, user_, true).status, 200U);
  user_.headers = session_of(user_);
  unsigned other_status = 0;
  std::thread other([&] {
    test::Client client(server_->front().ports().front());
    other_status = client
                       .ask(fmt::format("PUT /api/v1/server/users/{}/admin HTTP/1.1\r\nHost: localhost\r\n{}\r\n"
                                        "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n"
                                        "{{\"admin\":false}}",
                                        admin_.id, user_.headers[0]))
                       .status;
  });
  const unsigned mine = set_admin(admin_, user_, false).status;
  other.join();
  EXPECT_NE(mine == 200U, other_status == 200U) << mine << " " << other_status;
}

TEST_P(AdministrationApi, InvitesToTheServer) {
  const json::object form{{"email", "new@example.com"}};
  EXPECT_EQ(send(user_, "POST", "/server/invitations", form).status, 403U);
  ASSERT_EQ(send(admin_, "POST", "/server/invitations", form).status, 201U);
  EXPECT_EQ(send(admin_, "POST", "/server/invitations", json::object{{"email", user_.email}}).status, 409U);
  const json::value list = test::json_of(send(admin_, "GET", "/server/invitations"));
  ASSERT_EQ(list.at("invitations").as_array().size(), 1U);
  const json::object sign_up{{"email", "new@example.com"},
                             {"name", "New"},
                             {"password", "velvet-canyon-moss-9"},
                             {"invitation", token_to("new@example.com")}};
  const std::string id(list.at("invitations").at(0).at("id").as_string());
  EXPECT_EQ(send(user_, "DELETE", "/server/invitations/" + id).status, 403U);
  EXPECT_EQ(send(admin_, "DELETE", "/server/invitations/" + id).status, 204U);
  EXPECT_EQ(send("POST", "/sign-up", sign_up).status, 403U) << "revoked";
  ASSERT_EQ(send(admin_, "POST", "/server/invitations", form).status, 201U);
  json::object again = sign_up;
  again["invitation"] = token_to("new@example.com");
  EXPECT_EQ(send("POST", "/sign-up", again).status, 202U);
  EXPECT_EQ(
      send("POST", "/sign-in", json::object{{"email", "new@example.com"}, {"password", "velvet-canyon-moss-9"}}).status,
      200U);
}

TEST_P(AdministrationApi, ReadsTheAuditLogByFilterAndPage) {
  ASSERT_EQ(disable(admin_, user_).status, 200U);
  ASSERT_EQ(send(admin_, "POST", "/server/users/" + user_.id + "/enable").status, 200U);
  (void)make_team(admin_);
  EXPECT_EQ(audit(admin_, "/server/audit?action=team.create").size(), 1U);
  EXPECT_EQ(audit(admin_, "/server/audit?target=" + user_.id).size(), 2U);
  EXPECT_EQ(audit(admin_, "/server/audit?actor=" + user_.id).size(), 0U);
  EXPECT_EQ(audit(admin_, "/server/audit?until=2001-01-01T00:00:00Z").size(), 0U);
  EXPECT_EQ(audit(admin_, "/server/audit?from=2001-01-01T00:00:00%2B02:00").size(), 3U);
  EXPECT_EQ(send(admin_, "GET", "/server/audit?from=yesterday").status, 422U);
  const test::Answer first = send(admin_, "GET", "/server/audit?limit=2");
  EXPECT_EQ(test::json_of(first).at("records").at(0).at("action"), "team.create") << "newest first";
  const json::array rest = audit(admin_, "/server/audit?limit=2&cursor=" + test::text_at(first, "next_cursor"));
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].at("action"), "server.users.disable");
  EXPECT_EQ(rest[0].at("details").at("reason"), "left the company");
}

TEST_P(AdministrationApi, ExportsTheAuditLogAsLines) {
  for (int i = 0; i < 5; ++i) (void)make_team(user_);
  std::string target = "/server/audit/export?limit=2&action=team.create";
  std::vector<std::int64_t> seqs;
  for (int page = 0; page < 3; ++page) {
    const test::Answer answer = send(admin_, "GET", target);
    EXPECT_EQ(answer.header("Content-Type"), "application/x-ndjson");
    std::istringstream lines(answer.body);
    for (std::string line; std::getline(lines, line);) {
      seqs.push_back(boost::json::parse(line).at("seq").as_int64());
    }
    const std::string link = answer.header("Link");
    if (page == 2) {
      EXPECT_EQ(link, "");
      break;
    }
    ASSERT_THAT(link, HasSubstr("; rel=\"next\""));
    target = link.substr(1, link.find('>') - 1).substr(std::string_view("/api/v1").size());
  }
  EXPECT_THAT(seqs, ElementsAre(5, 4, 3, 2, 1)) << "the filter stays";
}

TEST_P(AdministrationApi, ShowsATeamItsOwnEventsOnly) {
  const std::string mine = make_team(user_, "Mine");
  (void)make_team(admin_, "Other");
  const json::array records = audit(user_, "/teams/" + mine + "/audit");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at("details").at("name"), "Mine");
  EXPECT_EQ(send(admin_, "GET", "/teams/" + mine + "/audit").status, 404U)
      << "an administrator of the server is in no team by that";
  EXPECT_EQ(audit(admin_, "/server/audit?team=" + mine).size(), 1U);
}

TEST_P(AdministrationApi, ShowsAPersonWhatHappenedToTheAccountAndNothingOfOthers) {
  ASSERT_EQ(disable(admin_, user_).status, 200U);
  ASSERT_EQ(send(admin_, "POST", "/server/users/" + user_.id + "/enable").status, 200U);
  user_.headers = session_of(user_);
  (void)make_team(user_);
  (void)make_team(admin_);
  const json::array records = audit(user_, "/account/audit");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].at("action"), "team.create");
  EXPECT_EQ(records[0].at("address"), "127.0.0.1");
  EXPECT_EQ(records[1].at("action"), "server.users.enable");
  EXPECT_EQ(records[1].at("address"), "") << "that is the administrator's";
}

TEST_P(AdministrationApi, LeavesAChainThatHolds) {
  const std::string team = make_team(user_);
  test::Person robot = user_;
  robot.headers = key_of(user_, Scope::kWrite);
  ASSERT_EQ(send(robot, "POST", "/teams/" + team + "/groups", json::object{{"name", "G"}}).status, 201U);
  const json::array records = audit(user_, "/teams/" + team + "/audit?action=team.groups.create");
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].at("actor_kind"), "api_key");
  EXPECT_EQ(records[0].at("actor"), json::value(user_.id));
  EXPECT_TRUE(records[0].at("details").as_object().contains("api_key"));
  const auto check = database_->read([](store::Transaction& transaction) { return verify_audit(transaction); });
  ASSERT_TRUE(check);
  EXPECT_FALSE(check->broken) << check->why;
}

}  // namespace
}  // namespace signet::server
