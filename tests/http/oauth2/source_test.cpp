#include "http/oauth2/source.h"

#include <atomic>
#include <thread>

#include "tests/http/oauth2/support.h"

namespace signet::http::oauth2 {
namespace {

std::string token_json(std::string_view access, int seconds, std::string_view refresh = "") {
  return fmt::format(R"({{"access_token":"{}","expires_in":{}{}}})", access, seconds,
                     refresh.empty() ? "" : fmt::format(R"(,"refresh_token":"{}")", refresh));
}

Config client(std::string_view scope = "s") {
  return config_of(fmt::format(
      R"({{"grant_type":"client_credentials","accessTokenUrl":"https://p/token","clientId":"id","scope":"{}"}})",
      scope));
}

Config device(std::string_view refresh) {
  return config_of(fmt::format(
      R"({{"grant_type":"device_code","accessTokenUrl":"https://p/token","authUrl":"https://p/device","clientId":"id",
           "refreshToken":"{}"}})",
      refresh));
}

TEST(TokenSource, KeepsATokenForEachConfigurationUntilItExpires) {
  World world;
  world.answers.emplace_back(answer(200, token_json("one", 3600)));
  world.answers.emplace_back(answer(200, token_json("two", 3600)));
  world.answers.emplace_back(answer(200, token_json("three", 3600)));
  TokenSource source;
  EXPECT_EQ(source.get(client(), world.context())->access_token.expose(), "one");
  EXPECT_EQ(source.get(client("other"), world.context())->access_token.expose(), "two");
  EXPECT_EQ(source.get(client(), world.context())->access_token.expose(), "one");
  EXPECT_EQ(world.asked.size(), 2U);
  world.now_ms += 3'600'000;
  EXPECT_EQ(source.get(client(), world.context())->access_token.expose(), "three");
}

TEST(TokenSource, RefreshesAndKeepsTheNewRefreshToken) {
  World world;
  world.answers.emplace_back(answer(200, token_json("one", 60, "rt-1")));
  world.answers.emplace_back(answer(200, token_json("two", 60, "rt-2")));
  world.answers.emplace_back(answer(200, token_json("three", 60)));
  world.answers.emplace_back(answer(200, token_json("four", 60)));
  TokenSource source;
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(source.get(client(), world.context()));
    world.now_ms += 60'000;
  }
  EXPECT_EQ(world.body(1), "grant_type=refresh_token&refresh_token=rt-1&client_id=id");
  EXPECT_EQ(world.body(2), "grant_type=refresh_token&refresh_token=rt-2&client_id=id");
  EXPECT_EQ(world.body(3), "grant_type=refresh_token&refresh_token=rt-2&client_id=id");
}

TEST(TokenSource, TakesTheGrantAgainWhenARefreshIsRefused) {
  World world;
  world.answers.emplace_back(answer(200, token_json("one", 60, "rt")));
  world.answers.emplace_back(answer(400, R"({"error":"invalid_grant"})"));
  world.answers.emplace_back(answer(200, token_json("two", 60)));
  TokenSource source;
  ASSERT_TRUE(source.get(client(), world.context()));
  world.now_ms += 60'000;
  EXPECT_EQ(source.get(client(), world.context())->access_token.expose(), "two");
}

TEST(TokenSource, RenewsARefusedTokenOnceForAllThatHadIt) {
  World world;
  world.answers.emplace_back(answer(200, token_json("one", 3600)));
  world.answers.emplace_back(answer(200, token_json("two", 3600)));
  TokenSource source;
  ASSERT_TRUE(source.get(client(), world.context()));
  EXPECT_EQ(source.renew(client(), world.context(), SecretString("one"))->access_token.expose(), "two");
  EXPECT_EQ(source.renew(client(), world.context(), SecretString("one"))->access_token.expose(), "two");
  EXPECT_EQ(world.asked.size(), 2U);
}

TEST(TokenSource, UsesARefreshTokenOfTheCollectionWhereNobodyCanSignIn) {
  World world;
  world.answers.emplace_back(answer(200, token_json("one", 3600)));
  TokenSource source;
  EXPECT_EQ(source.get(device("from-env"), world.context())->access_token.expose(), "one");
  EXPECT_EQ(world.body(0), "grant_type=refresh_token&refresh_token=from-env&client_id=id");
}

TEST(TokenSource, SaysWhyTheRefreshTokenDidNotServeWhereNobodyCanSignIn) {
  World world;
  world.answers.emplace_back(answer(400, R"({"error":"invalid_grant","error_description":"expired from-env"})"));
  TokenSource source;
  const auto token = source.get(device("from-env"), world.context());
  ASSERT_FALSE(token);
  EXPECT_NE(token.error().message.find("invalid_grant (expired ••••)"), std::string::npos) << token.error().message;
}

TEST(TokenSource, DoesNotAskAPersonAgainAfterAFailedSignIn) {
  World world;
  world.has_person = true;
  world.answers.emplace_back(answer(400, R"({"error":"unauthorized_client"})"));
  TokenSource source;
  EXPECT_FALSE(source.get(device(""), world.context()));
  EXPECT_FALSE(source.get(device(""), world.context()));
  EXPECT_EQ(world.asked.size(), 1U);
}

TEST(TokenSource, DoesNotAskAPersonToSignInForARefusedToken) {
  World world;
  TokenSource source;
  world.has_person = true;
  const auto token = source.renew(device(""), world.context(), SecretString("x"));
  ASSERT_FALSE(token);
  EXPECT_NE(token.error().hint.find("offline_access"), std::string::npos);
  EXPECT_TRUE(world.asked.empty());
}

TEST(TokenSource, GetsOneTokenForAllThreads) {
  TokenSource source;
  std::atomic<int> asked = 0;
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      Context context;
      context.send = [&asked](const Request&) -> Result<Response> {
        ++asked;
        return answer(200, token_json("one", 3600));
      };
      context.now_ms = [] { return std::int64_t{0}; };
      context.hide = [](std::string_view) {};
      context.warn = [](const std::string&) {};
      const auto token = source.get(client(), context);
      if (token && token->access_token.expose() == "one") ++right;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(right, 4);
}

}  // namespace
}  // namespace signet::http::oauth2
