// The agent whole: its server within it, its page's calls by real HTTP, requests sent to the demo API.
#include "app/agent/agent.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <thread>

#include "app/agent/local_account.h"
#include "base/file.h"
#include "base/time.h"
#include "crypto/one_time_code.h"
#include "demo/server.h"
#include "http/client.h"
#include "tests/server/authenticator.h"
#include "tests/support/raw_client.h"
#include "tests/support/raw_server.h"
#include "tests/support/temporary_folder.h"

namespace signet::app {
namespace {

constexpr std::array<WebFile, 1> kFiles = {{{"/index.html", "<html><head></head></html>"}}};

vault::ProviderContext network() {
  struct Network {
    http::CookieJar jar;
    http::Client client{jar};
  };
  vault::ProviderContext context;
  const auto shared = std::make_shared<Network>();
  context.send = [shared](http::Request request) { return shared->client.send(std::move(request)); };
  context.settings.use_cookies = false;
  context.settings.proxy.from_environment = false;
  context.now_ms = unix_now_ms;
  context.pause = [](std::int64_t) { return true; };
  context.environment = [](std::string_view) { return std::optional<std::string>(); };
  return context;
}

class WithAgent : public testing::Test {
 protected:
  void SetUp() override {
    start();
    demo::Options options;
    auto demo = demo::Server::start(options);
    ASSERT_TRUE(demo) << demo.error().to_string();
    demo_ = *std::move(demo);
  }

  void start() {
    agent_.reset();
    AgentOptions options;
    options.data = folder_.path() / "app";
    options.web_files = kFiles;
    options.make_context = network;
    options.accounts.password_cost = {64, 1};
    options.sending.files = folder_.path() / "files";
    options.sending.network.proxy.from_environment = false;
    options.sample = sample_;
    auto agent = Agent::start(std::move(options));
    ASSERT_TRUE(agent) << agent.error().to_string();
    agent_ = *std::move(agent);
    const SecretString address = agent_->address();
    token_ = std::string(address.expose().substr(address.expose().find("#token=") + 7));
  }

  signet::test::RawAnswer raw(std::string_view method, std::string_view path, const std::string& headers,
                              const std::string& body = "") {
    return signet::test::RawClient(agent_->port())
        .ask(fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{}Content-Length: {}\r\n\r\n{}", method, path,
                         agent_->port(), headers, body.size(), body));
  }

  signet::test::RawAnswer ask(std::string_view method, std::string_view path, const json::object& body = {}) {
    std::string headers = fmt::format("Authorization: Bearer {}\r\n", token_);
    if (!body.empty()) headers += "Content-Type: application/json\r\n";
    return raw(method, path, headers, body.empty() ? "" : boost::json::serialize(body));
  }

  json::object get(std::string_view path) { return read(ask("GET", path), path); }
  json::object post(std::string_view path, const json::object& body) { return read(ask("POST", path, body), path); }

  static json::object read(const signet::test::RawAnswer& answer, std::string_view path) {
    EXPECT_EQ(answer.status / 100, 2U) << path << " " << answer.body;
    auto document = json::parse(answer.body, path);
    return document && document->is_object() ? std::move(document->get_object()) : json::object();
  }

  std::string make_workspace() {
    return std::string(json::string_or(post("/api/v1/workspaces", {{"kind", "personal"}, {"name", "Orders"}}), "id"));
  }

  std::string make_element(const std::string& workspace, std::string_view kind, json::object content,
                           const std::string& parent = "") {
    json::object body{{"kind", kind}, {"content", std::move(content)}};
    if (!parent.empty()) body["parent"] = parent;
    return std::string(json::string_or(post(fmt::format("/api/v1/workspaces/{}/elements", workspace), body), "id"));
  }

  std::string url(std::string_view path) const {
    return fmt::format("http://127.0.0.1:{}{}", demo_->http_port(), path);
  }

  json::object send(const std::string& workspace, json::object item, const json::array& parents = {},
                    const json::value& environment = nullptr) {
    return post(
        "/agent/v1/send",
        {{"workspace", workspace}, {"environment", environment}, {"parents", parents}, {"item", std::move(item)}});
  }

  static const json::object& first_request(const json::object& told) {
    return told.at("requests").as_array().at(0).as_object();
  }
  static json::object echoed(const json::object& told) {
    const auto body = json::parse(first_request(told).at("body").at("text").as_string(), "echo");
    return body ? body->as_object() : json::object();
  }

  signet::test::TemporaryFolder folder_;
  std::unique_ptr<demo::Server> demo_;
  std::unique_ptr<Agent> agent_;
  std::string token_;
  std::optional<SampleWorkspace> sample_;
};

json::object script(std::string_view listen, std::string_view source) {
  return {{"listen", listen}, {"script", {{"type", "text/javascript"}, {"exec", json::array{source}}}}};
}

using AgentApi = WithAgent;

TEST_F(AgentApi, SignsItsUserInByItself) {
  const json::object status = get("/agent/v1/status");
  EXPECT_EQ(status.at("server").at("embedded"), true);
  EXPECT_EQ(status.at("account").at("name"), "Me");
  const std::filesystem::path file = folder_.path() / "app" / "local-account.json";
  struct stat found {};
  ASSERT_EQ(::stat(file.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(AgentApi, KeepsTheWorkFromOneStartToTheNext) {
  const std::string workspace = make_workspace();
  const std::string before = token_;
  start();
  EXPECT_NE(token_, before);
  const json::object listed = get("/api/v1/workspaces");
  ASSERT_EQ(listed.at("workspaces").as_array().size(), 1U);
  EXPECT_EQ(listed.at("workspaces").at(0).at("id").as_string(), workspace);
  const auto earlier = raw("GET", "/agent/v1/status", fmt::format("Authorization: Bearer {}\r\n", before));
  EXPECT_EQ(earlier.status, 401U) << "a page of an earlier start";
}

TEST_F(AgentApi, IsTheOnlyOneOnItsData) {
  AgentOptions options;
  options.data = folder_.path() / "app";
  options.make_context = network;
  const auto second = Agent::start(std::move(options));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kConflict);
  start();  // the first one has ended
}

TEST_F(AgentApi, GivesNothingToWhoeverIsNotItsPage) {
  const std::string good = fmt::format("Authorization: Bearer {}\r\n", token_);
  for (const std::string_view path :
       {"/agent/v1/status", "/api/v1/account", "/api/v1/workspaces", "/agent/v1/nothing"}) {
    EXPECT_EQ(raw("GET", path, "").status, 401U) << path;
    EXPECT_EQ(raw("GET", path, good + "Origin: https://evil.example\r\n").status, 403U) << path;
    EXPECT_EQ(raw("GET", path, good + "Sec-Fetch-Site: cross-site\r\n").status, 403U) << path;
  }
  const auto rebound = signet::test::RawClient(agent_->port())
                           .ask(fmt::format("GET / HTTP/1.1\r\nHost: evil.example:{}\r\n{}\r\n", agent_->port(), good));
  EXPECT_EQ(rebound.status, 421U);
  // What a foreign page's form can send without asking first.
  const auto form = raw("POST", "/agent/v1/send", "Content-Type: text/plain\r\nOrigin: https://evil.example\r\n", "{}");
  EXPECT_EQ(form.status, 403U);
  const auto upgrade = raw("GET", "/api/v1/account",
                           "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: https://evil.example\r\n");
  EXPECT_EQ(upgrade.status, 403U);
}

TEST_F(AgentApi, ServesItsPageWithoutAToken) {
  const auto page = raw("GET", "/", "");
  EXPECT_EQ(page.status, 200U);
  EXPECT_NE(page.header("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
  EXPECT_EQ(page.body.find(token_), std::string::npos);
}

TEST_F(AgentApi, SendsARequestAndShowsWhatCame) {
  const std::string workspace = make_workspace();
  const json::object told = send(
      workspace, {{"name", "Echo"},
                  {"request",
                   {{"method", "POST"},
                    {"url", url("/post?a=1")},
                    {"body", {{"mode", "raw"}, {"raw", "{\"b\":2}"}, {"options", {{"raw", {{"language", "json"}}}}}}}}},
                  {"event", json::array{script("test",
                                               "pm.test('is fine', () => pm.response.to.have.status(200));"
                                               "pm.test('is not', () => pm.expect(1).to.equal(2));"
                                               "console.log('seen', {a: 1});")}}});
  const json::object& request = first_request(told);
  EXPECT_EQ(request.at("status"), 200);
  EXPECT_EQ(request.at("method"), "POST");
  EXPECT_EQ(request.at("request_body").at("text"), "{\"b\":2}");
  EXPECT_EQ(echoed(told).at("json"), (json::value{{"b", 2}}));
  EXPECT_GT(request.at("timings").at("total").as_double(), 0);
  const json::array& tests = told.at("tests").as_array();
  ASSERT_EQ(tests.size(), 2U);
  EXPECT_EQ(tests[0].at("passed"), true);
  EXPECT_EQ(tests[1].at("passed"), false);
  EXPECT_EQ(tests[1].at("error"), "expected 1 to equal 2");
  EXPECT_EQ(told.at("console").at(0).at("text"), "seen { a: 1 }");

  const auto body =
      ask("GET", fmt::format("/agent/v1/bodies/{}", std::string(request.at("body").at("id").as_string())));
  EXPECT_EQ(body.body, request.at("body").at("text").as_string());
  EXPECT_EQ(body.header("Content-Type"), "application/octet-stream");
  EXPECT_NE(body.header("Content-Disposition").find("attachment"), std::string::npos);
}

TEST_F(AgentApi, RunsWhatTheFoldersAroundARequestSay) {
  const std::string workspace = make_workspace();
  const std::string collection = make_element(
      workspace, "collection",
      {{"info",
        {{"name", "Orders"}, {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
       {"item", json::array()},
       {"auth", {{"type", "bearer"}, {"bearer", json::array{{{"key", "token"}, {"value", "of the collection"}}}}}},
       {"variable", json::array{{{"key", "what"}, {"value", "get"}}}},
       {"event", json::array{script("prerequest", "pm.variables.set('trail', 'collection');")}}});
  const std::string folder = make_element(
      workspace, "folder",
      {{"name", "Old"},
       {"item", json::array()},
       {"event",
        json::array{script("prerequest", "pm.variables.set('trail', pm.variables.get('trail') + ' folder');")}}},
      collection);
  const json::object told = send(workspace,
                                 {{"name", "One"},
                                  {"request",
                                   {{"method", "GET"},
                                    {"url", url("/{{what}}")},
                                    {"header", json::array{{{"key", "X-Trail"}, {"value", "{{trail}}"}}}}}}},
                                 json::array{collection, folder});
  const json::object shown = echoed(told);
  EXPECT_EQ(shown.at("headers").at("x-trail"), "collection folder");
  EXPECT_EQ(shown.at("headers").at("authorization"), "Bearer of the collection");
}

TEST_F(AgentApi, UsesSecretsAndShowsThemNowhere) {
  const std::string workspace = make_workspace();
  const std::string environment =
      make_element(workspace, "environment",
                   {{"name", "Staging"},
                    {"values", json::array{{{"key", "token"}, {"value", "plum-harbor-tin-eagle"}, {"type", "secret"}},
                                           {{"key", "path"}, {"value", "get"}, {"type", "default"}}}}});
  const json::object item{{"name", "Echo"},
                          {"request",
                           {{"method", "GET"},
                            {"url", url("/{{path}}")},
                            {"header", json::array{{{"key", "X-Token"}, {"value", "{{token}}"}}}}}},
                          {"event", json::array{script("test",
                                                       "pm.test('it was sent', () => "
                                                       "pm.expect(pm.response.json().headers['x-token'])"
                                                       ".to.equal('plum-harbor-tin-' + 'eagle'));"
                                                       "console.log(pm.environment.get('token'));"
                                                       "pm.environment.set('copy', pm.environment.get('token'));")}}};
  for (int time = 0; time < 2; ++time) {
    const auto answer =
        ask("POST", "/agent/v1/send",
            {{"workspace", workspace}, {"environment", environment}, {"parents", json::array()}, {"item", item}});
    EXPECT_EQ(answer.body.find("plum-harbor"), std::string::npos) << answer.body;
    const json::object told = read(answer, "send");
    EXPECT_EQ(told.at("tests").at(0).at("passed"), true) << boost::json::serialize(told.at("tests"));
    const auto body = ask(
        "GET", fmt::format("/agent/v1/bodies/{}", std::string(first_request(told).at("body").at("id").as_string())));
    EXPECT_EQ(body.body.find("plum-harbor"), std::string::npos) << body.body;
  }
  const json::object variables =
      post("/agent/v1/variables", {{"workspace", workspace}, {"environment", environment}, {"parents", json::array()}});
  for (const json::value& variable : variables.at("variables").as_array()) {
    if (variable.at("key") == "token") {
      EXPECT_EQ(variable.at("secret"), true);
      EXPECT_TRUE(variable.at("value").is_null());
    }
  }
  const json::object audit = get("/api/v1/account/audit");
  std::size_t reveals = 0;
  for (const json::value& record : audit.at("records").as_array()) {
    reveals += record.at("action").as_string().find("reveal") != std::string_view::npos ? 1 : 0;
  }
  EXPECT_EQ(reveals, 1U) << "asked for once for each version, not at each request";
}

TEST_F(AgentApi, LetsLaterRequestsSeeWhatAScriptSet) {
  const std::string workspace = make_workspace();
  const std::string environment =
      make_element(workspace, "environment", {{"name", "Staging"}, {"values", json::array()}});
  const json::object first =
      send(workspace,
           {{"name", "Sign in"},
            {"request", {{"method", "GET"}, {"url", url("/get")}}},
            {"event", json::array{script("test", "pm.environment.set('session', 's1'); pm.globals.set('g', 'g1');")}}},
           {}, json::value(environment));
  EXPECT_EQ(first.at("changed").at("environment"), (json::value{{{"key", "session"}, {"value", "s1"}}}));
  const json::object second =
      send(workspace, {{"name", "Use"}, {"request", {{"method", "GET"}, {"url", url("/get?s={{session}}&g={{g}}")}}}},
           {}, json::value(environment));
  EXPECT_EQ(echoed(second).at("args"), (json::value{{"s", "s1"}, {"g", "g1"}}));
  // They are this user's own: the team server has none of it.
  const json::object stored = get(fmt::format("/api/v1/workspaces/{}/elements/{}", workspace, environment));
  EXPECT_TRUE(stored.at("content").at("values").as_array().empty());
}

TEST_F(AgentApi, ShowsNowhereWhatAScriptMadeOfASecret) {
  const std::string workspace = make_workspace();
  const std::string environment =
      make_element(workspace, "environment",
                   {{"name", "Staging"},
                    {"values", json::array{{{"key", "token"}, {"value", "plum-harbor-tin"}, {"type", "secret"}}}}});
  static_cast<void>(
      send(workspace,
           {{"name", "Copy"},
            {"request", {{"method", "GET"}, {"url", url("/get")}}},
            {"event", json::array{script("test", "pm.environment.set('copy', 'at ' + pm.environment.get('token'));")}}},
           {}, json::value(environment)));
  for (int time = 0; time < 2; ++time) {
    const auto own = ask("GET", fmt::format("/agent/v1/current-values?workspace={}&scope={}", workspace, environment));
    EXPECT_NE(own.body.find("copy"), std::string::npos) << own.body;
    EXPECT_EQ(own.body.find("plum-harbor"), std::string::npos) << own.body;
    const auto seen = ask("POST", "/agent/v1/variables",
                          {{"workspace", workspace}, {"environment", environment}, {"parents", json::array()}});
    EXPECT_EQ(seen.body.find("plum-harbor"), std::string::npos) << seen.body;
    start();
  }
}

TEST_F(AgentApi, TellsThatAVaultIsWantedWhereThereIsNone) {
  const std::string workspace = make_workspace();
  const json::object told = send(
      workspace, {{"name", "Orders"},
                  {"request",
                   {{"method", "GET"},
                    {"url", url("/get?q={{vault:in-url}}")},
                    {"header", json::array{{{"key", "Authorization"}, {"value", "Bearer {{vault:orders-token}}"}}}}}}});
  ASSERT_TRUE(told.at("notice").is_string());
  const std::string notice(told.at("notice").as_string());
  EXPECT_NE(notice.find("{{vault:orders-token}}"), std::string::npos) << notice;
  EXPECT_NE(notice.find("{{vault:in-url}}"), std::string::npos) << notice;
  EXPECT_NE(notice.find("lock at the top"), std::string::npos) << notice;
  const json::object plain =
      send(workspace, {{"name", "Orders"}, {"request", {{"method", "GET"}, {"url", url("/get")}}}});
  EXPECT_TRUE(plain.at("notice").is_null());
}

TEST_F(AgentApi, KeepsAProposedSecretForTheVaultsPageAlone) {
  const auto answer =
      ask("POST", "/agent/v1/vault/proposals", {{"name", "token"}, {"from", "Staging"}, {"value", "plum-harbor-tin"}});
  EXPECT_EQ(answer.status, 201U);
  const std::string id(json::string_or(read(answer, "proposals"), "id"));
  const auto state = ask("GET", "/agent/v1/vault/proposals/" + id);
  EXPECT_EQ(state.body.find("plum-harbor"), std::string::npos) << state.body;
  EXPECT_EQ(read(state, "proposal").at("state"), "waiting");
}

TEST_F(AgentApi, KeepsCookiesFromOneRequestToTheNext) {
  const std::string workspace = make_workspace();
  const auto go = [&](std::string_view path) {
    return send(workspace, {{"name", "x"}, {"request", {{"method", "GET"}, {"url", url(path)}}}});
  };
  static_cast<void>(go("/cookies/set?flavour=plum"));
  EXPECT_EQ(echoed(go("/cookies")).at("cookies"), (json::value{{"flavour", "plum"}}));
  static_cast<void>(go("/cookies/delete?flavour"));
  EXPECT_EQ(echoed(go("/cookies")).at("cookies"), json::object());
}

TEST_F(AgentApi, TellsChangesAndForgetsCookies) {
  const std::string workspace = make_workspace();
  const auto go = [&](std::string_view path) {
    return send(workspace, {{"name", "x"}, {"request", {{"method", "GET"}, {"url", url(path)}}}});
  };
  static_cast<void>(go("/cookies/set?flavour=plum"));
  const json::array listed = get("/agent/v1/cookies").at("cookies").as_array();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("name"), "flavour");
  EXPECT_FALSE(listed[0].as_object().contains("value"));
  EXPECT_EQ(get("/agent/v1/cookies/value?domain=127.0.0.1&path=/&name=flavour").at("value"), "plum");

  json::object cookie{{"domain", "127.0.0.1"}, {"path", "/"}, {"name", "flavour"}, {"value", "pear"}};
  EXPECT_EQ(ask("PUT", "/agent/v1/cookies", cookie).status, 204U);
  EXPECT_EQ(echoed(go("/cookies")).at("cookies"), (json::value{{"flavour", "pear"}}));
  EXPECT_EQ(ask("DELETE", "/agent/v1/cookies?domain=127.0.0.1").status, 204U);
  EXPECT_EQ(echoed(go("/cookies")).at("cookies"), json::object());

  const std::array<std::pair<const char*, const char*>, 4> hostile = {
      {{"name", "a=b"}, {"value", "x\r\nHost: evil"}, {"domain", ".com/"}, {"path", "orders"}}};
  for (const auto& [member, value] : hostile) {
    json::object bad = cookie;
    bad[member] = value;
    EXPECT_EQ(ask("PUT", "/agent/v1/cookies", bad).status / 100, 4U) << member;
  }
  EXPECT_TRUE(get("/agent/v1/cookies").at("cookies").as_array().empty());
}

TEST_F(AgentApi, SendsAsItsSettingsSayFromTheNextRequestOn) {
  signet::test::RawServer proxy([](signet::test::RawConnection& connection) {
    const std::string request = connection.read_request();
    const std::string_view body = request.rfind("GET http://orders.test/ HTTP/1.1", 0) == 0 ? "proxied" : "what?";
    connection.send(fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", body.size(), body));
  });
  const std::string workspace = make_workspace();
  const auto go = [&](const std::string& to) {
    return send(workspace, {{"name", "x"}, {"request", {{"method", "GET"}, {"url", to}}}});
  };
  const std::string https = fmt::format("https://127.0.0.1:{}/get", demo_->https_port());
  EXPECT_FALSE(first_request(go(https)).at("error").is_null());

  json::object settings = get("/agent/v1/settings");
  EXPECT_EQ(settings.at("proxy_mode"), "off");
  settings.erase("notice");
  settings.erase("has_proxy_password");
  settings["proxy_mode"] = "manual";
  settings["proxy_url"] = fmt::format("http://127.0.0.1:{}", proxy.port());
  settings["authorities"] = demo_->certificate_pem();
  settings["protocols"] = json::array{"1.2"};
  ASSERT_EQ(ask("PUT", "/agent/v1/settings", settings).status, 200U);

  EXPECT_EQ(first_request(go("http://orders.test/")).at("body").at("text"), "proxied");
  EXPECT_EQ(first_request(go(https)).at("tls").at("protocol"), "TLS 1.2");
  start();
  EXPECT_EQ(first_request(go("http://orders.test/")).at("body").at("text"), "proxied") << "after a new start";
}

TEST_F(AgentApi, SaysWhyARequestCouldNotBeSent) {
  const std::string workspace = make_workspace();
  const json::object told =
      send(workspace, {{"name", "x"}, {"request", {{"method", "GET"}, {"url", "http://127.0.0.1:9/"}}}});
  const json::object& request = first_request(told);
  EXPECT_TRUE(request.at("status").is_null());
  EXPECT_FALSE(request.at("error").at("message").as_string().empty());
  EXPECT_TRUE(request.at("response_headers").as_array().empty());
  EXPECT_TRUE(request.at("tls").is_null());
}

TEST_F(AgentApi, ShowsWhatWasAgreedInTheTlsHandshake) {
  const std::string workspace = make_workspace();
  const json::object told =
      send(workspace,
           {{"name", "x"},
            {"request", {{"method", "GET"}, {"url", fmt::format("https://127.0.0.1:{}/get", demo_->https_port())}}},
            {"protocolProfileBehavior", {{"strictSSL", false}}}});
  const json::object& tls = first_request(told).at("tls").as_object();
  EXPECT_EQ(tls.at("protocol"), "TLS 1.3");
  EXPECT_FALSE(tls.at("suite").as_string().empty());
  EXPECT_EQ(tls.at("verified"), false);
  EXPECT_FALSE(tls.at("verify_error").as_string().empty());
  EXPECT_TRUE(tls.at("client_certificate").is_null());
  ASSERT_EQ(tls.at("chain").as_array().size(), 1U);
  EXPECT_EQ(tls.at("chain").at(0).at("not_after").as_string().size(),
            std::string_view("2026-11-24T22:10:05.000Z").size());
}

TEST_F(AgentApi, EndsARequestThatIsCancelled) {
  const std::string workspace = make_workspace();
  const std::string id = "6f1e0a52-7f0c-4b1e-9a94-0c9d1d6f7a11";
  std::atomic<bool> is_over{false};
  std::thread sending([&] {
    const json::object told = post(
        "/agent/v1/send", {{"id", id},
                           {"workspace", workspace},
                           {"parents", json::array()},
                           {"item", {{"name", "x"}, {"request", {{"method", "GET"}, {"url", url("/delay/10")}}}}}});
    EXPECT_EQ(told.at("cancelled"), true);
    is_over = true;
  });
  // Until it is on its way there is nothing to cancel.
  while (!is_over && ask("POST", fmt::format("/agent/v1/sends/{}/cancel", id)).status != 204U)
    std::this_thread::yield();
  sending.join();
  EXPECT_EQ(ask("POST", fmt::format("/agent/v1/sends/{}/cancel", id)).status, 404U);
}

TEST_F(AgentApi, RefusesWhatIsNoRequest) {
  const std::string workspace = make_workspace();
  EXPECT_EQ(ask("POST", "/agent/v1/send", {{"workspace", workspace}}).status, 422U);
  EXPECT_EQ(ask("POST", "/agent/v1/send",
                {{"workspace", "../../admin"}, {"parents", json::array()}, {"item", json::object{{"name", "x"}}}})
                .status,
            422U);
  const std::string environment =
      make_element(workspace, "environment", {{"name", "Staging"}, {"values", json::array()}});
  const auto in_environment =
      ask("POST", "/agent/v1/send",
          {{"workspace", workspace}, {"parents", json::array{environment}}, {"item", json::object{{"name", "x"}}}});
  EXPECT_EQ(in_environment.status, 422U) << in_environment.body;
}

TEST_F(AgentApi, KeepsTheSessionsTokenFromThePage) {
  EXPECT_EQ(ask("POST", "/api/v1/sign-in", {{"email", "a@example.com"}, {"password", "x"}}).status, 404U);
  // Signing in for a fresh session, and one's own actions that renew it.
  const json::value password = *json::parse(*read_file(folder_.path() / "app" / "local-account.json"), "account");
  const auto confirmed = ask("POST", "/api/v1/password/confirm", {{"password", password.at("password")}});
  EXPECT_EQ(confirmed.status, 200U) << confirmed.body;
  EXPECT_EQ(confirmed.body.find("\"token\""), std::string::npos) << confirmed.body;
  EXPECT_EQ(confirmed.header("Set-Cookie"), "");
  EXPECT_EQ(ask("GET", "/api/v1/account").status, 200U) << "the agent has the new token";
}

TEST_F(AgentApi, LetsAWebSocketBeOpenedOnceByItsOwnPageAlone) {
  const std::string path(json::string_or(post("/agent/v1/live", {{"workspace", make_workspace()}}), "path"));
  const std::string upgrade =
      "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  EXPECT_EQ(raw("GET", path, upgrade + "Origin: http://foreign.example\r\n").status, 403U);
  EXPECT_EQ(raw("GET", "/live/" + std::string(43, 'a'), upgrade).status, 404U);
  EXPECT_EQ(raw("GET", path, "").status, 426U);
  EXPECT_EQ(raw("GET", path, upgrade).status, 101U);
  EXPECT_EQ(raw("GET", path, upgrade).status, 404U) << "it was used";
  EXPECT_EQ(raw("POST", "/agent/v1/live", "Content-Type: application/json\r\n", "{}").status, 401U);
}

TEST_F(AgentApi, AsksForACodeOnceThereIsASecondFactor) {
  const json::value file = *json::parse(*read_file(folder_.path() / "app" / "local-account.json"), "account");
  static_cast<void>(post("/api/v1/password/confirm", {{"password", file.at("password")}}));
  const json::object begun = read(ask("POST", "/api/v1/account/two-factor"), "two-factor");
  const SecretString key = server::test::decode_base32(begun.at("key").as_string());
  const auto step = static_cast<std::uint64_t>(unix_now_s() / crypto::kTimeStepSeconds);
  const auto confirmed =
      ask("POST", "/api/v1/account/two-factor/confirm", {{"code", crypto::hotp(key, step)->expose()}});
  EXPECT_EQ(confirmed.status, 200U) << confirmed.body;
  EXPECT_EQ(confirmed.body.find("\"token\""), std::string::npos);
  EXPECT_EQ(ask("GET", "/api/v1/account").status, 200U) << "the agent has the new token";

  EXPECT_EQ(ask("POST", "/agent/v1/sign-out").status, 204U);
  const json::object wanted = read(ask("POST", "/agent/v1/sign-in/local"), "sign-in");
  ASSERT_EQ(wanted.at("state"), "code_wanted");
  EXPECT_TRUE(get("/agent/v1/status").at("account").is_null());
  const auto give = [&](std::string_view code) {
    const auto answer =
        ask("POST", "/agent/v1/sign-in/code",
            {{"email", kLocalEmail}, {"ticket", wanted.at("ticket")}, {"code", code}, {"remember", true}});
    EXPECT_EQ(answer.body.find("\"device\""), std::string::npos) << "the page gets no token";
    return answer.status;
  };
  EXPECT_EQ(give("000000"), 403U);
  EXPECT_EQ(give(crypto::hotp(key, step)->expose()), 403U) << "a code works once";
  EXPECT_EQ(give(crypto::hotp(key, step + 1)->expose()), 200U);
  EXPECT_EQ(get("/agent/v1/status").at("account").at("has_two_factor"), true);

  EXPECT_EQ(ask("POST", "/agent/v1/sign-out").status, 204U);
  EXPECT_EQ(read(ask("POST", "/agent/v1/sign-in/local"), "sign-in").at("state"), "signed_in") << "it is remembered";
  const json::array devices = get("/api/v1/account/devices").at("devices").as_array();
  ASSERT_EQ(devices.size(), 1U);
  EXPECT_EQ(ask("DELETE", "/api/v1/account/devices/" + std::string(devices[0].at("id").as_string())).status, 204U);
  EXPECT_EQ(ask("POST", "/agent/v1/sign-out").status, 204U);
  EXPECT_EQ(read(ask("POST", "/agent/v1/sign-in/local"), "sign-in").at("state"), "code_wanted") << "it is forgotten";
}

class AgentRuns : public WithAgent {
 protected:
  void SetUp() override {
    WithAgent::SetUp();
    workspace_ = make_workspace();
    collection_ = make_element(
        workspace_, "collection",
        {{"info",
          {{"name", "Orders"}, {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
         {"item", json::array()}});
    folder_id_ = make_element(workspace_, "folder", {{"name", "Old"}, {"item", json::array()}}, collection_);
    first_ = make_request("first", "/get?n={{n}}", "pm.test('is fine', () => pm.response.to.have.status(200));",
                          collection_);
    second_ =
        make_request("second", "/status/404", "pm.test('is fine', () => pm.response.to.have.status(200));", folder_id_);
  }

  std::string make_request(std::string_view name, std::string_view path, std::string_view test,
                           const std::string& parent) {
    return make_element(workspace_, "request",
                        {{"name", name},
                         {"request", {{"method", "GET"}, {"url", url(path)}}},
                         {"event", json::array{script("test", test)}}},
                        parent);
  }

  std::string start_run(json::object more = {}) {
    more["workspace"] = workspace_;
    more["collection"] = collection_;
    return std::string(json::string_or(post("/agent/v1/runs", more), "id"));
  }

  /// All that it tells, read to its end.
  json::object finish(const std::string& id) {
    json::array results;
    while (true) {
      json::object told = get(fmt::format("/agent/v1/runs/{}?after={}", id, results.size()));
      if (!told.contains("state")) return told;
      for (const json::value& result : told.at("results").as_array()) results.push_back(result);
      const bool is_read = told.at("last").as_int64() == std::ssize(results) && told.at("results").as_array().empty();
      if (told.at("state") == "running" || !is_read) continue;
      told["results"] = std::move(results);
      return told;
    }
  }

  std::string workspace_, collection_, folder_id_, first_, second_;
};

TEST_F(AgentRuns, RunACollectionAndTellEachResult) {
  const json::object told = finish(start_run());
  EXPECT_EQ(told.at("state"), "done");
  EXPECT_EQ(told.at("items"), 2);
  const json::array& results = told.at("results").as_array();
  ASSERT_EQ(results.size(), 2U);
  const json::object* second = nullptr;
  for (const json::value& result : results) {
    if (result.at("item").as_string() == second_) second = &result.get_object();
  }
  ASSERT_NE(second, nullptr) << boost::json::serialize(results);
  EXPECT_EQ(second->at("name"), "second");
  EXPECT_EQ(second->at("path"), (json::array{"Old"}));
  EXPECT_EQ(second->at("status"), 404);
  EXPECT_EQ(second->at("tests").at(0).at("passed"), false);
  EXPECT_EQ(told.at("totals").at("requests"), 2);
  EXPECT_EQ(told.at("totals").at("failed_tests"), 1);
  const json::object listed = get("/agent/v1/runs");
  EXPECT_EQ(listed.at("runs").at(0).at("name"), "Orders");
  EXPECT_EQ(listed.at("runs").at(0).at("state"), "done");
}

TEST_F(AgentRuns, RunWhatWasChosen) {
  const json::object by_folder = finish(start_run({{"folder", folder_id_}}));
  ASSERT_EQ(by_folder.at("results").as_array().size(), 1U);
  EXPECT_EQ(by_folder.at("results").at(0).at("name"), "second");
  const json::object by_items = finish(start_run({{"items", json::array{first_}}, {"iterations", 3}}));
  ASSERT_EQ(by_items.at("results").as_array().size(), 3U);
  EXPECT_EQ(by_items.at("results").at(2).at("iteration"), 2);
  EXPECT_EQ(by_items.at("results").at(2).at("n"), 3);
  const json::object in_order = finish(start_run({{"items", json::array{second_, first_}}}));
  const json::object reversed = finish(start_run({{"items", json::array{first_, second_}}}));
  EXPECT_EQ(in_order.at("results").at(0).at("name"), "second");
  EXPECT_EQ(reversed.at("results").at(0).at("name"), "first");
  const json::array listed = get("/agent/v1/runs").at("runs").as_array();
  ASSERT_EQ(listed.size(), 4U);
  EXPECT_EQ(listed.at(0).at("folder"), "");
  EXPECT_NE(listed.at(3).at("folder"), "") << "the one of a folder tells its name";
  const auto gone = ask("POST", "/agent/v1/runs",
                        {{"workspace", workspace_}, {"collection", collection_}, {"items", json::array{workspace_}}});
  EXPECT_EQ(gone.status, 404U) << gone.body;
}

TEST_F(AgentRuns, TakeARowOfDataForEachIteration) {
  const json::object told =
      finish(start_run({{"items", json::array{first_}}, {"data", {{"name", "n.csv"}, {"text", "n\n7\n8\n"}}}}));
  ASSERT_EQ(told.at("results").as_array().size(), 2U);
  EXPECT_EQ(told.at("results").at(1).at("url").as_string(), url("/get?n=8"));
  const auto broken =
      ask("POST", "/agent/v1/runs",
          {{"workspace", workspace_}, {"collection", collection_}, {"data", {{"name", "n.json"}, {"text", "[{"}}}});
  EXPECT_EQ(broken.status, 422U) << broken.body;
}

TEST_F(AgentRuns, StopAtTheFirstFailureWhereThatIsWished) {
  const json::object told = finish(start_run({{"folder", folder_id_}, {"iterations", 5}, {"stop_on_failure", true}}));
  EXPECT_EQ(told.at("results").as_array().size(), 1U);
}

TEST_F(AgentRuns, EndWhenTheyAreCancelled) {
  const std::string id = start_run({{"iterations", 10'000}});
  EXPECT_EQ(get(fmt::format("/agent/v1/runs/{}", id)).at("state"), "running");
  EXPECT_EQ(ask("POST", fmt::format("/agent/v1/runs/{}/cancel", id)).status, 204U);
  EXPECT_EQ(finish(id).at("state"), "cancelled");
  EXPECT_EQ(ask("GET", "/agent/v1/runs/6f1e0a52-7f0c-4b1e-9a94-0c9d1d6f7a11").status, 404U);
}

TEST_F(AgentRuns, AreFourAtOnceAndEndWithTheAgent) {
  for (int i = 0; i < 4; ++i) static_cast<void>(start_run({{"iterations", 10'000}}));
  const auto fifth = ask("POST", "/agent/v1/runs", {{"workspace", workspace_}, {"collection", collection_}});
  EXPECT_EQ(fifth.status, 429U) << fifth.body;
}

TEST_F(AgentRuns, ShowNoSecrets) {
  const std::string environment =
      make_element(workspace_, "environment",
                   {{"name", "Staging"},
                    {"values", json::array{{{"key", "n"}, {"value", "plum-harbor-tin-eagle"}, {"type", "secret"}}}}});
  make_request("telling", "/status/404?{{n}}",
               "console.log(pm.environment.get('n')); pm.test(pm.environment.get('n'), () => { throw "
               "new Error(pm.environment.get('n')); }); missing(pm.environment.get('n'));",
               collection_);
  const json::object told = finish(start_run({{"environment", environment}}));
  EXPECT_EQ(told.at("results").as_array().size(), 3U);
  const std::string all = boost::json::serialize(told);
  EXPECT_EQ(all.find("plum-harbor"), std::string::npos) << all;
}

TEST_F(AgentApi, MakesASampleWorkspaceOnceAndTellsItWhereItsApiIs) {
  constexpr std::string_view kEnvironment =
      R"({"name":"Demo","values":[{"key":"baseUrl","value":"old","enabled":true},{"key":"token","value":"plum-harbor",)"
      R"("type":"secret","enabled":true}],"_postman_variable_scope":"environment"})";
  const auto environments = [&] {
    const json::object listed = get("/api/v1/workspaces");
    EXPECT_EQ(listed.at("workspaces").as_array().size(), 1U);
    const std::string workspace(listed.at("workspaces").at(0).at("id").as_string());
    json::array all;
    const json::object elements = get(fmt::format("/api/v1/workspaces/{}/elements?kind=environment", workspace));
    for (const json::value& one : elements.at("elements").as_array()) {
      all.push_back(
          get(fmt::format("/api/v1/workspaces/{}/elements/{}", workspace, std::string(one.at("id").as_string()))));
    }
    return all;
  };
  const auto base_url = [](const json::value& element) { return element.at("content").at("values").at(0).at("value"); };
  sample_ = SampleWorkspace{"Sample", {{"demo.json", std::string(kEnvironment)}}, {{"baseUrl", "http://127.0.0.1:1"}}};
  start();
  ASSERT_EQ(environments().size(), 1U);
  EXPECT_EQ(base_url(environments()[0]), "http://127.0.0.1:1");
  EXPECT_TRUE(environments()[0].at("content").at("values").at(1).at("value").is_null()) << "the secret stays sealed";
  sample_->values = {{"baseUrl", "http://127.0.0.1:2"}};
  start();
  ASSERT_EQ(environments().size(), 1U);
  EXPECT_EQ(base_url(environments()[0]), "http://127.0.0.1:2");
  const json::value revision = environments()[0].at("revision");
  start();
  EXPECT_EQ(environments()[0].at("revision"), revision) << "nothing to change, no new version";
}

TEST_F(AgentApi, SignsOutAndInAgain) {
  EXPECT_EQ(ask("POST", "/agent/v1/sign-out").status, 204U);
  EXPECT_TRUE(get("/agent/v1/status").at("account").is_null());
  EXPECT_EQ(ask("GET", "/api/v1/account").status, 401U);
  EXPECT_EQ(read(ask("POST", "/agent/v1/sign-in/local"), "sign-in").at("state"), "signed_in");
  EXPECT_EQ(ask("GET", "/api/v1/account").status, 200U);
}

}  // namespace
}  // namespace signet::app
