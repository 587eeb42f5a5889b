#include "http/oauth2/grants.h"

#include <thread>

#include "base/encoding.h"
#include "base/text.h"
#include "http/oauth2/authorization.h"
#include "http/oauth2/device.h"
#include "http/url.h"
#include "tests/http/oauth2/support.h"
#include "tests/http/support.h"

namespace signet::http::oauth2 {
namespace {

constexpr std::string_view kToken =
    R"({"access_token":"at-1","token_type":"Bearer","expires_in":60,"refresh_token":"rt"})";

std::string with_grant(std::string_view grant, std::string_view more = "") {
  return fmt::format(
      R"({{"grant_type":"{}","accessTokenUrl":"https://p.example/token","authUrl":"https://p.example/auth",
    "clientId":"id","clientSecret":"hush","client_authentication":"body","scope":"a b"{}}})",
      grant, more);
}

TEST(Grants, AskInTheFormOfTheirRfc) {
  struct Case {
    std::string parameters;
    std::string body;
  };
  const std::string client = "&client_id=id&client_secret=hush";
  const std::vector<Case> cases = {
      {with_grant("client_credentials", R"(,"audience":"https://api","resource":"r")"),
       "grant_type=client_credentials&scope=a%20b&audience=https%3A%2F%2Fapi&resource=r" + client},
      {with_grant("password_credentials", R"(,"username":"ü","password":"p w")"),
       "grant_type=password&scope=a%20b&username=%C3%BC&password=p%20w" + client},
      {with_grant("refresh_token", R"(,"refreshToken":"old")"), "grant_type=refresh_token&refresh_token=old" + client},
  };
  for (const Case& c : cases) {
    World world;
    world.answers.emplace_back(answer(200, std::string(kToken)));
    const auto token = get_token(config_of(c.parameters), world.context());
    ASSERT_TRUE(token) << token.error().message;
    EXPECT_EQ(token->access_token.expose(), "at-1");
    EXPECT_EQ(world.body(0), c.body);
    EXPECT_TRUE(world.hides("at-1"));
    EXPECT_TRUE(world.hides("rt"));
    EXPECT_TRUE(world.hides("hush"));
  }
}

TEST(Grants, PassOnWhatTheNetworkSays) {
  World world;
  const auto token = get_token(config_of(with_grant("client_credentials")), world.context());
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().to_string().find("oauth2: no answer from https://p.example/token: connect ECONNREFUSED"), 0U)
      << token.error().to_string();
}

TEST(Grants, NeedSomebodyToSignInAndSayWhatElseCanBeDone) {
  for (const std::string_view grant : {"authorization_code", "device_code"}) {
    World world;
    const auto token = get_token(config_of(with_grant(grant)), world.context());
    ASSERT_FALSE(token);
    EXPECT_NE(token.error().message.find("nobody to ask"), std::string::npos);
    EXPECT_NE(token.error().hint.find("refreshToken"), std::string::npos);
    EXPECT_TRUE(world.asked.empty());
  }
}

/// A browser that signs in: reads the address that it is to open, and comes back with `answer` and the state.
class Browser {
 public:
  explicit Browser(std::string answer, std::string state = {}) : answer_(std::move(answer)), state_(std::move(state)) {}
  ~Browser() {
    if (thread_.joinable()) thread_.join();
  }
  void open(const std::string& url) {
    for (const std::string& part : split(url.substr(url.find('?') + 1), '&')) {
      const std::size_t equals = part.find('=');
      parameters[part.substr(0, equals)] = percent_decode(part.substr(equals + 1));
    }
    const std::string state = state_.empty() ? parameters["state"] : state_;
    const std::string back = parameters["redirect_uri"] + "?state=" + state + "&" + answer_;
    thread_ = std::thread([back] { (void)send_alone(get(back)).ok(); });
  }
  std::map<std::string, std::string> parameters;

 private:
  std::string answer_;
  std::string state_;
  std::thread thread_;
};

TEST(AuthorizationCode, GoesThroughTheBrowserAndProvesItsVerifier) {
  World world;
  Browser browser("code=the-code&iss=https%3A%2F%2Fp.example");
  world.has_person = true;
  world.browse = [&browser](const std::string& url) { browser.open(url); };
  world.answers.emplace_back(answer(200, std::string(kToken)));
  const auto token = get_token(config_of(with_grant("authorization_code_with_pkce")), world.context());
  ASSERT_TRUE(token) << token.error().to_string();
  EXPECT_EQ(browser.parameters["response_type"], "code");
  EXPECT_EQ(browser.parameters["code_challenge_method"], "S256");
  std::map<std::string, std::string> sent;
  for (const std::string& part : split(world.body(0), '&')) {
    sent[part.substr(0, part.find('='))] = percent_decode(part.substr(part.find('=') + 1));
  }
  EXPECT_EQ(sent["grant_type"], "authorization_code");
  EXPECT_EQ(sent["code"], "the-code");
  EXPECT_EQ(sent["redirect_uri"], browser.parameters["redirect_uri"]);
  EXPECT_EQ(*s256_challenge(sent["code_verifier"]), browser.parameters["code_challenge"]);
  EXPECT_TRUE(world.hides("the-code"));
  EXPECT_TRUE(world.hides(sent["code_verifier"]));
  EXPECT_NE(world.told.at(0).find("https://p.example/auth?"), std::string::npos);
}

TEST(AuthorizationCode, EndsWithWhatTheProviderRefuses) {
  World world;
  Browser browser("error=access_denied&error_description=not+you");
  world.has_person = true;
  world.browse = [&browser](const std::string& url) { browser.open(url); };
  const auto token = get_token(config_of(with_grant("authorization_code")), world.context());
  ASSERT_FALSE(token);
  EXPECT_NE(token.error().message.find("access_denied (not you)"), std::string::npos) << token.error().message;
  EXPECT_TRUE(world.asked.empty());
}

TEST(AuthorizationCode, LeavesAnswersWithAnotherStateAsideUntilTimeIsOver) {
  World world;
  Browser browser("code=stolen", "forged");
  world.has_person = true;
  world.browse = [&browser](const std::string& url) { browser.open(url); };
  Context context = world.context();
  context.person->tell("");  // keeps the list of what was told easy to index
  context.now_ms = [&world] { return world.told.size() > 2 ? INT64_MAX : 0; };  // ends once the forged answer was seen
  const auto token = get_token(config_of(with_grant("authorization_code")), context);
  ASSERT_FALSE(token);
  EXPECT_EQ(token.error().code, ErrorCode::kTimeout);
  EXPECT_NE(world.told.at(2).find("its state is not the one"), std::string::npos);
  EXPECT_TRUE(world.asked.empty());
}

TEST(AuthorizationCode, StopsWithTheRun) {
  World world;
  world.has_person = true;
  world.stopped = true;
  const auto token = get_token(config_of(with_grant("authorization_code")), world.context());
  EXPECT_EQ(token.error().code, ErrorCode::kCancelled);
}

constexpr std::string_view kDevice = R"({"device_code":"dc-secret","user_code":"ABCD-EFGH",
  "verification_uri":"https://p.example/device","verification_uri_complete":"https://p.example/device?c=ABCD-EFGH",
  "expires_in":60,"interval":2})";

World device_world(std::vector<std::string> errors) {
  World world;
  world.has_person = true;
  world.answers.emplace_back(answer(200, std::string(kDevice)));
  for (const std::string& error : errors)
    world.answers.emplace_back(answer(400, fmt::format(R"({{"error":"{}"}})", error)));
  return world;
}

TEST(DeviceCode, AsksAsSlowlyAsTheProviderWants) {
  World world = device_world({"authorization_pending", "slow_down", "authorization_pending"});
  world.answers.emplace_back(fail(ErrorCode::kTimeout, "ESOCKETTIMEDOUT"));
  world.answers.emplace_back(answer(200, std::string(kToken)));
  std::string opened;
  world.browse = [&opened](const std::string& url) { opened = url; };
  const auto token = get_token(config_of(with_grant("device_code")), world.context());
  ASSERT_TRUE(token) << token.error().to_string();
  EXPECT_EQ(world.pauses, (std::vector<std::int64_t>{2000, 2000, 7000, 7000, 14000}));
  EXPECT_EQ(world.body(0), "scope=a%20b&client_id=id&client_secret=hush");
  EXPECT_EQ(world.body(1),
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=dc-secret&client_id=id"
            "&client_secret=hush");
  EXPECT_EQ(world.asked[0].url, "https://p.example/auth");
  EXPECT_NE(world.told.at(0).find("open https://p.example/device in a browser and enter the code ABCD-EFGH"),
            std::string::npos);
  EXPECT_EQ(opened, "https://p.example/device?c=ABCD-EFGH");
  EXPECT_TRUE(world.hides("dc-secret"));
}

TEST(DeviceCode, EndsWhenRefusedExpiredOrStopped) {
  World denied = device_world({"access_denied"});
  EXPECT_NE(get_token(config_of(with_grant("device_code")), denied.context()).error().message.find("access_denied"),
            std::string::npos);
  World late = device_world(std::vector<std::string>(100, "authorization_pending"));
  EXPECT_EQ(get_token(config_of(with_grant("device_code")), late.context()).error().code, ErrorCode::kTimeout);
  EXPECT_EQ(late.pauses.size(), 30U);
  World stopped = device_world({"authorization_pending"});
  stopped.stopped = true;
  EXPECT_EQ(get_token(config_of(with_grant("device_code")), stopped.context()).error().code, ErrorCode::kCancelled);
}

TEST(DeviceCode, ShowsNothingThatATerminalWouldObeyAndOpensOnlyWebAddresses) {
  const auto hostile = read_device_authorization({{"device_code", "d"},
                                                  {"user_code", "A\x1b[2J"},
                                                  {"verification_uri", "https://p.example/d"},
                                                  {"verification_uri_complete", "file:///etc/passwd"},
                                                  {"interval", -1},
                                                  {"expires_in", 1e18}});
  ASSERT_TRUE(hostile);
  EXPECT_EQ(hostile->user_code, "A [2J");
  EXPECT_EQ(hostile->complete_uri, "");
  EXPECT_EQ(hostile->interval_ms, 5000);
  EXPECT_EQ(hostile->lifetime_ms, 3'600'000);
  EXPECT_FALSE(read_device_authorization({{"device_code", "d"}, {"user_code", "c"}, {"verification_uri", "--help"}}));
  EXPECT_FALSE(read_device_authorization({}));
  EXPECT_TRUE(read_device_authorization(
      {{"device_code", "d"}, {"user_code", "c"}, {"verification_url", "https://google.example/device"}}));
}

}  // namespace
}  // namespace signet::http::oauth2
