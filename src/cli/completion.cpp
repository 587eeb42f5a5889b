#include "cli/completion.h"

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "base/version.h"

namespace signet::cli {

namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App* app) { return !app->get_name().empty(); });
}

/// All option words of a command: "--export-globals", "-e" ...
std::vector<std::string> words_of(const CLI::App& command) {
  std::vector<std::string> words;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
    for (const std::string& name : option->get_snames()) words.push_back("-" + name);
  }
  return words;
}

std::string bash(const CLI::App& program) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(program)) {
    names += command->get_name() + " ";
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command->get_name(), join(words_of(*command), " "));
  }
  return fmt::format(R"(# bash completion for signet
_signet() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" words="{}"
  case "${{COMP_WORDS[1]}}" in
{}  esac
  if [[ $COMP_CWORD -eq 1 ]]; then words="{}--help --version"; fi
  if [[ $current == -* || $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}}
complete -o filenames -F _signet signet
)",
                     names, cases, names);
}

std::string single_quoted(std::string_view text) {
  return "'" + replace_all(text, "'", "'\\''") + "'";
}

std::string zsh(const CLI::App& program) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(program)) {
    names += fmt::format("    {}\n", single_quoted(command->get_name() + ":" + command->get_description()));
    cases += fmt::format("    {}) compadd -- {} ;;\n", command->get_name(), join(words_of(*command), " "));
  }
  return fmt::format(R"(#compdef signet
_signet() {{
  local -a commands=(
{}  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  if [[ $PREFIX != -* ]]; then _files; return; fi
  case $words[2] in
{}  esac
}}
_signet "$@"
)",
                     names, cases);
}

std::string fish(const CLI::App& program) {
  std::string out = "# fish completion for signet\n";
  for (const CLI::App* command : commands_of(program)) {
    out += fmt::format("complete -c signet -n __fish_use_subcommand -a {} -d {}\n", command->get_name(),
                       single_quoted(command->get_description()));
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        out += fmt::format("complete -c signet -n '__fish_seen_subcommand_from {}' -l {} -d {}\n", command->get_name(),
                           name, single_quoted(option->get_description()));
      }
    }
  }
  return out;
}

std::string roff(std::string_view text) {
  std::string out = replace_all(replace_all(text, "\\", "\\\\"), "-", "\\-");
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

}  // namespace

Result<std::string> completion_script(const CLI::App& program, std::string_view shell) {
  if (shell == "bash") return bash(program);
  if (shell == "zsh") return zsh(program);
  if (shell == "fish") return fish(program);
  return fail(ErrorCode::kInvalidInput, fmt::format("no completions for the shell \"{}\"", shell),
              "choose bash, zsh or fish");
}

Result<std::string> man_page(const CLI::App& program, const std::string& command) {
  const CLI::App* subject = &program;
  if (!command.empty()) {
    const auto commands = commands_of(program);
    const auto found =
        std::find_if(commands.begin(), commands.end(), [&](const CLI::App* app) { return app->get_name() == command; });
    if (found == commands.end()) return fail(ErrorCode::kNotFound, fmt::format("no command \"{}\"", command));
    subject = *found;
  }
  const std::string name = command.empty() ? "signet" : "signet-" + command;
  std::string page = fmt::format(".TH {} 1 \"\" \"Signet {}\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.B {}\n[options]\n",
                                 to_upper(name), kVersion, roff(name), roff(subject->get_description()),
                                 command.empty() ? "signet" : "signet " + command);
  page += ".SH OPTIONS\n";
  for (const CLI::Option* option : subject->get_options()) {
    page += fmt::format(".TP\n.B {}\n{}\n", roff(option->get_name(false, true)), roff(option->get_description()));
  }
  if (command.empty()) {
    page += ".SH COMMANDS\n";
    for (const CLI::App* app : commands_of(program)) {
      page += fmt::format(".TP\n.B {}\n{}\n", roff(app->get_name()), roff(app->get_description()));
    }
  }
  if (!subject->get_footer().empty()) page += fmt::format(".SH NOTES\n.nf\n{}\n.fi\n", roff(subject->get_footer()));
  return page;
}

}  // namespace signet::cli
