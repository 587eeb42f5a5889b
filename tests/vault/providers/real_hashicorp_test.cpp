// Against a real HashiCorp Vault or OpenBao server in development mode: SIGNET_TEST_HASHICORP_ADDR is its address,
// SIGNET_TEST_HASHICORP_TOKEN its root token, SIGNET_TEST_HASHICORP_CACERT its authority where it speaks TLS.
// scripts/test-providers starts one. Each test mounts what it needs under a name of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.h"
#include "base/ids.h"
#include "base/time.h"
#include "http/oauth2/listener.h"
#include "http/url.h"
#include "tests/support/raw_server.h"
#include "tests/support/tls_authority.h"
#include "tests/vault/providers/world.h"
#include "vault/providers/settings.h"

namespace signet::vault::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

class RealHashicorp : public ::testing::Test {
 protected:
  void SetUp() override {
    if (address_.empty() || root_.empty()) {
      GTEST_SKIP() << "SIGNET_TEST_HASHICORP_ADDR and SIGNET_TEST_HASHICORP_TOKEN name no server";
    }
    mount_ = "t" + make_uuid().substr(0, 8);
  }

  /// What an operator does. Fails the test when the server refuses.
  json::value operate(const std::string& method, const std::string& path, const std::string& body = {},
                      const std::string& wrap_ttl = {}) {
    http::Request request;
    request.method = method;
    request.url = address_ + "/v1/" + path;
    request.headers = {{"X-Vault-Token", root_}};
    if (!wrap_ttl.empty()) request.headers.push_back({"X-Vault-Wrap-TTL", wrap_ttl});
    if (!body.empty()) request.body = body;
    ProviderContext context = world_.context();
    trust(context, authority_, {});
    request.settings = context.settings;
    const auto response = context.send(std::move(request));
    if (!response || response->code >= 300) {
      ADD_FAILURE() << method << ' ' << path << ": "
                    << (response ? std::to_string(response->code) + " " + response->body
                                 : response.error().to_string());
      return {};
    }
    if (response->body.empty()) return {};
    auto document = json::parse(response->body, "answer");
    EXPECT_TRUE(document) << response->body;
    return document ? *std::move(document) : json::value();
  }

  void mount_kv(int version) {
    operate("POST", "sys/mounts/" + mount_,
            R"({"type":"kv","options":{"version":")" + std::to_string(version) + "\"}}");
  }
  /// A policy with these rules, and its name.
  std::string policy(const std::string& rules) {
    json::object body;
    body["policy"] = rules;
    operate("POST", "sys/policies/acl/" + mount_, boost::json::serialize(body));
    return mount_;
  }
  std::string token_with(const std::string& policy_name, const std::string& ttl = "1h") {
    const json::value made =
        operate("POST", "auth/token/create", R"({"policies":[")" + policy_name + R"("],"ttl":")" + ttl + "\"}");
    return std::string(made.at("auth").at("client_token").as_string());
  }

  std::unique_ptr<Provider> provider(std::map<std::string, std::string, std::less<>> settings = {},
                                     std::map<std::string, std::string> credentials = {}) {
    settings.emplace("address", address_);
    if (!authority_.empty()) settings.emplace("ca_file", authority_);
    if (credentials.empty()) credentials.emplace("token", root_);
    auto made = make_provider(make_config("hashicorp", std::move(settings), credentials), world_.context());
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *std::move(made) : nullptr;
  }

  RealWorld world_;
  std::string address_ = variable("SIGNET_TEST_HASHICORP_ADDR");
  std::string root_ = variable("SIGNET_TEST_HASHICORP_TOKEN");
  std::string authority_ = variable("SIGNET_TEST_HASHICORP_CACERT");
  std::string mount_;
};

TEST_F(RealHashicorp, ReadsFieldsAndVersionsOfKv2) {
  mount_kv(2);
  operate("POST", mount_ + "/data/app/db", R"({"data":{"password":"first-value","user":"app"}})");
  operate("POST", mount_ + "/data/app/db", R"({"data":{"password":"second-value","user":"app","port":5432}})");
  auto vault = provider();
  EXPECT_EQ(shown(vault->fetch(mount_ + "/app/db#password")), "second-value");
  EXPECT_EQ(shown(vault->fetch(mount_ + "/app/db#password@1")), "first-value");
  EXPECT_EQ(shown(vault->fetch(mount_ + "/app/db#port")), "5432");
  EXPECT_THAT(shown(vault->fetch(mount_ + "/app/db#pasword")), HasSubstr("did you mean #password?"));
  EXPECT_THAT(shown(vault->fetch(mount_ + "/app/db")), HasSubstr("it has password, port, user"));
  EXPECT_THAT(shown(vault->fetch(mount_ + "/app/db#password@9")), HasSubstr("not found"));
  EXPECT_THAT(shown(vault->fetch(mount_ + "/data/app/db#password")), HasSubstr("leave out data/"));
}

TEST_F(RealHashicorp, SaysThatAVersionWasDeletedOrDestroyed) {
  mount_kv(2);
  operate("POST", mount_ + "/data/app", R"({"data":{"key":"one"}})");
  operate("POST", mount_ + "/data/app", R"({"data":{"key":"two"}})");
  operate("POST", mount_ + "/delete/app", R"({"versions":[1]})");
  operate("POST", mount_ + "/destroy/app", R"({"versions":[2]})");
  auto vault = provider();
  EXPECT_THAT(shown(vault->fetch(mount_ + "/app#key@1")), HasSubstr("this version was deleted at 20"));
  EXPECT_THAT(shown(vault->fetch(mount_ + "/app#key@2")), HasSubstr("this version is destroyed"));
}

TEST_F(RealHashicorp, ReadsKv1) {
  mount_kv(1);
  operate("POST", mount_ + "/app", R"({"key":"plain","list":[1,"two"]})");
  auto vault = provider();
  EXPECT_EQ(shown(vault->fetch(mount_ + "/app#key")), "plain");
  EXPECT_EQ(shown(vault->fetch(mount_ + "/app#list")), R"([1,"two"])");
  EXPECT_THAT(shown(vault->fetch(mount_ + "/app#key@1")), HasSubstr("has no versions"));
  EXPECT_THAT(shown(vault->fetch(mount_ + "/nothing#key")), HasSubstr("not found"));
}

TEST_F(RealHashicorp, ReadsNamesWithOddCharacters) {
  mount_kv(2);
  operate("POST", mount_ + "/data/a%20b/c%23d", R"({"data":{"k@y":"odd"}})");
  EXPECT_EQ(shown(provider()->fetch(mount_ + "/a b/c%23d#k%40y")), "odd");
}

TEST_F(RealHashicorp, ListsSecretsThroughFolders) {
  mount_kv(2);
  for (const char* name : {"app/db", "app/mail", "web"}) {
    operate("POST", mount_ + "/data/" + name, R"({"data":{"key":"value"}})");
  }
  const auto all = provider()->list(mount_ + "/", 10);
  ASSERT_TRUE(all) << all.error().to_string();
  std::vector<std::string> names;
  for (const Listed& listed : *all) names.push_back(listed.reference);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre(mount_ + "/web", mount_ + "/app/db", mount_ + "/app/mail"));
  const auto some = provider()->list(mount_ + "/app/d", 10);
  ASSERT_TRUE(some && some->size() == 1);
  EXPECT_EQ(some->front().reference, mount_ + "/app/db");
  const auto by_mount = provider()->list(mount_.substr(0, 4), 10);
  ASSERT_TRUE(by_mount) << by_mount.error().to_string();
  EXPECT_EQ(by_mount->size(), 3U);
}

TEST_F(RealHashicorp, TellsAMissingPermissionFromABadToken) {
  mount_kv(2);
  operate("POST", mount_ + "/data/open", R"({"data":{"key":"value"}})");
  operate("POST", mount_ + "/data/closed", R"({"data":{"key":"value"}})");
  const std::string token = token_with(policy("path \"" + mount_ + "/data/open\" { capabilities = [\"read\"] }"));
  auto vault = provider({}, {{"token", token}});
  EXPECT_EQ(shown(vault->fetch(mount_ + "/open#key")), "value");
  EXPECT_THAT(shown(vault->fetch(mount_ + "/closed#key")), HasSubstr("no permission"));
  operate("POST", "auth/token/revoke", R"({"token":")" + token + "\"}");
  const std::string error = shown(vault->fetch(mount_ + "/open#key"));
  EXPECT_THAT(error, HasSubstr("not signed in, or the login has expired"));
  EXPECT_THAT(error, Not(HasSubstr(token)));
}

TEST_F(RealHashicorp, SignsInByUserAndPassword) {
  mount_kv(2);
  operate("POST", mount_ + "/data/app", R"({"data":{"key":"value"}})");
  operate("POST", "sys/auth/up-" + mount_, R"({"type":"userpass"})");
  const std::string rules = policy("path \"" + mount_ + "/*\" { capabilities = [\"read\"] }");
  operate("POST", "auth/up-" + mount_ + "/users/anna", R"({"password":"horse-staple","policies":[")" + rules + "\"]}");
  const std::map<std::string, std::string, std::less<>> settings = {
      {"method", "userpass"}, {"auth_mount", "up-" + mount_}, {"username", "anna"}};
  auto vault = provider(settings, {{"password", "horse-staple"}});
  EXPECT_EQ(shown(vault->fetch(mount_ + "/app#key")), "value");
  const auto who = vault->test();
  ASSERT_TRUE(who) << who.error().to_string();
  EXPECT_THAT(*who, HasSubstr("anna"));
  const std::string error = shown(provider(settings, {{"password", "not-the-one"}})->fetch(mount_ + "/app#key"));
  EXPECT_THAT(error, HasSubstr("check the user name and the password"));
  EXPECT_THAT(error, Not(HasSubstr("not-the-one")));
}

TEST_F(RealHashicorp, SignsInByAppRoleWithAWrappedSecretIdOnce) {
  mount_kv(2);
  operate("POST", mount_ + "/data/app", R"({"data":{"key":"value"}})");
  operate("POST", "sys/auth/ar-" + mount_, R"({"type":"approle"})");
  const std::string rules = policy("path \"" + mount_ + "/*\" { capabilities = [\"read\"] }");
  const std::string role = "auth/ar-" + mount_ + "/role/ci";
  operate("POST", role, R"({"token_policies":[")" + rules + "\"]}");
  const std::string role_id(operate("GET", role + "/role-id").at("data").at("role_id").as_string());
  const std::string wrapping(operate("POST", role + "/secret-id", "{}", "60s").at("wrap_info").at("token").as_string());
  const std::map<std::string, std::string, std::less<>> settings = {
      {"method", "approle"}, {"auth_mount", "ar-" + mount_}, {"role_id", role_id}, {"wrapped", "secret_id"}};
  EXPECT_EQ(shown(provider(settings, {{"secret_id", wrapping}})->fetch(mount_ + "/app#key")), "value");
  EXPECT_THAT(shown(provider(settings, {{"secret_id", wrapping}})->fetch(mount_ + "/app#key")),
              HasSubstr("a wrapping token is good for one use"));
}

TEST_F(RealHashicorp, EndsTheSessionThatItBegan) {
  operate("POST", "sys/auth/up-" + mount_, R"({"type":"userpass"})");
  operate("POST", "auth/up-" + mount_ + "/users/anna", R"({"password":"horse-staple"})");
  const auto count = [&] {
    return operate("GET", "auth/token/accessors?list=true").at("data").at("keys").as_array().size();
  };
  const std::size_t before = count();
  auto vault = provider({{"method", "userpass"}, {"auth_mount", "up-" + mount_}, {"username", "anna"}},
                        {{"password", "horse-staple"}});
  ASSERT_TRUE(vault->test());
  EXPECT_EQ(count(), before + 1);
  vault->close();
  EXPECT_EQ(count(), before);
}

TEST_F(RealHashicorp, RefusesAWrappingTokenThatWasMadeElsewhere) {
  operate("POST", "sys/auth/ar-" + mount_, R"({"type":"approle"})");
  const std::string wrapping(operate("POST", "sys/wrapping/wrap", R"({"secret_id":"planted"})", "60s")
                                 .at("wrap_info")
                                 .at("token")
                                 .as_string());
  auto vault =
      provider({{"method", "approle"}, {"auth_mount", "ar-" + mount_}, {"role_id", "any"}, {"wrapped", "secret_id"}},
               {{"secret_id", wrapping}});
  EXPECT_THAT(shown(vault->fetch(mount_ + "/app#key")), HasSubstr("it was made at sys/wrapping/wrap"));
}

TEST_F(RealHashicorp, WorksInsideANamespace) {
  http::Request request;
  request.method = "POST";
  request.url = address_ + "/v1/sys/namespaces/" + mount_;
  request.headers = {{"X-Vault-Token", root_}};
  request.body = std::string("{}");
  ProviderContext context = world_.context();
  trust(context, authority_, {});
  request.settings = context.settings;
  const auto made = context.send(std::move(request));
  ASSERT_TRUE(made) << made.error().to_string();
  if (made->code != 200) GTEST_SKIP() << "the server has no namespaces";
  operate("POST", mount_ + "/sys/mounts/kv", R"({"type":"kv","options":{"version":"2"}})");
  operate("POST", mount_ + "/kv/data/app", R"({"data":{"key":"inside"}})");
  EXPECT_EQ(shown(provider({{"namespace", mount_}})->fetch("kv/app#key")), "inside");
  EXPECT_THAT(shown(provider()->fetch("kv/app#key")), HasSubstr("ERROR"));
}

TEST_F(RealHashicorp, SignsInByClientCertificate) {
  if (!address_.starts_with("https:")) GTEST_SKIP() << "the server speaks no TLS";
  mount_kv(2);
  operate("POST", mount_ + "/data/app", R"({"data":{"key":"value"}})");
  operate("POST", "sys/auth/cert-" + mount_, R"({"type":"cert"})");
  const signet::test::TlsAuthority authority;
  signet::test::LeafOptions leaf;
  leaf.usage = signet::test::Usage::kClient;
  leaf.common_name = "robot";
  const signet::test::Identity identity = authority.issue(leaf);
  json::object role;
  role["certificate"] = authority.root_pem();
  role["token_policies"] = policy("path \"" + mount_ + "/*\" { capabilities = [\"read\"] }");
  operate("POST", "auth/cert-" + mount_ + "/certs/robot", boost::json::serialize(role));
  auto vault = provider({{"method", "cert"},
                         {"auth_mount", "cert-" + mount_},
                         {"client_certificate", world_.home.write("c.pem", identity.certificate_pem).string()},
                         {"client_key", world_.home.write("k.pem", identity.key_pem).string()}},
                        {{"client_key_passphrase", ""}});
  EXPECT_EQ(shown(vault->fetch(mount_ + "/app#key")), "value");
}

/// An engine that lends users of a message broker, whose management API is played by a server that says yes.
class RealLeases : public RealHashicorp {
 protected:
  void mount_lender(const std::string& lease) {
    operate("POST", "sys/mounts/" + mount_, R"({"type":"rabbitmq"})");
    operate("POST", mount_ + "/config/connection",
            R"({"connection_uri":")" + broker_.url("") +
                R"(","username":"admin","password":"any","verify_connection":false})");
    operate("POST", mount_ + "/config/lease", lease);
    operate("POST", mount_ + "/roles/app", R"({"tags":"management"})");
  }
  [[nodiscard]] std::size_t leases() {
    http::Request request;
    request.method = "GET";
    request.url = address_ + "/v1/sys/leases/lookup/" + mount_ + "/creds/app?list=true";
    request.headers = {{"X-Vault-Token", root_}};
    ProviderContext context = world_.context();
    trust(context, authority_, {});
    request.settings = context.settings;
    const auto response = context.send(std::move(request));
    if (!response || response->code == 404) return 0;
    return json::parse(response->body, "answer")->at("data").at("keys").as_array().size();
  }

  signet::test::RawServer broker_{[](signet::test::RawConnection& connection) {
    while (!connection.read_request().empty()) {
      connection.send("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n");
    }
  }};
};

TEST_F(RealLeases, OneLeaseServesAllFieldsAndIsGivenBack) {
  mount_lender(R"({"ttl":"60s","max_ttl":"1h"})");
  auto vault = provider();
  const std::string user = shown(vault->fetch(mount_ + "/creds/app#username"));
  const std::string password = shown(vault->fetch(mount_ + "/creds/app#password"));
  EXPECT_THAT(user, Not(HasSubstr("ERROR")));
  EXPECT_THAT(password, Not(HasSubstr("ERROR")));
  EXPECT_EQ(shown(vault->fetch(mount_ + "/creds/app#username")), user);
  EXPECT_EQ(leases(), 1U);
  vault->close();
  EXPECT_EQ(leases(), 0U);
}

TEST_F(RealLeases, RenewsPastTwoThirdsAndReplacesWhatCannotBeRenewed) {
  mount_lender(R"({"ttl":"60s","max_ttl":"10m"})");
  auto vault = provider();
  const std::string reference = mount_ + "/creds/app#username";
  const std::string user = shown(vault->fetch(reference));
  const auto until = vault->usable_until_ms(reference);
  ASSERT_TRUE(until);
  EXPECT_NEAR(static_cast<double>(*until - unix_now_ms()), 40'000, 2'000);
  world_.ahead_ms = 45'000;
  EXPECT_EQ(shown(vault->fetch(reference)), user);
  EXPECT_GT(*vault->usable_until_ms(reference), *until + 30'000);
  world_.ahead_ms = 500'000;
  EXPECT_NE(shown(vault->fetch(reference)), user);
  vault->close();
  EXPECT_EQ(leases(), 1U) << "the one that was over by the provider's clock";
}

/// The server is its own identity provider: its pages want a browser with scripts, so the person here takes the way of
/// the page's script, with a token of the person's own.
TEST_F(RealHashicorp, SignsInByOidc) {
  mount_kv(2);
  operate("POST", mount_ + "/data/app", R"({"data":{"password":"by-browser"}})");
  const std::string reading = policy("path \"" + mount_ + "/data/app\" { capabilities = [\"read\"] }");
  // Somebody with an account.
  const std::string users = mount_ + "-users";
  operate("POST", "sys/auth/" + users, R"({"type":"userpass"})");
  operate("POST", "auth/" + users + "/users/ada", R"({"password":"made-up-for-this","policies":"default"})");
  const json::value in = operate("POST", "auth/" + users + "/login/ada", R"({"password":"made-up-for-this"})");
  const std::string own_token(in.at("auth").at("client_token").as_string());
  const std::string entity(in.at("auth").at("entity_id").as_string());
  // The identity provider.
  const std::string redirect = (*http::oauth2::RedirectListener::open(""))->redirect_uri();  // a port that is free now
  operate("POST", "identity/oidc/assignment/" + mount_, R"({"entity_ids":[")" + entity + "\"]}");
  operate("POST", "identity/oidc/key/" + mount_, R"({"allowed_client_ids":["*"],"algorithm":"RS256"})");
  operate("POST", "identity/oidc/client/" + mount_,
          R"({"redirect_uris":[")" + redirect + R"("],"assignments":[")" + mount_ + R"("],"key":")" + mount_ + "\"}");
  const json::value client = operate("GET", "identity/oidc/client/" + mount_);
  const std::string client_id(client.at("data").at("client_id").as_string());
  json::object as_provider{{"allowed_client_ids", json::array{client_id}}, {"issuer", address_}};
  operate("POST", "identity/oidc/provider/" + mount_, boost::json::serialize(as_provider));
  // The auth method that trusts it.
  const std::string method = mount_ + "-oidc";
  operate("POST", "sys/auth/" + method, R"({"type":"oidc"})");
  json::object config{{"oidc_discovery_url", address_ + "/v1/identity/oidc/provider/" + mount_},
                      {"oidc_client_id", client_id},
                      {"oidc_client_secret", client.at("data").at("client_secret").as_string()},
                      {"default_role", "dev"}};
  if (!authority_.empty()) config["oidc_discovery_ca_pem"] = *read_file(authority_);
  operate("POST", "auth/" + method + "/config", boost::json::serialize(config));
  json::object role{{"role_type", "oidc"},
                    {"user_claim", "sub"},
                    {"allowed_redirect_uris", json::array{redirect}},
                    {"token_policies", json::array{reading}}};
  operate("POST", "auth/" + method + "/role/dev", boost::json::serialize(role));

  Browser browser;
  world_.person = browser.person(redirect, [&](const std::string& page) -> std::vector<std::string> {
    const http::NodeUrl parts = http::to_node_url(page);
    http::Request request;
    request.method = "GET";
    request.url = address_ + "/v1/identity/oidc/provider/" + mount_ + "/authorize" + parts.search.value_or("");
    request.headers = {{"X-Vault-Token", own_token}};
    ProviderContext context = world_.context();
    trust(context, authority_, {});
    request.settings = context.settings;
    const auto response = context.send(std::move(request));
    EXPECT_TRUE(response && response->code == 200) << (response ? response->body : response.error().to_string());
    const auto answer = json::parse(response ? response->body : "{}", "answer");
    return {"state=" + std::string(answer->at("state").as_string()) +
            "&code=" + std::string(answer->at("code").as_string())};
  });
  auto vault = provider({{"method", "oidc"}, {"auth_mount", method}, {"role", "dev"}, {"oidc_redirect", redirect}},
                        {{"password", "not used"}});
  EXPECT_EQ(shown(vault->fetch(mount_ + "/app#password")), "by-browser");
  EXPECT_EQ(browser.pages.size(), 1U);
  vault->close();
}

}  // namespace
}  // namespace signet::vault::test
