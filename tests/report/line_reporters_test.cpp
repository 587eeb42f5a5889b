#include "report/lines/line_reporters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "base/ids.h"
#include "base/text.h"
#include "tests/report/fixture.h"

namespace signet::report {
namespace {

using test::Make;
using test::output_of;
using test::Play;
using testing::HasSubstr;
using testing::Not;

std::unique_ptr<run::Reporter> github(std::unique_ptr<Sink> out, Mask mask) {
  return make_github_reporter(std::move(out), std::move(mask), {});
}

std::unique_ptr<run::Reporter> progress(std::unique_ptr<Sink> out, Mask mask) {
  return make_progress_reporter(std::move(out), {.width = 80}, std::move(mask), /*ticking=*/false);
}

TEST(TapReporter, WritesAPointForEachAssertionAndFailure) {
  EXPECT_EQ(output_of(make_tap_reporter, test::kShop, test::play_small_run), R"(TAP version 14
# Shop
ok 1 - Orders / list > status is 200
not ok 2 - Orders / create > status is 201
  ---
  message: "expected 500 to equal 201"
  severity: "fail"
  type: "AssertionError"
  at: "assertion:0 in test-script"
  iteration: 1
  ...
ok 3 - Orders / create > later # SKIP
not ok 4 - health > request
  ---
  message: "connect ECONNREFUSED 127.0.0.1:1"
  severity: "fail"
  type: "Error"
  at: "request"
  iteration: 1
  ...
not ok 5 - health > test-script:1
  ---
  message: "x is not defined"
  severity: "fail"
  type: "ReferenceError"
  at: "test-script:1"
  iteration: 1
  ...
1..5
)");
}

TEST(TapReporter, ARunWithoutTestsIsAValidPlan) {
  EXPECT_THAT(output_of(make_tap_reporter, test::kShop, [](Play&) {}),
              testing::EndsWith("1..0 # SKIP no tests were run\n"));
}

TEST(TapReporter, NoNameCanMakeADirectiveOrALine) {
  const std::string text = output_of(make_tap_reporter, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("list");
    play.asserted("a # TODO \\ b\nok 99 - forged");
  });
  EXPECT_THAT(text, HasSubstr("ok 1 - Orders / list > a \\# TODO \\\\ b\\\\nok 99 - forged\n1..1\n"));
}

TEST(TapReporter, HostileTextKeepsTheLinesInShape) {
  const std::string text = output_of(make_tap_reporter, test::hostile_document(), test::play_hostile_run);
  for (const std::string& line : split(text, '\n')) {
    EXPECT_TRUE(line.empty() || line.starts_with("TAP ") || line.starts_with("# ") || line.starts_with("ok ") ||
                line.starts_with("not ok ") || line.starts_with("  ") || line.starts_with("1.."))
        << line.substr(0, 80);
  }
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(GithubReporter, AnnotatesFailures) {
  EXPECT_EQ(output_of(github, test::kShop, test::play_small_run),
            "::error title=Orders / create%3A status is 201::AssertionError: expected 500 to equal 201\n"
            "::error title=health%3A request::Error: connect ECONNREFUSED 127.0.0.1:1\n"
            "::error title=health%3A test-script%3A1::ReferenceError: x is not defined\n"
            "3 requests, 3 assertions, 3 failures\n");
}

TEST(GithubReporter, NoTextCanBecomeACommand) {
  const std::string text = output_of(github, test::hostile_document(), test::play_hostile_run);
  for (const std::string& line : split(text, '\n')) {
    EXPECT_TRUE(line.empty() || line.starts_with("::error title=") || !line.starts_with("::")) << line.substr(0, 80);
  }
  EXPECT_THAT(text, Not(HasSubstr("\r")));
  EXPECT_THAT(text, HasSubstr("%250A")) << "a percent sign of the text is escaped";
}

TEST(GithubReporter, AnnotatesFiftyAtMost) {
  const std::string text = output_of(github, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("list");
    for (int i = 0; i < 80; ++i) play.asserted("t", "no");
  });
  EXPECT_EQ(split(text, '\n').size(), 50U + 3U);
  EXPECT_THAT(text, HasSubstr("::notice title=Signet::50 of 80 failures are annotated\n"));
}

TEST(GithubReporter, AppendsAMarkdownSummary) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / make_uuid();
  ASSERT_TRUE(write_file(path, "before\n").ok());
  const Make make = [&](std::unique_ptr<Sink> out, Mask mask) {
    return make_github_reporter(std::move(out), std::move(mask), path);
  };
  std::ignore = output_of(make, test::kShop, test::play_small_run);
  const std::string text = *read_file(path);
  std::filesystem::remove(path);
  EXPECT_THAT(text, testing::StartsWith("before\n## ❌ Shop\n"));
  EXPECT_THAT(text, HasSubstr("| requests | 3 | 1 |\n"));
  EXPECT_THAT(text, HasSubstr("| 1 | Orders / create | status is 201 | expected 500 to equal 201 |\n"));
}

TEST(GithubReporter, TheSummaryHoldsNoMarkupOfOthers) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / make_uuid();
  const Make make = [&](std::unique_ptr<Sink> out, Mask mask) {
    return make_github_reporter(std::move(out), std::move(mask), path);
  };
  std::ignore = output_of(make, test::hostile_document(), test::play_hostile_run);
  const std::string text = *read_file(path);
  std::filesystem::remove(path);
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_LT(text.size(), 1U << 20);
}

TEST(ProgressReporter, WritesALineAtEveryTenthInAPipe) {
  const std::string text = output_of(
      progress, test::kShop,
      [](Play& play) {
        for (int i = 0; i < 100; ++i) {
          play.iteration_started(i);
          for (const char* name : {"list", "create", "health"}) {
            play.item_started(name);
            play.answered({});
            play.item_ended();
          }
          play.iteration_ended();
        }
      },
      {}, 100);
  const std::vector<std::string> lines = split(text, '\n');
  ASSERT_EQ(lines.size(), 12U);
  EXPECT_EQ(lines[0], " 10%  30/300 items  0 failures");
  EXPECT_EQ(lines[9], "100%  300/300 items  0 failures");
  EXPECT_EQ(lines[10], "Shop: 300 requests, 0 assertions, 0 failures in 1234ms");
}

TEST(LineReporters, MaskSecrets) {
  for (const Make& make : {Make(make_tap_reporter), Make(github), Make(progress)}) {
    const std::string text = output_of(make, test::secret_document(), test::play_secret_run, test::secret_mask());
    EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace signet::report
