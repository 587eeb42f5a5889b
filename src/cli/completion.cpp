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

/// A command with the words that lead to it: " vault add". The program itself has none.
struct Command {
  std::string path;
  const CLI::App* app;
};

void collect(const CLI::App& app, const std::string& path, std::vector<Command>& commands) {
  commands.push_back({path, &app});
  for (const CLI::App* child : commands_of(app)) collect(*child, path + " " + child->get_name(), commands);
}

std::vector<Command> all_commands(const CLI::App& program) {
  std::vector<Command> commands;
  collect(program, "", commands);
  return commands;
}

/// What may stand next: sub-commands and options.
std::string next_words(const Command& command) {
  std::vector<std::string> words;
  for (const CLI::App* child : commands_of(*command.app)) words.push_back(child->get_name());
  for (std::string& word : words_of(*command.app)) words.push_back(std::move(word));
  return join(words, " ");
}

/// A shell loop's patterns for the words that lead deeper: " vault"|" vault add".
std::string path_patterns(const std::vector<Command>& commands) {
  std::vector<std::string> patterns;
  for (const Command& command : commands) {
    if (!command.path.empty()) patterns.push_back("\"" + command.path + "\"");
  }
  return join(patterns, "|");
}

std::string bash(const CLI::App& program) {
  const std::vector<Command> commands = all_commands(program);
  std::string cases;
  for (const Command& command : commands) {
    cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", command.path, next_words(command));
  }
  return fmt::format(R"(# bash completion for signet
_signet() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" path="" word words=""
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case "$path $word" in
      {}) path="$path $word" ;;
    esac
  done
  case "$path" in
{}  esac
  if [[ $current != -* ]]; then
    COMPREPLY=($(compgen -W "${{words//--*/}}" -- "$current"))
    if [[ ${{#COMPREPLY[@]}} -gt 0 ]]; then return; fi
    COMPREPLY=($(compgen -f -- "$current"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
}}
complete -o filenames -F _signet signet
)",
                     path_patterns(commands), cases);
}

std::string single_quoted(std::string_view text) {
  return "'" + replace_all(text, "'", "'\\''") + "'";
}

std::string zsh(const CLI::App& program) {
  const std::vector<Command> commands = all_commands(program);
  std::string names;
  std::string options;
  for (const Command& command : commands) {
    std::string described;
    for (const CLI::App* child : commands_of(*command.app)) {
      described += " " + single_quoted(child->get_name() + ":" + child->get_description());
    }
    if (!described.empty()) names += fmt::format("    \"{}\") commands=({} ) ;;\n", command.path, described);
    options += fmt::format("    \"{}\") compadd -- {} ;;\n", command.path, join(words_of(*command.app), " "));
  }
  return fmt::format(R"(#compdef signet
_signet() {{
  local path="" word
  local -a commands
  for word in ${{words[2,CURRENT-1]}}; do
    case "$path $word" in
      {}) path="$path $word" ;;
    esac
  done
  if [[ $PREFIX == -* ]]; then
    case "$path" in
{}    esac
    return
  fi
  case "$path" in
{}  esac
  if (( ${{#commands}} )); then _describe command commands; else _files; fi
}}
_signet "$@"
)",
                     path_patterns(commands), options, names);
}

/// fish's condition for being right behind these words; other words may stand between.
std::string fish_condition(const Command& command) {
  std::string condition;
  for (const std::string& word : split(command.path, ' ')) {
    if (!word.empty())
      condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", word);
  }
  return condition.empty() ? "__fish_use_subcommand" : condition;
}

std::string fish(const CLI::App& program) {
  std::string out = "# fish completion for signet\n";
  for (const Command& command : all_commands(program)) {
    const std::string condition = single_quoted(fish_condition(command));
    for (const CLI::App* child : commands_of(*command.app)) {
      out += fmt::format("complete -c signet -n {} -a {} -d {}\n", condition, child->get_name(),
                         single_quoted(child->get_description()));
    }
    if (command.path.empty()) continue;
    for (const CLI::Option* option : command.app->get_options()) {
      for (const std::string& name : option->get_lnames()) {
        out += fmt::format("complete -c signet -n {} -l {} -d {}\n", condition, name,
                           single_quoted(option->get_description()));
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

Result<std::string> man_page(const CLI::App& program, const std::vector<std::string>& words) {
  std::string path;
  for (const std::string& word : words) path += " " + word;
  const std::vector<Command> commands = all_commands(program);
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&path](const Command& command) { return command.path == path; });
  if (found == commands.end()) {
    return fail(ErrorCode::kNotFound, fmt::format("no command \"{}\"", join(words, " ")), "signet --help lists them");
  }
  const CLI::App& subject = *found->app;
  const std::string name = "signet" + replace_all(path, " ", "-");
  std::string page =
      fmt::format(".TH {} 1 \"\" \"Signet {}\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.B {}\n[options]\n", to_upper(name),
                  kVersion, roff(name), roff(subject.get_description()), "signet" + path);
  page += ".SH OPTIONS\n";
  for (const CLI::Option* option : subject.get_options()) {
    page += fmt::format(".TP\n.B {}\n{}\n", roff(option->get_name(false, true)), roff(option->get_description()));
  }
  const auto children = commands_of(subject);
  if (!children.empty()) page += ".SH COMMANDS\n";
  for (const CLI::App* child : children) {
    page += fmt::format(".TP\n.B {}\n{}\n", roff(child->get_name()), roff(child->get_description()));
  }
  if (!subject.get_footer().empty()) page += fmt::format(".SH NOTES\n.nf\n{}\n.fi\n", roff(subject.get_footer()));
  return page;
}

}  // namespace signet::cli
