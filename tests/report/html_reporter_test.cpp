#include "report/html/html_reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "report/html/aggregates.h"
#include "report/html/page_assets.h"
#include "tests/report/fixture.h"

namespace signet::report {
namespace {

using test::output_of;
using test::Play;
using testing::HasSubstr;
using testing::Not;

/// The JSON in the page's <script> of that id.
json::value data(const std::string& page, std::string_view id) {
  const std::string start = fmt::format("<script type=\"application/json\" id=\"{}\">", id);
  const std::size_t at = page.find(start);
  EXPECT_NE(at, std::string::npos) << id;
  if (at == std::string::npos) return {};
  const std::size_t from = at + start.size();
  Result<json::value> v = json::parse(page.substr(from, page.find("</script>", from) - from), id);
  EXPECT_TRUE(v.ok()) << (v ? "" : v.error().to_string());
  return v ? *std::move(v) : json::value();
}

std::size_t occurrences(std::string_view text, std::string_view piece) {
  std::size_t n = 0;
  for (std::size_t at = text.find(piece); at != std::string_view::npos; at = text.find(piece, at + 1)) ++n;
  return n;
}

TEST(HtmlReporter, HoldsTheRunAsData) {
  const std::string page = output_of(make_html_reporter, test::kShop, test::play_small_run);
  const json::value summary = data(page, "summary");
  EXPECT_EQ(summary.at("failures"), json::value(3));
  EXPECT_EQ(summary.at("counts").at("requests"), (json::array{3, 1}));
  EXPECT_EQ(summary.at("chunks"), (json::array{3}));
  EXPECT_EQ(summary.at("items").at(1).at("name").as_string(), "Orders / create");
  EXPECT_EQ(summary.at("items").at(1).at("failed"), json::value(1));
  const json::array index = data(page, "index").as_array();
  ASSERT_EQ(index.size(), 3U);
  EXPECT_EQ(index.at(1).at(2).as_string(), "POST");
  EXPECT_EQ(index.at(1).at(4), json::value(500));
  EXPECT_EQ(index.at(1).at(7), json::value(1));
  const json::value details = data(page, "chunk-0");
  EXPECT_EQ(details.at(1).at("exchanges").at(0).at("body").as_string(), "oops");
  EXPECT_EQ(details.at(1).at("tests").at(0).at(2).as_string(), "expected 500 to equal 201");
  EXPECT_EQ(details.at(1).at("logs").at(0).at(1).as_string(), "made 2 { b: [ 2 ] }");
  EXPECT_EQ(details.at(2).at("exchanges").at(0).at("error").as_string(), "connect ECONNREFUSED 127.0.0.1:1");
  const json::value failures = data(page, "failure-data");
  EXPECT_EQ(failures.as_array().size(), 3U);
  EXPECT_EQ(failures.at(0).at(0), json::value(1)) << "a failure names its row";
}

TEST(HtmlReporter, IsOneClosedDocumentThatLoadsNothing) {
  const std::string page = output_of(make_html_reporter, test::kShop, test::play_small_run);
  EXPECT_THAT(page, testing::StartsWith("<!doctype html>"));
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
  for (const char* loading : {" src=", "@import", "url(", "<link", "{{"}) EXPECT_THAT(page, Not(HasSubstr(loading)));
}

TEST(HtmlReporter, HostileTextStaysData) {
  const std::string page = output_of(make_html_reporter, test::hostile_document(), test::play_hostile_run);
  EXPECT_TRUE(is_utf8(page));
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  // Only the elements of the page itself: chunk, index, failures, summary, and the page's script.
  EXPECT_EQ(occurrences(page, "<script"), 5U);
  EXPECT_EQ(occurrences(page, "</script"), 5U);
  EXPECT_EQ(data(page, "index").as_array().size(), 1U);
  EXPECT_FALSE(data(page, "chunk-0").at(0).at("visualizer").as_string().empty());
  EXPECT_THAT(std::string(data(page, "failure-data").at(0).at(3).as_string()), HasSubstr("\\u202ertl"));
  EXPECT_LT(page.size(), 800'000U) << "texts of a megabyte are clipped";
}

TEST(HtmlReporter, ThePagesScriptNeverBuildsMarkup) {
  for (const char* way : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("}) {
    EXPECT_EQ(page::kScript.find(way), std::string_view::npos) << way;
  }
  EXPECT_NE(page::kScript.find("sandbox: ''"), std::string_view::npos) << "the visualizer may do nothing";
}

TEST(HtmlReporter, MasksSecrets) {
  const std::string page =
      output_of(make_html_reporter, test::secret_document(), test::play_secret_run, test::secret_mask());
  EXPECT_THAT(page, Not(HasSubstr("hunter2")));
}

TEST(HtmlReporter, AVeryLongRunListsItsStartAndItsFailures) {
  const std::string page = output_of(
      make_html_reporter, test::kShop,
      [](Play& play) {
        for (int i = 0; i < 12'000; ++i) {
          play.iteration_started(i);
          play.item_started("health");
          play.answered({});
          play.asserted("ok", i == 11'999 ? "broken at last" : "");
          play.item_ended();
          play.iteration_ended();
        }
      },
      {}, 12'000);
  const json::array index = data(page, "index").as_array();
  EXPECT_EQ(index.size(), 10'001U);
  EXPECT_EQ(index.back().at(0), json::value(12'000));
  const json::value summary = data(page, "summary");
  EXPECT_EQ(summary.at("leftOut"), json::value(1999));
  EXPECT_EQ(summary.at("items").at(0).at("executed"), json::value(12'000));
  EXPECT_LE(summary.at("series").as_array().size(), Series::kMostPoints);
  EXPECT_LT(page.size(), 12U << 20);
}

TEST(LogHistogram, GivesPercentilesWithinATenth) {
  LogHistogram histogram;
  for (int i = 1; i <= 1000; ++i) histogram.add(i);
  EXPECT_NEAR(histogram.percentile(0.5), 500, 50);
  EXPECT_NEAR(histogram.percentile(0.95), 950, 95);
  EXPECT_EQ(LogHistogram().percentile(0.5), 0);
}

TEST(RoundHistogram, ShowsTheUsedRange) {
  RoundHistogram histogram;
  for (const double ms : {3.0, 4.0, 40.0}) histogram.add(ms);
  EXPECT_THAT(histogram.bins(),
              testing::ElementsAre(std::pair(5.0, 2U), std::pair(10.0, 0U), std::pair(20.0, 0U), std::pair(50.0, 1U)));
}

TEST(Series, KeepsEveryValueInFewPoints) {
  Series series;
  for (int i = 0; i < 100'000; ++i) series.add(i % 100, i == 5);
  std::uint64_t values = 0;
  std::uint64_t failures = 0;
  for (const Series::Point& point : series.points()) {
    values += point.values;
    failures += point.failures;
  }
  EXPECT_EQ(values, 100'000U);
  EXPECT_EQ(failures, 1U);
  EXPECT_LE(series.points().size(), Series::kMostPoints);
}

}  // namespace
}  // namespace signet::report
