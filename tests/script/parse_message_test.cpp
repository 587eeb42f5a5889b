#include <gtest/gtest.h>

#include "script/protocol.h"

namespace signet::script {

namespace {

struct Refusal {
  const char* json;
  const char* reason;
};

}  // namespace

TEST(ParseMessage, RefusesWhatBreaksTheProtocolAndSaysWhy) {
  const Refusal refusals[] = {
      {"", "not JSON"},
      {"nonsense", "not JSON"},
      {"[]", "not an object"},
      {"{}", "unknown message ''"},
      {R"({"type":7})", "unknown message ''"},
      {R"({"type":"evil"})", "unknown message 'evil'"},
      {R"({"type":"console","level":"log"})", "'messages' is not there"},
      {R"({"type":"console","level":["log"],"messages":[]})", "'level' is not text"},
      {R"({"type":"console","level":"log","messages":{}})", "'messages' is not a list"},
      {R"({"type":"assertions","list":[7]})", "'list' is not a list of objects"},
      {R"({"type":"assertions","list":[{"name":{}}]})", "'name' is not text"},
      {R"({"type":"assertions","list":[{"name":"a","index":"1"}]})", "'index' is not a whole number"},
      {R"({"type":"assertions","list":[{"name":"a","error":"x"}]})", "'error' is not an object"},
      {R"({"type":"request","id":1.5})", "'id' is not a whole number"},
      {R"({"type":"request","definition":{}})", "'id' is not there"},
      {R"({"type":"cookies","id":1,"method":"x","args":{}})", "'args' is not a list"},
      {R"({"type":"done","nextRequest":7})", "'nextRequest' is not text or null"},
      {R"({"type":"done","skipRequest":"yes"})", "'skipRequest' is not true or false"},
      {R"({"type":"done","visualizer":{"html":7}})", "'html' is not text"},
      {R"({"type":"done","scopes":[]})", "'scopes' is not an object"},
      {R"({"type":"done","scopes":{"globals":{}}})", "'globals' is not a list"},
      {R"({"type":"done","scopes":{"globals":[7]}})", "'globals' is not a list of mutations"},
      {R"({"type":"done","scopes":{"globals":[["set"]]}})", "'globals' is not a list of mutations"},
      {R"({"type":"done","scopes":{"globals":[["set",7,8]]}})", "'globals' is not a list of mutations"},
      {R"({"type":"done","scopes":{"globals":[["set","a",1,7]]}})", "'globals' is not a list of mutations"},
      {R"({"type":"done","scopes":{"globals":[["drop","a"]]}})", "'globals' is not a list of mutations"},
      {R"({"type":"done","execution":"1"})", "'execution' is not a whole number"},
      {"{\"type\":\"fatal\",\"message\":\"\xFF\"}", "not JSON"},
  };
  for (const Refusal& refusal : refusals) {
    const auto message = parse_message(refusal.json);
    ASSERT_FALSE(message) << refusal.json;
    EXPECT_NE(message.error().message.find(refusal.reason), std::string::npos) << message.error().message;
  }
}

TEST(ParseMessage, RefusesDeepNesting) {
  const std::string deep = R"({"type":"console","level":"log","messages":)" + std::string(100'000, '[');
  const auto message = parse_message(deep);
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().code, ErrorCode::kLimit);
}

TEST(ParseMessage, ReadsWhatAScriptLeavesBehind) {
  const auto message = parse_message(
      R"({"type":"done","execution":3,"error":{"name":"TypeError","message":"m","stack":"s","line":2,"column":5},
          "nextRequest":null,"skipRequest":true,"unknown":1,"visualizer":{"html":"<b>","data":{"a":1}},
          "scopes":{"environment":[["set","a",1,"number"],["unset","b"],["clear"]],"local":[["set","c",null]]}})");
  ASSERT_TRUE(message) << message.error().message;
  EXPECT_EQ(message->execution, std::optional<std::uint64_t>(3));
  const auto& done = std::get<DoneMessage>(message->body);
  ASSERT_TRUE(done.outcome.error);
  EXPECT_EQ(done.outcome.error->name, "TypeError");
  EXPECT_EQ(done.outcome.error->line, 2);
  ASSERT_TRUE(done.outcome.next_request);
  EXPECT_TRUE(done.outcome.next_request->is_null());
  EXPECT_TRUE(done.outcome.skip_request);
  ASSERT_TRUE(done.outcome.visualizer);
  EXPECT_EQ(done.outcome.visualizer->html, "<b>");
  ASSERT_EQ(done.scopes.environment.size(), 3U);
  EXPECT_EQ(done.scopes.environment[0].kind, Mutation::Kind::kSet);
  EXPECT_EQ(done.scopes.environment[0].type, "number");
  EXPECT_EQ(done.scopes.environment[1].kind, Mutation::Kind::kUnset);
  EXPECT_EQ(done.scopes.environment[2].kind, Mutation::Kind::kClear);
  EXPECT_TRUE(done.scopes.local.at(0).value.is_null());
}

TEST(ParseMessage, KeepsHugeNumbersInRange) {
  const auto message =
      parse_message(R"({"type":"exception","execution":-5,"error":{"line":9223372036854775807,"column":-1}})");
  ASSERT_TRUE(message);
  EXPECT_EQ(message->execution, std::optional<std::uint64_t>(0));
  const auto& error = std::get<ExceptionMessage>(message->body).error;
  EXPECT_EQ(error.line, std::numeric_limits<int>::max());
  EXPECT_EQ(error.column, 0);
}

}  // namespace signet::script
