// Invitations into a workspace over the API, on both databases: who is put into it at once, who by mail, and all the
// ways in which an invitation is worth nothing any more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/server/workspaces_api.h"

namespace signet::server {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class WorkspaceInvitationApi : public test::WithWorkspaces {
 protected:
  void SetUp() override {
    WithWorkspaces::SetUp();
    if (IsSkipped()) return;
    path_ = make_workspace(owner_, "private");
    list_ = path_ + "/invitations";
  }

  test::Answer invite(const test::Person& who, std::string_view email, std::string_view role = "editor") {
    return send(who, "POST", list_, json::object{{"email", email}, {"role", role}});
  }

  test::Answer accept(const test::Person& who, const std::string& token) {
    return send(who, "POST", "/invitations/accept", json::object{{"token", token}});
  }

  std::string role_of(const test::Person& who) {
    const test::Answer shown = send(who, "GET", path_);
    return shown.status == 200 ? test::text_at(shown, "role") : "none";
  }

  std::vector<std::string> invited() {
    std::vector<std::string> all;
    const json::value shown = test::json_of(send(owner_, "GET", list_));
    for (const json::value& one : shown.at("invitations").as_array()) all.emplace_back(one.at("email").as_string());
    return all;
  }

  /// The newest mail to an address: subject and text.
  std::string mail_to(const std::string& email) {
    std::string found;
    for (const test::SentMail& mail : mails()) {
      if (mail.to == email) found = mail.subject + "\n" + mail.text;
    }
    return found;
  }

  std::string path_;  ///< of a private workspace that the team's owner owns
  std::string list_;
};
SIGNET_ON_BOTH(WorkspaceInvitationApi);

TEST_P(WorkspaceInvitationApi, PutMembersOfTheTeamInAtOnce) {
  const test::Answer put = invite(owner_, "MIA@example.com");
  EXPECT_EQ(put.status, 201U) << put.body;
  EXPECT_EQ(test::text_at(put, "user"), mate_.id);
  EXPECT_EQ(role_of(mate_), "editor");
  EXPECT_THAT(mail_to(mate_.email), HasSubstr("You are now editor of the workspace \"Orders\""));
  EXPECT_EQ(invite(owner_, mate_.email, "viewer").status, 409U) << "is in it";
  EXPECT_THAT(invited(), IsEmpty());
}

TEST_P(WorkspaceInvitationApi, LeadOthersIntoTheTeamAndTheWorkspace) {
  const test::Answer to_known = invite(owner_, stranger_.email);
  const test::Answer to_unknown = invite(owner_, "nobody@example.com");
  for (const test::Answer& answer : {to_known, to_unknown}) {
    EXPECT_EQ(answer.status, 201U) << answer.body;
    EXPECT_TRUE(test::json_of(answer).at("user").is_null()) << "nobody learns who has an account";
    EXPECT_THAT(answer.body, Not(HasSubstr("token")));
  }
  EXPECT_THAT(invited(), testing::UnorderedElementsAre(stranger_.email, "nobody@example.com"));
  EXPECT_THAT(mail_to(stranger_.email), HasSubstr("the workspace \"Orders\" of the team \"Rockets\""));
  const std::string token = token_to(stranger_.email);
  EXPECT_EQ(accept(mate_, token).status, 404U) << "another address";
  const test::Answer joined = accept(stranger_, token);
  EXPECT_EQ(joined.status, 200U) << joined.body;
  EXPECT_EQ(test::text_at(joined, "workspace"), id_of(path_));
  EXPECT_EQ(role_of(stranger_), "editor");
  EXPECT_EQ(send(stranger_, "GET", "/teams/" + team_).status, 200U);
  EXPECT_EQ(accept(stranger_, token).status, 404U) << "used";
  EXPECT_THAT(audited(id_of(path_)), Contains("workspace.members.join"));
  const json::object sign_up{{"email", "nobody@example.com"},
                             {"name", "Nora"},
                             {"password", "lantern-orbit-quilt-7"},
                             {"invitation", token_to("nobody@example.com")}};
  EXPECT_EQ(send("POST", "/sign-up", sign_up).status / 100, 2U);
  const json::value users = test::json_of(send(owner_, "GET", path_ + "/users"));
  EXPECT_THAT(boost::json::serialize(users), HasSubstr("nobody@example.com"));
}

TEST_P(WorkspaceInvitationApi, WantBothRights) {
  put_user(owner_, path_, mate_, "admin");
  put_user(owner_, path_, other_, "editor");
  EXPECT_EQ(invite(mate_, other_.email).status, 409U);
  EXPECT_EQ(invite(mate_, stranger_.email).status, 403U) << "an admin of the workspace, a mere member of the team";
  EXPECT_EQ(invite(other_, stranger_.email).status, 403U) << "an editor";
  EXPECT_EQ(invite(stranger_, stranger_.email).status, 404U);
  EXPECT_EQ(invite(mate_, "olga@example.com", "owner").status, 403U) << "who does not own cannot make owners";
  const std::string own = make_workspace(owner_, "personal", "Mine");
  EXPECT_EQ(send(owner_, "POST", own + "/invitations", json::object{{"email", mate_.email}, {"role", "viewer"}}).status,
            409U);
}

TEST_P(WorkspaceInvitationApi, AreWorthNothingOnceTakenBackOrTooOld) {
  ASSERT_EQ(invite(owner_, stranger_.email).status, 201U);
  const std::string first = token_to(stranger_.email);
  ASSERT_EQ(invite(owner_, stranger_.email, "viewer").status, 201U);
  EXPECT_EQ(accept(stranger_, first).status, 404U) << "replaced";
  const json::value shown = test::json_of(send(owner_, "GET", list_));
  ASSERT_EQ(shown.at("invitations").as_array().size(), 1U);
  const std::string one = list_ + "/" + std::string(shown.at("invitations").at(0).at("id").as_string());
  const std::string elsewhere = make_workspace(owner_, "private", "Elsewhere");
  EXPECT_EQ(send(owner_, "DELETE", elsewhere + "/invitations" + one.substr(one.rfind('/'))).status, 404U);
  EXPECT_EQ(send(owner_, "DELETE", one).status, 204U);
  EXPECT_EQ(send(owner_, "DELETE", one).status, 404U);
  EXPECT_EQ(accept(stranger_, token_to(stranger_.email)).status, 404U) << "taken back";
  ASSERT_EQ(invite(owner_, stranger_.email).status, 201U);
  store::test::run(*database_, "UPDATE invitations SET expires_ms = 1", {});
  EXPECT_EQ(accept(stranger_, token_to(stranger_.email)).status, 404U) << "too old";
  EXPECT_EQ(send(stranger_, "GET", "/teams/" + team_).status, 404U);
}

TEST_P(WorkspaceInvitationApi, AreWorthNothingWithoutTheirWorkspaceOrTheirInvitersRight) {
  struct Case {
    const char* what;
    std::function<void()> happens;
  };
  const test::Person boss = make_person("boss");
  join(team_, boss, TeamRole::kOwner);
  const std::vector<Case> cases = {
      {"lost the role in the workspace",
       [&] { ASSERT_EQ(send(owner_, "DELETE", path_ + "/users/" + boss.id).status, 204U); }},
      {"the workspace moved out of the team",
       [&] {
         ASSERT_EQ(send(owner_, "POST", path_ + "/move", json::object{{"kind", "personal"}}).status, 200U);
       }},
      {"the workspace is gone", [&] { ASSERT_EQ(send(owner_, "DELETE", path_).status, 204U); }},
  };
  for (const Case& one : cases) {
    path_ = make_workspace(owner_, "private", one.what);
    list_ = path_ + "/invitations";
    ASSERT_EQ(put_user(owner_, path_, boss, "admin").status, 204U);
    const test::Person guest = make_person("guest" + std::to_string(&one - cases.data()));
    ASSERT_EQ(invite(boss, guest.email).status, 201U);
    one.happens();
    EXPECT_EQ(accept(guest, token_to(guest.email)).status, 404U) << one.what;
    EXPECT_EQ(send(guest, "GET", "/teams/" + team_).status, 404U) << one.what;
  }
}

TEST_P(WorkspaceInvitationApi, LetInWhoJoinedTheTeamMeanwhileAndLowerNoRole) {
  ASSERT_EQ(invite(owner_, stranger_.email, "viewer").status, 201U);
  join(team_, stranger_, TeamRole::kMember);
  ASSERT_EQ(send(owner_, "PUT", path_ + "/archived", json::object{{"archived", true}}).status, 200U);
  EXPECT_EQ(accept(stranger_, token_to(stranger_.email)).status, 200U) << "what is in the archive can be read";
  EXPECT_EQ(role_of(stranger_), "viewer");
  const test::Person late = make_person("lena");
  ASSERT_EQ(invite(owner_, late.email, "viewer").status, 201U);
  join(team_, late, TeamRole::kMember);
  ASSERT_EQ(put_user(owner_, path_, late, "admin").status, 204U);
  EXPECT_EQ(accept(late, token_to(late.email)).status, 200U);
  EXPECT_EQ(role_of(late), "admin");
}

}  // namespace
}  // namespace signet::server
