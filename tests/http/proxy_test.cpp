#include "http/proxy.h"

#include "tests/http/support.h"

namespace signet::http {
namespace {

struct NoProxyCase {
  std::string list;
  std::string url;
  bool matches;
};

TEST(Proxy, ReadsNoProxyAsNewman) {
  const std::vector<NoProxyCase> cases = {
      {"*", "http://any/", true},
      {"example.com", "http://example.com/", true},
      {"example.com", "http://www.example.com/", true},
      {".example.com", "http://example.com/", true},
      {"example.com", "http://badexample.com/", false},
      {"a, example.com:8080 ,b", "http://example.com:8080/", true},
      {"example.com:8080", "http://example.com/", false},
      {"example.com:443", "https://example.com/", true},
      {"127.0.0.1,localhost", "http://127.0.0.1:5000/", true},
      {"", "http://example.com/", false},
      {",,", "http://example.com/", false},
  };
  for (const NoProxyCase& c : cases) EXPECT_EQ(in_no_proxy(to_node_url(c.url), c.list), c.matches) << c.list;
}

TEST(Proxy, ComesFromTheRequestOrElseFromTheEnvironment) {
  std::map<std::string, std::string> variables = {{"http_proxy", "http://lower:1"}, {"no_proxy", "direct.example"}};
  const Environment environment = [&](const char* name) { return variables[name]; };
  ProxySettings settings;
  EXPECT_EQ(choose_proxy(to_node_url("http://x/"), settings, environment), "http://lower:1");
  EXPECT_EQ(choose_proxy(to_node_url("https://x/"), settings, environment), "http://lower:1");
  EXPECT_EQ(choose_proxy(to_node_url("http://direct.example/"), settings, environment), "");
  variables["HTTPS_PROXY"] = "http://secure:2";
  variables["HTTP_PROXY"] = "http://upper:3";
  EXPECT_EQ(choose_proxy(to_node_url("http://x/"), settings, environment), "http://upper:3");
  EXPECT_EQ(choose_proxy(to_node_url("https://x/"), settings, environment), "http://secure:2");
  settings.url = "http://given:4";
  settings.no_proxy = "x";
  EXPECT_EQ(choose_proxy(to_node_url("http://y/"), settings, environment), "http://given:4");
  EXPECT_EQ(choose_proxy(to_node_url("http://x/"), settings, environment), "");
  EXPECT_EQ(choose_proxy(to_node_url("http://x/"), {.from_environment = false}, environment), "");
}

TEST(Proxy, GetsTheWholeUrlAndItsCredentials) {
  Seen seen;
  test::RawServer proxy(answer_with({std::string(kOk)}, &seen));
  Request request = get("http://nosuch.invalid:81/a?b");
  request.settings.proxy.url = fmt::format("http://user:pa%40ss@127.0.0.1:{}", proxy.port());
  const auto response = send_alone(std::move(request));
  ASSERT_TRUE(response) << response.error().to_string();
  const std::string sent = seen.all().at(0);
  EXPECT_TRUE(sent.starts_with("GET http://nosuch.invalid:81/a?b HTTP/1.1\r\n")) << sent;
  EXPECT_NE(sent.find("Proxy-Authorization: Basic dXNlcjpwYUBzcw==\r\n"), std::string::npos) << sent;
  EXPECT_NE(sent.find("Host: nosuch.invalid:81\r\n"), std::string::npos) << sent;
  EXPECT_EQ(sent.find("Proxy-Connection"), std::string::npos) << sent;
}

TEST(Proxy, IsAskedForATunnelToHttpsServers) {
  Seen seen;
  test::RawServer proxy(answer_with({"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"}, &seen));
  Request request = get("https://nosuch.invalid/");
  request.headers = {{"Authorization", "secret"}};
  request.settings.proxy.url = fmt::format("http://127.0.0.1:{}", proxy.port());
  const auto response = send_alone(std::move(request));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().message, "tunneling socket could not be established, statusCode=407");
  EXPECT_TRUE(seen.all().at(0).starts_with("CONNECT nosuch.invalid:443 HTTP/1.1\r\n"));
  EXPECT_EQ(seen.all().at(0).find("secret"), std::string::npos) << "the proxy must not see it";
}

TEST(Proxy, ThatDoesNotAnswerIsNamed) {
  Request request = get("https://nosuch.invalid/");
  request.settings.proxy.url = "http://127.0.0.1:1";
  EXPECT_EQ(send_alone(request).error().message,
            "tunneling socket could not be established, cause=connect ECONNREFUSED 127.0.0.1:1");
}

TEST(Proxy, ThatIsNotFoundIsNamedWithoutItsPassword) {
  Request request = get("https://nosuch.invalid/");
  request.settings.proxy.url = "http://user:not-a-real-one@proxy.invalid:8080";
  const std::string error = send_alone(request).error().to_string();
  EXPECT_NE(error.find("proxy.invalid"), std::string::npos) << error;
  EXPECT_EQ(error.find("not-a-real-one"), std::string::npos) << error;
}

TEST(Proxy, HasSecretsInAllOfItsAddresses) {
  const std::map<std::string, std::string> variables = {{"https_proxy", "http://env:from%20env@h:1/"},
                                                        {"http_proxy", "socks5://plain:2"}};
  const Environment environment = [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
  using Secrets = std::vector<std::string>;
  EXPECT_EQ(secrets_of_proxies({.from_environment = false}, environment), Secrets());
  EXPECT_EQ(secrets_of_proxies({.from_environment = true}, environment), (Secrets{"ZW52OmZyb20gZW52", "from env"}));
  for (const char* const url : {"http://user:pa%40ss@h:1", "user:pa%40ss@h:1", "http://user:pa%40ss@h:1/a@b"}) {
    EXPECT_EQ(secrets_of_proxies({.url = url, .from_environment = false}, environment),
              (Secrets{"dXNlcjpwYUBzcw==", "pa@ss"}))
        << url;
  }
  for (const char* const url : {"http://user@h:1", "http://h:1/a:b@c", "http://user:@h"}) {
    EXPECT_EQ(secrets_of_proxies({.url = url, .from_environment = false}, environment), Secrets()) << url;
  }
}

}  // namespace
}  // namespace signet::http
