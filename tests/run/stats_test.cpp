#include "run/stats.h"

#include <gtest/gtest.h>

namespace signet::run {
namespace {

RequestEnded answered(double total_ms, std::string body) {
  auto exchange = std::make_shared<Exchange>();
  exchange->response.emplace();
  exchange->response->timings.total = total_ms;
  exchange->response->body = std::move(body);
  return RequestEnded{{}, nullptr, std::move(exchange)};
}

TEST(Stats, KeepsMeanExtremesAndDeviationOfResponseTimes) {
  Stats stats;
  for (const double time : {10.0, 20.0, 30.0}) {
    count(RequestStarted{}, stats);
    EXPECT_FALSE(count(answered(time, "12345"), stats));
  }
  EXPECT_EQ(stats.requests.total, 3U);
  EXPECT_EQ(stats.requests.pending, 0U);
  EXPECT_EQ(stats.received_bytes, 15U);
  EXPECT_DOUBLE_EQ(stats.response.average, 20);
  EXPECT_DOUBLE_EQ(stats.response.min, 10);
  EXPECT_DOUBLE_EQ(stats.response.max, 30);
  EXPECT_NEAR(stats.response.deviation, 8.165, 0.001);
}

TEST(Stats, TurnsAFailedAssertionIntoAFailureWithItsPlace) {
  Stats stats;
  AssertionMade made;
  made.assertion.name = "status is 200";
  made.assertion.index = 2;
  made.assertion.error = script::ScriptError{"AssertionError", "expected 500 to equal 200", "", 0, 0};
  const auto failure = count(made, stats);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->at, "assertion:2 in test-script");
  EXPECT_EQ(failure->test, "status is 200");
  EXPECT_EQ(stats.assertions.failed, 1U);
  EXPECT_EQ(stats.failures, 1U);
}

TEST(Stats, NamesLineAndColumnOfAFailedScript) {
  Stats stats;
  model::Event event;
  event.listen = "prerequest";
  count(ScriptStarted{{}, nullptr, &event}, stats);
  const auto failure =
      count(ScriptEnded{{}, nullptr, &event, script::ScriptError{"TypeError", "x", "", 3, 7}, {}}, stats);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->at, "prerequest-script:3:7");
  EXPECT_EQ(stats.prerequest_scripts.failed, 1U);
  EXPECT_EQ(stats.test_scripts.total, 0U);
}

TEST(Stats, CountsARequestThatGotNoAnswerAsAFailure) {
  Stats stats;
  auto exchange = std::make_shared<Exchange>();
  exchange->error = fail(ErrorCode::kNetwork, "connect ECONNREFUSED 127.0.0.1:1");
  exchange->error_name = "Error";
  exchange->error_message = exchange->error->message;
  count(RequestStarted{}, stats);
  const auto failure = count(RequestEnded{{}, nullptr, exchange}, stats);
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->at, "request");
  EXPECT_EQ(failure->error.message, "connect ECONNREFUSED 127.0.0.1:1");
  EXPECT_EQ(stats.requests.failed, 1U);
}

}  // namespace
}  // namespace signet::run
