#include "cli/workspace_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/secret_memory.h"
#include "cli/terminal.h"

namespace signet::cli {

namespace {

Status list(TeamAccess& access, bool as_json) {
  SIGNET_TRY(const json::array all, app::list_workspaces(access.client, access.token));
  if (as_json) {
    fmt::print("{}\n", boost::json::serialize(json::object{{"workspaces", all}}));
    return {};
  }
  if (all.empty()) fmt::print("you are in no workspace of {}: signet workspace create NAME\n", access.client.server());
  for (const json::value& one : all) {
    const bool archived = one.is_object() && one.get_object().contains("archived") && !one.at("archived").is_null();
    fmt::print("{}  {:8}  {:6}  {}{}\n", text_of(one, "id"), text_of(one, "kind"), text_of(one, "role"),
               text_of(one, "name"), archived ? "  (in the archive)" : "");
  }
  return {};
}

Status create(TeamAccess& access, const WorkspaceCommandArguments& arguments) {
  SIGNET_TRY(const json::value made, app::create_workspace(access.client, access.token, arguments.wanted));
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(made));
  } else {
    fmt::print("made the {} workspace \"{}\" ({})\n", text_of(made, "kind"), text_of(made, "name"),
               text_of(made, "id"));
  }
  return {};
}

Status run(const WorkspaceCommandArguments& arguments) {
  SIGNET_TRY(TeamAccess access, open_team(arguments.server));
  return arguments.create ? create(access, arguments) : list(access, arguments.json);
}

}  // namespace

void declare_workspace_command(CLI::App& command, WorkspaceCommandArguments& arguments) {
  command.require_subcommand(1);
  CLI::App* shown = command.add_subcommand("list", "The workspaces that one is in: id, kind, role, name");
  declare_server_option(*shown, arguments.server);
  shown->add_flag("--json", arguments.json, "Print JSON for programs");
  shown->footer("\nExamples:\n  signet workspace list\n  signet workspace list --json | jq -r '.workspaces[].name'");

  CLI::App* made = command.add_subcommand("create", "Make a workspace, and own it");
  made->add_option("name", arguments.wanted.name, "Its name")->required()->type_name("NAME");
  arguments.wanted.kind = "personal";
  made->add_option("--kind", arguments.wanted.kind,
                   "personal: for oneself; private: for those of a team who are put into it; team: for all of a team")
      ->check(CLI::IsMember({"personal", "private", "team"}));
  made->add_option("--team", arguments.wanted.team, "The team of the kinds private and team, by name or id")
      ->type_name("NAME");
  made->add_option("--member-role", arguments.wanted.member_role, "Of the kind team: what every member of it may")
      ->check(CLI::IsMember({"viewer", "editor"}));
  declare_server_option(*made, arguments.server);
  made->add_flag("--json", arguments.json, "Print it as JSON");
  made->callback([&arguments] { arguments.create = true; });
  made->footer(R"(
Examples:
  signet workspace create Orders
  signet workspace create Billing --kind team --team Rockets --member-role editor)");
}

int workspace_command(const WorkspaceCommandArguments& arguments) {
  keep_out_of_core_dumps();
  const Status done = run(arguments);
  if (done) return 0;
  print_error(done.error());
  return 1;
}

}  // namespace signet::cli
