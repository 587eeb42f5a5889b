#include "cli/run_options.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "cli/completion.h"
#include "cli/vault/command.h"

namespace signet::cli {
namespace {

RunArguments parse(std::vector<std::string> words) {
  CLI::App program("signet");
  RunArguments arguments;
  CLI::App* run = program.add_subcommand("run", "");
  declare_run_options(*run, arguments);
  words.insert(words.begin(), "run");
  program.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  return arguments;
}

TEST(RunOptions, HaveNewmansDefaults) {
  const RunArguments arguments = parse({"c.json"});
  EXPECT_EQ(arguments.collection, "c.json");
  EXPECT_EQ(arguments.reporters, std::vector<std::string>{"cli"});
  EXPECT_FALSE(arguments.iterations);
  EXPECT_FALSE(arguments.bail);
  EXPECT_EQ(arguments.timeout_ms, 0);
  EXPECT_EQ(arguments.colour, "auto");
  EXPECT_EQ(arguments.parallel, 1);
}

TEST(RunOptions, CollectRepeatedOnesInOrder) {
  const RunArguments arguments =
      parse({"c.json", "--folder", "a", "--folder", "b", "--env-var", "x=1", "--env-var", "y=a=b"});
  EXPECT_EQ(arguments.folders, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(arguments.env_vars, (std::vector<std::string>{"x=1", "y=a=b"}));
}

TEST(RunOptions, ReadBailWithAndWithoutModifiers) {
  EXPECT_TRUE(parse({"c.json", "--bail"}).bail);
  EXPECT_TRUE(parse({"c.json", "--bail"}).bail_modifiers.empty());
  EXPECT_EQ(parse({"c.json", "--bail", "folder,failure"}).bail_modifiers,
            (std::vector<std::string>{"folder", "failure"}));
}

TEST(RunOptions, SplitReportersAtCommas) {
  EXPECT_EQ(parse({"c.json", "-r", "cli,junit, html"}).reporters, (std::vector<std::string>{"cli", "junit", "html"}));
}

TEST(RunOptions, RefuseWrongNumbersAndUnknownNames) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"c.json", "-n", "0"}, {"c.json", "-n", "x"}, {"c.json", "--color", "red"}, {"c.json", "--nope"}, {}}) {
    EXPECT_THROW((void)parse(words), CLI::ParseError);
  }
}

TEST(ReporterOptions, GoToTheirReporterOrToAll) {
  std::vector<std::string> words = {
      "run", "c.json",    "--reporter-junit-export",  "r.xml", "--reporter-cli-no-summary",
      "-r",  "cli,junit", "--reporter-export=all.out"};
  const auto options = take_reporter_options(words, {"cli", "junit"});
  EXPECT_EQ(words, (std::vector<std::string>{"run", "c.json", "-r", "cli,junit"}));
  EXPECT_EQ(options.at("junit").at("export"), "r.xml");
  EXPECT_EQ(options.at("cli").at("no-summary"), "");
  EXPECT_EQ(options.at("").at("export"), "all.out");
}

TEST(ReporterOptions, AcceptNewmansCamelCase) {
  std::vector<std::string> words = {"--reporter-cli-noSuccessAssertions"};
  EXPECT_TRUE(take_reporter_options(words, {"cli"}).at("cli").contains("no-success-assertions"));
}

TEST(ParseSize, ReadsUnitsAndRefusesNonsense) {
  EXPECT_EQ(*parse_size("4096"), 4096U);
  EXPECT_EQ(*parse_size("512kB"), 512'000U);
  EXPECT_EQ(*parse_size("50 MB"), 50'000'000U);
  EXPECT_EQ(*parse_size("2GB"), 2'000'000'000U);
  for (const char* wrong : {"", "MB", "12 apples", "-1", "9999999999999999999"})
    EXPECT_FALSE(parse_size(wrong)) << wrong;
}

TEST(Completion, KnowsEveryCommandAndOptionInEachShell) {
  CLI::App program("signet");
  RunArguments arguments;
  declare_run_options(*program.add_subcommand("run", "Run a collection"), arguments);
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const auto script = completion_script(program, shell);
    ASSERT_TRUE(script.ok()) << shell;
    for (const char* word : {"run", "export-globals", "reporters", "parallel"}) {
      EXPECT_NE(script->find(word), std::string::npos) << shell << " lacks " << word;
    }
  }
  EXPECT_FALSE(completion_script(program, "tcsh").ok());
}

TEST(Completion, KnowsCommandsOfCommands) {
  CLI::App program("signet");
  VaultArguments arguments;
  declare_vault_command(*program.add_subcommand("vault", "Keep secrets"), arguments);
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = *completion_script(program, shell);
    for (const char* word : {"vault", "provider", "roll-back", "scripts-read"}) {
      EXPECT_NE(script.find(word), std::string::npos) << shell << " lacks " << word;
    }
  }
  const auto page = man_page(program, {"vault", "consent", "grant"});
  ASSERT_TRUE(page.ok());
  EXPECT_TRUE(page->starts_with(".TH SIGNET-VAULT-CONSENT-GRANT 1"));
}

TEST(ManPage, ListsTheOptionsOfACommand) {
  CLI::App program("signet");
  RunArguments arguments;
  declare_run_options(*program.add_subcommand("run", "Run a collection"), arguments);
  const auto page = man_page(program, {"run"});
  ASSERT_TRUE(page.ok());
  EXPECT_TRUE(page->starts_with(".TH SIGNET-RUN 1"));
  EXPECT_NE(page->find("iteration\\-count"), std::string::npos);
  EXPECT_FALSE(man_page(program, {"nope"}).ok());
}

}  // namespace
}  // namespace signet::cli
