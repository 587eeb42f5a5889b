#include "vault/providers/transport.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/raw_server.h"
#include "tests/support/tls_server.h"
#include "tests/vault/providers/world.h"
#include "vault/providers/address.h"
#include "vault/providers/secret_json.h"
#include "vault/providers/settings.h"

namespace signet::vault::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;

constexpr const char* kUrl = "https://vault.test/v1/x";
constexpr const char* kToken = "token-that-nobody-may-see";

class TransportTest : public ::testing::Test {
 protected:
  Call get(const std::string& url = kUrl) {
    Call call;
    call.url = url;
    call.headers.push_back({"X-Token", kToken, true});
    return call;
  }

  World world_;
  ProviderContext context_ = world_.context();
  Transport transport_{context_, "Service (team)"};
};

TEST_F(TransportTest, SendsTheHeadersAndLimitsOfACall) {
  world_.expect("POST https://vault.test/v1/x", 200, "{}");
  Call call = get();
  call.method = "POST";
  call.body = SecretString(R"({"a":1})");
  const auto answer = transport_.exchange(std::move(call));
  ASSERT_TRUE(answer);
  EXPECT_EQ(world_.header(0, "X-Token"), kToken);
  EXPECT_EQ(world_.header(0, "Content-Type"), "application/json");
  EXPECT_EQ(world_.body(0), R"({"a":1})");
  const http::Settings& settings = world_.sent[0].settings;
  EXPECT_EQ(settings.timeout_ms, kTryTimeoutMs);
  EXPECT_EQ(settings.max_response_bytes, kMaxAnswerBytes);
  EXPECT_FALSE(settings.follow_redirects);
  EXPECT_FALSE(settings.use_cookies);
}

TEST_F(TransportTest, TriesAgainWithGrowingPausesAfterErrorsThatPass) {
  world_.expect_failure("GET https://vault.test/v1/x", ErrorCode::kNetwork, "socket hang up");
  world_.expect("GET https://vault.test/v1/x", 502, "<html>");
  world_.expect("GET https://vault.test/v1/x", 429, "");
  world_.expect("GET https://vault.test/v1/x", 200, "{}");
  const auto answer = transport_.exchange(get());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->code, 200);
  EXPECT_THAT(world_.pauses, ElementsAre(AllOf(Ge(100), Le(200)), AllOf(Ge(200), Le(400)), AllOf(Ge(400), Le(800))));
}

TEST_F(TransportTest, GivesUpAfterFourTries) {
  for (int i = 0; i < 4; ++i) world_.expect("GET https://vault.test/v1/x", 500, "");
  const auto answer = transport_.exchange(get());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->code, 500);
  EXPECT_TRUE(world_.is_done());
}

TEST_F(TransportTest, HonoursRetryAfterUpToALimit) {
  struct Case {
    const char* header;
    std::int64_t least;
    std::int64_t most;
  };
  for (const Case& c : {Case{"3", 3'000, 3'000}, Case{"100000", kMaxPauseMs, kMaxPauseMs}, Case{"-5", 100, 200},
                        Case{"soon", 100, 200}, Case{"Thu, 28 May 2026 20:26:47 GMT", 6'000, 7'000}}) {
    world_.pauses.clear();
    world_.now_ms = 1'780'000'000'000;
    world_.expect("GET https://vault.test/v1/x", 429, "", {{"Retry-After", c.header}});
    world_.expect("GET https://vault.test/v1/x", 200, "{}");
    ASSERT_TRUE(transport_.exchange(get()));
    EXPECT_THAT(world_.pauses, ElementsAre(AllOf(Ge(c.least), Le(c.most)))) << c.header;
  }
}

TEST_F(TransportTest, EndsWhenAllTriesTogetherTakeTooLong) {
  for (int i = 0; i < 3; ++i) world_.expect("GET https://vault.test/v1/x", 429, "", {{"Retry-After", "20"}});
  const auto answer = transport_.exchange(get());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->code, 429);
  EXPECT_EQ(world_.pauses.size(), 2U);
}

TEST_F(TransportTest, ChecksCertificatesWhateverTheRunSays) {
  tls::Settings tls;
  tls.verify = false;
  context_.settings.tls = std::make_shared<const tls::Settings>(tls);
  world_.expect("GET https://vault.test/v1/x", 200, "{}");
  ASSERT_TRUE(transport_.exchange(get()));
  EXPECT_TRUE(world_.sent.at(0).settings.tls->verify);
}

TEST_F(TransportTest, NamesItsOwnSettingForAuthorities) {
  world_.expect_failure("GET https://vault.test/v1/x", ErrorCode::kNetwork, "self signed certificate",
                        "trust its issuer with --ssl-extra-ca-certs, or, for tests only, turn the check off with "
                        "--insecure");
  Call once = get();
  once.tries = 1;
  const auto answer = transport_.exchange(std::move(once));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().hint, "trust its issuer by the provider's setting ca_file (a PEM file)");
}

TEST_F(TransportTest, StopsWhenTheRunStops) {
  world_.is_stopped = true;
  world_.expect("GET https://vault.test/v1/x", 500, "");
  const auto answer = transport_.exchange(get());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kCancelled);
}

TEST_F(TransportTest, DoesNotRepeatWhatMayHaveBeenDone) {
  Call once = get();
  once.repeatable = false;
  world_.expect_failure("GET https://vault.test/v1/x", ErrorCode::kNetwork, "socket hang up");
  EXPECT_FALSE(transport_.exchange(std::move(once)));
  Call refused = get();
  refused.repeatable = false;
  world_.expect_failure("GET https://vault.test/v1/x", ErrorCode::kNetwork, "connect ECONNREFUSED 127.0.0.1:1");
  world_.expect("GET https://vault.test/v1/x", 503, "");
  world_.expect("GET https://vault.test/v1/x", 200, "{}");
  EXPECT_TRUE(transport_.exchange(std::move(refused)));
}

TEST_F(TransportTest, DoesNotTryAgainWhatCannotGetBetter) {
  for (const char* message : {"getaddrinfo ENOTFOUND vault.test", "self-signed certificate",
                              "unable to get local issuer certificate", "certificate has expired"}) {
    world_.expect_failure("GET https://vault.test/v1/x", ErrorCode::kNetwork, message);
    const auto answer = transport_.exchange(get());
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().to_string(), AllOf(HasSubstr("network: no answer from https://vault.test/v1/x"),
                                                  HasSubstr(message), Not(HasSubstr(kToken))));
  }
  EXPECT_TRUE(world_.pauses.empty());
}

TEST_F(TransportTest, FollowsNoRedirectToAnotherHostOrScheme) {
  struct Case {
    int code;
    const char* location;
  };
  for (const Case& c : {Case{307, "https://evil.test/v1/x"}, Case{307, "http://vault.test/v1/x"},
                        Case{307, "https://vault.test:8443/v1/x"}, Case{307, "//evil.test/v1/x"},
                        Case{307, "https://vault.test@evil.test/"}, Case{307, "https://user@vault.test/"},
                        Case{302, "https://vault.test/v1/y"}, Case{307, ""}, Case{300, "https://vault.test/v1/y"},
                        Case{307, "https://VAULT.test.evil.test/"}}) {
    world_.expect("GET https://vault.test/v1/x", c.code, "", {{"Location", c.location}});
    const auto answer = transport_.exchange(get());
    ASSERT_FALSE(answer) << c.location;
    EXPECT_THAT(answer.error().to_string(), AllOf(HasSubstr("which is not followed"), Not(HasSubstr(kToken))));
  }
  EXPECT_EQ(world_.sent.size(), 10U) << "one request each";
}

TEST_F(TransportTest, FollowsToTheSameHostAndToAllowedOnes) {
  world_.expect("GET https://vault.test/v1/x", 307, "", {{"location", "/v1/y"}});
  world_.expect("GET https://vault.test/v1/y", 308, "", {{"Location", "https://node2.test:8200/v1/y"}});
  world_.expect("GET https://node2.test:8200/v1/y", 307, "", {{"Location", "https://vault.test:443/v1/z"}});
  world_.expect("GET https://vault.test:443/v1/z", 200, "{}");
  Call call = get();
  call.redirect_hosts = {"node2.test:8200"};
  ASSERT_TRUE(transport_.exchange(std::move(call)));
  EXPECT_EQ(world_.header(2, "X-Token"), kToken);
}

TEST_F(TransportTest, LeavesACircleOfRedirects) {
  for (int i = 0; i < 4; ++i) world_.expect("GET https://vault.test/v1/x", 307, "", {{"Location", "/v1/x"}});
  const auto answer = transport_.exchange(get());
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().message, HasSubstr("circle of redirects"));
}

TEST_F(TransportTest, SendsNothingInClearTextToAnotherMachine) {
  const auto answer = transport_.exchange(get("http://vault.test/v1/x"));
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().to_string(), HasSubstr("set allow_clear_text to true"));
  EXPECT_TRUE(world_.sent.empty());
  world_.expect("GET http://vault.test/v1/x", 200, "{}");
  Call meant = get("http://vault.test/v1/x");
  meant.clear_text = true;
  EXPECT_TRUE(transport_.exchange(std::move(meant)));
}

TEST_F(TransportTest, GoesPastTheProxyToThisMachine) {
  context_.settings.proxy.url = "http://proxy.test:3128";
  world_.expect("GET http://127.0.0.1:1/x", 200, "{}");
  world_.expect("GET https://vault.test/v1/x", 200, "{}");
  ASSERT_TRUE(transport_.exchange(get("http://127.0.0.1:1/x")));
  ASSERT_TRUE(transport_.exchange(get()));
  EXPECT_EQ(world_.sent[0].settings.proxy.url, "");
  EXPECT_FALSE(world_.sent[0].settings.proxy.from_environment);
  EXPECT_EQ(world_.sent[1].settings.proxy.url, "http://proxy.test:3128");
}

TEST_F(TransportTest, TellsEachKindOfTroubleInItsOwnWords) {
  std::set<std::string> messages;
  for (const Trouble kind : {Trouble::kNotFound, Trouble::kNoPermission, Trouble::kExpiredLogin, Trouble::kThrottled,
                             Trouble::kUnavailable, Trouble::kNetwork, Trouble::kRefused, Trouble::kBadAnswer}) {
    const Error error = transport_.trouble(kind, "app/db");
    EXPECT_THAT(error.message, AllOf(HasSubstr("Service (team): "), HasSubstr(": app/db")));
    EXPECT_FALSE(error.hint.empty());
    messages.insert(error.message);
  }
  EXPECT_EQ(messages.size(), 8U);
}

TEST_F(TransportTest, QuotesAServerCutCleanAndWithoutSecrets) {
  transport_.hide(kToken);
  const std::string said = std::string("\x1b[31mbad \xC2\x9b\n") + kToken + std::string(1000, 'x');
  const std::string message = transport_.trouble(Trouble::kRefused, "a\r\nb", said).message;
  EXPECT_THAT(message, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\n")), Not(HasSubstr(kToken)), HasSubstr("••••"),
                             HasSubstr("bad"), HasSubstr("...")));
  EXPECT_LT(message.size(), 500U);
}

TEST_F(TransportTest, ReadsNoAnswerThatIsNotJson) {
  for (const std::string& body :
       {std::string("<html>login</html>"), std::string("{"), std::string("{}x"), std::string(), std::string("[]"),
        std::string(100'000, '['), std::string("{\"a\":\xFF}")}) {
    Answer answer;
    answer.code = 200;
    answer.body = SecretString(body);
    const auto document = transport_.read_object(answer, "app");
    ASSERT_FALSE(document) << body.substr(0, 20);
    EXPECT_THAT(document.error().message, Not(HasSubstr("login")));
  }
}

TEST(TransportOnLoopback, EndsATryThatTakesTooLong) {
  signet::test::RawServer server([](signet::test::RawConnection& connection) {
    connection.read_request();
    connection.wait_for_close();
  });
  RealWorld world;
  ProviderContext context = world.context();
  Transport transport(context, "Service");
  Call call;
  call.url = server.url("/slow");
  call.timeout_ms = 100;
  call.tries = 2;
  const auto answer = transport.exchange(std::move(call));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kTimeout) << answer.error().to_string();
  EXPECT_EQ(server.connections(), 2);
}

TEST(TransportOnLoopback, RefusesHugeAndBrokenAnswers) {
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n";
  signet::test::RawServer server([&](signet::test::RawConnection& connection) {
    const std::string request = connection.read_request();
    connection.send(head);
    if (request.starts_with("GET /huge")) {
      for (int i = 0; i < 200; ++i) connection.send(std::string(100'000, 'x'));
    }
  });
  RealWorld world;
  ProviderContext context = world.context();
  Transport transport(context, "Service");
  Call huge;
  huge.url = server.url("/huge");
  const auto large = transport.exchange(std::move(huge));
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kLimit);
  Call broken;
  broken.url = server.url("/cut");
  broken.tries = 2;
  const auto cut = transport.exchange(std::move(broken));
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::kNetwork);
}

TEST(TransportOnLoopback, TrustsTheProvidersOwnAuthority) {
  const signet::test::TlsAuthority authority;
  signet::test::TlsServerOptions options;
  options.identities = {authority.issue()};
  const signet::test::TlsServer server(options);
  RealWorld world;
  const auto ask = [&](ProviderContext context) {
    Transport transport(context, "Service");
    Call call;
    call.url = server.url("/");
    return transport.exchange(std::move(call));
  };
  const auto unknown = ask(world.context());
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().to_string(), HasSubstr("certificate"));
  ProviderContext context = world.context();
  trust(context, world.home.write("ca.pem", authority.root_pem()), {});
  const auto known = ask(context);
  ASSERT_TRUE(known) << known.error().to_string();
  EXPECT_EQ(known->code, 200);
}

TEST(Address, TakesHttpsAndThisMachine) {
  for (const char* address : {"https://vault.test", "https://vault.test:8200/", "http://127.0.0.1:8200",
                              "http://localhost:8200", "http://[::1]:8200", " https://vault.test/prefix/ "}) {
    EXPECT_TRUE(check_address(address, false, "address")) << address;
  }
  EXPECT_EQ(*check_address("https://Vault.test:8200/", false, "address"), "https://vault.test:8200");
  for (const char* address : {"", "vault.test", "ftp://vault.test", "http://vault.test", "http://127.0.0.1.evil.test",
                              "http://localhost.evil", "https://user:pw@vault.test", "https://vault.test?x=1",
                              "https://vault.test#x", "https://vault.test:port", "https://", "https://vault.test/a b",
                              "https://vault.test\\@evil.test", "http://128.0.0.1"}) {
    const auto checked = check_address(address, false, "address");
    EXPECT_FALSE(checked) << address;
    EXPECT_THAT(checked ? *checked : checked.error().message, Not(HasSubstr("pw")));
  }
  EXPECT_TRUE(check_address("http://vault.test", true, "address"));
}

TEST(SecretJson, WritesFormsPercentEncoded) {
  EXPECT_EQ(secret_form({{"a b", "c&d=e"}, {"x", ""}}).expose(), "a%20b=c%26d%3De&x=");
  json::object o = secret_object();
  o["password"] = "pa\"ss";
  EXPECT_EQ(secret_text(o).expose(), R"({"password":"pa\"ss"})");
}

}  // namespace
}  // namespace signet::vault::test
