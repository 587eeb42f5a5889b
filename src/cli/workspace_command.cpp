#include "cli/workspace_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/secret_memory.h"
#include "base/text.h"
#include "cli/terminal.h"
#include "report/plain_text.h"

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

Result<json::array> find(const WorkspaceCommandArguments& arguments) {
  app::SearchRequest request = arguments.search;
  request.words = join(arguments.words, " ");
  if (!arguments.team.workspace.empty()) {
    SIGNET_TRY(app::WorkspaceClient workspace, open_workspace(arguments.team));
    return workspace.search(request);
  }
  SIGNET_TRY(TeamAccess access, open_team(arguments.team.server));
  return app::search(access.client, access.token, request);
}

Status search(const WorkspaceCommandArguments& arguments) {
  SIGNET_TRY(const json::array hits, find(arguments));
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(json::object{{"elements", hits}}));
    return {};
  }
  for (const json::value& hit : hits) {
    fmt::print("{}  {:11}  {}: {}\n", text_of(hit, "id"), text_of(hit, "kind"), text_of(hit, "workspace_name"),
               report::one_line(text_of(hit, "name")));
  }
  if (hits.empty()) fmt::print("nothing has all these words\n");
  if (hits.size() == arguments.search.most) fmt::print("There may be more: --limit, or more words, show them.\n");
  return {};
}

Status run(const WorkspaceCommandArguments& arguments) {
  using enum WorkspaceCommandArguments::Verb;
  if (arguments.verb == kSearch) return search(arguments);
  if (arguments.verb == kHistory) return show_history(arguments.history);
  if (arguments.verb == kDiff) return show_diff(arguments.history);
  SIGNET_TRY(TeamAccess access, open_team(arguments.team.server));
  return arguments.verb == kCreate ? create(access, arguments) : list(access, arguments.json);
}

void declare_search(CLI::App& command, WorkspaceCommandArguments& arguments) {
  CLI::App* found = command.add_subcommand("search", "Find elements by the beginnings of their words");
  found->add_option("words", arguments.words, "All of them must be there")->required()->type_name("WORD");
  found->add_option("--kind", arguments.search.kind, "Only these")
      ->check(CLI::IsMember({"collection", "folder", "request", "environment", "globals", "mock", "monitor"}));
  found->add_flag("--trashed", arguments.search.in_trash, "Search in the trash");
  constexpr std::size_t kMost = 10'000;
  found->add_option("--limit", arguments.search.most, "The most elements to show (50)")
      ->check(CLI::Range(std::size_t{1}, kMost))
      ->type_name("N");
  declare_workspace_options(*found, arguments.team);
  found->add_flag("--json", arguments.json, "Print JSON for programs");
  found->callback([&arguments] { arguments.verb = WorkspaceCommandArguments::Verb::kSearch; });
  found->footer(R"(
Names, descriptions, URLs, headers, parameters, bodies and scripts are searched; those whose names have all words come
first. Case and accents make no difference. Secrets are not found: they are sealed.

Examples:
  signet workspace search order list
  signet workspace search invoice --workspace Orders --kind request --json | jq -r '.elements[].name')");
}

}  // namespace

void declare_workspace_command(CLI::App& command, WorkspaceCommandArguments& arguments) {
  command.require_subcommand(1);
  CLI::App* shown = command.add_subcommand("list", "The workspaces that one is in: id, kind, role, name");
  declare_server_option(*shown, arguments.team.server);
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
  declare_server_option(*made, arguments.team.server);
  made->add_flag("--json", arguments.json, "Print it as JSON");
  made->callback([&arguments] { arguments.verb = WorkspaceCommandArguments::Verb::kCreate; });
  made->footer(R"(
Examples:
  signet workspace create Orders
  signet workspace create Billing --kind team --team Rockets --member-role editor)");
  declare_search(command, arguments);
  CLI::App* history = command.add_subcommand("history", "The versions of an element: version, when, by whom");
  declare_history_options(*history, arguments.history);
  history->callback([&arguments] { arguments.verb = WorkspaceCommandArguments::Verb::kHistory; });
  CLI::App* diff = command.add_subcommand("diff", "What changed from one version of an element to another");
  declare_diff_options(*diff, arguments.history);
  diff->callback([&arguments] { arguments.verb = WorkspaceCommandArguments::Verb::kDiff; });
}

int workspace_command(const WorkspaceCommandArguments& arguments) {
  keep_out_of_core_dumps();
  const Status done = run(arguments);
  if (done) return 0;
  print_error(done.error());
  return 1;
}

}  // namespace signet::cli
