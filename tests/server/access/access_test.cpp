// The whole permission table: every action, for everybody who may ask, by every credential.
#include "server/access/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>

namespace signet::server {
namespace {

Identity session(bool is_admin = false, bool is_fresh = true, bool has_two_factor = true) {
  return {"u", Credential::kSession, is_admin, is_fresh, has_two_factor, Scope::kNone};
}

Identity key(Scope scope, bool is_admin = false) {
  return {"u", Credential::kApiKey, is_admin, false, false, scope};
}

/// Everybody who may ask, in the columns of the table below: first sessions, then keys.
struct Asker {
  const char* name;
  Identity identity;
  TeamRole role;
};

std::vector<Asker> askers() {
  return {{"nobody", {}, TeamRole::kNone},
          {"stranger", session(), TeamRole::kNone},
          {"member", session(), TeamRole::kMember},
          {"admin", session(), TeamRole::kAdmin},
          {"owner", session(), TeamRole::kOwner},
          {"server admin", session(true), TeamRole::kNone},
          {"stranger's key", key(Scope::kWrite), TeamRole::kNone},
          {"owner's reading key", key(Scope::kRead), TeamRole::kOwner},
          {"owner's writing key", key(Scope::kWrite), TeamRole::kOwner},
          {"server admin's writing key", key(Scope::kWrite, true), TeamRole::kNone}};
}

char letter(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllowed:
      return 'y';
    case Verdict::kSignIn:
      return '-';
    case Verdict::kHidden:
      return 'h';
    case Verdict::kForbidden:
      return 'n';
    case Verdict::kGivePassword:
      return 'p';
    case Verdict::kSetUpTwoFactor:
      return '2';
  }
  return '?';
}

// y: allowed, -: sign in first, h: hidden, n: forbidden. Columns as askers() has them:
// nobody, stranger, member, admin, owner, server admin | keys: stranger's, owner's reading, owner's writing, server
// admin's
const std::map<std::string, std::string> kExpected = {
    {"account.read", "-yyyyy yyyy"},
    {"account.profile.change", "-yyyyy nnnn"},
    {"account.email.change", "-yyyyy nnnn"},
    {"account.password.change", "-yyyyy nnnn"},
    {"account.two_factor.change", "-yyyyy nnnn"},
    {"account.sessions.read", "-yyyyy nnnn"},
    {"account.sessions.revoke", "-yyyyy nnnn"},
    {"account.keys.read", "-yyyyy nnnn"},
    {"account.keys.make", "-yyyyy nnnn"},
    {"account.keys.revoke", "-yyyyy nnnn"},
    {"account.notifications.read", "-yyyyy yyyy"},
    {"account.notifications.change", "-yyyyy ynyy"},
    {"account.audit.read", "-yyyyy nnnn"},
    {"account.export", "-yyyyy nnnn"},
    {"account.delete", "-yyyyy nnnn"},
    {"team.create", "-yyyyy ynyy"},
    {"account.invitations.accept", "-yyyyy nnnn"},
    {"account.workspaces.list", "-yyyyy yyyy"},
    {"account.workspaces.create", "-yyyyy ynyy"},
    {"team.read", "-hyyyh hyyh"},
    {"team.leave", "-hyyyh hnnh"},
    {"team.change", "-hnyyh hnyh"},
    {"team.two_factor.require", "-hnnyh hnnh"},
    {"team.members.invite", "-hnyyh hnyh"},
    {"team.members.remove", "-hnyyh hnyh"},
    {"team.members.change_role", "-hnyyh hnyh"},
    {"team.owners.manage", "-hnnyh hnnh"},
    {"team.groups.manage", "-hnyyh hnyh"},
    {"team.audit.read", "-hnyyh hyyh"},
    {"team.delete", "-hnnyh hnnh"},
    {"team.workspaces.create", "-hyyyh hnyh"},
    {"server.users.read", "-nnnny nnny"},
    {"server.users.invite", "-nnnny nnny"},
    {"server.users.disable", "-nnnny nnnn"},
    {"server.audit.read", "-nnnny nnny"},
    {"server.change", "-nnnny nnnn"},
};

TEST(Access, IsWhatTheTableSaysForEveryActionAndEverybody) {
  std::set<std::string> walked;
  for (const Rule& rule : access_rules()) {
    if (rule.reach == Reach::kWorkspace) continue;
    std::string row;
    for (const Asker& asker : askers()) {
      if (row.size() == 6) row += ' ';
      row += letter(decide(asker.identity, rule.action, {asker.role, false}));
    }
    const auto expected = kExpected.find(std::string(rule.name));
    ASSERT_NE(expected, kExpected.end()) << rule.name << " is not in the test's table: " << row;
    EXPECT_EQ(row, expected->second) << rule.name;
    walked.insert(std::string(rule.name));
  }
  EXPECT_EQ(walked.size(), kExpected.size()) << "each name once, and none that is gone";
}

// Columns: nobody, one without a role, viewer, editor, admin, owner | keys: viewer's reading, editor's writing, owner's
// reading, owner's writing, and that bound to another workspace.
const std::map<std::string, std::string> kExpectedInWorkspaces = {
    {"workspace.read", "-hyyyy yyyyh"},
    {"workspace.members.read", "-hyyyy yyyyh"},
    {"workspace.change", "-hnnyy nnnyh"},
    {"workspace.members.manage", "-hnnyy nnnyh"},
    {"workspace.owners.manage", "-hnnny nnnnh"},
    {"workspace.leave", "-hyyyy nnnnh"},
    {"workspace.move", "-hnnny nnnnh"},
    {"workspace.archive", "-hnnyy nnnyh"},
    {"workspace.delete", "-hnnny nnnnh"},
    {"workspace.elements.read", "-hyyyy yyyyh"},
    {"workspace.elements.change", "-hnyyy nynyh"},
    {"workspace.secrets.reveal", "-hnyyy nynyh"},
    {"workspace.elements.delete", "-hnnyy nnnyh"},
    {"workspace.comments.write", "-hyyyy nynyh"},
    {"workspace.comments.delete", "-hnnyy nnnyh"},
};

TEST(Access, IsInWorkspacesWhatTheTableSays) {
  using enum WorkspaceRole;
  Identity bound = key(Scope::kWrite);
  bound.workspaces = {"another"};
  const std::pair<Identity, WorkspaceRole> all[] = {{{}, kNone},
                                                    {session(true), kNone},
                                                    {session(), kViewer},
                                                    {session(), kEditor},
                                                    {session(), kAdmin},
                                                    {session(), kOwner},
                                                    {key(Scope::kRead), kViewer},
                                                    {key(Scope::kWrite), kEditor},
                                                    {key(Scope::kRead), kOwner},
                                                    {key(Scope::kWrite), kOwner},
                                                    {bound, kOwner}};
  std::size_t walked = 0;
  for (const Rule& rule : access_rules()) {
    if (rule.reach != Reach::kWorkspace) continue;
    std::string row;
    for (const auto& [identity, role] : all) {
      if (row.size() == 6) row += ' ';
      row += letter(decide(identity, rule.action, WorkspaceContext{"w", role, false}));
    }
    const auto expected = kExpectedInWorkspaces.find(std::string(rule.name));
    ASSERT_NE(expected, kExpectedInWorkspaces.end()) << rule.name << " is not in the test's table: " << row;
    EXPECT_EQ(row, expected->second) << rule.name;
    ++walked;
  }
  EXPECT_EQ(walked, kExpectedInWorkspaces.size());
}

TEST(Access, LetsABoundKeyDoNothingOutsideItsWorkspaces) {
  Identity bound = key(Scope::kWrite, true);
  bound.workspaces = {"w"};
  for (const Rule& rule : access_rules()) {
    if (rule.reach == Reach::kWorkspace) {
      EXPECT_EQ(decide(bound, rule.action, WorkspaceContext{"v", WorkspaceRole::kOwner, false}), Verdict::kHidden);
    } else {
      const bool is_allowed = decide(bound, rule.action, {TeamRole::kOwner, false}) == Verdict::kAllowed;
      EXPECT_EQ(is_allowed, rule.action == Action::kListWorkspaces) << rule.name;
    }
  }
}

TEST(Access, WantsThePasswordAnewForWhatIsDangerous) {
  std::vector<std::string> names;
  for (const Rule& rule : access_rules()) {
    const bool in_workspace = rule.reach == Reach::kWorkspace;
    const Verdict verdict =
        in_workspace ? decide(session(true, false), rule.action, WorkspaceContext{"w", WorkspaceRole::kOwner, false})
                     : decide(session(true, false), rule.action, {TeamRole::kOwner, false});
    EXPECT_EQ(verdict == Verdict::kGivePassword, rule.fresh) << rule.name;
    if (rule.fresh) names.emplace_back(rule.name);
  }
  EXPECT_THAT(names,
              testing::ElementsAre("account.email.change", "account.password.change", "account.two_factor.change",
                                   "account.keys.make", "account.export", "account.delete", "team.two_factor.require",
                                   "team.owners.manage", "team.delete", "workspace.owners.manage", "workspace.move",
                                   "workspace.delete", "server.users.disable", "server.change"));
}

TEST(Access, OfATeamThatRequiresASecondFactorTakesASessionWithOne) {
  for (const Rule& rule : access_rules()) {
    const Verdict without = decide(session(false, true, false), rule.action, {TeamRole::kOwner, true});
    const Verdict with = decide(session(false, true, true), rule.action, {TeamRole::kOwner, true});
    if (rule.reach == Reach::kTeam && rule.action != Action::kLeaveTeam) {
      EXPECT_EQ(without, Verdict::kSetUpTwoFactor) << rule.name;
    } else {
      EXPECT_EQ(without, with) << rule.name;
    }
    EXPECT_NE(decide(session(false, true, false), rule.action, {TeamRole::kNone, true}), Verdict::kSetUpTwoFactor)
        << "a stranger does not learn that the team exists: " << rule.name;
  }
}

TEST(Access, OfAWorkspaceOfATeamThatRequiresASecondFactorTakesASessionWithOne) {
  const WorkspaceContext owned{"w", WorkspaceRole::kOwner, true};
  for (const Rule& rule : access_rules()) {
    if (rule.reach != Reach::kWorkspace) continue;
    const bool leaves = rule.action == Action::kLeaveWorkspace;
    EXPECT_EQ(decide(session(false, true, false), rule.action, owned),
              leaves ? Verdict::kAllowed : Verdict::kSetUpTwoFactor)
        << rule.name;
    EXPECT_EQ(decide(session(false, true, true), rule.action, owned), Verdict::kAllowed) << rule.name;
  }
}

TEST(Access, OfATeamThatRequiresASecondFactorTakesNoKeyOfAPersonWithoutOne) {
  Identity of_careful = key(Scope::kWrite);
  of_careful.has_two_factor = true;
  const TeamContext team{TeamRole::kOwner, true};
  EXPECT_EQ(decide(key(Scope::kWrite), Action::kReadTeam, team), Verdict::kSetUpTwoFactor);
  EXPECT_EQ(decide(of_careful, Action::kReadTeam, team), Verdict::kAllowed);
  EXPECT_EQ(decide(of_careful, Action::kDeleteTeam, team), Verdict::kForbidden);
}

TEST(Access, GivesNothingToAStrangeRow) {
  EXPECT_FALSE(parse_team_role("none"));
  EXPECT_FALSE(parse_team_role("Owner"));
  EXPECT_FALSE(parse_team_role(""));
  for (const TeamRole role : {TeamRole::kMember, TeamRole::kAdmin, TeamRole::kOwner}) {
    EXPECT_EQ(parse_team_role(name_of(role)), role);
  }
  Identity half = session();
  half.credential = Credential::kNone;
  for (const Rule& rule : access_rules())
    EXPECT_EQ(decide(half, rule.action, {TeamRole::kOwner, false}), Verdict::kSignIn);
}

}  // namespace
}  // namespace signet::server
