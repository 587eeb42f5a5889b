// Every route of the API, called by everybody who may ask, on both databases: the answer must be what access/access.h
// decides. A route that is not in the table below fails the test, and so does a permission that no route asks for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "crypto/token.h"
#include "server/access/access.h"
#include "tests/server/running_server.h"

namespace signet::server {
namespace {

/// A route, and what it asks for. Without an action: a route that takes no credential, or any session.
struct Row {
  const char* operation;
  std::optional<Action> action = {};
  std::string body = {};               ///< with {unique}, which no two calls share
  std::vector<unsigned> allowed = {};  ///< the statuses of whoever may; none: those of success
  std::optional<Action> first = {};    ///< asked for before `action`
  bool on_boss = false;                ///< {user} is an owner of the team, and not a member
  bool any_session = false;            ///< the route wants the password itself
};

std::vector<Row> table() {
  using enum Action;
  const std::string password = R"({"password":"plum-harbor-tin-eagle"})";
  const std::string passwords = R"({"password":"plum-harbor-tin-eagle","new_password":"velvet-canyon-moss-9"})";
  const std::string factors = R"({"password":"plum-harbor-tin-eagle","code":"123456"})";
  const std::string name = R"({"name":"New name"})";
  const std::string invite = R"({"email":"{unique}@example.com","role":"admin"})";
  const std::string invite_owner = R"({"email":"{unique}@example.com","role":"owner"})";
  return {
      {"getDescription"},
      {"signUp"},
      {"verifyEmail"},
      {"signIn"},
      {"giveSecondFactor"},
      {"requestPasswordReset"},
      {"resetPassword"},
      {"signOut"},
      {"confirmPassword", {}, password},
      {"changePassword", kChangeOwnPassword, passwords, {}, {}, false, true},

      {"getAccount", kReadOwnAccount},
      {"exportAccount", kExportOwnAccount},
      {"deleteAccount", kDeleteOwnAccount, password},
      {"beginTwoFactor", kChangeOwnTwoFactor},
      {"confirmTwoFactor", kChangeOwnTwoFactor, R"({"code":"123456"})", {404}},  // none was begun
      {"removeTwoFactor", kChangeOwnTwoFactor, factors, {403, 409}},             // a wrong code, or a team requires it
      {"renewRecoveryCodes", kChangeOwnTwoFactor, "", {409}},                    // none is on
      {"listSessions", kReadOwnSessions},
      {"revokeSession", kRevokeOwnSessions},
      {"revokeOtherSessions", kRevokeOwnSessions},
      {"listApiKeys", kReadOwnKeys},
      {"makeApiKey", kMakeOwnKeys, R"({"name":"CI","scope":"read"})"},
      {"rotateApiKey", kMakeOwnKeys, R"({"overlap_days":1})"},
      {"revokeApiKey", kRevokeOwnKeys},
      {"listOwnAudit", kReadOwnAudit},
      {"changeAccount", kChangeOwnProfile, name},
      {"requestEmailChange", kChangeOwnEmail, R"({"email":"{unique}@example.com"})"},
      {"confirmEmailChange", kChangeOwnProfile, R"({"token":"of no mail"})", {404}},
      {"listDevices", kReadOwnSessions},
      {"revokeDevice", kRevokeOwnSessions, "", {404}},  // there is none
      {"listNotifications", kReadOwnNotifications},
      {"countUnreadNotifications", kReadOwnNotifications},
      {"readNotification", kChangeOwnNotifications, "", {404}},  // there is none
      {"readAllNotifications", kChangeOwnNotifications},
      {"deleteNotification", kChangeOwnNotifications, "", {404}},

      {"listTeams", kReadOwnAccount},
      {"createTeam", kCreateTeam, name},
      {"acceptInvitation", kAcceptInvitation, R"({"token":"of no invitation"})", {404}},
      {"getTeam", kReadTeam},
      {"changeTeam", kChangeTeam, name},
      {"deleteTeam", kDeleteTeam},
      {"requireTwoFactor", kRequireTwoFactor, R"({"required":false})"},
      {"listMembers", kReadTeam},
      {"changeMember", kChangeMemberRole, R"({"role":"admin"})"},
      {"changeMember", kManageOwners, R"({"role":"owner"})", {}, kChangeMemberRole},
      {"changeMember", kManageOwners, R"({"role":"member"})", {}, kChangeMemberRole, true},
      {"removeMember", kRemoveMember},
      {"removeMember", kManageOwners, "", {}, kRemoveMember, true},
      {"leaveTeam", kLeaveTeam},
      {"listGroups", kReadTeam},
      {"createGroup", kManageGroups, name},
      {"changeGroup", kManageGroups, name},
      {"deleteGroup", kManageGroups},
      {"addToGroup", kManageGroups},
      {"removeFromGroup", kManageGroups},
      {"inviteMember", kInviteMember, invite},
      {"inviteMember", kManageOwners, invite_owner, {}, kInviteMember},
      {"listTeamInvitations", kInviteMember},
      {"revokeTeamInvitation", kInviteMember},
      {"listTeamAudit", kReadTeamAudit},
      {"exportTeamAudit", kReadTeamAudit},

      {"listUsers", kReadUsers},
      {"getUser", kReadUsers},
      {"disableUser", kDisableUser, R"({"reason":"test"})"},
      {"enableUser", kDisableUser},
      {"signUserOut", kDisableUser},
      {"setAdmin", kChangeServer, R"({"admin":true})"},
      {"inviteUser", kInviteUser, R"({"email":"{unique}@example.com"})"},
      {"listInvitations", kInviteUser},
      {"revokeInvitation", kInviteUser},
      {"listServerAudit", kReadServerAudit},
      {"exportServerAudit", kReadServerAudit},
  };
}

struct Asker {
  std::string name;
  TeamRole role = TeamRole::kNone;
  Identity identity;
  bool team_requires_two_factor = false;
};

std::vector<Asker> askers() {
  const auto session = [](bool is_admin = false, bool is_fresh = true, bool has_two_factor = false) {
    return Identity{"u", Credential::kSession, is_admin, is_fresh, has_two_factor, Scope::kNone};
  };
  const auto key = [](Scope scope, bool is_admin = false) {
    return Identity{"u", Credential::kApiKey, is_admin, false, false, scope};
  };
  std::vector<Asker> all = {
      {"nobody", TeamRole::kNone, {}},
      {"an owner long after the password", TeamRole::kOwner, session(false, false)},
      {"an owner without a second factor where one is required", TeamRole::kOwner, session(), true},
      {"an owner with the second factor that is required", TeamRole::kOwner, session(false, true, true), true},
      {"an owner's key without a second factor where one is required", TeamRole::kOwner, key(Scope::kWrite), true},
      {"a stranger to a team that requires a second factor", TeamRole::kNone, session(), true},
      {"an administrator of the server", TeamRole::kNone, session(true)},
      {"an administrator long after the password", TeamRole::kNone, session(true, false)},
      {"an administrator's reading key", TeamRole::kNone, key(Scope::kRead, true)},
      {"an administrator's writing key", TeamRole::kNone, key(Scope::kWrite, true)},
  };
  for (const TeamRole role : {TeamRole::kNone, TeamRole::kMember, TeamRole::kAdmin, TeamRole::kOwner}) {
    const std::string word(name_of(role));
    all.push_back({"a session of role " + word, role, session()});
    all.push_back({"a reading key of role " + word, role, key(Scope::kRead)});
    all.push_back({"a writing key of role " + word, role, key(Scope::kWrite)});
  }
  return all;
}

class PermissionWalk : public test::WithServer {
 protected:
  /// The world of one call, which nothing of another call has touched.
  struct Scene {
    test::Person caller;
    test::Person mate;  ///< a member of the team and of its group
    test::Person boss;  ///< another owner of the team
    std::string team = make_uuid();
    std::string group = make_uuid();
    std::string invitation = make_uuid();
    std::string server_invitation = make_uuid();
    std::string session;  ///< another one of the caller's
    std::string key;      ///< another one of the caller's
  };

  static Status insert_person(store::Transaction& transaction, test::Person& person, std::string_view hash,
                              bool is_admin) {
    person.id = make_uuid();
    person.email = person.id + "@example.com";
    const auto added = transaction.execute(
        "INSERT INTO users (id, email, email_canonical, email_verified_ms, name, password_hash, is_admin, created_ms) "
        "VALUES ($1, $2, $2, 1, 'P', $3, $4, 1)",
        {person.id, person.email, hash, is_admin});
    if (!added) return added.error();
    return {};
  }

  static Status insert_team(store::Transaction& transaction, const Scene& scene, const Asker& asker) {
    const std::int64_t later = unix_now_ms() + 3'600'000;
    std::vector<Result<std::int64_t>> done;
    const auto run = [&](store::Sql sql, const store::Values& values) {
      done.push_back(transaction.execute(sql, values));
    };
    run("INSERT INTO teams (id, name, requires_two_factor, created_ms) VALUES ($1, 'T', $2, 1)",
        {scene.team, asker.team_requires_two_factor});
    run("INSERT INTO memberships (team_id, user_id, role, created_ms) VALUES ($1, $2, 'owner', 1), ($1, $3, 'member', "
        "1)",
        {scene.team, scene.boss.id, scene.mate.id});
    if (asker.role != TeamRole::kNone) {
      run("INSERT INTO memberships (team_id, user_id, role, created_ms) VALUES ($1, $2, $3, 1)",
          {scene.team, scene.caller.id, name_of(asker.role)});
    }
    run("INSERT INTO groups (id, team_id, name, created_ms) VALUES ($1, $2, 'G', 1)", {scene.group, scene.team});
    run("INSERT INTO group_members (group_id, team_id, user_id, created_ms) VALUES ($1, $2, $3, 1)",
        {scene.group, scene.team, scene.mate.id});
    for (const auto& [id, team] : {std::pair(scene.invitation, std::optional(scene.team)),
                                   std::pair(scene.server_invitation, std::optional<std::string>())}) {
      run("INSERT INTO invitations (id, token_hash, email, email_canonical, team_id, role, invited_by, created_ms, "
          "expires_ms) VALUES ($1, $2, 'x@example.com', 'x@example.com', $3, 'member', $4, 1, $5)",
          {id, store::Blob{crypto::token_hash(id)}, team, scene.boss.id, later});
    }
    for (const auto& one : done) {
      if (!one) return one.error();
    }
    return {};
  }

  Result<Scene> make_scene(store::Transaction& transaction, const Asker& asker) {
    Scene scene;
    const Identity& identity = asker.identity;
    const std::int64_t now = unix_now_ms();
    const Origin origin{"192.0.2.1", "Test", "r"};
    SIGNET_CHECK(insert_person(transaction, scene.caller, password_hash_, identity.is_admin));
    SIGNET_CHECK(insert_person(transaction, scene.mate, password_hash_, false));
    SIGNET_CHECK(insert_person(transaction, scene.boss, password_hash_, true));
    SIGNET_CHECK(insert_team(transaction, scene, asker));
    SIGNET_TRY(const NewSession spare, make_session(transaction, scene.caller.id, "cli", false, origin, now));
    SIGNET_TRY(const NewApiKey key, make_api_key(transaction, scene.caller.id, {"k", Scope::kRead, {}}, now));
    scene.session = spare.id;
    scene.key = key.id;
    if (identity.credential == Credential::kSession) {
      SIGNET_TRY(const NewSession own, make_session(transaction, scene.caller.id, "cli", identity.has_two_factor,
                                                    origin, identity.is_fresh ? now : now - kFreshMs));
      scene.caller.headers = {"Authorization: Bearer " + std::string(own.token.expose())};
    } else if (identity.credential == Credential::kApiKey) {
      SIGNET_TRY(const NewApiKey own, make_api_key(transaction, scene.caller.id, {"own", identity.scope, {}}, now));
      scene.caller.headers = {"X-Api-Key: " + std::string(own.key.expose())};
    }
    return scene;
  }

  test::Answer call(const Route& route, const Row& row, const Scene& scene, const std::string& team) {
    const bool of_server = route.pattern.starts_with("/api/v1/server/");
    const bool of_session = route.pattern.find("/sessions/") != std::string::npos;
    std::string path = route.pattern.substr(std::string_view("/api/v1").size());
    for (const auto& [name, value] : {std::pair("{team}", team),
                                      {"{user}", row.on_boss ? scene.boss.id : scene.mate.id},
                                      {"{group}", scene.group},
                                      {"{invitation}", of_server ? scene.server_invitation : scene.invitation},
                                      {"{id}", of_session ? scene.session : scene.key}}) {
      path = replace_all(path, name, value);
    }
    const json::value body =
        row.body.empty() ? json::value() : boost::json::parse(replace_all(row.body, "{unique}", make_uuid()));
    std::vector<std::string> headers = scene.caller.headers;
    if (route.versioned) headers.emplace_back("If-Match: \"1\"");
    return send(to_text(route.method), path, body, headers);
  }

  static std::string without_request_id(const test::Answer& answer) {
    json::value body = test::json_of(answer);
    if (body.is_object()) body.get_object().erase("request_id");
    return boost::json::serialize(body);
  }

  void expect_verdict(Verdict verdict, const Row& row, const test::Answer& answer) {
    const bool is_refusal = answer.body.find("this is not allowed to you") != std::string::npos ||
                            answer.body.find("not an API key") != std::string::npos ||
                            answer.body.find("urn:signet:problem") != std::string::npos;
    switch (verdict) {
      case Verdict::kAllowed:
        EXPECT_FALSE(is_refusal) << answer.body;
        if (row.allowed.empty()) {
          EXPECT_EQ(answer.status / 100, 2U) << answer.body;
        } else {
          EXPECT_THAT(row.allowed, testing::Contains(answer.status)) << answer.body;
        }
        break;
      case Verdict::kSignIn:
        EXPECT_EQ(answer.status, 401U) << answer.body;
        break;
      case Verdict::kHidden:
        EXPECT_EQ(answer.status, 404U) << answer.body;
        break;
      case Verdict::kForbidden:
        EXPECT_EQ(answer.status, 403U) << answer.body;
        EXPECT_TRUE(is_refusal) << answer.body;
        EXPECT_THAT(answer.body, testing::Not(testing::HasSubstr("urn:signet:problem")));
        break;
      case Verdict::kGivePassword:
        EXPECT_EQ(answer.status, 403U) << answer.body;
        EXPECT_EQ(test::text_at(answer, "type"), "urn:signet:problem:password-required");
        break;
      case Verdict::kSetUpTwoFactor:
        EXPECT_EQ(answer.status, 403U) << answer.body;
        EXPECT_EQ(test::text_at(answer, "type"), "urn:signet:problem:second-factor-required");
        break;
    }
  }

  static Verdict verdict_on(const Row& row, const Asker& asker) {
    const TeamContext team{asker.role, asker.team_requires_two_factor};
    if (row.action && !row.any_session) {
      const Verdict first = row.first ? decide(asker.identity, *row.first, team) : Verdict::kAllowed;
      return first == Verdict::kAllowed ? decide(asker.identity, *row.action, team) : first;
    }
    if (asker.identity.credential == Credential::kNone) return Verdict::kSignIn;
    return asker.identity.credential == Credential::kSession ? Verdict::kAllowed : Verdict::kForbidden;
  }
};
SIGNET_ON_BOTH(PermissionWalk);

TEST_P(PermissionWalk, GivesEverybodyOnEveryRouteWhatTheTableDecides) {
  std::map<std::string, Route> routes;
  for (Route& route : all_routes(nullptr)) routes.emplace(route.operation, std::move(route));
  for (const Row& row : table()) {
    const auto route = routes.find(row.operation);
    ASSERT_NE(route, routes.end()) << row.operation << " is gone";
    if (route->second.access == Access::kNone) continue;
    const bool of_team = row.action && rule_of(*row.action).reach == Reach::kTeam;
    for (const Asker& asker : askers()) {
      // Elsewhere only the highest role is worth a look: it must give no right there.
      if (!of_team && (asker.role == TeamRole::kMember || asker.role == TeamRole::kAdmin)) continue;
      SCOPED_TRACE(fmt::format("{} as {}, {}", row.operation, asker.name, row.body));
      const Scene scene =
          write([&](store::Transaction& transaction) -> Result<Scene> { return make_scene(transaction, asker); });
      const Verdict verdict = verdict_on(row, asker);
      const test::Answer answer = call(route->second, row, scene, scene.team);
      expect_verdict(verdict, row, answer);
      if (verdict != Verdict::kHidden) continue;
      const test::Answer of_none = call(route->second, row, scene, make_uuid());
      EXPECT_EQ(without_request_id(answer), without_request_id(of_none))
          << "a stranger could tell that the team exists";
    }
    if (HasFailure()) return;
  }
}

TEST(PermissionTable, HasEveryRouteAndEveryPermission) {
  std::set<std::string> listed;
  std::set<Action> asked;
  for (const Row& row : table()) {
    listed.insert(row.operation);
    if (row.action) asked.insert(*row.action);
  }
  for (const Route& route : all_routes(nullptr)) {
    EXPECT_TRUE(listed.contains(route.operation)) << "say in the table who may call " << route.operation;
  }
  for (const Rule& rule : access_rules()) EXPECT_TRUE(asked.contains(rule.action)) << rule.name;
}

std::string_view who_may(const Rule& rule) {
  switch (rule.reach) {
    case Reach::kSelf:
      return "oneself";
    case Reach::kServer:
      return "administrators of the server";
    case Reach::kTeam:
      break;
  }
  return rule.least == TeamRole::kMember ? "members" : rule.least == TeamRole::kAdmin ? "admins and owners" : "owners";
}

std::string_view key_of(const Rule& rule) {
  return rule.scope == Scope::kNone ? "–" : rule.scope == Scope::kRead ? "read" : "write";
}

std::string describe_permissions() {
  std::string text = R"(# Who may do what

Written from the table in `src/server/access/access.cpp`; a test compares them, and another one calls every route as
everybody and compares the answers. Whoever is not in a team is told that there is no such team. A key's scope *write*
holds *read*; "–" wants a session. *Password* wants it to have been given in the last 10 minutes. Where a team requires a
second factor, sessions without one, and keys of people without one, may do nothing but leave it.

| permission | who | API key | password | operations |
|---|---|---|---|---|
)";
  for (const Rule& rule : access_rules()) {
    std::vector<std::string> operations;
    for (const Row& row : table()) {
      if (row.action != rule.action) continue;
      if (operations.empty() || operations.back() != row.operation) operations.emplace_back(row.operation);
    }
    text += fmt::format("| {} | {} | {} | {} | {} |\n", rule.name, who_may(rule), key_of(rule), rule.fresh ? "yes" : "",
                        operations.empty() ? "" : join(operations, ", "));
  }
  return text;
}

TEST(PermissionTable, IsWhatTheDocumentationHolds) {
  const auto file = read_file(SIGNET_SOURCE_DIR "/docs/security/permissions.md");
  const std::string text = describe_permissions();
  EXPECT_TRUE(file && *file == text) << "write this into docs/security/permissions.md:\n" << text;
}

}  // namespace
}  // namespace signet::server
