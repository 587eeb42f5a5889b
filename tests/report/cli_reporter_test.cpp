#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "report/cli/cli_reporter.h"
#include "report/plain_text.h"
#include "tests/report/fixture.h"

namespace signet::report {
namespace {

using test::Play;
using testing::HasSubstr;
using testing::Not;

struct Screening {
  CliOptions options;
  Terminal terminal{.width = 80};
  Mask mask;
};

std::string screen_of(const Screening& screening, std::string_view document, const std::function<void(Play&)>& playing,
                      int iterations = 1) {
  const test::Make make = [&](std::unique_ptr<Sink> out, Mask mask) {
    return make_cli_reporter(std::move(out), screening.options, screening.terminal, std::move(mask), /*ticking=*/false);
  };
  return test::output_of(make, document, playing, screening.mask, iterations);
}

TEST(CliReporter, PrintsTheTreeTheTablesAndTheFailures) {
  EXPECT_EQ(screen_of({}, test::kShop, test::play_small_run), R"(signet

Shop

❏ Orders
↳ list
  GET http://shop.test/orders?page=1 [200 OK, 47B, 12ms]
  ✓  status is 200

↳ create
  ┌
  │ 'made', 2, { b: [ 2 ] }
  │ warn  'careful'
  └
  POST http://shop.test/orders [500 Internal Server Error, 44B, 12ms]
  ✗ 1. status is 201
  -  [skipped] later

→ health
  GET http://shop.test/health [errored]
  ✗ 2. connect ECONNREFUSED 127.0.0.1:1
  ✗ 3. ReferenceError in test-script: x is not defined

┌───────────────────────┬───────────────────┬───────────────────┐
│                       │          executed │            failed │
├───────────────────────┼───────────────────┼───────────────────┤
│ ✓          iterations │                 1 │                 0 │
│ ✗            requests │                 3 │                 1 │
│ ✗        test-scripts │                 1 │                 1 │
│ ✓  prerequest-scripts │                 0 │                 0 │
│ ✗          assertions │                 3 │                 1 │
├───────────────────────┴───────────────────┴───────────────────┤
│ total run duration: 1234ms                                    │
│ total data received: 11B (approx)                             │
│ average response time: 12ms [min: 12ms, max: 12ms, s.d.: 0ms] │
└───────────────────────────────────────────────────────────────┘

  #  failure          detail

 1.  AssertionError │ status is 201
                    │ expected 500 to equal 201
                    │ at assertion:0 in test-script
                    │ inside "Orders / create"

 2.  Error          │ connect ECONNREFUSED 127.0.0.1:1
                    │ at request
                    │ inside "health"

 3.  ReferenceError │ x is not defined
                    │ at test-script:1
                    │ inside "health"
)");
}

TEST(CliReporter, UsesAsciiOnlyWhenUnicodeIsOff) {
  const std::string text = screen_of({.terminal = {.width = 80, .unicode = false}}, test::kShop, test::play_small_run);
  EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
      << text;
  EXPECT_THAT(text, HasSubstr("  FAIL 1. status is 201"));
  EXPECT_THAT(text, HasSubstr("  ok  status is 200"));
}

TEST(CliReporter, WritesNoControlCodesIntoAPipe) {
  const std::string text = screen_of({}, test::kShop, test::play_small_run);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\r")));
}

TEST(CliReporter, TellsFailureByASymbolBesidesTheColour) {
  const std::string text = screen_of({.terminal = {.colour = true, .width = 80}}, test::kShop, test::play_small_run);
  EXPECT_THAT(text, HasSubstr("\x1b[1;31m✗ 1.\x1b[0m status is 201"));
  EXPECT_THAT(text, HasSubstr("\x1b[32m✓\x1b[0m  status is 200"));
}

struct OptionCase {
  const char* name;
  const char* absent;
};

class CliOption : public testing::TestWithParam<OptionCase> {};

TEST_P(CliOption, LeavesItsPartOut) {
  Screening screening;
  EXPECT_THAT(screen_of(screening, test::kShop, test::play_small_run), HasSubstr(GetParam().absent));
  screening.options = CliOptions::from({{GetParam().name, ""}});
  EXPECT_THAT(screen_of(screening, test::kShop, test::play_small_run), Not(HasSubstr(GetParam().absent)));
}

INSTANTIATE_TEST_SUITE_P(All, CliOption,
                         testing::Values(OptionCase{"no-summary", "total run duration"},
                                         OptionCase{"no-failures", "inside \"health\""},
                                         OptionCase{"no-assertions", "✗ 1."},
                                         OptionCase{"no-success-assertions", "✓  status is 200"},
                                         OptionCase{"no-console", "'careful'"}, OptionCase{"no-banner", "signet"}));

TEST(CliReporter, ShowsTheTimeOfDayWhenAsked) {
  const std::string text =
      screen_of({.options = CliOptions::from({{"show-timestamps", ""}})}, test::kShop, test::play_small_run);
  EXPECT_THAT(text, testing::ContainsRegex("  \\[[0-9][0-9]:[0-9][0-9]:[0-9][0-9]\\] GET http://shop.test/orders"));
}

TEST(CliReporter, NamesIterationsWhenThereAreSeveral) {
  const std::string text = screen_of(
      {}, test::kShop,
      [](Play& play) {
        for (int i = 0; i < 2; ++i) {
          play.iteration_started(i);
          play.item_started("health");
          play.answered({});
          play.asserted("fast", "too slow");
          play.item_ended();
          play.iteration_ended();
        }
      },
      2);
  EXPECT_THAT(text, HasSubstr("\nIteration 1/2\n"));
  EXPECT_THAT(text, HasSubstr("\nIteration 2/2\n"));
  EXPECT_THAT(text, HasSubstr(" 2.  AssertionError │ fast\n     iteration: 2   │ too slow\n"));
}

TEST(CliReporter, VerboseShowsHeadersBodiesAndPhases) {
  const std::string text = screen_of({.terminal = {.width = 80, .verbose = true}}, test::kShop, test::play_small_run);
  EXPECT_THAT(text, HasSubstr("  ┌ ↑ request headers\n  │ Content-Type: application/json\n  └\n"));
  EXPECT_THAT(text, HasSubstr("  ┌ ↑ raw ★ 7B\n  │ {\"n\":2}\n  └\n"));
  EXPECT_THAT(text, HasSubstr("  ┌ ↓ text/plain ★ 4B\n  │ oops\n  └\n"));
  EXPECT_THAT(text, HasSubstr("dns-lookup   tcp-handshake   ssl-handshake   transfer-start   download   total\n"));
  EXPECT_THAT(text, HasSubstr("1ms          1ms             (cache)         6ms              4ms        12ms\n"));
}

TEST(CliReporter, VerboseClipsLongBodies) {
  const std::string text = screen_of({.terminal = {.width = 80, .verbose = true}}, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("health");
    play.answered({.body = std::string(100'000, 'x'), .type = "text/plain"});
  });
  EXPECT_LT(text.size(), 6000U);
  EXPECT_THAT(text, HasSubstr("(100kB in all)"));
}

TEST(CliReporter, WrapsToTheTerminal) {
  const std::string text = screen_of({.terminal = {.is_tty = true, .width = 50}}, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("health");
    model::Request request;
    request.url = model::Url::parse("http://shop.test/" + std::string(120, 'p'));
    http::Response response;
    response.code = 200;
    response.status = "OK";
    play.answered_by(response, request);
    play.asserted("a rather long name of an assertion that does not fit into fifty columns", "it failed");
    play.logged("log", {json::value(std::string(100, 'w'))});
  });
  for (const std::string& line : split(text, '\n')) EXPECT_LE(columns(line), 50U) << line;
  EXPECT_THAT(text, HasSubstr("an assertion\n      that does not fit"));
}

TEST(CliReporter, HostileTextReachesTheTerminalEscaped) {
  for (const bool verbose : {false, true}) {
    const std::string text =
        screen_of({.terminal = {.width = 80, .verbose = verbose}}, test::hostile_document(), test::play_hostile_run);
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
    EXPECT_THAT(text, Not(HasSubstr("\x07")));
    EXPECT_THAT(text, Not(HasSubstr("\xe2\x80\xae")));
    EXPECT_THAT(text, Not(HasSubstr("\r")));
    EXPECT_THAT(text, HasSubstr("\\x1b[2J"));
    EXPECT_LT(text.size(), 300'000U) << "names of a megabyte are clipped";
  }
}

TEST(CliReporter, HostileTextNeverStartsALine) {
  // CI systems take a line that starts with "::" (after white space) as a command.
  const std::string text =
      screen_of({.terminal = {.width = 80, .verbose = true}}, test::hostile_document(), test::play_hostile_run);
  for (const std::string& line : split(text, '\n')) {
    EXPECT_FALSE(trim(line).starts_with("::")) << line.substr(0, 100);
  }
}

TEST(CliReporter, MasksSecretsEverywhere) {
  const std::string text = screen_of({.terminal = {.width = 80, .verbose = true}, .mask = test::secret_mask()},
                                     test::secret_document(), [](Play& play) { test::play_secret_run(play); });
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, HasSubstr("••••"));
}

TEST(CliReporter, TellsFatalErrorsAndInterruptions) {
  std::string text;
  const auto reporter = make_cli_reporter(std::make_unique<StringSink>(text), {}, {.width = 80}, {}, false);
  Play play(*reporter, test::kShop);
  ASSERT_TRUE(play.finish(true, fail(ErrorCode::kInvalidInput, "no folder named x")).ok());
  EXPECT_THAT(text, HasSubstr("interrupted"));
  EXPECT_THAT(text, HasSubstr("no folder named x"));
}

TEST(CliReporter, ListsTheFirstThousandFailures) {
  const std::string text = screen_of({}, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("health");
    for (int i = 0; i < 1200; ++i) play.asserted(fmt::format("test {}", i), "no");
  });
  EXPECT_THAT(text, HasSubstr("… and 200 more failures"));
}

}  // namespace
}  // namespace signet::report
