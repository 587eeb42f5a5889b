#include "report/json/json_reporter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "tests/report/fixture.h"

namespace signet::report {
namespace {

using test::output_of;
using test::Play;
using testing::HasSubstr;
using testing::Not;

json::value parsed(const std::string& text) {
  Result<json::value> v = json::parse(text, "report");
  EXPECT_TRUE(v.ok()) << (v ? "" : v.error().to_string());
  return v ? *std::move(v) : json::value();
}

const json::array& executions_of(const json::value& report) {
  return report.at("run").at("executions").as_array();
}

/// Drops what differs from run to run.
void drop_random(json::value& v) {
  if (auto* a = v.if_array()) {
    for (auto& element : *a) drop_random(element);
  } else if (auto* o = v.if_object()) {
    for (const char* name : {"checksum", "timestamp"}) o->erase(name);
    if (o->contains("stacktrace")) o->erase("id");
    if (o->contains("responseTime")) o->erase("id");
    for (auto& member : *o) drop_random(member.value());
  }
}

TEST(JsonReporter, WritesAnExecutionAsNewman) {
  json::value report = parsed(output_of(make_json_reporter, test::kShop, test::play_small_run));
  drop_random(report);
  const json::value expected = parsed(R"json({
    "cursor": {"ref": "ref-2", "length": 3, "cycles": 1, "position": 1, "iteration": 0, "httpRequestId": "http-2"},
    "id": "r2",
    "response": {"status": "Internal Server Error", "code": 500,
      "header": [{"key": "Content-Type", "value": "text/plain"}],
      "stream": {"type": "Buffer", "data": [111, 111, 112, 115]}, "cookie": [], "responseTime": 12,
      "responseSize": 4},
    "assertions": [
      {"assertion": "status is 201", "skipped": false, "error": {"name": "AssertionError", "index": 0,
        "test": "status is 201", "message": "expected 500 to equal 201",
        "stack": "AssertionError: expected 500 to equal 201\n   at Object.eval sandbox-script.js:1:2)"}},
      {"assertion": "later", "skipped": true}]})json");
  const json::object& execution = executions_of(report).at(1).as_object();
  for (const auto& member : expected.as_object()) EXPECT_EQ(execution.at(member.key()), member.value());
  EXPECT_EQ(execution.at("item").at("name").as_string(), "create");
  EXPECT_EQ(execution.at("request").at("method").as_string(), "POST");
  EXPECT_EQ(execution.at("request").at("url").at("host"), (json::array{"shop", "test"}));
}

TEST(JsonReporter, WritesTheSummaryAsNewman) {
  json::value report = parsed(output_of(make_json_reporter, test::kShop, test::play_small_run));
  drop_random(report);
  const json::object& run = report.at("run").as_object();
  EXPECT_EQ(run.at("stats").at("requests"), (json::object{{"total", 3}, {"pending", 0}, {"failed", 1}}));
  EXPECT_EQ(run.at("stats").at("assertions"), (json::object{{"total", 3}, {"pending", 0}, {"failed", 1}}));
  EXPECT_EQ(run.at("stats").as_object().size(), 9U);
  EXPECT_EQ(run.at("timings").at("responseAverage"), json::value(12));
  EXPECT_EQ(run.at("timings").at("completed"), json::value(1'700'000'001'234));
  EXPECT_EQ(run.at("transfers").at("responseTotal"), json::value(11));
  EXPECT_TRUE(run.at("error").is_null());
  EXPECT_EQ(report.at("collection").at("info").at("name").as_string(), "Shop");
  EXPECT_EQ(report.at("collection").at("item").as_array().size(), 2U);
  EXPECT_EQ(report.at("environment").at("values").at(0).at("key").as_string(), "base");
  EXPECT_EQ(report.at("globals").at("values"), json::array());
}

TEST(JsonReporter, ListsFailuresInTheirOrder) {
  const json::value report = parsed(output_of(make_json_reporter, test::kShop, test::play_small_run));
  const json::array& failures = report.at("run").at("failures").as_array();
  ASSERT_EQ(failures.size(), 3U);
  EXPECT_EQ(failures.at(0).at("at").as_string(), "assertion:0 in test-script");
  EXPECT_EQ(failures.at(0).at("error").at("test").as_string(), "status is 201");
  EXPECT_EQ(failures.at(0).at("source").at("name").as_string(), "create");
  EXPECT_EQ(failures.at(0).at("parent").at("name").as_string(), "Orders");
  EXPECT_EQ(failures.at(1).at("at").as_string(), "request");
  EXPECT_EQ(failures.at(1).at("error").at("code").as_string(), "ECONNREFUSED");
  EXPECT_EQ(failures.at(1).at("error").at("address").as_string(), "127.0.0.1");
  EXPECT_EQ(failures.at(2).at("at").as_string(), "test-script:1");
}

TEST(JsonReporter, ShowsAnItemOnceForEachRequestItSentWithItsLastState) {
  const json::value report = parsed(output_of(make_json_reporter, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("list");
    play.answered({.body = "from script"}, /*from_script=*/true);
    play.answered({.body = "own"});
    play.refused("connect ECONNREFUSED 127.0.0.1:1", true);
    play.asserted("err");
    play.item_ended();
    play.iteration_ended();
  }));
  const json::array& executions = executions_of(report);
  ASSERT_EQ(executions.size(), 3U);
  EXPECT_EQ(executions.at(0), executions.at(2));
  EXPECT_TRUE(executions.at(0).as_object().contains("requestError"));
  EXPECT_FALSE(executions.at(0).as_object().contains("response"));
  EXPECT_EQ(executions.at(0).at("assertions").as_array().size(), 1U);
}

TEST(JsonReporter, LeavesOutItemsThatSentNothing) {
  const json::value report = parsed(output_of(make_json_reporter, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("list");
    play.item_ended(true);
    play.iteration_ended();
  }));
  EXPECT_TRUE(executions_of(report).empty());
}

TEST(JsonReporter, WritesWhatIsKnownWhenTheRunIsCutShort) {
  const json::value report = parsed(output_of(make_json_reporter, test::kShop, [](Play& play) {
    play.iteration_started(0);
    play.item_started("list");
    play.answered({});
  }));
  EXPECT_EQ(executions_of(report).size(), 1U);
}

TEST(JsonReporter, HostileTextStaysInsideItsStrings) {
  const std::string text = output_of(make_json_reporter, test::hostile_document(), test::play_hostile_run);
  EXPECT_TRUE(is_utf8(text));
  EXPECT_THAT(text, Not(HasSubstr("</script")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  const json::value report = parsed(text);
  EXPECT_EQ(executions_of(report).size(), 2U);
}

TEST(JsonReporter, MasksSecretsInEveryPart) {
  std::string text = output_of(make_json_reporter, test::secret_document(), test::play_secret_run, test::secret_mask());
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  // Bodies are lists of byte values.
  EXPECT_THAT(text, Not(HasSubstr("104,117,110,116,101,114,50")));
}

TEST(JsonReporter, MasksASecretThatSpansPartsOfTheUrl) {
  const auto mask = [](std::string s) {
    const std::size_t at = s.find("a.secret.host");
    return at == std::string::npos ? s : s.replace(at, 13, "••••");
  };
  const std::string text = output_of(
      make_json_reporter, test::kShop,
      [](Play& play) {
        play.iteration_started(0);
        play.item_started("list");
        model::Request request;
        request.url = model::Url::parse("http://a.secret.host/x");
        http::Response response;
        response.code = 200;
        play.answered_by(response, request);
        play.item_ended();
      },
      mask);
  EXPECT_THAT(text, Not(HasSubstr("\"secret\"")));
}

TEST(JsonReporter, MemoryStaysFlatOverManyIterations) {
  class Counting final : public Sink {
   public:
    void write(std::string_view bytes) override { largest = std::max(largest, bytes.size()), total += bytes.size(); }
    Status close() override { return {}; }
    std::size_t largest = 0;
    std::size_t total = 0;
  };
  auto sink = std::make_unique<Counting>();
  Counting& counted = *sink;
  Result<std::unique_ptr<run::Reporter>> reporter = make_json_reporter(std::move(sink), {});
  ASSERT_TRUE(reporter.ok());
  Play play(**reporter, test::kShop, 1000);
  for (int i = 0; i < 1000; ++i) {
    play.iteration_started(i);
    play.item_started("list");
    play.answered({.body = std::string(1000, 'x')});
    play.asserted("ok", "no");
    play.item_ended();
    play.iteration_ended();
  }
  ASSERT_TRUE(play.finish().ok());
  EXPECT_GT(counted.total, 5'000'000U);
  EXPECT_LT(counted.largest, 100'000U) << "nothing is held back until the end";
}

}  // namespace
}  // namespace signet::report
