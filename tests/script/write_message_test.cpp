#include <gtest/gtest.h>

#include "script/json_text.h"
#include "script/protocol.h"

namespace signet::script {

TEST(WriteMessage, EscapesTextAsJson) {
  for (const std::string_view text : {std::string_view("plain"), std::string_view("a\"b\\c\n\r\t\x01"),
                                      std::string_view("ü 漢 🎉"), std::string_view("a\0b", 3), std::string_view("")}) {
    std::string out;
    append_string(out, text);
    const auto read = json::parse(out, "test");
    ASSERT_TRUE(read) << out;
    EXPECT_EQ(std::string_view(read->get_string()), text);
  }
}

TEST(WriteMessage, ReadsHeadersThatAreNotUtf8AsLatin1) {
  std::string out;
  append_header_text(out, "caf\xE9");
  EXPECT_EQ(out, "\"caf\xC3\xA9\"");
}

TEST(WriteMessage, SendsOnlyTheSelectedScopes) {
  model::Scopes scopes;
  scopes.environment.name = "prod";
  scopes.environment.set("a", 1);
  scopes.data = {{"row", 7}};
  Invocation invocation;
  invocation.event = "test";
  invocation.code = "1";
  invocation.scopes = &scopes;
  const auto scopes_sent = [&](ScopeSelection selection) {
    std::string out;
    write_execute(out, {1, 2, true, false, selection}, invocation);
    const auto read = json::parse(out, "test");
    EXPECT_TRUE(read) << out;
    const json::object* object = json::find_object(read->get_object(), "scopes");
    return object == nullptr ? json::object() : *object;
  };
  EXPECT_TRUE(scopes_sent({}).empty());
  const json::object sent = scopes_sent({.environment = true, .data = true});
  EXPECT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent.at("environment").at("name"), "prod");
  EXPECT_EQ(sent.at("data").at("row"), 7);
}

TEST(WriteMessage, GivesFailuresTheMembersOfNodesErrors) {
  const auto error_of = [](std::string message) {
    std::string out;
    write_response_reply(out, 1, fail(ErrorCode::kNetwork, std::move(message)), {}, {}, {});
    return boost::json::serialize(json::parse(out, "test")->at("error"));
  };
  EXPECT_EQ(error_of("connect ECONNREFUSED 127.0.0.1:9"),
            R"({"errno":-111,"code":"ECONNREFUSED","syscall":"connect","address":"127.0.0.1","port":9,)"
            R"("message":"connect ECONNREFUSED 127.0.0.1:9"})");
  EXPECT_EQ(error_of("getaddrinfo ENOTFOUND nowhere.test"),
            R"({"errno":-3008,"code":"ENOTFOUND","syscall":"getaddrinfo","hostname":"nowhere.test",)"
            R"("message":"getaddrinfo ENOTFOUND nowhere.test"})");
  EXPECT_EQ(error_of("Invalid URI"), R"({"message":"Invalid URI"})");
}

}  // namespace signet::script
