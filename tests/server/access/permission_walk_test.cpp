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
#include "server/workspaces/workspaces.h"
#include "tests/server/running_server.h"

namespace signet::server {
namespace {

/// Which element of the workspace a call is about.
enum class Target : std::uint8_t { kCollection, kEnvironment, kMock, kMonitor, kTrashed };

/// A route, and what it asks for. Without an action: a route that takes no credential, or any session.
struct Row {
  const char* operation;
  std::optional<Action> action = {};
  std::string body = {};               ///< with {unique}, which no two calls share
  std::vector<unsigned> allowed = {};  ///< the statuses of whoever may; none: those of success
  std::optional<Action> first = {};    ///< asked for before `action`
  bool on_boss = false;                ///< {user} is an owner of the team, and not a member; {comment} is theirs
  bool any_session = false;            ///< the route wants the password itself
  Target target = Target::kCollection;
  std::string query = {};
};

std::vector<Row> table() {
  using enum Action;
  const std::string password = R"({"password":"plum-harbor-tin-eagle"})";
  const std::string passwords = R"({"password":"plum-harbor-tin-eagle","new_password":"velvet-canyon-moss-9"})";
  const std::string factors = R"({"password":"plum-harbor-tin-eagle","code":"123456"})";
  const std::string name = R"({"name":"New name"})";
  const std::string invite = R"({"email":"{unique}@example.com","role":"admin"})";
  const std::string invite_owner = R"({"email":"{unique}@example.com","role":"owner"})";
  const std::string collection_content =
      R"({"content":{"info":{"name":"C","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},"item":[]}})";
  const std::string in_workspace = "?workspace={workspace}";
  const std::string postman_collection = replace_all(collection_content, "content", "collection");
  const std::string postman_environment = R"({"environment":{"name":"E","values":[]}})";
  const std::string postman_mock = R"({"mock":{"name":"M","collection":"{collection}"}})";
  const std::string postman_monitor =
      R"({"monitor":{"name":"M","collection":"{collection}","schedule":{"cron":"0 9 * * *","timezone":"UTC"}}})";
  const auto one_of = [](const char* operation, Action action, Target target, std::string body = {},
                         std::string query = {}) {
    return Row{operation, action, std::move(body), {}, {}, false, false, target, std::move(query)};
  };
  const std::string collection = replace_all(collection_content, R"({"content")", R"({"kind":"collection","content")");
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

      {"listWorkspaces", kListWorkspaces},
      {"createWorkspace", kCreateOwnWorkspace, R"({"kind":"personal","name":"W"})"},
      {"createWorkspace", kCreateTeamWorkspace, R"({"kind":"private","team":"{team}","name":"W"})"},
      {"getWorkspace", kReadWorkspace},
      {"changeWorkspace", kChangeWorkspace, name},
      {"archiveWorkspace", kArchiveWorkspace, R"({"archived":true})"},
      {"moveWorkspace", kMoveWorkspace, R"({"kind":"personal"})"},
      {"deleteWorkspace", kDeleteWorkspace},
      {"listWorkspaceUsers", kReadWorkspaceMembers},
      {"putWorkspaceUser", kManageWorkspaceMembers, R"({"role":"editor"})", {204, 409}},  // 409: a personal one
      {"putWorkspaceUser", kManageWorkspaceOwners, R"({"role":"owner"})", {204, 409}, kManageWorkspaceMembers},
      {"putWorkspaceUser",
       kManageWorkspaceOwners,
       R"({"role":"editor"})",
       {204, 404, 409},
       kManageWorkspaceMembers,
       true},
      {"removeWorkspaceUser", kManageWorkspaceMembers, "", {204, 409}},
      {"removeWorkspaceUser", kManageWorkspaceOwners, "", {204, 409}, kManageWorkspaceMembers, true},
      {"leaveWorkspace", kLeaveWorkspace, "", {204, 404, 409}},  // no role of one's own, or a personal one
      {"listWorkspaceGroups", kReadWorkspaceMembers},
      {"putWorkspaceGroup", kManageWorkspaceMembers, R"({"role":"viewer"})", {204, 409}},
      {"removeWorkspaceGroup", kManageWorkspaceMembers, "", {204, 409}},
      // 409: a personal one, or somebody who is in it already.
      {"inviteToWorkspace", kManageWorkspaceMembers, R"({"email":"{mate}","role":"viewer"})", {409}},
      {"inviteToWorkspace",
       kManageWorkspaceOwners,
       R"({"email":"{mate}","role":"owner"})",
       {409},
       kManageWorkspaceMembers},
      {"listWorkspaceInvitations", kManageWorkspaceMembers, "", {200, 409}},
      {"revokeWorkspaceInvitation", kManageWorkspaceMembers, "", {404, 409}},  // it is to the team alone
      {"listElements", kReadElements},
      {"createElement", kChangeElements, collection},
      {"getElement", kReadElements},
      {"changeElement", kChangeElements, collection_content},
      {"moveElement", kChangeElements, "{}"},
      {"trashElement", kChangeElements},
      {"restoreElement", kChangeElements, "", {}, {}, false, false, Target::kTrashed},
      {"deleteElement", kDeleteElements, "", {}, {}, false, false, Target::kTrashed},
      {"revealSecrets", kRevealSecrets, "", {}, {}, false, false, Target::kEnvironment},
      {"exportElement", kReadElements},
      {"importFile", kChangeElements, R"({"name":"e.json","data":"eyJuYW1lIjoiRSIsInZhbHVlcyI6W119"})"},
      {"listChanges", kReadElements},
      {"followChanges", kReadElements, "", {426}},  // a request that opens no WebSocket
      {"listActivity", kReadElements},
      {"listVersions", kReadElements},
      {"getVersion", kReadElements},
      one_of("diffVersions", kReadElements, Target::kCollection, "", "?against=1"),
      {"restoreVersion", kChangeElements},
      {"listTrash", kReadElements},
      {"listComments", kReadElements},
      {"addComment", kWriteComments, R"({"body":"text"})"},
      {"editComment", kWriteComments, R"({"body":"text"})"},
      {"resolveComment", kWriteComments, R"({"resolved":true})"},
      {"deleteComment", kWriteComments},
      {"deleteComment", kDeleteComments, "", {}, kWriteComments, true},
      one_of("searchWorkspace", kReadElements, Target::kCollection, "", "?q=word"),
      one_of("search", kListWorkspaces, Target::kCollection, "", "?q=word"),

      {"postmanGetMe", kReadOwnAccount},
      {"postmanListWorkspaces", kListWorkspaces},
      {"postmanGetWorkspace", kReadElements},
      {"postmanListCollections", kListWorkspaces},
      one_of("postmanListCollections", kReadElements, Target::kCollection, "", in_workspace),
      one_of("postmanCreateCollection", kChangeElements, Target::kCollection, postman_collection, in_workspace),
      one_of("postmanGetCollection", kReadElements, Target::kCollection),
      one_of("postmanReplaceCollection", kChangeElements, Target::kCollection, postman_collection),
      one_of("postmanDeleteCollection", kChangeElements, Target::kCollection),
      {"postmanListEnvironments", kListWorkspaces},
      one_of("postmanListEnvironments", kReadElements, Target::kEnvironment, "", in_workspace),
      one_of("postmanCreateEnvironment", kChangeElements, Target::kEnvironment, postman_environment, in_workspace),
      one_of("postmanGetEnvironment", kReadElements, Target::kEnvironment),
      one_of("postmanGetEnvironment", kRevealSecrets, Target::kEnvironment, "", "?reveal=secrets"),
      one_of("postmanReplaceEnvironment", kChangeElements, Target::kEnvironment, postman_environment),
      one_of("postmanDeleteEnvironment", kChangeElements, Target::kEnvironment),
      {"postmanListMocks", kListWorkspaces},
      one_of("postmanListMocks", kReadElements, Target::kMock, "", in_workspace),
      one_of("postmanCreateMock", kChangeElements, Target::kMock, postman_mock, in_workspace),
      one_of("postmanGetMock", kReadElements, Target::kMock),
      one_of("postmanReplaceMock", kChangeElements, Target::kMock, postman_mock),
      one_of("postmanDeleteMock", kChangeElements, Target::kMock),
      {"postmanListMonitors", kListWorkspaces},
      one_of("postmanListMonitors", kReadElements, Target::kMonitor, "", in_workspace),
      one_of("postmanCreateMonitor", kChangeElements, Target::kMonitor, postman_monitor, in_workspace),
      one_of("postmanGetMonitor", kReadElements, Target::kMonitor),
      one_of("postmanReplaceMonitor", kChangeElements, Target::kMonitor, postman_monitor),
      one_of("postmanDeleteMonitor", kChangeElements, Target::kMonitor),

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

/// Where the asker's place in a workspace comes from.
enum class Through : std::uint8_t { kNothing, kOwnRole, kGroup, kTeam };

struct Asker {
  std::string name;
  TeamRole role = TeamRole::kNone;
  Identity identity;
  bool team_requires_two_factor = false;
  WorkspaceKind workspace = WorkspaceKind::kPrivate;
  Through through = Through::kNothing;
  WorkspaceRole workspace_role = WorkspaceRole::kNone;  ///< which the asker must turn out to have
  bool bound_here = false;                              ///< the key is bound to the workspace
  bool bound_elsewhere = false;                         ///< the key is bound to another one
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

/// Everybody who may ask about a workspace.
std::vector<Asker> workspace_askers() {
  using enum WorkspaceRole;
  using enum WorkspaceKind;
  const Identity session{"u", Credential::kSession, false, true, false, Scope::kNone};
  const Identity late{"u", Credential::kSession, false, false, false, Scope::kNone};
  const Identity strong{"u", Credential::kSession, false, true, true, Scope::kNone};
  const Identity server_admin{"u", Credential::kSession, true, true, true, Scope::kNone};
  const Identity reading{"u", Credential::kApiKey, false, false, false, Scope::kRead};
  const Identity writing{"u", Credential::kApiKey, false, false, false, Scope::kWrite};
  const auto member = TeamRole::kMember;
  std::vector<Asker> all = {
      {"nobody", TeamRole::kNone, {}},
      {"a stranger", TeamRole::kNone, session},
      {"an administrator of the server", TeamRole::kNone, server_admin},
      {"a member of the team who is not in the private one", member, session},
      {"an admin of the team who is not in the private one", TeamRole::kAdmin, session},
      {"an owner of the team who is not in the private one", TeamRole::kOwner, session},
      {"an owner's writing key, not in the private one", TeamRole::kOwner, writing},
      {"a stranger to a team's own one", TeamRole::kNone, session, false, kTeam},
      {"a stranger to a personal one", TeamRole::kNone, server_admin, false, kPersonal},
      {"an owner long after the password", member, late, false, kPrivate, Through::kOwnRole, kOwner},
      {"an owner without the second factor", member, session, true, kPrivate, Through::kOwnRole, kOwner},
      {"an owner with the second factor", member, strong, true, kPrivate, Through::kOwnRole, kOwner},
      {"an owner's key without the second factor", member, writing, true, kPrivate, Through::kOwnRole, kOwner},
      {"a group's viewer", member, session, false, kPrivate, Through::kGroup, kViewer},
      {"a group's editor", member, session, false, kPrivate, Through::kGroup, kEditor},
      {"a group's admin", member, session, false, kPrivate, Through::kGroup, kAdmin},
      {"a member in a team's own one", member, session, false, kTeam, Through::kTeam, kViewer},
      {"an admin in a team's own one", TeamRole::kAdmin, session, false, kTeam, Through::kTeam, kAdmin},
      {"an owner in a team's own one", TeamRole::kOwner, session, false, kTeam, Through::kTeam, kOwner},
      {"an editor in a team's own one", member, session, false, kTeam, Through::kOwnRole, kEditor},
      {"the owner of a personal one", TeamRole::kNone, session, false, kPersonal, Through::kOwnRole, kOwner},
      {"the owner's key to a personal one", TeamRole::kNone, writing, false, kPersonal, Through::kOwnRole, kOwner},
      {"an admin's key bound to it", member, writing, false, kPrivate, Through::kOwnRole, kAdmin, true},
      {"an admin's key bound to another", member, writing, false, kPrivate, Through::kOwnRole, kAdmin, false, true},
  };
  for (const WorkspaceRole role : {kViewer, kEditor, kAdmin, kOwner}) {
    const std::string word(name_of(role));
    all.push_back({"a session of role " + word, member, session, false, kPrivate, Through::kOwnRole, role});
    all.push_back({"a reading key of role " + word, member, reading, false, kPrivate, Through::kOwnRole, role});
    all.push_back({"a writing key of role " + word, member, writing, false, kPrivate, Through::kOwnRole, role});
  }
  return all;
}

/// Statements one after another, until one fails.
class Inserts {
 public:
  explicit Inserts(store::Transaction& transaction) : transaction_(transaction) {}

  void operator()(store::Sql sql, const store::Values& values) {
    if (!status_) return;
    const auto done = transaction_.execute(sql, values);
    if (!done) status_ = done.error();
  }
  [[nodiscard]] const Status& status() const { return status_; }

 private:
  store::Transaction& transaction_;
  Status status_;
};

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
    std::string workspace = make_uuid();
    std::map<Target, std::string> elements;
    std::string comment = make_uuid();  ///< the caller's, on the collection
    std::string boss_comment = make_uuid();
  };

  /// A workspace of the asker's kind, with the boss as its owner and the mate in it, and the asker where it says.
  static Status insert_workspace(store::Transaction& transaction, Scene& scene, const Asker& asker) {
    Inserts run(transaction);
    const bool is_personal = asker.workspace == WorkspaceKind::kPersonal;
    const std::string& owner = asker.through == Through::kOwnRole ? scene.caller.id : scene.boss.id;
    run("INSERT INTO workspaces (id, kind, team_id, owner_id, member_role, name, description, created_ms) "
        "VALUES ($1, $2, $3, $4, $5, 'W', '', 1)",
        {scene.workspace, name_of(asker.workspace),
         is_personal ? std::optional<std::string>() : std::optional(scene.team),
         is_personal ? std::optional(owner) : std::optional<std::string>(),
         asker.workspace == WorkspaceKind::kTeam ? std::optional<std::string>("viewer") : std::nullopt});
    const auto put = [&](const std::string& user, std::string_view role) {
      run("INSERT INTO workspace_users (workspace_id, team_id, user_id, role, created_ms) VALUES ($1, $2, $3, $4, 1)",
          {scene.workspace, scene.team, user, role});
    };
    if (!is_personal) {
      put(scene.boss.id, "owner");
      put(scene.mate.id, "viewer");
      if (asker.through == Through::kOwnRole) put(scene.caller.id, name_of(asker.workspace_role));
      run("INSERT INTO workspace_groups (workspace_id, team_id, group_id, role, created_ms) VALUES ($1, $2, $3, $4, 1)",
          {scene.workspace, scene.team, scene.group,
           asker.through == Through::kGroup ? name_of(asker.workspace_role) : "viewer"});
      if (asker.through == Through::kGroup) {
        run("INSERT INTO group_members (group_id, team_id, user_id, created_ms) VALUES ($1, $2, $3, 1)",
            {scene.group, scene.team, scene.caller.id});
      }
    }
    for (const auto& [target, kind, content] :
         {std::tuple(Target::kCollection, "collection", R"({"info":{"name":"C"},"item":[]})"),
          std::tuple(Target::kTrashed, "collection", R"({"info":{"name":"C"},"item":[]})"),
          std::tuple(Target::kEnvironment, "environment", R"({"name":"E","values":[]})"),
          std::tuple(Target::kMock, "mock", R"({"name":"M","collection":"of none"})"),
          std::tuple(Target::kMonitor, "monitor", R"({"name":"M","collection":"of none","schedule":{}})")}) {
      const std::string& id = scene.elements[target] = make_uuid();
      const bool is_trashed = target == Target::kTrashed;
      run("INSERT INTO elements (id, workspace_id, kind, position, name, revision, version, seq, created_ms, "
          "created_by, changed_ms, changed_by, trashed_ms, trash_root) "
          "VALUES ($1, $2, $3, 1, 'E', 1, 1, 0, 1, $4, 1, $4, $5, $6)",
          {id, scene.workspace, kind, scene.boss.id, is_trashed ? std::optional<std::int64_t>(1) : std::nullopt,
           is_trashed ? std::optional(id) : std::optional<std::string>()});
      run("INSERT INTO element_versions (element_id, revision, name, content, places, at_ms, by_id) "
          "VALUES ($1, 1, 'E', $2, '[]', 1, $3)",
          {id, content, scene.boss.id});
    }
    for (const auto& [id, author] : {std::pair(scene.comment, scene.caller.id), {scene.boss_comment, scene.boss.id}}) {
      run("INSERT INTO comments (id, element_id, seq, author, body, revision, created_ms) "
          "VALUES ($1, $2, 0, $3, 'text', 1, 1)",
          {id, scene.elements[Target::kCollection], author});
    }
    return run.status();
  }

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
    Inserts run(transaction);
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
    return run.status();
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
    SIGNET_CHECK(insert_workspace(transaction, scene, asker));
    SIGNET_TRY(const NewSession spare, make_session(transaction, scene.caller.id, "cli", false, origin, now));
    SIGNET_TRY(const NewApiKey key, make_api_key(transaction, scene.caller.id, {"k", Scope::kRead, {}}, now));
    scene.session = spare.id;
    scene.key = key.id;
    if (identity.credential == Credential::kSession) {
      SIGNET_TRY(const NewSession own, make_session(transaction, scene.caller.id, "cli", identity.has_two_factor,
                                                    origin, identity.is_fresh ? now : now - kFreshMs));
      scene.caller.headers = {"Authorization: Bearer " + std::string(own.token.expose())};
    } else if (identity.credential == Credential::kApiKey) {
      KeyRequest request{"own", identity.scope, {}};
      if (asker.bound_here) request.workspaces = {scene.workspace};
      if (asker.bound_elsewhere) {
        const std::string other = make_uuid();
        const auto made = transaction.execute(
            "INSERT INTO workspaces (id, kind, owner_id, name, description, created_ms) "
            "VALUES ($1, 'personal', $2, 'Other', '', 1)",
            {other, scene.caller.id});
        if (!made) return made.error();
        request.workspaces = {other};
      }
      SIGNET_TRY(const NewApiKey own, make_api_key(transaction, scene.caller.id, request, now));
      scene.caller.headers = {"X-Api-Key: " + std::string(own.key.expose())};
    }
    return scene;
  }

  /// `team` and `workspace`: those of the scene, or ones that there are not.
  test::Answer call(const Route& route, const Row& row, const Scene& scene, const std::string& team,
                    const std::string& workspace) {
    const bool of_server = route.pattern.starts_with("/api/v1/server/");
    const bool of_session = route.pattern.find("/sessions/") != std::string::npos;
    // Those are asked for without their workspace: one that is not there stands for it.
    const std::string of_element = workspace == scene.workspace ? scene.elements.at(row.target) : make_uuid();
    std::string path = route.pattern + row.query;
    for (const auto& [name, value] : {std::pair("{team}", team),
                                      {"{user}", row.on_boss ? scene.boss.id : scene.mate.id},
                                      {"{group}", scene.group},
                                      {"{invitation}", of_server ? scene.server_invitation : scene.invitation},
                                      {"{workspace}", workspace},
                                      {"{workspaceId}", workspace},
                                      {"{element}", scene.elements.at(row.target)},
                                      {"{collectionId}", of_element},
                                      {"{environmentId}", of_element},
                                      {"{mockId}", of_element},
                                      {"{monitorId}", of_element},
                                      {"{comment}", row.on_boss ? scene.boss_comment : scene.comment},
                                      {"{version}", "1"},
                                      {"{id}", of_session ? scene.session : scene.key}}) {
      path = replace_all(path, name, value);
    }
    std::string text = replace_all(replace_all(row.body, "{unique}", make_uuid()), "{team}", team);
    text = replace_all(text, "{mate}", scene.mate.email);
    text = replace_all(text, "{collection}", scene.elements.at(Target::kCollection));
    const json::value body = text.empty() ? json::value() : boost::json::parse(text);
    std::vector<std::string> headers = scene.caller.headers;
    if (route.versioned) headers.emplace_back("If-Match: \"1\"");
    return ask(to_text(route.method), path, body, headers);
  }

  static std::string without_request_id(const test::Answer& answer) {
    json::value body = test::json_of(answer);
    if (body.is_object()) body.get_object().erase("request_id");
    return boost::json::serialize(body);
  }

  void expect_verdict(Verdict verdict, const Row& row, const test::Answer& answer) {
    const bool is_refusal = answer.body.find("this is not allowed to you") != std::string::npos ||
                            answer.body.find("not an API key") != std::string::npos ||
                            answer.body.find("an API key, not a session") != std::string::npos ||
                            answer.body.find("secondFactorRequired") != std::string::npos ||
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
        EXPECT_TRUE(test::text_at(answer, "type") == "urn:signet:problem:second-factor-required" ||
                    answer.body.starts_with(R"({"error":{"name":"secondFactorRequired")"))
            << answer.body;
        break;
    }
  }

  static Verdict verdict_in_workspace(const Route& route, const Row& row, const Asker& asker) {
    if (is_session_for_keys(route, asker)) return Verdict::kForbidden;
    Identity identity = asker.identity;
    if (asker.bound_here) identity.workspaces = {"w"};
    if (asker.bound_elsewhere) identity.workspaces = {"another"};
    const WorkspaceContext workspace{"w", asker.workspace_role, asker.team_requires_two_factor};
    const Verdict first = row.first ? decide(identity, *row.first, workspace) : Verdict::kAllowed;
    if (first != Verdict::kAllowed) return first;
    // Nobody owns a personal one but its owner, so that nobody else's right is asked for.
    const bool asks_first_only = row.on_boss && asker.workspace == WorkspaceKind::kPersonal;
    return asks_first_only ? first : decide(identity, *row.action, workspace);
  }

  /// Routes for keys alone say no to sessions before anything else.
  static bool is_session_for_keys(const Route& route, const Asker& asker) {
    return route.access == Access::kKey && asker.identity.credential == Credential::kSession;
  }

  static Verdict verdict_on(const Route& route, const Row& row, const Asker& asker) {
    if (is_session_for_keys(route, asker)) return Verdict::kForbidden;
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

TEST_P(PermissionWalk, GivesEverybodyInWorkspacesWhatTheTableDecides) {
  std::map<std::string, Route> routes;
  for (Route& route : all_routes(nullptr)) routes.emplace(route.operation, std::move(route));
  for (const Row& row : table()) {
    if (!row.action || rule_of(*row.action).reach != Reach::kWorkspace) continue;
    const Route& route = routes.at(row.operation);
    for (const Asker& asker : workspace_askers()) {
      SCOPED_TRACE(fmt::format("{} as {}, {}", row.operation, asker.name, row.body));
      const Scene scene =
          write([&](store::Transaction& transaction) -> Result<Scene> { return make_scene(transaction, asker); });
      const Verdict verdict = verdict_in_workspace(route, row, asker);
      const test::Answer answer = call(route, row, scene, scene.team, scene.workspace);
      expect_verdict(verdict, row, answer);
      if (verdict != Verdict::kHidden) continue;
      const test::Answer of_none = call(route, row, scene, scene.team, make_uuid());
      EXPECT_EQ(without_request_id(answer), without_request_id(of_none))
          << "a stranger could tell that the workspace exists";
    }
    if (HasFailure()) return;
  }
}

TEST_P(PermissionWalk, GivesEverybodyOnEveryRouteWhatTheTableDecides) {
  std::map<std::string, Route> routes;
  for (Route& route : all_routes(nullptr)) routes.emplace(route.operation, std::move(route));
  for (const Row& row : table()) {
    const auto route = routes.find(row.operation);
    ASSERT_NE(route, routes.end()) << row.operation << " is gone";
    if (route->second.access == Access::kNone) continue;
    if (row.action && rule_of(*row.action).reach == Reach::kWorkspace) continue;  // the test above walks those
    const bool of_team = row.action && rule_of(*row.action).reach == Reach::kTeam;
    for (const Asker& asker : askers()) {
      // Elsewhere only the highest role is worth a look: it must give no right there.
      if (!of_team && (asker.role == TeamRole::kMember || asker.role == TeamRole::kAdmin)) continue;
      SCOPED_TRACE(fmt::format("{} as {}, {}", row.operation, asker.name, row.body));
      const Scene scene =
          write([&](store::Transaction& transaction) -> Result<Scene> { return make_scene(transaction, asker); });
      const Verdict verdict = verdict_on(route->second, row, asker);
      const test::Answer answer = call(route->second, row, scene, scene.team, scene.workspace);
      expect_verdict(verdict, row, answer);
      if (verdict != Verdict::kHidden) continue;
      const test::Answer of_none = call(route->second, row, scene, make_uuid(), scene.workspace);
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

std::string_view who_may_in_workspace(WorkspaceRole least) {
  switch (least) {
    case WorkspaceRole::kViewer:
      return "viewers and above";
    case WorkspaceRole::kEditor:
      return "editors and above";
    case WorkspaceRole::kAdmin:
      return "its admins and owners";
    case WorkspaceRole::kOwner:
      return "its owners";
    case WorkspaceRole::kNone:
      break;
  }
  return "nobody";
}

std::string_view who_may(const Rule& rule) {
  switch (rule.reach) {
    case Reach::kSelf:
      return "oneself";
    case Reach::kServer:
      return "administrators of the server";
    case Reach::kWorkspace:
      return who_may_in_workspace(rule.least_in_workspace);
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
everybody and compares the answers. Whoever is not in a team or a workspace is told that there is no such one. A key's
scope *write* holds *read*; "–" wants a session. A key that is bound to workspaces may do nothing outside of these but
list them. *Password* wants it to have been given in the last 10 minutes. Where a team requires a second factor, sessions
without one, and keys of people without one, may do nothing but leave it and its workspaces.

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
