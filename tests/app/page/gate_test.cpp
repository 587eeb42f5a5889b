#include "app/page/gate.h"

#include <gtest/gtest.h>

namespace signet::app {
namespace {

constexpr std::uint16_t kPort = 4321;
constexpr std::string_view kToken = "plum-harbor-tin-eagle";

server::Request request_with(std::string host, server::Headers headers) {
  server::Request request;
  request.host = std::move(host);
  request.headers = std::move(headers);
  return request;
}

const server::Header kGoodToken{"Authorization", "Bearer plum-harbor-tin-eagle"};

TEST(AgentGate, AnswersToItsOwnAddressAlone) {
  struct Row {
    std::string host;
    bool passes;
  };
  const std::vector<Row> rows = {
      {"127.0.0.1:4321", true},
      {"localhost:4321", false},
      {"127.0.0.1", false},
      {"127.0.0.1:80", false},
      {"", false},
      {"evil.example:4321", false},
      {"127.0.0.1:4321.evil", false},
      {"[::1]:4321", false},
      {"0.0.0.0:4321", false},
      {"127.0.0.1:04321", false},
  };
  const Gate gate(SecretString(kToken), kPort);
  for (const Row& row : rows) {
    const auto refusal = gate.refuse_host(request_with(row.host, {kGoodToken}));
    EXPECT_EQ(!refusal, row.passes) << row.host;
    if (refusal) {
      EXPECT_EQ(refusal->status, 421U) << row.host;
    }
  }
}

TEST(AgentGate, TakesCallsOfItsOwnPageWithItsToken) {
  struct Row {
    std::string name;
    server::Headers headers;
    unsigned status;  ///< 0: let through
  };
  const std::vector<Row> rows = {
      {"the page", {kGoodToken, {"Origin", "http://127.0.0.1:4321"}, {"Sec-Fetch-Site", "same-origin"}}, 0},
      {"a program of the user's", {kGoodToken}, 0},
      {"typed into the address bar", {kGoodToken, {"Sec-Fetch-Site", "none"}}, 0},
      {"nobody", {}, 401},
      {"another user of the machine", {{"Authorization", "Bearer plum-harbor-tin-eaglf"}}, 401},
      {"a part of the token", {{"Authorization", "Bearer plum-harbor-tin-eagl"}}, 401},
      {"an empty token", {{"Authorization", "Bearer "}}, 401},
      {"another scheme", {{"Authorization", "Basic plum-harbor-tin-eagle"}}, 401},
      {"two tokens", {kGoodToken, kGoodToken}, 401},
      {"a foreign page", {kGoodToken, {"Origin", "https://evil.example"}}, 403},
      {"the page of another port", {kGoodToken, {"Origin", "http://127.0.0.1:4322"}}, 403},
      {"the rebound name", {kGoodToken, {"Origin", "http://evil.example:4321"}}, 403},
      {"a sandboxed frame", {kGoodToken, {"Origin", "null"}}, 403},
      {"a foreign page's form", {kGoodToken, {"Sec-Fetch-Site", "cross-site"}}, 403},
      {"another service of this host", {kGoodToken, {"Sec-Fetch-Site", "same-site"}}, 403},
      {"two origins", {kGoodToken, {"Origin", "http://127.0.0.1:4321"}, {"Origin", "https://evil.example"}}, 403},
  };
  const Gate gate(SecretString(kToken), kPort);
  for (const Row& row : rows) {
    const auto refusal = gate.refuse_caller(request_with("127.0.0.1:4321", row.headers));
    EXPECT_EQ(refusal ? refusal->status : 0U, row.status) << row.name;
  }
}

TEST(AgentGate, TellsAMissingTokenByItsType) {
  const Gate gate(SecretString(kToken), kPort);
  const auto refusal = gate.refuse_caller(request_with("127.0.0.1:4321", {}));
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->body.find(kNoTokenProblem), std::string::npos) << refusal->body;
  EXPECT_EQ(refusal->body.find(kToken), std::string::npos);
}

}  // namespace
}  // namespace signet::app
