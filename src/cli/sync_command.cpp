#include "cli/sync_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/sync/synchronizer.h"
#include "base/secret_memory.h"
#include "cli/environment.h"
#include "cli/progress_line.h"
#include "cli/terminal.h"
#include "report/plain_text.h"

namespace signet::cli {

namespace {

constexpr int kExitFailure = 1;
constexpr int kExitWrongUse = 2;

struct Opened {
  app::WorkingCopy copy;
  app::CopyState state;
  app::WorkspaceClient workspace;
};

/// A folder that somebody sent may name any server: an API key goes only to the one that was named beside it.
Result<TeamAccess> open_server_of(const app::CopyState& state, const WorkspaceArguments& team) {
  const bool has_key = is_in_environment("SIGNET_API_KEY");
  const std::string named = team.server.empty() ? environment("SIGNET_SERVER") : team.server;
  SIGNET_TRY(TeamAccess access, open_team(has_key || !named.empty() ? named : state.server));
  if (access.client.server() == state.server) return access;
  return fail(ErrorCode::kInvalidInput,
              fmt::format("this is a copy of a workspace of {}, and not of {}", state.server, access.client.server()),
              "leave --server and SIGNET_SERVER out, or go to another folder");
}

Result<Opened> open_known(app::WorkingCopy copy, app::CopyState state, const SyncArguments& arguments) {
  const std::string& wanted = arguments.team.workspace;
  if (!wanted.empty() && wanted != state.workspace && wanted != state.workspace_name) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("{} is a copy of the workspace \"{}\"", copy.folder().string(), state.workspace_name),
                "give another folder: --dir FOLDER");
  }
  SIGNET_TRY(TeamAccess access, open_server_of(state, arguments.team));
  SIGNET_TRY(app::WorkspaceClient workspace,
             app::WorkspaceClient::open(std::move(access.client), std::move(access.token), state.workspace));
  state.workspace_name = workspace.name();
  return Opened{std::move(copy), std::move(state), std::move(workspace)};
}

Result<Opened> open_new(const SyncArguments& arguments) {
  if (arguments.team.workspace.empty()) {
    return fail(ErrorCode::kInvalidInput, "this folder is no copy of a workspace yet",
                "say of which: signet pull --workspace NAME");
  }
  if (arguments.dry_run) {
    return fail(ErrorCode::kInvalidInput, "this folder is no copy of a workspace yet",
                "leave --dry-run out: a pull into a new folder changes nothing else");
  }
  SIGNET_TRY(app::WorkspaceClient workspace, open_workspace(arguments.team));
  SIGNET_TRY(app::WorkingCopy copy, app::WorkingCopy::make(arguments.folder));
  app::CopyState state{workspace.server(), workspace.id(), workspace.name(), 0, {}};
  return Opened{std::move(copy), std::move(state), std::move(workspace)};
}

std::string words_of(const app::Step& step) {
  return fmt::format("{} {} \"{}\"", step.what, step.kind, report::one_line(step.name));
}

void show_steps(std::string_view verb, const std::vector<app::Step>& steps) {
  for (const app::Step& step : steps) fmt::print("{}: {}\n", verb, words_of(step));
}

json::object to_json(const app::Step& step) {
  return {{"what", step.what}, {"id", step.id}, {"kind", step.kind}, {"name", step.name}};
}

json::array to_json(const std::vector<app::Step>& steps) {
  json::array list;
  for (const app::Step& step : steps) list.push_back(to_json(step));
  return list;
}

json::object to_json(const app::SyncReport& report) {
  json::object out{{"taken", to_json(report.taken)},
                   {"given", to_json(report.given)},
                   {"overruled", to_json(report.overruled)},
                   {"behind", to_json(report.behind)}};
  json::array& conflicts = out["conflicts"].emplace_array();
  for (const app::Conflict& conflict : report.conflicts) {
    json::object one{
        {"what", app::words_of(conflict.what)}, {"id", conflict.id}, {"kind", conflict.kind}, {"name", conflict.name}};
    json::array& places = one["places"].emplace_array();
    for (const std::string& place : conflict.places) places.emplace_back(place);
    json::array& held = one["elements"].emplace_array();
    for (const std::string& id : conflict.held) held.emplace_back(id);
    conflicts.emplace_back(std::move(one));
  }
  json::array& refused = out["refused"].emplace_array();
  for (const app::Refusal& refusal : report.refused) {
    json::object one = to_json(refusal.step);
    one["reason"] = refusal.error.message;
    refused.emplace_back(std::move(one));
  }
  out["is_complete"] = report.is_complete();
  if (report.error) out["error"] = report.error->message;
  return out;
}

void show(const app::SyncReport& report, const SyncArguments& arguments, const app::WorkingCopy& copy) {
  show_steps(arguments.dry_run ? "would take" : "taken", report.taken);
  show_steps(arguments.dry_run ? "would give" : "given", report.given);
  show_steps("both moved, as the server has it", report.overruled);
  for (const app::Refusal& refusal : report.refused) {
    fmt::print(stderr, "refused: {}: {}\n", words_of(refusal.step), report::one_line(refusal.error.message));
  }
  for (const app::Step& step : report.behind) {
    fmt::print(stderr, "not given: {}: it was changed on the server; signet sync takes that first\n", words_of(step));
  }
  for (const app::Conflict& conflict : report.conflicts) {
    fmt::print(stderr, "conflict: {} \"{}\" ({}): {}\n", conflict.kind, report::one_line(conflict.name),
               app::words_of(conflict.what), report::one_line(fmt::format("{}", fmt::join(conflict.places, ", "))));
  }
  if (!report.conflicts.empty()) {
    fmt::print(stderr,
               "  the files keep what is here, the server keeps what is there; both are in {}\n"
               "  hint: signet sync --mine NAME, or --theirs NAME\n",
               (copy.folder() / ".signet" / "conflicts").string());
  }
  if (report.is_complete() && report.taken.empty() && report.given.empty()) fmt::print("nothing to do\n");
}

Result<int> run(const SyncArguments& arguments, SyncWay way) {
  if (!arguments.elements.empty() && !arguments.mine && !arguments.theirs) {
    return fail(ErrorCode::kInvalidInput, "for which side?", "give --mine or --theirs with the names of conflicts");
  }
  SIGNET_TRY(auto copy, app::WorkingCopy::find(arguments.folder));
  std::optional<app::CopyState> state;
  if (copy) {
    SIGNET_TRY(state, copy->load_state());
  }
  SIGNET_TRY(Opened opened, state ? open_known(*std::move(copy), *std::move(state), arguments) : open_new(arguments));
  SIGNET_TRY([[maybe_unused]] const vault::FileLock lock, opened.copy.lock());
  const ProgressLine line;
  app::SyncOptions options;
  options.takes = way != SyncWay::kPush;
  options.gives = way != SyncWay::kPull;
  options.is_dry = arguments.dry_run;
  if (arguments.mine || arguments.theirs) options.side = arguments.mine ? app::Side::kMine : app::Side::kTheirs;
  options.elements = arguments.elements;
  options.show = [&](std::string_view what) { line.show(what); };
  // What another command did before this one had the lock.
  SIGNET_TRY(auto latest, opened.copy.load_state());
  const app::SyncReport report =
      app::synchronize(opened.copy, latest ? *std::move(latest) : std::move(opened.state), opened.workspace, options);
  line.clear();
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(to_json(report)));
  } else {
    show(report, arguments, opened.copy);
  }
  if (report.error) print_error(*report.error);
  return report.is_complete() ? 0 : kExitFailure;
}

}  // namespace

void declare_sync_options(CLI::App& command, SyncArguments& arguments, SyncWay way) {
  declare_workspace_options(command, arguments.team);
  command.add_option("--dir", arguments.folder, "The folder, or one in it; the one one is in, if it is not given")
      ->type_name("FOLDER");
  command.add_flag("--dry-run", arguments.dry_run, "Say what would be done, and do nothing");
  command.add_flag("--json", arguments.json, "Print JSON for programs");
  if (way != SyncWay::kPush) {
    auto* mine = command.add_flag("--mine", arguments.mine, "Resolve conflicts for what is here");
    command.add_flag("--theirs", arguments.theirs, "Resolve conflicts for what is on the server")->excludes(mine);
    command.add_option("elements", arguments.elements, "Only these conflicts, by name, id or file")->type_name("NAME");
  }
  const std::string_view name = way == SyncWay::kPull ? "pull" : way == SyncWay::kPush ? "push" : "sync";
  command.footer(fmt::format(R"(
A folder is a copy of one workspace: its collections, environments and globals as Postman's files, which can be edited
by any program, offline too, and kept in git. What only one side changed is merged, down to the members
of a request; what both changed differently is a conflict, which is shown until it is resolved: nothing is overwritten.

Examples:
  signet {} --workspace Orders --dir orders
  signet {} --dry-run

Exit code: 0 all is done, 1 there are conflicts or something was not done, 2 wrong use.)",
                             name, name));
}

int sync_command(const SyncArguments& arguments, SyncWay way) {
  keep_out_of_core_dumps();
  const Result<int> code = run(arguments, way);
  if (code) return *code;
  print_error(code.error());
  return code.error().code == ErrorCode::kInvalidInput ? kExitWrongUse : kExitFailure;
}

}  // namespace signet::cli
