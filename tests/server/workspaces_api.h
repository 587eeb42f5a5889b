// A team with people in all places, and workspaces made over the API, for the tests of workspaces.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/server/running_server.h"

namespace signet::server::test {

class WithWorkspaces : public WithServer {
 protected:
  void SetUp() override {
    WithServer::SetUp();
    if (IsSkipped()) return;
    owner_ = make_person("olga");
    mate_ = make_person("mia");
    other_ = make_person("otto");
    stranger_ = make_person("sam");
    team_ = make_team(owner_);
    join(team_, mate_, TeamRole::kMember);
    join(team_, other_, TeamRole::kMember);
  }

  std::string make_workspace(const Person& who, std::string_view kind, std::string_view name = "Orders") {
    json::object body{{"kind", kind}, {"name", name}};
    if (kind != "personal") body["team"] = team_;
    if (kind == "team") body["member_role"] = "viewer";
    const Answer made = send(who, "POST", "/workspaces", body);
    EXPECT_EQ(made.status, 201U) << made.body;
    return "/workspaces/" + text_at(made, "id");
  }

  Answer put_user(const Person& who, const std::string& workspace, const Person& whom, std::string_view role) {
    return send(who, "PUT", workspace + "/users/" + whom.id, json::object{{"role", role}});
  }

  std::vector<std::string> names(const Person& who, const std::string& path, std::string_view list) {
    std::vector<std::string> out;
    const json::value found = json_of(send(who, "GET", path));
    for (const json::value& one : found.at(list).as_array()) out.emplace_back(one.at("name").as_string());
    return out;
  }

  std::vector<std::string> audited(const std::string& target) {
    std::vector<std::string> actions;
    const auto rows = database_->read([&](store::Transaction& transaction) {
      return transaction.query("SELECT action FROM audit_log WHERE target = $1 ORDER BY seq", {target});
    });
    EXPECT_TRUE(rows) << rows.error().to_string();
    if (!rows) return actions;
    for (const store::Row& row : *rows) actions.push_back(*row.get<std::string>(0));
    return actions;
  }

  static std::string id_of(const std::string& workspace) { return workspace.substr(workspace.rfind('/') + 1); }

  Person owner_;     ///< of the team
  Person mate_;      ///< a member
  Person other_;     ///< another member
  Person stranger_;  ///< in no team
  std::string team_;
};

/// With a private workspace that mate_ owns and other_ may view.
class WithPrivateWorkspace : public WithWorkspaces {
 protected:
  void SetUp() override {
    WithWorkspaces::SetUp();
    if (IsSkipped()) return;
    path_ = make_workspace(mate_, "private");
    put_user(mate_, path_, other_, "viewer");
  }

  std::string path_;  ///< "/workspaces/ID"
};

}  // namespace signet::server::test
