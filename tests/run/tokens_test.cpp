// Whole runs whose requests get their OAuth 2.0 tokens from a token endpoint on loopback.
#include "run/tokens.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/json.h"
#include "run/runner.h"
#include "tests/support/raw_server.h"

namespace signet::run {
namespace {

/// Keeps what a run told.
class Listener final : public Reporter {
 public:
  void start(const RunInfo&) override {}
  void on(const Event& event, const Stats&, const Failure*) override {
    if (const auto* ended = std::get_if<RequestEnded>(&event)) {
      codes.push_back(ended->exchange->response ? ended->exchange->response->code : 0);
    }
    if (const auto* written = std::get_if<ConsoleWritten>(&event)) {
      console.push_back(written->level + ": " + json::to_text(written->messages.at(0)));
    }
  }
  Status finish(const RunSummary&) override { return {}; }
  std::vector<int> codes;
  std::vector<std::string> console;
};

std::string http_answer(int code, std::string_view body) {
  return fmt::format("HTTP/1.1 {} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", code,
                     body.size(), body);
}

/// A provider that gives "token-1", "token-2" ..., and an API that takes only the newest.
class TokensOfARun : public testing::Test {
 protected:
  TokensOfARun() : server_([this](test::RawConnection& connection) { serve(connection); }) {}

  RunResult run(std::string_view more, int requests, const std::function<void(RunOptions&)>& adjust = {}) {
    json::object auth = {{"grant_type", "client_credentials"},
                         {"accessTokenUrl", server_.url("/token")},
                         {"clientId", "id"},
                         {"clientSecret", "the-client-secret"}};
    const json::value members = *json::parse(more, "more");
    for (const auto& member : members.get_object()) auth[member.key()] = member.value();
    json::array items;
    for (int i = 0; i < requests; ++i) items.push_back({{"name", "r"}, {"request", server_.url("/api")}});
    json::object document = {
        {"info", {{"name", "c"}, {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
        {"auth", {{"type", "oauth2"}, {"oauth2", std::move(auth)}}},
        {"item", std::move(items)}};
    collection_ = *model::Collection::from_json(std::move(document), "test");
    RunOptions options;
    options.collection = &collection_;
    options.http.proxy.from_environment = false;
    options.mask = &mask_;
    if (adjust) adjust(options);
    return run_collection(options, jar_, {&heard_});
  }

  void serve(test::RawConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      if (request.starts_with("POST /token")) {
        if (refuse_) {
          connection.send(http_answer(401, R"({"error":"invalid_client","error_description":"the-client-secret!"})"));
        } else {
          connection.send(http_answer(200, fmt::format(R"({{"access_token":"token-{}"}})", ++given_)));
        }
        continue;
      }
      const bool right =
          request.find(fmt::format("Authorization: Bearer token-{}\r", given_.load())) != std::string::npos;
      if (right && revoke_after_ > 0 && --revoke_after_ == 0) ++given_;  // "token-N" is not the newest any more
      connection.send(http_answer(right ? 200 : 401, "{}"));
    }
  }

  std::atomic<int> given_ = 0;
  std::atomic<int> revoke_after_ = 0;
  std::atomic<bool> refuse_ = false;
  model::Collection collection_;
  http::CookieJar jar_;
  Mask mask_;
  Listener heard_;
  test::RawServer server_;
};

using Codes = std::vector<int>;

TEST_F(TokensOfARun, AreGotOnceForARunAndMasked) {
  const RunResult result = run("{}", 3);
  EXPECT_EQ(heard_.codes, (Codes{200, 200, 200}));
  EXPECT_EQ(given_, 1);
  EXPECT_EQ(result.stats.requests.total, 3U) << "the token endpoint is no request of the collection";
  EXPECT_EQ(mask_("Bearer token-1, the-client-secret"), "Bearer ••••, ••••");
  EXPECT_TRUE(heard_.console.empty());
}

TEST_F(TokensOfARun, AreSharedByTheLanesOfAParallelRun) {
  run("{}", 1, [](RunOptions& options) {
    options.parallel = 2;
    options.iterations = 4;
  });
  EXPECT_EQ(heard_.codes, (Codes{200, 200, 200, 200}));
  EXPECT_EQ(given_, 1);
}

TEST_F(TokensOfARun, AreRenewedOnceWhenTheApiRefusesThem) {
  revoke_after_ = 1;
  run("{}", 2);
  EXPECT_EQ(heard_.codes, (Codes{200, 401, 200}));
  EXPECT_EQ(given_, 3) << "1 was revoked as 2 came to be; 3 was given in its place";
}

TEST_F(TokensOfARun, ThatCannotBeHadLeaveTheRequestUnsignedAndSayWhy) {
  refuse_ = true;
  run("{}", 1);
  EXPECT_EQ(heard_.codes, (Codes{401}));
  ASSERT_EQ(heard_.console.size(), 1U);
  EXPECT_NE(heard_.console[0].find("warn: oauth2: " + server_.url("/token") + " refused: invalid_client"),
            std::string::npos)
      << heard_.console[0];
  EXPECT_EQ(heard_.console[0].find("the-client-secret"), std::string::npos);
}

TEST_F(TokensOfARun, AreNotAskedForWhereOneIsGivenOrTheGrantIsWrong) {
  run(R"({"accessToken":"token-0"})", 1);
  EXPECT_EQ(heard_.codes, (Codes{200})) << "token-0 is what the API takes before any was given";
  EXPECT_EQ(given_, 0);
  run(R"({"grant_type":"authorization_code","authUrl":"http://127.0.0.1:1/"})", 1);
  EXPECT_EQ(given_, 0);
  ASSERT_EQ(heard_.console.size(), 1U);
  EXPECT_NE(heard_.console[0].find("nobody to ask"), std::string::npos);
}

}  // namespace
}  // namespace signet::run
