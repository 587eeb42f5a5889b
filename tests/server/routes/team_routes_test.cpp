// Teams over the API, on both databases: members, owners, groups, invitations, and the attacks on them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/ids.h"
#include "server/accounts/invitations.h"
#include "tests/server/running_server.h"

namespace signet::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TeamApi : public test::WithServer {
 protected:
  void SetUp() override {
    WithServer::SetUp();
    if (IsSkipped()) return;
    owner_ = make_person("olga");
    admin_ = make_person("adam");
    member_ = make_person("mia");
    stranger_ = make_person("sam");
    team_ = make_team(owner_);
    join(team_, admin_, TeamRole::kAdmin);
    join(team_, member_, TeamRole::kMember);
    path_ = "/teams/" + team_;
  }

  test::Answer set_role(const test::Person& who, const test::Person& whose, std::string_view role,
                        std::int64_t revision = 1) {
    return send(who, "PATCH", path_ + "/members/" + whose.id, json::object{{"role", role}}, revision);
  }

  test::Answer invite(const test::Person& who, std::string_view email, std::string_view role = "member") {
    return send(who, "POST", path_ + "/invitations", json::object{{"email", email}, {"role", role}});
  }

  test::Answer accept(const test::Person& who, const std::string& token) {
    return send(who, "POST", "/invitations/accept", json::object{{"token", token}});
  }

  std::vector<std::string> addresses_of_members() {
    std::vector<std::string> out;
    const json::value list = test::json_of(send(owner_, "GET", path_ + "/members"));
    for (const json::value& member : list.at("members").as_array()) out.emplace_back(member.at("email").as_string());
    return out;
  }

  std::vector<std::string> actions() {
    std::vector<std::string> out;
    const test::Answer audit = send(owner_, "GET", path_ + "/audit");
    const json::value records = test::json_of(audit);
    for (const json::value& record : records.at("records").as_array())
      out.emplace_back(record.at("action").as_string());
    return out;
  }

  test::Person owner_;
  test::Person admin_;
  test::Person member_;
  test::Person stranger_;
  std::string team_;
  std::string path_;
};
SIGNET_ON_BOTH(TeamApi);

TEST_P(TeamApi, MakesListsRenamesAndDeletesATeam) {
  const test::Answer read = send(owner_, "GET", path_);
  EXPECT_EQ(read.status, 200U);
  EXPECT_EQ(read.header("ETag"), "\"1\"");
  EXPECT_EQ(test::text_at(read, "role"), "owner");
  const test::Answer renamed = send(admin_, "PATCH", path_, json::object{{"name", "Comets"}}, 1);
  EXPECT_EQ(renamed.status, 200U) << renamed.body;
  EXPECT_EQ(renamed.header("ETag"), "\"2\"");
  EXPECT_EQ(test::json_of(send(member_, "GET", "/teams")).at("teams").at(0).at("name"), "Comets");
  EXPECT_EQ(send(owner_, "DELETE", path_).status, 204U);
  EXPECT_EQ(send(owner_, "GET", path_).status, 404U);
  EXPECT_THAT(test::json_of(send(member_, "GET", "/teams")).at("teams").as_array(), IsEmpty());
}

TEST_P(TeamApi, LosesNoEdit) {
  EXPECT_EQ(send(owner_, "PATCH", path_, json::object{{"name", "Comets"}}).status, 428U);
  EXPECT_EQ(send(owner_, "PATCH", path_, json::object{{"name", "Comets"}}, 1).status, 200U);
  const test::Answer stale = send(admin_, "PATCH", path_, json::object{{"name", "Moons"}}, 1);
  EXPECT_EQ(stale.status, 412U);
  EXPECT_EQ(stale.header("ETag"), "\"2\"");
  EXPECT_EQ(test::json_of(stale).at("current").at("name"), "Comets");
  EXPECT_EQ(test::json_of(stale).at("requested").at("name"), "Moons");
  for (const char* tag : {"*", "1", "W/\"1\"", "\"\"", "\"1\", \"2\"", "\"-1\"", "\"99999999999999999999\""}) {
    auto headers = owner_.headers;
    headers.push_back(std::string("If-Match: ") + tag);
    EXPECT_EQ(send("PATCH", path_, json::object{{"name", "Suns"}}, headers).status, 422U) << tag;
  }
}

TEST_P(TeamApi, TakesNoNameThatCouldForgeAMail) {
  for (const std::string& name : {std::string("a\r\nBcc: x@example.com"), std::string("   "), std::string(129, 'a')}) {
    EXPECT_EQ(send(owner_, "POST", "/teams", json::object{{"name", name}}).status, 422U) << name;
    EXPECT_EQ(send(owner_, "PATCH", path_, json::object{{"name", name}}, 1).status, 422U) << name;
    EXPECT_EQ(send(owner_, "POST", path_ + "/groups", json::object{{"name", name}}).status, 422U) << name;
  }
}

TEST_P(TeamApi, PagesWhatItLists) {
  const json::value first = test::json_of(send(member_, "GET", path_ + "/members?limit=2"));
  EXPECT_EQ(first.at("members").as_array().size(), 2U);
  const std::string cursor(first.at("next_cursor").as_string());
  const json::value last = test::json_of(send(member_, "GET", path_ + "/members?limit=2&cursor=" + cursor));
  ASSERT_EQ(last.at("members").as_array().size(), 1U);
  EXPECT_EQ(last.at("members").at(0).at("email"), json::value(owner_.email));
  EXPECT_TRUE(last.at("next_cursor").is_null());
  for (const char* wrong : {"zz", "00", "ff", "610a62"}) {
    EXPECT_EQ(send(member_, "GET", path_ + "/members?cursor=" + wrong).status, 422U) << wrong;
  }
  const std::string no_time = hex_encode("soon\n" + make_uuid());
  EXPECT_EQ(send(admin_, "GET", path_ + "/invitations?cursor=" + no_time).status, 422U);
}

TEST_P(TeamApi, ShowsWhoHasNoSecondFactorToAdminsOnly) {
  const auto has_member = [&](const test::Person& who) {
    return test::json_of(send(who, "GET", path_ + "/members"))
        .at("members")
        .at(0)
        .as_object()
        .contains("has_two_factor");
  };
  EXPECT_TRUE(has_member(owner_));
  EXPECT_TRUE(has_member(admin_));
  EXPECT_FALSE(has_member(member_));
}

TEST_P(TeamApi, ChangesRolesAndTellsTheMember) {
  EXPECT_EQ(set_role(admin_, member_, "admin").status, 200U);
  EXPECT_EQ(set_role(admin_, member_, "member", 1).status, 412U) << "it has revision 2 now";
  ASSERT_EQ(mails().size(), 1U);
  EXPECT_EQ(mails()[0].to, member_.email);
  EXPECT_THAT(mails()[0].subject, HasSubstr("Your role in the team \"Rockets\" is now admin"));
  EXPECT_THAT(send(member_, "GET", "/notifications").body, HasSubstr("team.members.change_role"));
  EXPECT_THAT(actions(), ElementsAre("team.members.change_role", "team.create"));
}

TEST_P(TeamApi, LetsOnlyOwnersMakeAndUnmakeOwners) {
  EXPECT_EQ(set_role(admin_, member_, "owner").status, 403U);
  EXPECT_EQ(set_role(admin_, admin_, "owner").status, 403U) << "nor oneself";
  EXPECT_EQ(set_role(admin_, owner_, "member").status, 403U);
  EXPECT_EQ(send(admin_, "DELETE", path_ + "/members/" + owner_.id).status, 403U);
  EXPECT_EQ(invite(admin_, "eve@example.com", "owner").status, 403U);
  test::Person tired = owner_;
  tired.headers = session_of(owner_, {.is_fresh = false});
  EXPECT_THAT(set_role(tired, member_, "owner").body, HasSubstr("password-required"));
  test::Person robot = owner_;
  robot.headers = key_of(owner_, Scope::kWrite);
  EXPECT_EQ(set_role(robot, member_, "owner").status, 403U);
  EXPECT_EQ(set_role(robot, member_, "admin").status, 200U) << "a key may do what is usual";
  EXPECT_EQ(set_role(owner_, member_, "owner", 2).status, 200U);
  EXPECT_EQ(set_role(member_, owner_, "member").status, 200U) << "an owner like the other";
}

TEST_P(TeamApi, AlwaysKeepsAnOwnerWhoCanSignIn) {
  EXPECT_EQ(set_role(owner_, owner_, "admin").status, 409U);
  EXPECT_EQ(send(owner_, "POST", path_ + "/leave").status, 409U);
  EXPECT_EQ(send(owner_, "DELETE", path_ + "/members/" + owner_.id).status, 409U);
  EXPECT_EQ(send(owner_, "POST", "/account/delete", json::object{{"password", test::kEasyPassword}}).status, 409U);
  ASSERT_EQ(set_role(owner_, member_, "owner").status, 200U);
  store::test::run(*database_, "UPDATE users SET disabled_ms = 1 WHERE id = $1", {member_.id});
  EXPECT_EQ(send(owner_, "POST", path_ + "/leave").status, 409U) << "a disabled owner is none";
  store::test::run(*database_, "UPDATE users SET disabled_ms = NULL WHERE id = $1", {member_.id});
  EXPECT_EQ(send(owner_, "POST", path_ + "/leave").status, 204U);
}

TEST_P(TeamApi, KeepsAnOwnerWhenTwoLeaveAtOnce) {
  ASSERT_EQ(set_role(owner_, member_, "owner").status, 200U);
  unsigned left = 0;
  std::thread other([&] {
    test::Client client(server_->front().ports().front());
    const auto answer = client.ask("POST /api/v1" + path_ + "/leave HTTP/1.1\r\nHost: localhost\r\n" +
                                   member_.headers[0] + "\r\nContent-Length: 0\r\n\r\n");
    left += answer.status == 204U ? 1 : 0;
  });
  const unsigned mine = send(owner_, "POST", path_ + "/leave").status;
  other.join();
  EXPECT_EQ(left + (mine == 204U ? 1 : 0), 1U);
}

TEST_P(TeamApi, TakesARemovedMembersAccessAtOnce) {
  EXPECT_EQ(send(admin_, "DELETE", path_ + "/members/" + member_.id).status, 204U);
  EXPECT_EQ(send(member_, "GET", path_).status, 404U);
  EXPECT_THAT(mails().at(0).subject, HasSubstr("You were removed from the team"));
  EXPECT_THAT(send(member_, "GET", "/notifications").body, HasSubstr("You were removed from the team"));
  EXPECT_EQ(send(admin_, "DELETE", path_ + "/members/" + member_.id).status, 404U);
  EXPECT_EQ(send(admin_, "POST", path_ + "/leave").status, 204U);
  EXPECT_THAT(actions(), ElementsAre("team.leave", "team.members.remove", "team.create"));
}

TEST_P(TeamApi, HasGroupsOfItsOwnMembersOnly) {
  const test::Answer made = send(admin_, "POST", path_ + "/groups", json::object{{"name", "Pilots"}});
  ASSERT_EQ(made.status, 201U) << made.body;
  const std::string group = path_ + "/groups/" + test::text_at(made, "id");
  EXPECT_EQ(send(admin_, "POST", path_ + "/groups", json::object{{"name", "Pilots"}}).status, 409U);
  EXPECT_EQ(send(admin_, "PUT", group + "/members/" + member_.id).status, 204U);
  EXPECT_EQ(send(admin_, "PUT", group + "/members/" + member_.id).status, 204U) << "is in it already";
  EXPECT_EQ(send(admin_, "PUT", group + "/members/" + stranger_.id).status, 404U);
  EXPECT_EQ(send(admin_, "PATCH", group, json::object{{"name", "Crew"}}, 1).status, 200U);
  EXPECT_EQ(send(admin_, "PATCH", group, json::object{{"name", "Crowd"}}, 1).status, 412U);

  // Another team's admin, with a team of the same shape, reaches nothing of this one.
  const std::string other = "/teams/" + make_team(stranger_, "Spies");
  const std::string foreign = other + "/groups/" + test::text_at(made, "id");
  EXPECT_EQ(send(stranger_, "PATCH", foreign, json::object{{"name", "Ours"}}, 2).status, 404U);
  EXPECT_EQ(send(stranger_, "DELETE", foreign).status, 404U);
  EXPECT_EQ(send(stranger_, "PUT", foreign + "/members/" + stranger_.id).status, 404U);
  const std::string in_group = "/members?group=" + test::text_at(made, "id");
  EXPECT_THAT(test::json_of(send(stranger_, "GET", other + in_group)).at("members").as_array(), IsEmpty());

  EXPECT_EQ(test::json_of(send(member_, "GET", path_ + in_group)).at("members").at(0).at("user"),
            json::value(member_.id));
  EXPECT_EQ(test::json_of(send(member_, "GET", path_ + "/groups")).at("groups").at(0).at("name"), "Crew");
  EXPECT_EQ(send(member_, "POST", path_ + "/leave").status, 204U);
  EXPECT_THAT(test::json_of(send(admin_, "GET", path_ + in_group)).at("members").as_array(), IsEmpty());
  EXPECT_EQ(send(admin_, "DELETE", group).status, 204U);
  EXPECT_EQ(send(admin_, "DELETE", group).status, 404U);
}

TEST_P(TeamApi, InvitesAnAddressAndOnlyThatOne) {
  ASSERT_EQ(invite(admin_, stranger_.email, "admin").status, 201U);
  const std::string token = token_to(stranger_.email);
  const test::Person thief = make_person("thief");
  EXPECT_EQ(accept(thief, token).status, 404U);
  EXPECT_EQ(accept(stranger_, "guess").status, 404U);
  const test::Answer joined = accept(stranger_, token);
  EXPECT_EQ(joined.status, 200U) << joined.body;
  EXPECT_EQ(test::text_at(joined, "team"), team_);
  EXPECT_EQ(test::text_at(joined, "role"), "admin");
  EXPECT_EQ(accept(stranger_, token).status, 404U) << "it works once";
  EXPECT_EQ(send(stranger_, "POST", path_ + "/leave").status, 204U);
  EXPECT_EQ(accept(stranger_, token).status, 404U) << "also after leaving";
  EXPECT_THAT(actions(), ElementsAre("team.leave", "team.members.join", "team.members.invite", "team.create"));
}

TEST_P(TeamApi, InvitesSomebodyWhoHasNoAccountYet) {
  ASSERT_EQ(invite(owner_, "new@example.com").status, 201U);
  const json::object form{{"email", "new@example.com"},
                          {"name", "New"},
                          {"password", "velvet-canyon-moss-9"},
                          {"invitation", token_to("new@example.com")}};
  EXPECT_EQ(send("POST", "/sign-up", form).status, 202U);
  EXPECT_THAT(addresses_of_members(), ElementsAre(admin_.email, member_.email, "new@example.com", owner_.email));
  const test::Answer in =
      send("POST", "/sign-in", json::object{{"email", "new@example.com"}, {"password", "velvet-canyon-moss-9"}});
  EXPECT_EQ(in.status, 200U) << "the invitation's mail proved the address: " << in.body;
}

TEST_P(TeamApi, ReplacesListsAndRevokesInvitations) {
  ASSERT_EQ(invite(admin_, stranger_.email, "admin").status, 201U);
  const std::string first = token_to(stranger_.email);
  ASSERT_EQ(invite(admin_, "SAM@example.com").status, 201U);
  EXPECT_EQ(accept(stranger_, first).status, 404U) << "the second one replaced it";
  const json::value list = test::json_of(send(admin_, "GET", path_ + "/invitations"));
  ASSERT_EQ(list.at("invitations").as_array().size(), 1U);
  EXPECT_EQ(list.at("invitations").at(0).at("role"), "member");
  EXPECT_FALSE(list.at("invitations").at(0).as_object().contains("token"));
  const std::string one = path_ + "/invitations/" + std::string(list.at("invitations").at(0).at("id").as_string());
  const std::string other = "/teams/" + make_team(stranger_, "Spies");
  EXPECT_EQ(send(stranger_, "DELETE", other + one.substr(path_.size())).status, 404U) << "another team's";
  EXPECT_EQ(send(admin_, "DELETE", one).status, 204U);
  EXPECT_EQ(send(admin_, "DELETE", one).status, 404U);
  EXPECT_EQ(accept(stranger_, token_to("SAM@example.com")).status, 404U);
}

TEST_P(TeamApi, TakesAnInvitationOnlyWhileTheInviterCouldStillGiveIt) {
  const struct {
    const char* what;
    store::Sql change;
    store::Sql back;
  } cases[] = {
      {"has a lower role", "UPDATE memberships SET role = 'member' WHERE user_id = $1",
       "UPDATE memberships SET role = 'admin' WHERE user_id = $1"},
      {"is disabled", "UPDATE users SET disabled_ms = 1 WHERE id = $1",
       "UPDATE users SET disabled_ms = NULL WHERE id = $1"},
  };
  ASSERT_EQ(invite(admin_, stranger_.email).status, 201U);
  const std::string token = token_to(stranger_.email);
  for (const auto& [what, change, back] : cases) {
    store::test::run(*database_, change, {admin_.id});
    EXPECT_EQ(accept(stranger_, token).status, 404U) << "the inviter " << what;
    store::test::run(*database_, back, {admin_.id});
  }
  store::test::run(*database_, "UPDATE invitations SET role = 'owner'");
  EXPECT_EQ(accept(stranger_, token).status, 404U) << "an admin makes no owner";
  store::test::run(*database_, "UPDATE invitations SET role = 'member', expires_ms = 1");
  EXPECT_EQ(accept(stranger_, token).status, 404U) << "too old";
}

TEST_P(TeamApi, CannotBeUsedToFloodAMailbox) {
  for (std::int64_t i = 0; i < kMaxInvitationsToAddressADay; ++i) {
    EXPECT_EQ(invite(admin_, "victim@example.com").status, 201U);
  }
  EXPECT_EQ(invite(admin_, "victim@example.com").status, 429U);
  EXPECT_EQ(invite(admin_, "other@example.com").status, 201U);
  EXPECT_EQ(invite(admin_, member_.email).status, 409U) << "is in it";
}

TEST_P(TeamApi, RequiresASecondFactorOfEverybodyOnceAnOwnerWithOneSaysSo) {
  const json::object on{{"required", true}};
  EXPECT_THAT(send(owner_, "PUT", path_ + "/two-factor", on).body, HasSubstr("second-factor-required"))
      << "nobody locks oneself out";
  EXPECT_EQ(send(admin_, "PUT", path_ + "/two-factor", on).status, 403U);
  test::Person careful = owner_;
  careful.headers = session_of(owner_, {.has_two_factor = true});
  EXPECT_EQ(send(careful, "PUT", path_ + "/two-factor", on).status, 200U);
  std::vector<std::string> told;
  for (const auto& mail : mails()) told.push_back(mail.to);
  EXPECT_THAT(told, testing::UnorderedElementsAre(owner_.email, admin_.email, member_.email))
      << "nobody has one that is on in this test";

  EXPECT_THAT(send(member_, "GET", path_).body, HasSubstr("second-factor-required"));
  test::Person robot = member_;
  robot.headers = key_of(member_, Scope::kRead);
  EXPECT_THAT(send(robot, "GET", path_).body, HasSubstr("second-factor-required")) << "nor by a key";
  store::test::run(*database_,
                   "INSERT INTO two_factor (user_id, secret, created_ms, confirmed_ms) VALUES ($1, $2, 1, 1)",
                   {member_.id, store::Blob{"sealed"}});
  EXPECT_EQ(send(robot, "GET", path_).status, 200U);
  member_.headers = session_of(member_, {.has_two_factor = true});
  EXPECT_EQ(send(member_, "GET", path_).status, 200U);
  EXPECT_EQ(send(stranger_, "GET", path_).status, 404U);
  EXPECT_EQ(send(admin_, "POST", path_ + "/leave").status, 204U) << "who cannot set one up may go";
}

TEST_P(TeamApi, GivesEachPersonSoManyTeams) {
  store::test::run(*database_,
                   "INSERT INTO teams (id, name, created_ms) WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION "
                   "ALL SELECT i + 1 FROM n WHERE i < $1) SELECT '00000000-0000-4000-8000-' || "
                   "CAST(100000000000 + i AS TEXT), 'T', 1 FROM n",
                   {kMaxOwnedTeams});
  store::test::run(*database_,
                   "INSERT INTO memberships (team_id, user_id, role, created_ms) SELECT id, $1, 'owner', 1 FROM teams "
                   "WHERE name = 'T'",
                   {stranger_.id});
  EXPECT_EQ(send(stranger_, "POST", "/teams", json::object{{"name", "One more"}}).status, 429U);
}

}  // namespace
}  // namespace signet::server
