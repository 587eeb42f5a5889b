// Shapes of answers: https://learn.microsoft.com/rest/api/keyvault/secrets and the pages that azure_login.h names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/command.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "http/auth/signing.h"
#include "tests/support/tls_authority.h"
#include "tests/vault/providers/world.h"
#include "vault/providers/azure_cloud.h"
#include "vault/providers/azure_reference.h"

namespace signet::vault::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kTenant = "11111111-2222-3333-4444-555555555555";
constexpr const char* kClient = "client-id-of-the-test";
constexpr const char* kSecretOfClient = "client-secret-of-the-test";
constexpr const char* kToken = "entra-token-of-the-test";
constexpr const char* kChallenge =
    R"(Bearer authorization="https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555", )"
    R"(resource="https://vault.azure.net")";
constexpr const char* kTokenUrl =
    "POST https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token";
constexpr const char* kTokenAnswer =
    R"({"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"entra-token-of-the-test"})";
constexpr const char* kSecret = "GET https://team.vault.azure.net/secrets/db?api-version=7.4";
constexpr const char* kSecretAnswer =
    R"({"value":"horse-staple","id":"https://team.vault.azure.net/secrets/db/0123456789abcdef0123456789abcdef",)"
    R"("attributes":{"enabled":true,"created":1700000000,"updated":1700000000,"recoveryLevel":"Recoverable"}})";

// --- References ---

TEST(AzureReferences, HaveANameAndMaybeVaultKeyAndVersion) {
  struct Case {
    const char* text;
    AzureReference expected;  // vault, host, name, key, version
  };
  for (const Case& c :
       {Case{"db", {"", "", "db", "", ""}}, Case{"db@0123abcd", {"", "", "db", "", "0123abcd"}},
        Case{"db#password", {"", "", "db", "password", ""}}, Case{"db#a.b@0123", {"", "", "db", "a.b", "0123"}},
        Case{"db@0123#a.b", {"", "", "db", "a.b", "0123"}}, Case{"db@0123#a@b", {"", "", "db", "a@b", "0123"}},
        Case{"other-vault/db", {"other-vault", "", "db", "", ""}},
        Case{"https://team.vault.azure.net/secrets/db", {"", "team.vault.azure.net", "db", "", ""}},
        Case{"https://Team.Vault.Azure.Net/secrets/db/0123#k", {"", "team.vault.azure.net", "db", "k", "0123"}}}) {
    const auto parsed = parse_azure_reference(c.text);
    ASSERT_TRUE(parsed) << c.text << ": " << parsed.error().to_string();
    EXPECT_EQ(*parsed, c.expected) << c.text;
  }
}

TEST(AzureReferences, RefuseWhatIsNone) {
  for (const std::string& text : {std::string(),
                                  std::string("a b"),
                                  std::string("a/b/c"),
                                  std::string("ab/c"),
                                  std::string("evil.test/c"),
                                  std::string("a_b"),
                                  std::string("a%2Fb"),
                                  std::string("../keys/x"),
                                  std::string("db@"),
                                  std::string("db@x-y"),
                                  std::string("db@1/2"),
                                  std::string("db#"),
                                  std::string("db#@1"),
                                  std::string("db#k@"),
                                  std::string("db\n"),
                                  std::string("https://team.vault.azure.net/keys/db"),
                                  std::string("https://team.vault.azure.net/secrets/"),
                                  std::string("https://u@team.vault.azure.net/secrets/db"),
                                  std::string("https:///secrets/db"),
                                  std::string("https://team.vault.azure.net/secrets/db/1@2"),
                                  std::string("http://x/secrets/db"),
                                  std::string(128, 'a'),
                                  "db#" + std::string(2000, 'k')}) {
    const auto parsed = parse_azure_reference(text);
    EXPECT_FALSE(parsed) << text;
    if (!parsed) {
      EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidInput);
    }
  }
}

// --- Challenges ---

std::optional<AzureChallenge> challenge(std::string value) {
  return read_azure_challenge({{"Server", "x"}, {"www-authenticate", std::move(value)}});
}

TEST(AzureChallenges, AreReadInEveryFormInUse) {
  const AzureChallenge expected = {"https://login.microsoftonline.com", kTenant, "https://vault.azure.net"};
  for (
      const char* text :
      {kChallenge,
       R"(Bearer authorization="https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555", scope="https://vault.azure.net/.default")",
       R"(bearer authorization_uri=https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555, resource=https://vault.azure.net)",
       R"(Bearer authorization="https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555" resource="https://vault.azure.net")",
       R"(PoP a="b", Bearer resource="https://vault.azure.net",authorization="https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/oauth2")"}) {
    const auto read = challenge(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(*read, expected) << text;
  }
}

TEST(AzureChallenges, AreNothingWhenAPartIsMissing) {
  for (const char* text :
       {"", "Bearer", "Basic realm=\"x\"", "Bearer resource=\"https://vault.azure.net\"",
        "Bearer authorization=\"https://login.microsoftonline.com/t\"",
        R"(Bearer authorization="https://login.microsoftonline.com/", resource="https://vault.azure.net")",
        R"(Bearer authorization="https://l.test/a b", resource="https://vault.azure.net")",
        R"(Bearer authorization="https://u:p@l.test/t", resource="https://vault.azure.net")",
        R"(Bearer authorization="https://l.test/--help", resource="https://vault.azure.net")",
        R"(Bearer authorization="unterminated)", "Bearer authorization=\"\\"}) {
    EXPECT_FALSE(challenge(text)) << text;
  }
  EXPECT_FALSE(challenge(std::string(kChallenge) + std::string(5000, ' ')));
}

TEST(AzureChallenges, NameAResourceThatIsTheVaultsOwn) {
  struct Case {
    const char* resource;
    const char* host;
    bool expected;
  };
  for (const Case& c :
       {Case{"https://vault.azure.net", "team.vault.azure.net", true},
        Case{"https://vault.azure.net/", "TEAM.vault.azure.net", true},
        Case{"https://vault.azure.cn", "team.vault.azure.cn", true},
        Case{"https://vault.azure.net", "vault.azure.net", false},
        Case{"https://vault.azure.net", "evilvault.azure.net", false},
        Case{"https://vault.azure.net", "evil.test", false},
        Case{"https://management.azure.com", "team.vault.azure.net", false},
        Case{"https://graph.microsoft.com", "team.vault.azure.net", false},
        Case{"https://net", "team.vault.azure.net", false}, Case{"https://", "team.vault.azure.net", false},
        Case{"http://vault.azure.net", "team.vault.azure.net", false},
        Case{"https://vault.azure.net:444", "team.vault.azure.net", false},
        Case{"https://vault.azure.net/x", "team.vault.azure.net", false},
        Case{"https://x@vault.azure.net", "team.vault.azure.net", false},
        Case{"vault.azure.net", "team.vault.azure.net", false}}) {
    EXPECT_EQ(is_resource_of(c.resource, c.host), c.expected) << c.resource << ' ' << c.host;
  }
}

// --- The provider ---

class AzureTest : public ::testing::Test {
 protected:
  using Settings = std::map<std::string, std::string, std::less<>>;

  std::unique_ptr<Provider> provider(Settings settings = {}, std::map<std::string, std::string> credentials = {
                                                                 {"client_secret", kSecretOfClient}}) {
    settings.emplace("vault", "team");
    settings.emplace("client_id", kClient);
    return make(std::move(settings), credentials);
  }
  std::unique_ptr<Provider> make(Settings settings, const std::map<std::string, std::string>& credentials = {}) {
    auto made = make_provider(make_config("azure", std::move(settings), credentials), world_.context());
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *std::move(made) : nullptr;
  }
  void expect_challenge(const std::string& request = kSecret, const std::string& text = kChallenge) {
    world_.expect(
        request, 401,
        R"({"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}})",
        {{"WWW-Authenticate", text}});
  }
  void expect_login() { world_.expect(kTokenUrl, 200, kTokenAnswer); }
  void expect_secret(const std::string& answer = kSecretAnswer) {
    expect_challenge();
    expect_login();
    world_.expect(kSecret, 200, answer);
  }

  World world_;
};

TEST_F(AzureTest, FindsTheLoginByTheChallengeAndSignsInOnce) {
  expect_secret();
  world_.expect("GET https://team.vault.azure.net/secrets/other/0123?api-version=7.4", 200,
                R"({"value":"{\"a\":{\"b\":7}}"})");
  const auto made = provider();
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  EXPECT_EQ(shown(made->fetch("other@0123#a.b")), "7");
  EXPECT_TRUE(world_.is_done());
  EXPECT_EQ(world_.header(0, "Authorization"), "") << "no token goes to a vault that has not said what it takes";
  EXPECT_EQ(world_.body(1),
            "grant_type=client_credentials&client_id=client-id-of-the-test&client_secret=client-secret-of-the-test&"
            "scope=https%3A%2F%2Fvault.azure.net%2F.default");
  EXPECT_EQ(world_.header(2, "Authorization"), std::string("Bearer ") + kToken);
  EXPECT_EQ(world_.header(3, "Authorization"), std::string("Bearer ") + kToken);
}

TEST_F(AzureTest, ShowsNoTokenThatTheVaultSendsBack) {
  expect_challenge();
  expect_login();
  world_.expect(
      kSecret, 403,
      fmt::format(R"({{"error":{{"code":"Forbidden","message":"no: Bearer {}, {}"}}}})", kToken, kSecretOfClient));
  EXPECT_THAT(shown(provider()->fetch("db")),
              AllOf(HasSubstr("no: Bearer ••••, ••••"), Not(HasSubstr(kToken)), Not(HasSubstr(kSecretOfClient))));
}

TEST_F(AzureTest, RenewsATokenThatRunsOut) {
  expect_secret();
  const auto made = provider();
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  world_.now_ms += 3'400'000;
  expect_login();
  world_.expect(kSecret, 200, kSecretAnswer);
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  EXPECT_TRUE(world_.is_done());
}

TEST_F(AzureTest, SignsInAnewOnceWhenTheVaultRefusesTheToken) {
  expect_secret();
  const auto made = provider();
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  expect_challenge();
  expect_login();
  world_.expect(kSecret, 200, kSecretAnswer);
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  expect_challenge();
  expect_login();
  expect_challenge();
  EXPECT_THAT(shown(made->fetch("db")), HasSubstr("login has expired"));
  EXPECT_TRUE(world_.is_done());
}

TEST_F(AzureTest, ReadsEachSecretOnceForAllItsKeys) {
  expect_secret(R"({"value":"{\"user\":\"app\",\"password\":\"horse-staple\"}"})");
  const std::vector<std::string> references = {"db#user", "db#password", "a b", "db#nothing"};
  const auto values = provider()->fetch_all(references);
  EXPECT_EQ(shown(values[0]), "app");
  EXPECT_EQ(shown(values[1]), "horse-staple");
  EXPECT_THAT(shown(values[2]), HasSubstr("no reference"));
  EXPECT_THAT(shown(values[3]), AllOf(HasSubstr("the secret has the keys user, password"), Not(HasSubstr("horse"))));
  EXPECT_TRUE(world_.is_done());
}

TEST_F(AzureTest, ReadsOtherVaultsOfTheSameCloudOnly) {
  const auto made = provider();
  expect_challenge("GET https://other.vault.azure.net/secrets/db?api-version=7.4");
  expect_login();
  world_.expect("GET https://other.vault.azure.net/secrets/db?api-version=7.4", 200, kSecretAnswer);
  EXPECT_EQ(shown(made->fetch("other/db")), "horse-staple");
  world_.expect("GET https://other.vault.azure.net/secrets/db/0123?api-version=7.4", 200, kSecretAnswer);
  EXPECT_EQ(shown(made->fetch("https://other.vault.azure.net/secrets/db/0123")), "horse-staple");
  for (const char* text : {"https://evil.test/secrets/db", "https://other.vault.azure.cn/secrets/db",
                           "https://evil-vault.azure.net/secrets/db", "https://a.b.vault.azure.net/secrets/db",
                           "https://other.vault.azure.net:444/secrets/db", "https://.vault.azure.net/secrets/db"}) {
    EXPECT_THAT(shown(made->fetch(text)), HasSubstr("no vault of this cloud")) << text;
  }
  EXPECT_TRUE(world_.is_done());
}

TEST_F(AzureTest, SendsCredentialsToNoLoginServiceThatAChallengeNames) {
  for (const char* authority :
       {"https://login.evil.test", "https://login.microsoftonline.com.evil.test", "https://login.chinacloudapi.cn",
        "https://login.microsoftonline.com:8443", "http://login.microsoftonline.com"}) {
    expect_challenge(kSecret, fmt::format(R"(Bearer authorization="{}/{}", resource="https://vault.azure.net")",
                                          authority, kTenant));
    const std::string error = shown(provider()->fetch("db"));
    EXPECT_THAT(error, AllOf(HasSubstr("the vault names the login service"), Not(HasSubstr(kSecretOfClient))))
        << authority;
    EXPECT_TRUE(world_.is_done());
  }
  EXPECT_EQ(world_.sent.size(), 5U);
}

TEST_F(AzureTest, AsksTokensForNothingButTheVault) {
  for (const char* resource :
       {"https://management.azure.com", "https://graph.microsoft.com/.default", "https://evil.test", "https://net"}) {
    expect_challenge(
        kSecret, fmt::format(R"(Bearer authorization="https://login.microsoftonline.com/{}", resource="{}")", kTenant,
                             resource));
    EXPECT_THAT(shown(provider()->fetch("db")),
                AllOf(HasSubstr("which is not its own"), HasSubstr("verify_challenge")));
  }
  EXPECT_TRUE(world_.is_done());
}

TEST_F(AzureTest, StaysInItsTenantUnlessToldOtherwise) {
  const std::string home = "99999999-2222-3333-4444-555555555555";
  expect_challenge();
  EXPECT_THAT(shown(provider({{"tenant_id", home}})->fetch("db")),
              AllOf(HasSubstr("belongs to the tenant " + std::string(kTenant)), HasSubstr("additional_tenants")));
  for (const char* others : {"*", "x, 11111111-2222-3333-4444-555555555555"}) {
    expect_secret();
    EXPECT_EQ(shown(provider({{"tenant_id", home}, {"additional_tenants", others}})->fetch("db")), "horse-staple");
  }
  expect_challenge();
  world_.expect("POST https://login.microsoftonline.com/team.onmicrosoft.com/oauth2/v2.0/token", 200, kTokenAnswer);
  world_.expect(kSecret, 200, kSecretAnswer);
  EXPECT_EQ(shown(provider({{"tenant_id", "team.onmicrosoft.com"}})->fetch("db")), "horse-staple");
}

TEST_F(AzureTest, KnowsTheSovereignClouds) {
  struct Case {
    Settings settings;
    const char* vault;
    const char* authority;
  };
  for (const Case& c : {Case{{{"vault", "team"}, {"cloud", "china"}}, "vault.azure.cn", "login.chinacloudapi.cn"},
                        Case{{{"vault", "https://team.vault.azure.cn"}}, "vault.azure.cn", "login.chinacloudapi.cn"},
                        Case{{{"vault", "https://team.vault.usgovcloudapi.net/"}},
                             "vault.usgovcloudapi.net",
                             "login.microsoftonline.us"},
                        Case{{{"vault", "team"}, {"authority_host", "login.microsoftonline.us"}},
                             "vault.usgovcloudapi.net",
                             "login.microsoftonline.us"}}) {
    const std::string request = fmt::format("GET https://team.{}/secrets/db?api-version=7.4", c.vault);
    expect_challenge(request, fmt::format(R"(Bearer authorization="https://{}/{}", resource="https://{}")", c.authority,
                                          kTenant, c.vault));
    world_.expect(fmt::format("POST https://{}/{}/oauth2/v2.0/token", c.authority, kTenant), 200, kTokenAnswer);
    world_.expect(request, 200, kSecretAnswer);
    EXPECT_EQ(shown(provider(c.settings)->fetch("db")), "horse-staple") << c.vault;
  }
}

TEST_F(AzureTest, SignsInByCertificateWithoutSendingTheKey) {
  const signet::test::TlsAuthority authority;
  signet::test::LeafOptions options;
  options.key = signet::test::KeyType::kRsa2048;
  const auto identity = authority.issue(options);
  world_.now_ms = unix_now_ms();
  for (const bool in_file : {true, false}) {
    expect_secret();
    const std::string pem = identity.certificate_pem + identity.key_pem;
    const auto file = world_.home.write("client.pem", pem);
    const auto made = in_file ? provider({{"certificate_file", "~/client.pem"}}, {})
                              : provider({{"method", "certificate"}}, {{"certificate", pem}});
    EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
    const std::string body = world_.body(in_file ? 1 : 4);
    EXPECT_THAT(body,
                HasSubstr("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"));
    const std::string assertion = body.substr(body.find("client_assertion=") + 17);
    const std::vector<std::string> parts = split(assertion.substr(0, assertion.find('&')), '.');
    ASSERT_EQ(parts.size(), 3U);
    const auto header = json::parse(base64_decode_lenient(parts[0]), "header");
    const auto claims = json::parse(base64_decode_lenient(parts[1]), "claims");
    ASSERT_TRUE(header && claims);
    EXPECT_EQ(json::string_or(header->get_object(), "alg"), "PS256");
    EXPECT_EQ(json::string_or(header->get_object(), "x5t#S256").size(), 43U);
    EXPECT_EQ(json::string_or(claims->get_object(), "iss"), kClient);
    EXPECT_EQ(json::string_or(claims->get_object(), "sub"), kClient);
    EXPECT_EQ(json::string_or(claims->get_object(), "aud"), std::string(kTokenUrl).substr(5));
    EXPECT_EQ(base64_decode_lenient(parts[2]).size(), 256U);
    EXPECT_THAT(body, Not(HasSubstr("PRIVATE")));
  }
}

TEST_F(AzureTest, SaysWhatIsWrongWithACertificate) {
  const signet::test::TlsAuthority authority;
  const auto ec = authority.issue({});
  const auto file = world_.home.write("ec.pem", ec.certificate_pem + ec.key_pem);
  world_.now_ms = unix_now_ms();
  expect_challenge();
  EXPECT_THAT(shown(provider({{"certificate_file", file.string()}}, {})->fetch("db")), HasSubstr("no RSA key"));
  expect_challenge();
  EXPECT_THAT(shown(provider({{"certificate_file", "/nonexistent.pem"}}, {})->fetch("db")),
              HasSubstr("cannot sign in by certificate"));
  world_.now_ms += 400LL * 86'400'000;
  expect_challenge();
  EXPECT_THAT(shown(provider({{"certificate_file", file.string()}}, {})->fetch("db")), HasSubstr("expired on"));
}

TEST_F(AzureTest, SignsInByWorkloadIdentityAndReadsTheTokenAnew) {
  world_.environment["AZURE_CLIENT_ID"] = kClient;
  world_.environment["AZURE_TENANT_ID"] = kTenant;
  world_.environment["AZURE_FEDERATED_TOKEN_FILE"] = world_.home.write("token", "federated-one\n").string();
  const auto made = make({{"vault", "team"}});
  expect_secret();
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  EXPECT_THAT(world_.body(1), HasSubstr("client_assertion=federated-one&"));
  ASSERT_TRUE(write_file(world_.home.path() / "token", "federated-two\n").ok());
  world_.now_ms += 3'600'000;
  expect_login();
  world_.expect(kSecret, 200, kSecretAnswer);
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  EXPECT_THAT(world_.body(3), HasSubstr("client_assertion=federated-two&"));
}

TEST_F(AzureTest, SignsInByTheMetadataServiceOfAMachine) {
  expect_challenge();
  world_.expect(
      "GET http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
      "https%3A%2F%2Fvault.azure.net&client_id=user-assigned",
      200, R"({"access_token":"entra-token-of-the-test","expires_in":"86399","expires_on":"1780086400"})");
  world_.expect(kSecret, 200, kSecretAnswer);
  EXPECT_EQ(
      shown(make({{"vault", "team"}, {"method", "managed_identity"}, {"client_id", "user-assigned"}})->fetch("db")),
      "horse-staple");
  EXPECT_EQ(world_.header(1, "Metadata"), "true");
  EXPECT_EQ(world_.sent[1].settings.proxy.url, "");
  EXPECT_FALSE(world_.sent[1].settings.proxy.from_environment);
}

TEST_F(AzureTest, SignsInByTheIdentityOfAnApp) {
  world_.environment["IDENTITY_ENDPOINT"] = "http://127.0.0.1:41234/msi/token";
  world_.environment["IDENTITY_HEADER"] = "identity-header-of-the-test";
  expect_challenge();
  world_.expect("GET http://127.0.0.1:41234/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net",
                200, R"({"access_token":"entra-token-of-the-test","expires_on":"1780003600"})");
  world_.expect(kSecret, 200, kSecretAnswer);
  const auto made = make({{"vault", "team"}});
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  EXPECT_EQ(world_.header(1, "X-IDENTITY-HEADER"), "identity-header-of-the-test");
  world_.now_ms += 3'500'000;
  world_.expect("GET http://127.0.0.1:41234/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net",
                400, R"({"error":"invalid_request","error_description":"no identity, identity-header-of-the-test"})");
  world_.now_ms += 3'600'000;
  EXPECT_THAT(shown(made->fetch("db")),
              AllOf(HasSubstr("no identity"), HasSubstr("managed identity"), Not(HasSubstr("identity-header-of"))));
}

TEST_F(AzureTest, ReadsNoFileOfAnArcChallengeButItsOwn) {
  world_.environment["IDENTITY_ENDPOINT"] = "http://localhost:40342/metadata/identity/oauth2/token";
  world_.environment["IMDS_ENDPOINT"] = "http://localhost:40342";
  const auto token = world_.home.write("stolen.key", "the-stolen-text");
  for (const std::string& realm :
       {std::string("Basic realm=/etc/shadow"), "Basic realm=" + token.string(),
        std::string("Basic realm=/var/opt/azcmagent/tokens/../../../../etc/x.key"),
        std::string("Basic realm=/var/opt/azcmagent/tokens/sub/x.key"),
        std::string("Basic realm=/var/opt/azcmagent/tokens/x.txt"), std::string("Basic"), std::string()}) {
    expect_challenge();
    world_.expect(
        "GET http://localhost:40342/metadata/identity/oauth2/token?api-version=2020-06-01&resource="
        "https%3A%2F%2Fvault.azure.net",
        401, "", {{"WWW-Authenticate", realm}});
    EXPECT_THAT(shown(make({{"vault", "team"}})->fetch("db")), HasSubstr("names no file of its own")) << realm;
    EXPECT_TRUE(world_.is_done());
  }
}

TEST_F(AzureTest, TriesAFailedLoginOnceForManySecrets) {
  expect_challenge();
  world_.expect(
      kTokenUrl, 401,
      R"({"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided: client-secret-of-the-test.\r\nTrace ID: 1\r\nTimestamp: 2"})");
  const auto made = provider();
  const std::string error = shown(made->fetch("db"));
  EXPECT_THAT(error, AllOf(HasSubstr("AADSTS7000215"), HasSubstr("give its value, not its id"),
                           Not(HasSubstr(kSecretOfClient)), Not(HasSubstr("Trace"))));
  EXPECT_EQ(shown(made->fetch("db")), error);
  world_.now_ms += 11'000;
  expect_login();
  world_.expect(kSecret, 200, kSecretAnswer);
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  EXPECT_TRUE(world_.is_done());
}

TEST_F(AzureTest, TellsRefusalsOfTheVaultApart) {
  struct Case {
    int code;
    const char* body;
    ErrorCode error;
    const char* expected;
  };
  const auto made = provider();
  expect_secret();
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  for (
      const Case& c :
      {Case{
           404,
           R"({"error":{"code":"SecretNotFound","message":"A secret with (name/id) db was not found in this key vault."}})",
           ErrorCode::kNotFound, "not found"},
       Case{
           403,
           R"({"error":{"code":"Forbidden","message":"Operation get is not allowed on a disabled secret.","innererror":{"code":"SecretDisabled"}}})",
           ErrorCode::kInvalidInput, "the secret is switched off"},
       Case{
           403,
           R"({"error":{"code":"Forbidden","message":"Caller is not authorized\r\nCaller: appid=1","innererror":{"code":"ForbiddenByRbac"}}})",
           ErrorCode::kInvalidInput, "Key Vault Secrets User"},
       Case{
           403,
           R"({"error":{"code":"Forbidden","message":"Client address is not authorized","innererror":{"code":"ForbiddenByFirewall"}}})",
           ErrorCode::kInvalidInput, "firewall"},
       Case{400, R"({"error":{"code":"BadParameter","message":"Invalid version"}})", ErrorCode::kInvalidInput,
            "Invalid version"},
       Case{403, "<html>", ErrorCode::kInvalidInput, "status 403"},
       Case{404, R"({"error":7})", ErrorCode::kNotFound, "status 404"},
       Case{404, R"({"error":{"code":7,"message":[],"innererror":"x"}})", ErrorCode::kNotFound, "not found"}}) {
    world_.expect(kSecret, c.code, c.body);
    const auto result = made->fetch("db");
    ASSERT_FALSE(result) << c.body;
    EXPECT_EQ(result.error().code, c.error) << c.body;
    EXPECT_THAT(result.error().to_string(), AllOf(HasSubstr(c.expected), Not(HasSubstr(kToken))));
  }
}

TEST_F(AzureTest, MindsTheDatesOfASecret) {
  struct Case {
    const char* attributes;
    const char* expected;
  };
  for (const Case& c :
       {Case{R"({"enabled":false})", "switched off"}, Case{R"({"exp":1500000000})", "expired on 2017-07-14"},
        Case{R"({"nbf":1900000000})", "not valid before 2030-03-17"},
        Case{R"({"enabled":true,"exp":1900000000,"nbf":1500000000})", "horse-staple"},
        Case{R"({"enabled":"x","exp":"y","nbf":-5})", "horse-staple"}, Case{"7", "horse-staple"}}) {
    expect_secret(fmt::format(R"({{"value":"horse-staple","attributes":{}}})", c.attributes));
    const std::string result = shown(provider()->fetch("db"));
    EXPECT_THAT(result, HasSubstr(c.expected)) << c.attributes;
    EXPECT_EQ(result.find("horse-staple") == std::string::npos, result.starts_with("ERROR"));
  }
  expect_secret(R"({"value":"horse-staple","attributes":{"exp":1500000000}})");
  EXPECT_EQ(shown(provider({{"allow_expired", "true"}})->fetch("db")), "horse-staple");
}

TEST_F(AzureTest, RefusesAnswersThatAreNone) {
  const auto made = provider();
  expect_secret();
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  for (const char* body :
       {"", "[]", "null", "{", "{}", R"({"value":7})", R"({"value":null})", R"({"value":{"horse-staple":1}})"}) {
    world_.expect(kSecret, 200, body);
    EXPECT_THAT(shown(made->fetch("db")), AllOf(HasSubstr("ERROR"), Not(HasSubstr("horse-staple")))) << body;
  }
}

TEST_F(AzureTest, RefusesTokensThatAreNone) {
  for (const char* body : {"", "[]", "{}", R"({"access_token":7})", R"({"access_token":""})",
                           R"({"access_token":"a\r\nX-Evil: 1"})", R"({"access_token":"a b"})"}) {
    expect_challenge();
    world_.expect(kTokenUrl, 200, body);
    EXPECT_THAT(shown(provider()->fetch("db")), HasSubstr("ERROR")) << body;
    EXPECT_TRUE(world_.is_done());
  }
}

TEST_F(AzureTest, AnswersThatNameNoLoginAreAnError) {
  for (const char* header : {"", "Basic realm=\"x\"", "Bearer"}) {
    expect_challenge(kSecret, header);
    EXPECT_THAT(shown(provider()->fetch("db")), HasSubstr("does not say who signs in"));
  }
}

TEST_F(AzureTest, FollowsNoRedirectElsewhere) {
  world_.expect(kSecret, 307, "", {{"Location", "https://evil.test/secrets/db"}});
  EXPECT_THAT(shown(provider()->fetch("db")), HasSubstr("which is not followed"));
}

std::vector<std::string> references(const Result<std::vector<Listed>>& listed) {
  if (!listed) return {listed.error().to_string()};
  std::vector<std::string> all;
  for (const Listed& one : *listed) all.push_back(one.note.empty() ? one.reference : one.reference + " " + one.note);
  return all;
}

TEST_F(AzureTest, ListsPageByPage) {
  const std::string first = "GET https://team.vault.azure.net/secrets?api-version=7.4&maxresults=25";
  expect_challenge(first);
  expect_login();
  world_.expect(
      first, 200,
      R"({"value":[{"id":"https://team.vault.azure.net/secrets/db-one","attributes":{"updated":1700000000}},7,{"id":7},
                             {"id":"https://team.vault.azure.net/secrets/web"},
                             {"id":"https://team.vault.azure.net/secrets/DB-two","attributes":{"enabled":false}}],
                    "nextLink":"https://team.vault.azure.net:443/secrets?api-version=7.4&$skiptoken=abc&maxresults=25"})");
  world_.expect(
      "GET https://team.vault.azure.net/secrets?api-version=7.4&$skiptoken=abc&maxresults=25", 200,
      R"({"value":[{"id":"https://team.vault.azure.net/secrets/db-three","attributes":{"exp":1500000000}}],"nextLink":null})");
  EXPECT_THAT(references(provider()->list("db", 10)),
              ElementsAre("db-one changed 2023-11-14", "DB-two switched off", "db-three expired 2017-07-14"));
  EXPECT_TRUE(world_.is_done());
}

TEST_F(AzureTest, ListsVersionsAndOtherVaults) {
  const std::string versions = "GET https://team.vault.azure.net/secrets/db/versions?api-version=7.4&maxresults=25";
  expect_challenge(versions);
  expect_login();
  world_.expect(
      versions, 200,
      R"({"value":[{"id":"https://team.vault.azure.net/secrets/db/01ab"},{"id":"https://team.vault.azure.net/secrets/db/02cd"}]})");
  EXPECT_THAT(references(provider()->list("db@", 10)), ElementsAre("db@01ab", "db@02cd"));
  const std::string other = "GET https://other.vault.azure.net/secrets?api-version=7.4&maxresults=25";
  expect_challenge(other);
  expect_login();
  world_.expect(other, 200, R"({"value":[{"id":"https://other.vault.azure.net/secrets/db"}]})");
  EXPECT_THAT(references(provider()->list("other/d", 10)), ElementsAre("other/db"));
}

TEST_F(AzureTest, FollowsAListToTheSameVaultOnly) {
  const std::string first = "GET https://team.vault.azure.net/secrets?api-version=7.4&maxresults=25";
  for (const char* link : {"https://evil.test/secrets?x", "http://team.vault.azure.net/secrets?x",
                           "https://team.vault.azure.net:444/secrets?x", "https://u@team.vault.azure.net/secrets?x",
                           "https://team.vault.azure.net/keys?x", "//evil.test/secrets", "/secrets?x"}) {
    expect_challenge(first);
    expect_login();
    world_.expect(first, 200, fmt::format(R"({{"value":[],"nextLink":"{}"}})", link));
    EXPECT_THAT(references(provider()->list("", 10)), ElementsAre(HasSubstr("which is not the vault"))) << link;
    EXPECT_TRUE(world_.is_done());
  }
}

TEST_F(AzureTest, SaysAsWhomItIsSignedIn) {
  const std::string one = "GET https://team.vault.azure.net/secrets?api-version=7.4&maxresults=1";
  const auto made = provider();
  expect_challenge(one);
  expect_login();
  world_.expect(one, 200, R"({"value":[]})");
  const std::string who =
      fmt::format("signed in by client secret as {} of tenant {} at https://team.vault.azure.net", kClient, kTenant);
  EXPECT_EQ(*made->test(), who);
  world_.expect(one, 403, R"({"error":{"message":"no list permission"}})");
  EXPECT_EQ(*made->test(), who + "; it may not list secrets (no list permission)");
}

TEST_F(AzureTest, TestsTheLoginAloneWithoutAVault) {
  expect_login();
  const auto made = make({{"client_id", kClient}, {"tenant_id", kTenant}}, {{"client_secret", kSecretOfClient}});
  EXPECT_THAT(*made->test(), HasSubstr("no vault is set"));
  EXPECT_THAT(shown(made->fetch("db")), HasSubstr("write VAULT/NAME"));
}

TEST(AzureSettings, RefuseWhatCannotWork) {
  struct Case {
    std::map<std::string, std::string, std::less<>> settings;
    const char* expected;
  };
  const Case cases[] = {
      {{{"vault", "team"}, {"method", "client_secret"}}, "needs client_id"},
      {{{"vault", "team"}, {"method", "client_secret"}, {"client_id", "x"}}, "needs client_secret"},
      {{{"vault", "team"}, {"method", "certificate"}, {"client_id", "x"}}, "needs certificate_file"},
      {{{"vault", "team"}, {"method", "workload_identity"}, {"client_id", "x"}}, "needs federated_token_file"},
      {{{"vault", "a b"}}, "neither a vault's name nor its address"},
      {{{"vault", "http://team.vault.azure.net"}}, "plain http"},
      {{{"vault", "https://team.vault.azure.net"}, {"cloud", "china"}}, "is in the cloud public, not china"},
      {{{"vault", "team"}, {"tenant_id", "--help"}}, "tenant_id is no tenant"},
      {{{"vault", "team"}, {"authority_host", "http://login.test"}}, "plain http"},
      {{{"vault", "team"}, {"verify_challenge", "maybe"}}, "verify_challenge is none of true|false"},
      {{{"vault", "team"}, {"cloud", "moon"}}, "cloud is none of public|china|usgov"},
  };
  for (const Case& c : cases) {
    World world;
    const auto made = make_provider(make_config("azure", c.settings), world.context());
    ASSERT_FALSE(made) << c.expected;
    EXPECT_THAT(made.error().to_string(), HasSubstr(c.expected));
  }
}

// --- The az program ---

class AzTest : public AzureTest {
 protected:
  std::unique_ptr<Provider> az(const std::string& script, Settings settings = {}) {
    const auto program = folder_.path() / "az";
    EXPECT_TRUE(write_file(program, "#!/bin/sh\nprintf '%s\\n' \"$@\" >>'" + words_ + "'\n" + script, 0700).ok());
    settings.emplace("vault", "team");
    settings.emplace("program", program.string());
    ProviderContext context = world_.context();
    context.run = [](const std::vector<std::string>& words, const std::vector<std::string>& changes) {
      return run_program(words, changes);
    };
    auto made = make_provider(make_config("azure", std::move(settings)), std::move(context));
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *std::move(made) : nullptr;
  }

  signet::test::TemporaryFolder folder_;
  std::string words_ = (folder_.path() / "words").string();
};

TEST_F(AzTest, GivesATokenForTheVaultsTenant) {
  const auto made = az(R"(echo '{"accessToken":"entra-token-of-the-test","expiresOn":"2026-05-28 22:00:00.000000",)"
                       R"("expires_on":1780003600,"tenant":"x","tokenType":"Bearer"}')");
  expect_challenge();
  world_.expect(kSecret, 200, kSecretAnswer);
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  EXPECT_EQ(world_.header(1, "Authorization"), std::string("Bearer ") + kToken);
  EXPECT_THAT(split(trim(*read_file(words_)), '\n'),
              ElementsAre("account", "get-access-token", "--output", "json", "--scope",
                          "https://vault.azure.net/.default", "--tenant", kTenant));
}

TEST_F(AzTest, AsksForASubscriptionWhereOneIsSet) {
  const auto made = az(R"(echo '{"accessToken":"entra-token-of-the-test"}')", {{"subscription", "Team"}});
  expect_challenge();
  world_.expect(kSecret, 200, kSecretAnswer);
  EXPECT_EQ(shown(made->fetch("db")), "horse-staple");
  EXPECT_THAT(*read_file(words_), AllOf(HasSubstr("--subscription\nTeam\n"), Not(HasSubstr("--tenant"))));
}

TEST_F(AzTest, SaysHowToSignIn) {
  struct Case {
    const char* script;
    const char* expected;
  };
  for (const Case& c :
       {Case{"echo 'ERROR: Please run '\\''az login'\\'' to setup account.' >&2; exit 1",
             "az login --tenant 11111111-2222-3333-4444-555555555555"},
        Case{"echo 'ERROR: AADSTS50076: use a second factor' >&2; exit 1", "second factor: az login"},
        Case{"exit 1", "az gave no reason"}, Case{"echo 'not json'", "az printed no JSON object"},
        Case{"echo '{}'", "the answer holds no token"}, Case{"echo '[]'", "az printed no JSON object"}}) {
    expect_challenge();
    EXPECT_THAT(shown(az(c.script)->fetch("db")), HasSubstr(c.expected)) << c.script;
  }
}

TEST_F(AzTest, SaysThatItIsNotInstalled) {
  expect_challenge();
  const auto made = az("", {{"program", "/nonexistent/az"}});
  EXPECT_THAT(shown(made->fetch("db")), HasSubstr("install the Azure CLI"));
}

}  // namespace
}  // namespace signet::vault::test
