// Shapes of answers: https://developer.hashicorp.com/vault/api-docs (KV v1 and v2, auth methods, leases, wrapping).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "base/json.h"
#include "http/oauth2/listener.h"
#include "tests/support/tls_server.h"
#include "tests/vault/providers/world.h"
#include "vault/providers/hashicorp_reference.h"

namespace signet::vault::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kToken = "hvs-given-token-of-the-test";
constexpr const char* kSession = "hvs-session-token-of-the-test";
constexpr const char* kMount = R"({"data":{"type":"kv","path":"secret/","options":{"version":"2"}}})";
constexpr const char* kMountOf = "GET https://vault.test/v1/sys/internal/ui/mounts/";
constexpr const char* kSecret =
    R"({"lease_id":"","lease_duration":0,"data":{"data":{"password":"horse-staple","n":7,"on":true,"list":[1]},)"
    R"("metadata":{"version":4,"destroyed":false,"deletion_time":""}}})";

class HashicorpTest : public ::testing::Test {
 protected:
  using Settings = std::map<std::string, std::string, std::less<>>;

  std::unique_ptr<Provider> provider(Settings settings = {},
                                     const std::map<std::string, std::string>& credentials = {{"token", kToken}}) {
    settings.emplace("address", "https://vault.test");
    auto made = make_provider(make_config("hashicorp", std::move(settings), credentials), world_.context());
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *std::move(made) : nullptr;
  }
  void expect_mount(const std::string& path, const char* body = kMount) { world_.expect(kMountOf + path, 200, body); }
  void expect_secret() {
    expect_mount("secret/app");
    world_.expect("GET https://vault.test/v1/secret/data/app", 200, kSecret);
  }
  void expect_login(const std::string& path, const std::string& extra = R"("lease_duration":3600,"renewable":true)") {
    world_.expect("POST https://vault.test/v1/auth/" + path, 200,
                  std::string(R"({"auth":{"client_token":")") + kSession + "\"," + extra + "}}");
  }

  World world_;
};

TEST(HashicorpReferences, HaveAPathAFieldAndMaybeAVersion) {
  struct Case {
    const char* text;
    HashicorpReference expected;
  };
  for (const Case& c :
       {Case{"secret/app#password", {"secret/app", "password", {}}},
        Case{"secret/app#password@3", {"secret/app", "password", 3}}, Case{"secret/app", {"secret/app", "", {}}},
        Case{"secret/app#@3", {"secret/app", "", 3}}, Case{"/secret/a/b#c", {"secret/a/b", "c", {}}},
        Case{"secret/user@host#p", {"secret/user@host", "p", {}}}, Case{"secret/a#b#c", {"secret/a#b", "c", {}}},
        Case{"secret/a%23b#c%40d%25", {"secret/a#b", "c@d%", {}}},
        Case{"database/creds/app#password", {"database/creds/app", "password", {}}}}) {
    const auto parsed = parse_hashicorp_reference(c.text);
    ASSERT_TRUE(parsed) << c.text;
    EXPECT_EQ(*parsed, c.expected) << c.text;
  }
}

TEST(HashicorpReferences, RefuseWhatIsNone) {
  for (const std::string& text :
       {std::string(), std::string("secret"), std::string("secret/"), std::string("secret/app#"),
        std::string("secret/app#p@x"), std::string("secret/app#p@0"), std::string("secret/app#p@-1"),
        std::string("secret/../sys/raw#x"), std::string("secret/./app#x"), std::string("secret//app#x"),
        std::string("secret/%2e%2e/sys#x"), std::string("secret/a\nb#x"), std::string("secret/a%0Ab#x"),
        std::string("a/") + std::string(2000, 'b'), std::string("secret/app#p@99999999999999999999")}) {
    const auto parsed = parse_hashicorp_reference(text);
    EXPECT_FALSE(parsed) << text;
    if (!parsed) {
      EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidInput);
    }
  }
}

TEST_F(HashicorpTest, ReadsKv2WithTokenAndNamespace) {
  expect_mount("secret/app");
  world_.expect("GET https://vault.test/v1/secret/data/app?version=4", 200, kSecret);
  auto vault = provider({{"namespace", "team/one"}});
  EXPECT_EQ(shown(vault->fetch("secret/app#password@4")), "horse-staple");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(world_.header(i, "X-Vault-Token"), kToken);
    EXPECT_EQ(world_.header(i, "X-Vault-Namespace"), "team/one");
    EXPECT_EQ(world_.header(i, "X-Vault-Request"), "true");
  }
}

TEST_F(HashicorpTest, GivesNumbersAndListsAsText) {
  auto vault = provider();
  expect_secret();
  EXPECT_EQ(shown(vault->fetch("secret/app#n")), "7");
  for (const auto& [field, text] : std::map<std::string, std::string>{{"on", "true"}, {"list", "[1]"}}) {
    world_.expect("GET https://vault.test/v1/secret/data/app", 200, kSecret);
    EXPECT_EQ(shown(vault->fetch("secret/app#" + field)), text);
  }
}

TEST_F(HashicorpTest, TakesAddressNamespaceAndTokenFromTheEnvironment) {
  world_.environment = {{"VAULT_ADDR", "https://vault.test"}, {"VAULT_NAMESPACE", "ns"}, {"VAULT_TOKEN", kToken}};
  auto made = make_provider(make_config("hashicorp", {}), world_.context());
  ASSERT_TRUE(made) << made.error().to_string();
  expect_secret();
  EXPECT_EQ(shown((*made)->fetch("secret/app#password")), "horse-staple");
  EXPECT_EQ(world_.header(0, "X-Vault-Token"), kToken);
  EXPECT_EQ(world_.header(0, "X-Vault-Namespace"), "ns");
}

TEST_F(HashicorpTest, TakesTheTokenThatTheCliKeeps) {
  ASSERT_TRUE(write_file(world_.home.path() / ".vault-token", std::string(kToken) + "\n"));
  expect_secret();
  EXPECT_EQ(shown(provider({}, {})->fetch("secret/app#password")), "horse-staple");
  EXPECT_EQ(world_.header(0, "X-Vault-Token"), kToken);
}

TEST_F(HashicorpTest, SaysHowToSignInWithoutAToken) {
  EXPECT_THAT(shown(provider({}, {})->fetch("secret/app#password")),
              AllOf(HasSubstr("there is no token"), HasSubstr("vault login")));
  EXPECT_TRUE(world_.sent.empty());
}

TEST_F(HashicorpTest, AsksOncePerRunWhatIsMounted) {
  auto vault = provider();
  expect_secret();
  world_.expect("GET https://vault.test/v1/secret/data/other", 404, R"({"errors":[]})");
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
  EXPECT_THAT(shown(vault->fetch("secret/other#password")), HasSubstr("not found: secret/other"));
}

TEST_F(HashicorpTest, UsesTheSetVersionOfKvWhereItMayNotAsk) {
  world_.expect(std::string(kMountOf) + "secret/app", 403, R"({"errors":["permission denied"]})");
  world_.expect("GET https://vault.test/v1/secret/app", 200, R"({"data":{"password":"first-version"}})");
  EXPECT_EQ(shown(provider({{"kv_version", "1"}})->fetch("secret/app#password")), "first-version");
}

struct LoginCase {
  const char* name;
  std::map<std::string, std::string, std::less<>> settings;
  std::map<std::string, std::string> credentials;
  const char* path;
  const char* body;
};

class HashicorpLogins : public HashicorpTest, public ::testing::WithParamInterface<LoginCase> {};

TEST_P(HashicorpLogins, SignInOnceAndUseTheSession) {
  const LoginCase& c = GetParam();
  auto settings = c.settings;
  const auto jwt = world_.home.write("jwt", "file.jwt.text\n");
  if (settings.contains("jwt_file")) settings["jwt_file"] = jwt.string();
  auto vault = provider(settings, c.credentials);
  expect_login(c.path);
  expect_secret();
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
  EXPECT_EQ(world_.body(0), c.body);
  EXPECT_EQ(world_.header(0, "X-Vault-Token"), "") << "logins send no token";
  EXPECT_EQ(world_.header(2, "X-Vault-Token"), kSession);
  world_.expect("POST https://vault.test/v1/auth/token/revoke-self", 204, "");
  vault->close();
  EXPECT_TRUE(world_.is_done());
}

INSTANTIATE_TEST_SUITE_P(All, HashicorpLogins,
                         ::testing::Values(LoginCase{"approle",
                                                     {{"method", "approle"}, {"role_id", "r-1"}},
                                                     {{"secret_id", "s-1"}},
                                                     "approle/login",
                                                     R"({"role_id":"r-1","secret_id":"s-1"})"},
                                           LoginCase{"approle_without_secret",
                                                     {{"method", "approle"}, {"role_id", "r-1"}},
                                                     {},
                                                     "approle/login",
                                                     R"({"role_id":"r-1"})"},
                                           LoginCase{"userpass",
                                                     {{"method", "userpass"}, {"username", "a b"}},
                                                     {{"password", "p\"w"}},
                                                     "userpass/login/a%20b",
                                                     R"({"password":"p\"w"})"},
                                           LoginCase{
                                               "ldap",
                                               {{"method", "ldap"}, {"username", "anna"}, {"auth_mount", "corp/ldap"}},
                                               {{"password", "pw"}},
                                               "corp/ldap/login/anna",
                                               R"({"password":"pw"})"},
                                           LoginCase{"kubernetes",
                                                     {{"method", "kubernetes"}, {"role", "app"}, {"jwt_file", ""}},
                                                     {},
                                                     "kubernetes/login",
                                                     R"({"role":"app","jwt":"file.jwt.text"})"},
                                           LoginCase{"jwt",
                                                     {{"method", "jwt"}, {"role", "ci"}},
                                                     {{"jwt", "given.jwt.text"}},
                                                     "jwt/login",
                                                     R"({"role":"ci","jwt":"given.jwt.text"})"},
                                           LoginCase{"jwt_of_the_default_role",
                                                     {{"method", "jwt"}},
                                                     {{"jwt", "given.jwt.text"}},
                                                     "jwt/login",
                                                     R"({"jwt":"given.jwt.text"})"}),
                         [](const auto& param) { return std::string(param.param.name); });

TEST_F(HashicorpTest, SignsInByAwsWithASignedQuestionThatTheServerAsks) {
  auto vault = provider({{"method", "aws"},
                         {"role", "app"},
                         {"aws_access_key_id", "tester"},
                         {"aws_server_id", "vault.test"},
                         {"aws_region", "eu-west-1"}},
                        {{"aws_secret_access_key", "tester-secret-key"}});
  expect_login("aws/login");
  expect_secret();
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
  const auto body = json::parse(world_.body(0), "body");
  ASSERT_TRUE(body);
  const auto decoded = [&](const char* name) { return *base64_decode(body->at(name).as_string()); };
  EXPECT_EQ(body->at("role").as_string(), "app");
  EXPECT_EQ(body->at("iam_http_request_method").as_string(), "POST");
  EXPECT_EQ(decoded("iam_request_url"), "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_EQ(decoded("iam_request_body"), "Action=GetCallerIdentity&Version=2011-06-15");
  EXPECT_THAT(decoded("iam_request_headers"),
              AllOf(HasSubstr(R"("Host":"sts.eu-west-1.amazonaws.com")"), HasSubstr("/eu-west-1/sts/aws4_request"),
                    HasSubstr("x-vault-aws-iam-server-id"), HasSubstr(R"("X-Vault-AWS-IAM-Server-ID":"vault.test")"),
                    Not(HasSubstr("tester-secret-key"))));
}

TEST_F(HashicorpTest, SignsInByClientCertificateUnderItsOwnAuthority) {
  // The server on loopback answers every request alike, so that what counts is the handshake.
  const signet::test::TlsAuthority authority;
  signet::test::TlsServerOptions options;
  options.identities = {authority.issue()};
  options.client_certificate = signet::test::ClientCertificate::kRequired;
  options.client_ca_pem = authority.root_pem();
  const signet::test::TlsServer server(options);
  signet::test::LeafOptions leaf;
  leaf.usage = signet::test::Usage::kClient;
  leaf.common_name = "robot";
  const signet::test::Identity identity = authority.issue(leaf);
  RealWorld real;
  auto made = make_provider(
      make_config("hashicorp", {{"address", server.url("")},
                                {"method", "cert"},
                                {"ca_file", real.home.write("ca.pem", authority.root_pem()).string()},
                                {"client_certificate", real.home.write("c.pem", identity.certificate_pem).string()},
                                {"client_key", real.home.write("k.pem", identity.key_pem).string()}}),
      real.context());
  ASSERT_TRUE(made) << made.error().to_string();
  EXPECT_THAT(shown((*made)->fetch("secret/app#key")), HasSubstr("no \"auth\" is in it"));
  const auto handshakes = server.wait_for_handshakes(1);
  ASSERT_FALSE(handshakes.empty());
  EXPECT_TRUE(handshakes.front().completed);
  EXPECT_EQ(handshakes.front().client_subject, "CN = robot");
}

/// A port that is free now, for the browser to come back to.
std::string free_redirect() {
  const auto listener = http::oauth2::RedirectListener::open("");
  return (*listener)->redirect_uri();
}

constexpr const char* kAuthUrl = "POST https://vault.test/v1/auth/oidc/oidc/auth_url";
constexpr const char* kPage = R"({"data":{"auth_url":"https://login.test/authorize?client_id=c&state=st_1&nonce=n"}})";

TEST_F(HashicorpTest, SignsInByABrowserThatComesBackToThisMachine) {
  const std::string redirect = free_redirect();
  Browser browser;
  world_.person = browser.person(redirect, [](const std::string&) -> std::vector<std::string> {
    // What a page of somebody else's sends to the same port is left aside.
    return {"state=other&code=planted", "code=stateless", "state=st_1&code=one%2Ftime"};
  });
  world_.expect(kAuthUrl, 200, kPage);
  const auto vault = provider({{"method", "oidc"}, {"role", "dev"}, {"oidc_redirect", redirect}}, {});
  // The nonce is random: what comes after it is looked at below.
  const std::string login = std::string(R"({"auth":{"client_token":")") + kSession + R"(","lease_duration":3600}})";
  world_.answer_any(200, login);
  expect_secret();
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
  EXPECT_THAT(browser.pages, testing::ElementsAre(HasSubstr("https://login.test/authorize?")));
  const auto asked = json::parse(world_.body(0), "body");
  EXPECT_EQ(asked->at("role").as_string(), "dev");
  EXPECT_EQ(std::string(asked->at("redirect_uri").as_string()), redirect);
  const std::string nonce(asked->at("client_nonce").as_string());
  EXPECT_GE(nonce.size(), 20U);
  EXPECT_EQ(world_.sent.at(1).url,
            "https://vault.test/v1/auth/oidc/oidc/callback?state=st_1&code=one%2Ftime&client_nonce=" + nonce);
  EXPECT_EQ(world_.header(1, "X-Vault-Token"), "");
}

TEST_F(HashicorpTest, AsksNobodyWhereNobodyIs) {
  const auto vault = provider({{"method", "oidc"}}, {});
  EXPECT_THAT(shown(vault->fetch("secret/app#password")), HasSubstr("nobody to ask"));
}

TEST_F(HashicorpTest, OpensNoPageThatCouldDoHarm) {
  for (const char* page : {"file:///etc/passwd", "http://login.test/authorize?state=s", "javascript:alert(1)",
                           "https://login.test/a?state=s\\u001b[2J", "", "https://login.test/no-state"}) {
    const std::string redirect = free_redirect();
    Browser browser;
    world_.person = browser.person(redirect, [](const std::string&) { return std::vector<std::string>(); });
    world_.expect(kAuthUrl, 200, std::string(R"({"data":{"auth_url":")") + page + "\"}}");
    const auto vault = provider({{"method", "oidc"}, {"oidc_redirect", redirect}}, {});
    EXPECT_THAT(shown(vault->fetch("secret/app#password")), HasSubstr("ERROR")) << page;
    EXPECT_TRUE(browser.pages.empty()) << page;
  }
}

TEST_F(HashicorpTest, SaysThatTheIdentityProviderRefused) {
  const std::string redirect = free_redirect();
  Browser browser;
  world_.person = browser.person(
      redirect, [](const std::string&) -> std::vector<std::string> { return {"state=st_1&error=access_denied"}; });
  world_.expect(kAuthUrl, 200, kPage);
  const auto vault = provider({{"method", "oidc"}, {"oidc_redirect", redirect}}, {});
  EXPECT_THAT(shown(vault->fetch("secret/app#password")), HasSubstr("access_denied"));
}

TEST_F(HashicorpTest, TriesARefusedLoginOnce) {
  auto vault = provider({{"method", "userpass"}, {"username", "anna"}}, {{"password", "wrong-staple"}});
  world_.expect("POST https://vault.test/v1/auth/userpass/login/anna", 400,
                R"({"errors":["invalid username or password: wrong-staple"]})");
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(shown(vault->fetch("secret/app#password")),
                AllOf(HasSubstr("not signed in"), HasSubstr("invalid username"), Not(HasSubstr("wrong-staple"))));
  }
  EXPECT_EQ(world_.sent.size(), 1U);
}

TEST_F(HashicorpTest, SaysThatALoginNeedsASecondFactor) {
  auto vault = provider({{"method", "userpass"}, {"username", "anna"}}, {{"password", "pw"}});
  world_.expect("POST https://vault.test/v1/auth/userpass/login/anna", 200,
                R"({"auth":{"client_token":"","mfa_requirement":{"mfa_request_id":"x"}}})");
  EXPECT_THAT(shown(vault->fetch("secret/app#password")), HasSubstr("second factor"));
}

TEST_F(HashicorpTest, RenewsItsTokenPastTwoThirdsAndElseSignsInAgain) {
  auto vault = provider({{"method", "userpass"}, {"username", "anna"}}, {{"password", "pw"}});
  expect_login("userpass/login/anna");
  expect_secret();
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
  world_.now_ms += 2'500'000;
  world_.expect("POST https://vault.test/v1/auth/token/renew-self", 200,
                R"({"auth":{"client_token":"x","lease_duration":300,"renewable":true}})");
  world_.expect("GET https://vault.test/v1/secret/data/app", 200, kSecret);
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
  world_.now_ms += 301'000;
  world_.expect("POST https://vault.test/v1/auth/token/renew-self", 403, R"({"errors":["permission denied"]})");
  expect_login("userpass/login/anna");
  world_.expect("GET https://vault.test/v1/secret/data/app", 200, kSecret);
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
}

TEST_F(HashicorpTest, TellsNoPermissionFromAnExpiredLogin) {
  auto vault = provider();
  expect_mount("secret/app");
  world_.expect("GET https://vault.test/v1/secret/data/app", 403, R"({"errors":["1 error: permission denied"]})");
  world_.expect("GET https://vault.test/v1/auth/token/lookup-self", 200, R"({"data":{}})");
  EXPECT_THAT(shown(vault->fetch("secret/app#password")), HasSubstr("no permission: secret/app"));
  world_.expect("GET https://vault.test/v1/secret/data/app", 403, R"({"errors":["permission denied"]})");
  world_.expect("GET https://vault.test/v1/auth/token/lookup-self", 403, R"({"errors":["bad token"]})");
  EXPECT_THAT(shown(vault->fetch("secret/app#password")), HasSubstr("the login has expired"));
}

TEST_F(HashicorpTest, SignsInAgainOnceWhenItsSessionWasEnded) {
  auto vault = provider({{"method", "userpass"}, {"username", "anna"}}, {{"password", "pw"}});
  expect_login("userpass/login/anna");
  expect_mount("secret/app");
  world_.expect("GET https://vault.test/v1/secret/data/app", 403, R"({"errors":["permission denied"]})");
  world_.expect("GET https://vault.test/v1/auth/token/lookup-self", 403, R"({"errors":["bad token"]})");
  expect_login("userpass/login/anna");
  world_.expect("GET https://vault.test/v1/secret/data/app", 200, kSecret);
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
}

TEST_F(HashicorpTest, SaysThatTheServerIsSealedWithoutWaiting) {
  world_.expect(std::string(kMountOf) + "secret/app", 503, R"({"errors":["Vault is sealed"]})");
  EXPECT_THAT(shown(provider()->fetch("secret/app#password")),
              AllOf(HasSubstr("cannot answer now"), HasSubstr("vault operator unseal")));
  EXPECT_TRUE(world_.pauses.empty());
}

TEST_F(HashicorpTest, FollowsAStandbyOnlyToNodesThatAreSet) {
  world_.expect(std::string(kMountOf) + "secret/app", 307, "",
                {{"Location", "https://node2.test:8200/v1/sys/internal/ui/mounts/secret/app"}});
  EXPECT_THAT(shown(provider()->fetch("secret/app#password")), HasSubstr("leads to https://node2.test:8200"));
  world_.expect(std::string(kMountOf) + "secret/app", 307, "",
                {{"Location", "https://node2.test:8200/v1/sys/internal/ui/mounts/secret/app"}});
  world_.expect("GET https://node2.test:8200/v1/sys/internal/ui/mounts/secret/app", 200, kMount);
  world_.expect("GET https://vault.test/v1/secret/data/app", 200, kSecret);
  EXPECT_EQ(shown(provider({{"redirect_hosts", "node1.test:8200, node2.test:8200"}})->fetch("secret/app#password")),
            "horse-staple");
}

TEST_F(HashicorpTest, UnwrapsATokenAfterAskingWhereItWasMade) {
  auto vault = provider({{"wrapped", "token"}}, {{"token", "wrapping-token-text"}});
  world_.expect("POST https://vault.test/v1/sys/wrapping/lookup", 200,
                R"({"data":{"creation_path":"auth/token/create","creation_ttl":300}})");
  world_.expect("POST https://vault.test/v1/sys/wrapping/unwrap", 200,
                std::string(R"({"auth":{"client_token":")") + kSession + R"(","lease_duration":3600}})");
  expect_secret();
  EXPECT_EQ(shown(vault->fetch("secret/app#password")), "horse-staple");
  EXPECT_EQ(world_.body(0), R"({"token":"wrapping-token-text"})");
  EXPECT_EQ(world_.header(1, "X-Vault-Token"), "wrapping-token-text");
  EXPECT_EQ(world_.header(3, "X-Vault-Token"), kSession);
}

class HashicorpLeases : public HashicorpTest {
 protected:
  void expect_lent(const std::string& id, const std::string& user, int seconds = 600) {
    world_.expect("GET https://vault.test/v1/database/creds/app", 200,
                  R"({"lease_id":")" + id + R"(","lease_duration":)" + std::to_string(seconds) +
                      R"(,"renewable":true,"data":{"username":")" + user + R"(","password":"pw-of-)" + user + "\"}}");
  }
  void expect_database() { expect_mount("database/creds/app", R"({"data":{"type":"database","path":"database/"}})"); }
};

TEST_F(HashicorpLeases, ServeAllFieldsFromOneLeaseAndGiveItBack) {
  auto vault = provider();
  expect_database();
  expect_lent("database/creds/app/1", "v-1");
  EXPECT_EQ(shown(vault->fetch("database/creds/app#username")), "v-1");
  EXPECT_EQ(shown(vault->fetch("database/creds/app#password")), "pw-of-v-1");
  EXPECT_EQ(*vault->usable_until_ms("database/creds/app#password"), world_.now_ms + 400'000);
  EXPECT_EQ(vault->usable_until_ms("secret/app#password"), std::nullopt);
  world_.expect("POST https://vault.test/v1/sys/leases/revoke", 204, "");
  vault->close();
  EXPECT_EQ(world_.body(2), R"({"lease_id":"database/creds/app/1"})");
}

TEST_F(HashicorpLeases, AreRenewedWhenTwoThirdsAreOver) {
  auto vault = provider();
  expect_database();
  expect_lent("database/creds/app/1", "v-1");
  EXPECT_EQ(shown(vault->fetch("database/creds/app#username")), "v-1");
  world_.now_ms += 400'000;
  world_.expect("POST https://vault.test/v1/sys/leases/renew", 200,
                R"({"lease_id":"database/creds/app/1","lease_duration":600,"renewable":true})");
  EXPECT_EQ(shown(vault->fetch("database/creds/app#username")), "v-1");
  EXPECT_EQ(world_.body(2), R"({"lease_id":"database/creds/app/1","increment":600})");
}

TEST_F(HashicorpLeases, AreReplacedNearTheirLongestLifeAndBothGivenBack) {
  auto vault = provider();
  expect_database();
  expect_lent("database/creds/app/1", "v-1");
  EXPECT_EQ(shown(vault->fetch("database/creds/app#username")), "v-1");
  world_.now_ms += 500'000;
  world_.expect("POST https://vault.test/v1/sys/leases/renew", 200,
                R"({"lease_id":"database/creds/app/1","lease_duration":100,"renewable":true})");
  expect_lent("database/creds/app/2", "v-2");
  EXPECT_EQ(shown(vault->fetch("database/creds/app#username")), "v-2");
  world_.expect("POST https://vault.test/v1/sys/leases/revoke", 204, "");
  world_.expect("POST https://vault.test/v1/sys/leases/revoke", 204, "");
  vault->close();
  EXPECT_TRUE(world_.is_done());
}

TEST_F(HashicorpLeases, AreNotLentTwiceWhenTheConnectionBreaks) {
  auto vault = provider();
  expect_database();
  world_.expect_failure("GET https://vault.test/v1/database/creds/app", ErrorCode::kNetwork, "socket hang up");
  EXPECT_THAT(shown(vault->fetch("database/creds/app#username")), HasSubstr("network: no answer"));
}

TEST_F(HashicorpLeases, EndWithTheSessionThatTheyWereLentTo) {
  auto vault = provider({{"method", "userpass"}, {"username", "anna"}}, {{"password", "pw"}});
  expect_login("userpass/login/anna");
  expect_database();
  expect_lent("database/creds/app/1", "v-1");
  EXPECT_EQ(shown(vault->fetch("database/creds/app#username")), "v-1");
  world_.expect("POST https://vault.test/v1/auth/token/revoke-self", 204, "");
  vault->close();
  EXPECT_TRUE(world_.is_done());
}

TEST_F(HashicorpTest, EndsOnHostileAnswersWithoutShowingAnything) {
  const std::string deep = std::string(100'000, '[');
  for (const std::string& body :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"), deep, std::string(R"({"data":7})"),
        std::string(R"({"data":{"data":"horse-staple"}})"), std::string(R"({"data":{"data":["horse-staple"]}})"),
        std::string(R"({"data":{"data":null}})"), std::string(R"({"data":{"data":{}}})"),
        std::string("<html>horse-staple</html>"), std::string(R"({"data":{"data":{"password":)")}) {
    auto vault = provider();
    expect_mount("secret/app");
    world_.expect("GET https://vault.test/v1/secret/data/app", 200, body);
    EXPECT_THAT(shown(vault->fetch("secret/app#password")),
                AllOf(HasSubstr("ERROR"), Not(HasSubstr("horse-staple")), Not(HasSubstr(kToken))))
        << body.substr(0, 40);
  }
  for (const std::string& body :
       {std::string("{}"), std::string(R"({"data":{"type":"kv","path":"sys/"}})"),
        std::string(R"({"data":{"type":7,"path":["secret/"]}})"), std::string(R"({"data":{"path":"secret"}})")}) {
    world_.expect(std::string(kMountOf) + "secret/app", 200, body);
    EXPECT_THAT(shown(provider()->fetch("secret/app#password")), HasSubstr("ERROR")) << body;
  }
}

TEST_F(HashicorpTest, QuotesAHostileErrorCleanAndWithoutItsToken) {
  auto vault = provider();
  world_.expect(std::string(kMountOf) + "secret/app", 400,
                std::string(R"({"errors":["\u001b[2Jyour token is )") + kToken + R"(\r\n",7,{"x":1},")" +
                    std::string(5000, 'y') + "\"]}");
  const std::string error = shown(vault->fetch("secret/app#password"));
  EXPECT_THAT(error, AllOf(HasSubstr("your token is ••••"), Not(HasSubstr(kToken)), Not(HasSubstr("\x1b"))));
  EXPECT_LT(error.size(), 700U);
}

TEST_F(HashicorpTest, RefusesTokensThatWouldBreakAHeader) {
  EXPECT_THAT(shown(provider({}, {{"token", "a\r\nX-Evil: 1"}})->fetch("secret/app#p")), HasSubstr("characters"));
  auto vault = provider({{"method", "userpass"}, {"username", "anna"}}, {{"password", "pw"}});
  world_.expect("POST https://vault.test/v1/auth/userpass/login/anna", 200,
                R"({"auth":{"client_token":"a\r\nX-Evil: 1"}})");
  EXPECT_THAT(shown(vault->fetch("secret/app#p")), HasSubstr("no usable client_token"));
}

TEST_F(HashicorpTest, TellsWhoIsSignedIn) {
  world_.expect("GET https://vault.test/v1/auth/token/lookup-self", 200,
                R"({"data":{"display_name":"ldap-anna","policies":["default","app"],"ttl":3600}})");
  const auto who = provider()->test();
  ASSERT_TRUE(who);
  EXPECT_THAT(*who, AllOf(HasSubstr("ldap-anna"), HasSubstr("default, app"), HasSubstr("1h")));
}

TEST_F(HashicorpTest, StopsListingAfterSixtyFourRequests) {
  auto vault = provider();
  expect_mount("secret/");
  std::string folder = "secret/metadata/";
  for (int i = 0; i < 64; ++i) {
    world_.expect("GET https://vault.test/v1/" + folder + "?list=true", 200,
                  R"({"data":{"keys":["d/","../","a\nb"]}})");
    folder += "d/";
  }
  const auto listed = vault->list("secret/", 100);
  ASSERT_TRUE(listed) << listed.error().to_string();
  EXPECT_TRUE(listed->empty());
  EXPECT_TRUE(world_.is_done());
}

}  // namespace
}  // namespace signet::vault::test
