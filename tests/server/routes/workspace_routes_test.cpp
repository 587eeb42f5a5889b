// Workspaces over the API, on both databases: kinds, people, groups, moves, the archive, and who inherits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/server/workspaces_api.h"

namespace signet::server {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using WorkspaceApi = test::WithWorkspaces;
SIGNET_ON_BOTH(WorkspaceApi);

TEST_P(WorkspaceApi, ShowsEverybodyTheirOwn) {
  make_workspace(mate_, "personal", "Mine");
  make_workspace(mate_, "private", "Secret plans");
  make_workspace(mate_, "team", "Everybody's");
  EXPECT_THAT(names(mate_, "/workspaces", "workspaces"), ElementsAre("Everybody's", "Mine", "Secret plans"));
  EXPECT_THAT(names(owner_, "/workspaces", "workspaces"), ElementsAre("Everybody's"))
      << "a private one does not exist for the owner of the team";
  EXPECT_THAT(names(stranger_, "/workspaces", "workspaces"), IsEmpty());
  EXPECT_THAT(names(mate_, "/workspaces?kind=private", "workspaces"), ElementsAre("Secret plans"));
  EXPECT_THAT(names(mate_, "/workspaces?team=" + team_, "workspaces"), ElementsAre("Everybody's", "Secret plans"));
}

TEST_P(WorkspaceApi, ListsInPages) {
  for (const char* name : {"c", "a", "b", "b"}) make_workspace(mate_, "personal", name);
  std::vector<std::string> all;
  std::string cursor;
  for (int pages = 0; pages < 4; ++pages) {
    const json::value page = test::json_of(send(mate_, "GET", "/workspaces?limit=1" + cursor));
    all.emplace_back(page.at("workspaces").at(0).at("name").as_string());
    if (!page.at("next_cursor").is_null()) cursor = "&cursor=" + std::string(page.at("next_cursor").as_string());
  }
  EXPECT_THAT(all, ElementsAre("a", "b", "b", "c"));
}

TEST_P(WorkspaceApi, RefusesHomesThatCannotBe) {
  struct Case {
    json::object body;
    unsigned status;
    const char* says;
  };
  const std::string elsewhere = make_team(stranger_, "Elsewhere");
  const Case cases[] = {
      {{{"kind", "private"}, {"name", "W"}}, 422, "give `team`"},
      {{{"kind", "personal"}, {"team", team_}, {"name", "W"}}, 422, "give `team`"},
      {{{"kind", "team"}, {"team", team_}, {"name", "W"}}, 422, "member_role"},
      {{{"kind", "private"}, {"team", team_}, {"member_role", "editor"}, {"name", "W"}}, 422, "member_role"},
      {{{"kind", "team"}, {"team", team_}, {"member_role", "owner"}, {"name", "W"}}, 422, ""},
      {{{"kind", "public"}, {"name", "W"}}, 422, ""},
      {{{"kind", "private"}, {"team", elsewhere}, {"name", "W"}}, 404, "there is no such team"},
      {{{"kind", "personal"}, {"name", "a\nb"}}, 422, "one line"},
  };
  for (const Case& one : cases) {
    const test::Answer answer = send(mate_, "POST", "/workspaces", one.body);
    EXPECT_EQ(answer.status, one.status) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(one.says));
  }
}

TEST_P(WorkspaceApi, ChangesWhatTheChangeWasBasedOn) {
  const std::string path = make_workspace(mate_, "team");
  EXPECT_EQ(send(mate_, "PATCH", path, json::object{{"name", "Bills"}}).status, 428U);
  const test::Answer changed =
      send(mate_, "PATCH", path, json::object{{"name", "Bills"}, {"member_role", "editor"}}, 1);
  EXPECT_EQ(changed.status, 200U) << changed.body;
  EXPECT_EQ(changed.header("ETag"), "\"2\"");
  EXPECT_EQ(test::text_at(send(other_, "GET", path), "role"), "editor");
  const test::Answer stale = send(mate_, "PATCH", path, json::object{{"description", "d"}}, 1);
  EXPECT_EQ(stale.status, 412U);
  EXPECT_EQ(test::json_of(stale).at("current").at("name"), "Bills");
  EXPECT_THAT(audited(id_of(path)), ElementsAre("workspace.create", "workspace.change"));
}

TEST_P(WorkspaceApi, LetsPeopleIntoPrivateOnesAndTellsThem) {
  const std::string path = make_workspace(mate_, "private");
  EXPECT_EQ(send(other_, "GET", path).status, 404U);
  EXPECT_EQ(put_user(mate_, path, other_, "viewer").status, 204U);
  EXPECT_EQ(test::text_at(send(other_, "GET", path), "role"), "viewer");
  EXPECT_EQ(put_user(other_, path, owner_, "viewer").status, 403U) << "a viewer invites nobody";
  EXPECT_EQ(put_user(mate_, path, other_, "admin").status, 204U);
  EXPECT_EQ(put_user(other_, path, owner_, "viewer").status, 204U);
  EXPECT_EQ(put_user(other_, path, owner_, "owner").status, 403U) << "admins make no owners";
  EXPECT_EQ(put_user(other_, path, mate_, "viewer").status, 403U) << "nor do they touch one";
  EXPECT_EQ(put_user(mate_, path, stranger_, "viewer").status, 404U);
  EXPECT_EQ(send(mate_, "DELETE", path + "/users/" + other_.id).status, 204U);
  EXPECT_EQ(send(other_, "GET", path).status, 404U);
  std::vector<std::string> told;
  for (const auto& mail : mails()) {
    if (mail.to == other_.email) told.push_back(mail.subject);
  }
  EXPECT_THAT(told, ElementsAre(HasSubstr("You are now viewer of the workspace \"Orders\""), HasSubstr("is now admin"),
                                HasSubstr("You were taken out of the workspace")));
}

TEST_P(WorkspaceApi, GivesAGroupItsRoleAsLongAsOneIsInIt) {
  const std::string path = make_workspace(mate_, "private");
  const std::string group =
      test::text_at(send(owner_, "POST", "/teams/" + team_ + "/groups", json::object{{"name", "QA"}}), "id");
  const std::string in_group = "/teams/" + team_ + "/groups/" + group + "/members/" + other_.id;
  EXPECT_EQ(send(mate_, "PUT", path + "/groups/" + group, json::object{{"role", "editor"}}).status, 204U);
  EXPECT_EQ(send(other_, "GET", path).status, 404U);
  EXPECT_EQ(send(owner_, "PUT", in_group).status, 204U);
  EXPECT_EQ(test::text_at(send(other_, "GET", path), "role"), "editor");
  EXPECT_THAT(names(other_, "/workspaces", "workspaces"), ElementsAre("Orders"));
  EXPECT_THAT(names(other_, path + "/groups", "groups"), ElementsAre("QA"));
  EXPECT_EQ(put_user(mate_, path, other_, "viewer").status, 204U);
  EXPECT_EQ(test::text_at(send(other_, "GET", path), "role"), "editor") << "the highest role counts";
  EXPECT_EQ(send(mate_, "DELETE", path + "/users/" + other_.id).status, 204U);
  EXPECT_EQ(send(owner_, "DELETE", in_group).status, 204U);
  EXPECT_EQ(send(other_, "GET", path).status, 404U);
  EXPECT_EQ(send(mate_, "PUT", path + "/groups/" + group, json::object{{"role", "owner"}}).status, 422U);
  const std::string foreign_team = make_team(stranger_, "Elsewhere");
  const std::string foreign =
      test::text_at(send(stranger_, "POST", "/teams/" + foreign_team + "/groups", json::object{{"name", "X"}}), "id");
  EXPECT_EQ(send(mate_, "PUT", path + "/groups/" + foreign, json::object{{"role", "viewer"}}).status, 404U);
}

TEST_P(WorkspaceApi, KeepsAnOwner) {
  const std::string path = make_workspace(mate_, "private");
  EXPECT_EQ(send(mate_, "POST", path + "/leave").status, 409U);
  EXPECT_EQ(put_user(mate_, path, mate_, "editor").status, 409U);
  EXPECT_EQ(put_user(mate_, path, other_, "owner").status, 204U);
  EXPECT_EQ(send(mate_, "POST", path + "/leave").status, 204U);
  EXPECT_EQ(send(mate_, "GET", path).status, 404U);
  EXPECT_EQ(test::text_at(send(other_, "GET", path), "role"), "owner");
}

TEST_P(WorkspaceApi, PassesOnWhatTheOneWhoGoesOwnedAlone) {
  const std::string with_editor = make_workspace(mate_, "private", "With an editor");
  const std::string alone = make_workspace(mate_, "private", "Alone");
  ASSERT_EQ(put_user(mate_, with_editor, other_, "editor").status, 204U);
  ASSERT_EQ(send(owner_, "DELETE", "/teams/" + team_ + "/members/" + mate_.id).status, 204U);
  EXPECT_EQ(send(mate_, "GET", alone).status, 404U);
  EXPECT_EQ(test::text_at(send(other_, "GET", with_editor), "role"), "owner");
  EXPECT_EQ(send(owner_, "GET", with_editor).status, 404U);
  EXPECT_EQ(test::text_at(send(owner_, "GET", alone), "role"), "owner") << "nobody else was in it";
  EXPECT_THAT(audited(id_of(alone)), ElementsAre("workspace.create", "workspace.owners.inherit"));
}

TEST_P(WorkspaceApi, PassesOnWhatADisabledOrDeletedAccountOwned) {
  const test::Person admin = make_person("anna", true);
  const std::string of_disabled = make_workspace(mate_, "private", "Of mia");
  const std::string of_deleted = make_workspace(other_, "private", "Of otto");
  ASSERT_EQ(send(admin, "POST", "/server/users/" + mate_.id + "/disable", json::object{{"reason", "left"}}).status,
            200U);
  EXPECT_EQ(test::text_at(send(owner_, "GET", of_disabled), "role"), "owner");
  ASSERT_EQ(send(other_, "POST", "/account/delete", json::object{{"password", test::kEasyPassword}}).status, 204U);
  EXPECT_EQ(test::text_at(send(owner_, "GET", of_deleted), "role"), "owner");
}

TEST_P(WorkspaceApi, MovesBetweenKindsAndTeams) {
  const std::string path = make_workspace(owner_, "personal");
  const auto move = [&](json::object to) { return send(owner_, "POST", path + "/move", to); };
  const test::Answer shared = move({{"kind", "private"}, {"team", team_}});
  EXPECT_EQ(shared.status, 200U) << shared.body;
  EXPECT_EQ(put_user(owner_, path, mate_, "editor").status, 204U);
  EXPECT_EQ(move({{"kind", "team"}, {"team", team_}, {"member_role", "viewer"}}).status, 200U);
  EXPECT_EQ(test::text_at(send(mate_, "GET", path), "role"), "editor") << "kept within the team";
  EXPECT_EQ(test::text_at(send(other_, "GET", path), "role"), "viewer");
  const std::string second = make_team(owner_, "Second");
  EXPECT_EQ(move({{"kind", "private"}, {"team", second}}).status, 200U);
  EXPECT_EQ(send(mate_, "GET", path).status, 404U);
  EXPECT_EQ(move({{"kind", "private"}, {"team", make_team(stranger_, "Elsewhere")}}).status, 404U);
  EXPECT_EQ(move({{"kind", "personal"}}).status, 200U);
  EXPECT_EQ(test::text_at(send(owner_, "GET", path), "role"), "owner");
}

TEST_P(WorkspaceApi, LetsNobodyIntoAPersonalOne) {
  const std::string path = make_workspace(owner_, "personal");
  const test::Answer refused = put_user(owner_, path, mate_, "viewer");
  EXPECT_EQ(refused.status, 409U);
  EXPECT_THAT(refused.body, HasSubstr("move it to a team first"));
  EXPECT_THAT(names(owner_, path + "/users", "users"), ElementsAre("olga"));
}

TEST_P(WorkspaceApi, ChangesNothingInTheArchive) {
  const std::string path = make_workspace(mate_, "private");
  const auto archive = [&](bool archived) {
    return send(mate_, "PUT", path + "/archived", json::object{{"archived", archived}});
  };
  EXPECT_EQ(archive(true).status, 200U);
  const test::Answer refused = send(mate_, "PATCH", path, json::object{{"name", "Bills"}}, 2);
  EXPECT_EQ(refused.status, 409U);
  EXPECT_THAT(refused.body, HasSubstr("out of the archive"));
  EXPECT_EQ(send(mate_, "GET", path).status, 200U);
  EXPECT_EQ(archive(false).status, 200U);
  EXPECT_EQ(send(mate_, "PATCH", path, json::object{{"name", "Bills"}}, 3).status, 200U);
}

TEST_P(WorkspaceApi, GoesWithItsTeamOrItsOwner) {
  const std::string of_team = make_workspace(mate_, "team");
  const std::string personal = make_workspace(stranger_, "personal");
  ASSERT_EQ(send(owner_, "DELETE", "/teams/" + team_).status, 204U);
  EXPECT_EQ(send(mate_, "GET", of_team).status, 404U);
  ASSERT_EQ(send(stranger_, "POST", "/account/delete", json::object{{"password", test::kEasyPassword}}).status, 204U);
  EXPECT_EQ(store::test::read_value(*database_, "SELECT COUNT(*) FROM workspaces"), store::Value(0));
}

TEST_P(WorkspaceApi, BindsKeysToWorkspaces) {
  const std::string here = make_workspace(mate_, "private", "Here");
  const std::string there = make_workspace(mate_, "private", "There");
  const auto make_key = [&](const test::Person& who, const std::string& workspace) {
    return send(who, "POST", "/account/api-keys",
                json::object{{"name", "CI"}, {"scope", "write"}, {"workspaces", json::array{id_of(workspace)}}});
  };
  EXPECT_EQ(make_key(other_, here).status, 404U) << "no key to what one is not in";
  const test::Answer made = make_key(mate_, here);
  ASSERT_EQ(made.status, 201U) << made.body;
  test::Person key = mate_;
  key.headers = {"X-Api-Key: " + test::text_at(made, "key")};
  EXPECT_EQ(send(key, "GET", here).status, 200U);
  EXPECT_EQ(send(key, "GET", there).status, 404U);
  EXPECT_THAT(names(key, "/workspaces", "workspaces"), ElementsAre("Here"));
  EXPECT_EQ(send(key, "GET", "/account").status, 403U);
  EXPECT_EQ(send(key, "GET", "/teams/" + team_).status, 403U);
  EXPECT_EQ(send(key, "POST", "/workspaces", json::object{{"kind", "personal"}, {"name", "W"}}).status, 403U);
  const test::Answer rotated = send(mate_, "POST", "/account/api-keys/" + test::text_at(made, "id") + "/rotate",
                                    json::object{{"overlap_days", 0}});
  ASSERT_EQ(rotated.status, 201U) << rotated.body;
  key.headers = {"X-Api-Key: " + test::text_at(rotated, "key")};
  EXPECT_EQ(send(key, "GET", there).status, 404U) << "a rotated key stays bound";
  EXPECT_EQ(send(key, "GET", here).status, 200U);
}

}  // namespace
}  // namespace signet::server
