#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/text.h"
#include "base/version.h"
#include "cli/app_command.h"
#include "cli/completion.h"
#include "cli/demo_command.h"
#include "cli/import_command.h"
#include "cli/login_command.h"
#include "cli/run_command.h"
#include "cli/serve_command.h"
#include "cli/sync_command.h"
#include "cli/terminal.h"
#include "cli/tls_command.h"
#include "cli/vault/command.h"
#include "cli/workspace_command.h"

namespace signet::cli {

namespace {

constexpr int kExitWrongUse = 2;

/// The reporters named by -r, needed before parsing to tell reporter options apart.
std::vector<std::string> reporters_named_in(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if ((words[i] == "-r" || words[i] == "--reporters") && i + 1 < words.size()) return split(words[i + 1], ',');
    if (words[i].starts_with("--reporters=")) return split(words[i].substr(words[i].find('=') + 1), ',');
  }
  return {"cli"};
}

int print_or_fail(const Result<std::string>& text) {
  if (!text) {
    print_error(text.error());
    return kExitWrongUse;
  }
  fmt::print("{}", *text);
  return 0;
}

/// A word that is no command: the nearest one is offered. Empty when the first word is a command or an option.
std::string unknown_command(const CLI::App& program, const std::vector<std::string>& words) {
  if (words.empty() || words.front().starts_with('-')) return {};
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == words.front()) return {};
    names.push_back(command->get_name());
  }
  const std::string_view near = nearest(words.front(), {names.begin(), names.end()});
  return fmt::format("error: no command \"{}\"\n  hint: {}\n", words.front(),
                     near.empty() ? "signet --help lists them" : fmt::format("did you mean \"{}\"?", near));
}

/// The commands that were called, each with a space behind it: "vault add ".
std::string called_words(const CLI::App& program) {
  std::string words;
  std::vector<CLI::App*> called = program.get_subcommands();
  while (!called.empty()) {
    words += called.front()->get_name() + " ";
    called = called.front()->get_subcommands();
  }
  return words;
}

/// `signet run` answers wrong use with newman's code 1; every other command with 2.
int parse_error_code(const CLI::App& program, const CLI::ParseError& error, bool is_run) {
  if (error.get_exit_code() == 0) return program.exit(error);  // --help, --version
  print_error({ErrorCode::kInvalidInput, error.what(), fmt::format("see signet {}--help", called_words(program))});
  return is_run ? 1 : kExitWrongUse;
}

}  // namespace

int run_program(std::vector<std::string> words) {
  CLI::App program("Signet: an open, security-first API platform", "signet");
  program.set_version_flag("-v,--version", std::string(kVersion));
  program.require_subcommand(1);
  program.footer("\nsignet COMMAND --help tells more, with examples.");

  AppArguments app_arguments;
  CLI::App* app = program.add_subcommand("app", "Open the app in the browser");
  declare_app_options(*app, app_arguments);
  RunArguments run_arguments;
  CLI::App* run = program.add_subcommand("run", "Run a Postman collection");
  declare_run_options(*run, run_arguments);
  DemoArguments demo_arguments;
  CLI::App* demo = program.add_subcommand("demo-api", "Serve a small API on loopback to try Signet on");
  declare_demo_options(*demo, demo_arguments);
  ServeArguments serve_arguments;
  CLI::App* serve = program.add_subcommand("serve", "Serve a team: the team server");
  declare_serve_options(*serve, serve_arguments);
  LoginArguments login_arguments;
  CLI::App* login = program.add_subcommand("login", "Sign in to a team server");
  declare_login_options(*login, login_arguments);
  CLI::App* logout = program.add_subcommand("logout", "End the session on a team server");
  declare_logout_options(*logout, login_arguments);
  CLI::App* whoami = program.add_subcommand("whoami", "Show the team servers signed in to, and as whom");
  declare_whoami_options(*whoami, login_arguments);
  WorkspaceCommandArguments workspace_arguments;
  CLI::App* workspace = program.add_subcommand("workspace", "List, make and search workspaces of a team server");
  declare_workspace_command(*workspace, workspace_arguments);
  ImportArguments import_arguments;
  CLI::App* import =
      program.add_subcommand("import", "Bring files into a workspace of a team server, or make collections of them");
  declare_import_options(*import, import_arguments);
  ExportArguments export_arguments;
  CLI::App* out = program.add_subcommand("export", "Take a collection or environment out of a workspace");
  declare_export_options(*out, export_arguments);
  SyncArguments sync_arguments;
  CLI::App* pull = program.add_subcommand("pull", "Take what changed in a workspace into a folder");
  declare_sync_options(*pull, sync_arguments, SyncWay::kPull);
  CLI::App* push = program.add_subcommand("push", "Give what changed in a folder to its workspace");
  declare_sync_options(*push, sync_arguments, SyncWay::kPush);
  CLI::App* sync = program.add_subcommand("sync", "Bring a folder and its workspace together");
  declare_sync_options(*sync, sync_arguments, SyncWay::kBoth);
  TlsCommandArguments tls_arguments;
  CLI::App* tls = program.add_subcommand("tls", "Show what a TLS server takes and what is wrong with it");
  declare_tls_command_options(*tls, tls_arguments);
  VaultArguments vault_arguments;
  CLI::App* vault = program.add_subcommand("vault", "Keep secrets on this machine, encrypted");
  declare_vault_command(*vault, vault_arguments);
  std::string shell;
  CLI::App* completion = program.add_subcommand("completion", "Print a completion script for a shell");
  completion->add_option("shell", shell, "bash, zsh or fish")->required();
  completion->footer("\nExamples:\n  signet completion bash > ~/.local/share/bash-completion/completions/signet");
  std::vector<std::string> page;
  CLI::App* man = program.add_subcommand("man", "Print the manual page of signet or of one of its commands");
  man->add_option("command", page, "A command, such as vault add; without it the page of signet itself");
  man->footer("\nExamples:\n  signet man run | man -l -");

  if (words.empty()) {
    fmt::print("{}", program.help());
    return kExitWrongUse;
  }
  if (const std::string problem = unknown_command(program, words); !problem.empty()) {
    fmt::print(stderr, "{}", problem);
    return kExitWrongUse;
  }
  const bool is_run = words.front() == "run";
  if (is_run) {
    auto reporter_options = take_reporter_options(words, reporters_named_in(words));
    run_arguments.reporter_options = std::move(reporter_options);
  }
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());  // CLI11 takes a stack of words
    program.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    return parse_error_code(program, error, is_run);
  }
  if (app->parsed()) return app_command(app_arguments);
  if (run->parsed()) return run_command(std::move(run_arguments));
  if (demo->parsed()) return demo_command(demo_arguments);
  if (serve->parsed()) return serve_command(serve_arguments);
  if (login->parsed()) return login_command(login_arguments);
  if (logout->parsed()) return logout_command(login_arguments);
  if (whoami->parsed()) return whoami_command(login_arguments);
  if (workspace->parsed()) return workspace_command(workspace_arguments);
  if (import->parsed()) return import_command(import_arguments);
  if (out->parsed()) return export_command(export_arguments);
  if (pull->parsed()) return sync_command(sync_arguments, SyncWay::kPull);
  if (push->parsed()) return sync_command(sync_arguments, SyncWay::kPush);
  if (sync->parsed()) return sync_command(sync_arguments, SyncWay::kBoth);
  if (vault->parsed()) return vault_command(vault_arguments);
  if (tls->parsed()) return tls_command(tls_arguments);
  if (completion->parsed()) return print_or_fail(completion_script(program, shell));
  return print_or_fail(man_page(program, page));
}

}  // namespace signet::cli
