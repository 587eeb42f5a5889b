#include "cli/workspace_history.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/terminal.h"
#include "report/cli/style.h"
#include "report/plain_text.h"

namespace signet::cli {

namespace {

using report::Style;

std::int64_t number_of(const json::value& answer, std::string_view member) {
  const json::object* object = answer.if_object();
  return object == nullptr ? 0 : json::int64_or(*object, member, 0);
}

Result<app::WorkspaceClient> open_named(const WorkspaceArguments& team) {
  if (!team.workspace.empty()) return open_workspace(team);
  return fail(ErrorCode::kInvalidInput, "which workspace?", "give --workspace NAME");
}

/// "changed  Header Accept value", and below it what stood there and what does.
void print_change(const json::value& change, const Style& style) {
  const std::string kind = text_of(change, "change");
  const std::string title = report::one_line(text_of(change, "title"));
  const bool is_secret = change.is_object() && json::bool_or(change.get_object(), "secret", false);
  fmt::print("{}\n", style.bold(fmt::format("{}: {}{}", title, kind, is_secret ? ", which is secret" : "")));
  const std::string lines = text_of(change, "lines");
  if (!lines.empty()) {
    for (const std::string& line : split(trim(lines), '\n')) {
      const std::string shown = report::many_lines(line);
      fmt::print("  {}\n", line.starts_with('+')   ? style.good(shown)
                           : line.starts_with('-') ? style.bad(shown)
                           : line.starts_with('@') ? style.info(shown)
                                                   : shown);
    }
    return;
  }
  const auto print_side = [&](std::string_view member, char sign) {
    const json::value* side = change.is_object() ? json::find(change.get_object(), member) : nullptr;
    if (side == nullptr || !side->is_string()) return;
    const std::string shown = fmt::format("{}{}", sign, report::one_line(side->get_string()));
    fmt::print("  {}\n", sign == '+' ? style.good(shown) : style.bad(shown));
  };
  print_side("before", '-');
  print_side("after", '+');
}

void declare_element_option(CLI::App& command, WorkspaceHistoryArguments& arguments) {
  command.add_option("element", arguments.element, "An element, by name or id")->required()->type_name("ELEMENT");
}

}  // namespace

void declare_history_options(CLI::App& command, WorkspaceHistoryArguments& arguments) {
  declare_element_option(command, arguments);
  declare_workspace_options(command, arguments.team);
  command.add_flag("--json", arguments.json, "Print JSON for programs");
  command.footer("\nExamples:\n  signet workspace history \"List orders\" --workspace Orders");
}

void declare_diff_options(CLI::App& command, WorkspaceHistoryArguments& arguments) {
  declare_element_option(command, arguments);
  constexpr int kMost = 2;
  command.add_option("versions", arguments.versions, "A version and the one before it, or two; else the newest")
      ->type_name("VERSION")
      ->expected(0, kMost);
  declare_workspace_options(command, arguments.team);
  command.add_flag("--json", arguments.json, "Print JSON for programs");
  command.footer(R"(
Of secrets only that they changed is shown.

Examples:
  signet workspace diff "List orders" --workspace Orders          # what the last change was
  signet workspace diff "List orders" 3 7 --workspace Orders      # from version 3 to version 7)");
}

Status show_history(const WorkspaceHistoryArguments& arguments) {
  SIGNET_TRY(app::WorkspaceClient workspace, open_named(arguments.team));
  SIGNET_TRY(const app::RemoteElement element, workspace.find_any(arguments.element));
  SIGNET_TRY(const json::array versions, workspace.versions(element));
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(json::object{{"element", element.id}, {"versions", versions}}));
    return {};
  }
  for (const json::value& version : versions) {
    fmt::print("{:6}  {}  {}\n", number_of(version, "version"), text_of(version, "at"), text_of(version, "by"));
  }
  return {};
}

Status show_diff(const WorkspaceHistoryArguments& arguments) {
  SIGNET_TRY(app::WorkspaceClient workspace, open_named(arguments.team));
  SIGNET_TRY(const app::RemoteElement element, workspace.find_any(arguments.element));
  const auto& given = arguments.versions;
  const std::int64_t version = given.empty() ? element.version : given.back();
  const std::optional<std::int64_t> against = given.size() > 1 ? std::optional(given.front()) : std::nullopt;
  SIGNET_TRY(const json::value diff, workspace.diff(element, version, against));
  if (arguments.json) {
    fmt::print("{}\n", boost::json::serialize(diff));
    return {};
  }
  const Style style(inspect_terminal({}));
  fmt::print("{} \"{}\", from version {} to {}\n", element.kind, report::one_line(element.name),
             number_of(diff, "against"), number_of(diff, "version"));
  const json::array* changes = diff.is_object() ? json::find_array(diff.get_object(), "changes") : nullptr;
  if (changes == nullptr || changes->empty()) fmt::print("nothing changed\n");
  for (const json::value& change : changes == nullptr ? json::array() : *changes) print_change(change, style);
  return {};
}

}  // namespace signet::cli
