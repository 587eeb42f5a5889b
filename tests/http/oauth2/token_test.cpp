#include "http/oauth2/token.h"

#include "tests/http/oauth2/support.h"

namespace signet::http::oauth2 {
namespace {

constexpr std::string_view kUrl = "https://user:pw@provider.example/token?secret=1";

Config client() {
  return config_of(
      R"({"grant_type":"client_credentials","accessTokenUrl":"https://provider.example/token","clientId":"my id",
          "clientSecret":"s&cret"})");
}

struct BadAnswer {
  int code;
  std::string body;
  std::string type;
  std::string words;
};

TEST(OAuth2Token, RefusesAnswersThatAreNone) {
  const std::vector<BadAnswer> cases = {
      {200, "<html>token=abc</html>", "text/html; charset=utf-8",
       "answered 200 with text/html instead of a JSON object"},
      {502, "", "", "answered 502 with"},
      {200, "[1]", "application/json", "instead of a JSON object"},
      {200, std::string(2000, '['), "application/json", "instead of a JSON object"},
      {200, "{\"access_token\":\"abc", "application/json", "instead of a JSON object"},
      {200, "access_token=abc&token_type=bearer", "application/x-www-form-urlencoded", "x-www-form-urlencoded instead"},
      {500, "{}", "application/json", "answered 500 without saying what is wrong"},
      {200, "x", std::string("text/\x1b[31mred\r\nX: y"), "text/ [31mred"},
  };
  for (const BadAnswer& c : cases) {
    const auto read = read_answer(answer(c.code, c.body, c.type), kUrl);
    ASSERT_FALSE(read) << c.words;
    const std::string text = read.error().to_string();
    EXPECT_NE(text.find(c.words), std::string::npos) << text;
    EXPECT_EQ(text.find("abc"), std::string::npos) << "the body may hold a token";
    EXPECT_EQ(text.find("secret=1"), std::string::npos);
    EXPECT_EQ(text.find("pw"), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
  }
}

TEST(OAuth2Token, NamesWhereARedirectLeadsAndDoesNotFollowIt) {
  Response moved = answer(307, "");
  moved.headers.push_back({"Location", "https://evil.example/collect?x=1"});
  const auto read = read_answer(moved, kUrl);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("leads to https://evil.example/collect"), std::string::npos);

  World world;
  world.answers.emplace_back(std::move(moved));
  EXPECT_FALSE(ask(client(), world.context(), "https://provider.example/token", {}, {}));
  EXPECT_EQ(world.asked.size(), 1U);
  EXPECT_FALSE(world.asked[0].settings.follow_redirects);
}

TEST(OAuth2Token, ReadsATokenAndItsLife) {
  const std::vector<std::pair<std::string, std::int64_t>> cases = {
      {"3600", 3'600'000}, {"\"3600\"", 3'600'000},    {"0.5", 500}, {"0", 0}, {"-5", -1}, {"\"soon\"", -1}, {"[]", -1},
      {"null", -1},        {"1e300", 315'360'000'000},
  };
  constexpr std::int64_t kNow = 1000;
  for (const auto& [life, milliseconds] : cases) {
    const auto document = json::parse(
        fmt::format(R"({{"access_token":"at","token_type":"bearer","refresh_token":"rt","expires_in":{}}})", life),
        "t");
    const auto token = read_token(document->get_object(), kNow);
    ASSERT_TRUE(token) << life;
    EXPECT_EQ(token->access_token.expose(), "at");
    EXPECT_EQ(token->refresh_token.expose(), "rt");
    EXPECT_EQ(token->expires_ms, milliseconds < 0 ? 0 : kNow + milliseconds) << life;
  }
}

TEST(OAuth2Token, KeepsTheRefreshTokenThatIsNotReplaced) {
  const json::object members = {{"access_token", "at"}};
  EXPECT_EQ(read_token(members, 0, SecretString("old"))->refresh_token.expose(), "old");
}

TEST(OAuth2Token, IsRenewedBeforeItEnds) {
  const auto token = read_token({{"access_token", "at"}, {"expires_in", 60}}, 0);
  EXPECT_TRUE(token->is_fresh(49'000));
  EXPECT_FALSE(token->is_fresh(50'001));
  EXPECT_TRUE(read_token({{"access_token", "at"}}, 0)->is_fresh(INT64_MAX));
  EXPECT_FALSE(Token().is_fresh(0));
}

TEST(OAuth2Token, RefusesTokensThatWouldBreakAHeader) {
  const std::vector<json::object> cases = {
      {{"access_token", "a\r\nX-Evil: 1"}},
      {{"access_token", "a"}, {"refresh_token", "\x01"}},
      {{"access_token", "é"}},
      {{"access_token", ""}},
      {{"access_token", 5}},
      {},
      {{"access_token", "a"}, {"token_type", "DPoP"}},
      {{"access_token", "a"}, {"token_type", "mac"}},
  };
  for (const json::object& members : cases) EXPECT_FALSE(read_token(members, 0)) << json::value(members);
}

TEST(OAuth2Token, TellsARefusalInTheProvidersWordsAndWhatToChange) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"({"error":"invalid_client","error_description":"Unknown client"})", "client_authentication"},
      {R"({"error":"invalid_grant"})", "expired or was used already"},
      {R"({"error":"invalid_scope"})", "check scope"},
      {R"({"error":"unauthorized_client"})", "allow this grant"},
      {R"({"error":"made_up"})", "documentation"},
      {R"({"error":{"code":1}})", "documentation"},
  };
  for (const auto& [body, hint] : cases) {
    const auto read = read_answer(answer(400, body), kUrl);
    ASSERT_TRUE(read) << body;
    const Error error = refusal(*read, client(), kUrl);
    EXPECT_NE(error.hint.find(hint), std::string::npos) << error.hint;
  }
  // GitHub refuses with 200.
  EXPECT_EQ(read_answer(answer(200, R"({"error":"bad_verification_code"})"), kUrl)->error, "bad_verification_code");
}

TEST(OAuth2Token, HidesSecretsThatAProviderRepeats) {
  Answer answer;
  answer.error = "invalid_client";
  answer.members = {{"error_description",
                     "no client with the secret s&cret \x1b]0;title\x07 \xC2\x9B"
                     "31m" +
                         std::string(1000, 'x')}};
  const Error error = refusal(answer, client(), kUrl);
  EXPECT_EQ(error.message.find("s&cret"), std::string::npos) << error.message;
  EXPECT_EQ(error.message.find('\x1b'), std::string::npos);
  EXPECT_EQ(error.message.find("\xC2\x9B"), std::string::npos);
  EXPECT_LT(error.message.size(), 450U);
}

TEST(OAuth2Token, SendsTheClientsCredentialsWhereTheyAreWanted) {
  World world;
  Config config = client();
  const auto header = [](const Request& request, std::string_view name) {
    for (const Header& h : request.headers) {
      if (h.name == name) return h.value;
    }
    return std::string("none");
  };
  config.token_extras = {{"q", "a b", Extra::Place::kUrl}, {"X-H", "h", Extra::Place::kHeader}, {"b", "c", {}}};
  config.token_extras[2].place = Extra::Place::kBody;
  (void)ask(config, world.context(), config.token_url, {{"grant_type", "x"}}, config.token_extras).ok();
  EXPECT_EQ(world.asked[0].url, "https://provider.example/token?q=a%20b");
  EXPECT_EQ(world.body(0), "grant_type=x&b=c");
  EXPECT_EQ(header(world.asked[0], "Authorization"), "Basic bXklMjBpZDpzJTI2Y3JldA==");  // "my%20id:s%26cret"
  EXPECT_EQ(header(world.asked[0], "X-H"), "h");
  EXPECT_EQ(header(world.asked[0], "Accept"), "application/json");

  config.secret_in_header = false;
  (void)ask(config, world.context(), config.token_url, {}, {}).ok();
  EXPECT_EQ(world.body(1), "client_id=my%20id&client_secret=s%26cret");
  EXPECT_EQ(header(world.asked[1], "Authorization"), "none");

  config.secret_in_header = true;
  config.client_secret = "";
  (void)ask(config, world.context(), config.token_url, {}, {}).ok();
  EXPECT_EQ(world.body(2), "client_id=my%20id");
  EXPECT_TRUE(world.hides("s&cret"));
}

TEST(OAuth2Token, AsksWithTheRequestsTlsSettingsButBoundsAndWithoutCookies) {
  World world;
  Context context = world.context();
  context.settings.proxy.url = "http://proxy:1";
  context.settings.follow_redirects = true;
  (void)ask(client(), context, "https://provider.example/token", {}, {}).ok();
  const Settings& settings = world.asked[0].settings;
  EXPECT_EQ(settings.proxy.url, "http://proxy:1");
  EXPECT_EQ(settings.max_response_bytes, kMaxAnswerBytes);
  EXPECT_GT(settings.timeout_ms, 0);
  EXPECT_FALSE(settings.use_cookies);
}

TEST(OAuth2Token, WarnsOfSecretsWithoutTlsExceptOnThisMachine) {
  World world;
  for (const std::string url : {"http://127.0.0.1:1/t", "http://localhost/t", "https://provider.example/t"}) {
    (void)ask(client(), world.context(), url, {}, {}).ok();
  }
  EXPECT_TRUE(world.warnings.empty());
  (void)ask(client(), world.context(), "http://provider.example/t", {}, {}).ok();
  EXPECT_EQ(world.warnings.size(), 1U);
}

TEST(OAuth2Token, MakesAnythingFitForOneLineOfATerminal) {
  EXPECT_EQ(printable("a\nb\x1b[1m\x7f"), "a b [1m ");
  EXPECT_EQ(printable("héllo"), "héllo");
  EXPECT_EQ(printable("\xff\xfe"), "??");
  EXPECT_EQ(printable("abcdef", 3), "abc...");
  EXPECT_EQ(printable("é", 1), "?...");
}

}  // namespace
}  // namespace signet::http::oauth2
