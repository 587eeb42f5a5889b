// Redirects hop by hop, by the rules of postman-request's lib/redirect.js, and cookies on the way.
#include "tests/http/support.h"

namespace signet::http {
namespace {

using test::RawServer;

std::string redirect(int code, std::string_view location, std::string_view more = "") {
  return fmt::format("HTTP/1.1 {} T\r\nLocation: {}\r\n{}Content-Length: 0\r\n\r\n", code, location, more);
}

struct MethodCase {
  int code;
  std::string method;
  bool keep_original;
  std::string second;  ///< request line and body of the second request
};

TEST(Redirect, ChangesTheMethodAsPostmanDoes) {
  const std::vector<MethodCase> cases = {
      {301, "POST", false, "GET "},   {302, "PUT", false, "GET "},       {303, "DELETE", false, "GET "},
      {303, "HEAD", false, "HEAD "},  {307, "POST", false, "POST body"}, {308, "PATCH", false, "PATCH body"},
      {302, "PUT", true, "PUT body"}, {300, "GET", false, "GET "},
  };
  for (const MethodCase& c : cases) {
    Seen seen;
    RawServer server(answer_with(
        {redirect(c.code, "/next"), c.method == "HEAD" ? "HTTP/1.1 200 OK\r\n\r\n" : std::string(kOk)}, &seen));
    Request request = get(server.url("/a/b?q"));
    request.method = c.method;
    if (c.method != "GET" && c.method != "HEAD" && c.method != "DELETE") {
      request.body = std::string("body");
      request.headers = {{"Content-Type", "text/plain"}};
    }
    request.settings.follow_original_method = c.keep_original;
    const auto response = send_alone(std::move(request));
    ASSERT_TRUE(response) << response.error().to_string();
    const std::string second = seen.all().at(1);
    const std::size_t space = c.second.find(' ');
    EXPECT_TRUE(second.starts_with(c.second.substr(0, space) + " /next HTTP/1.1\r\n")) << second;
    const std::string body = c.second.substr(space + 1);
    EXPECT_TRUE(second.ends_with("\r\n\r\n" + body)) << second;
    EXPECT_EQ(second.find("Content-Type") != std::string::npos, !body.empty()) << second;
    EXPECT_NE(second.find(fmt::format("Referer: {}\r\n", server.url("/a/b?q"))), std::string::npos) << second;
    ASSERT_EQ(response->hops.size(), 2U);
    EXPECT_EQ(response->hops[0].code, c.code);
    EXPECT_EQ(response->hops[0].method, c.method);
    EXPECT_EQ(response->hops[1].url, server.url("/next"));
  }
}

struct LocationCase {
  std::string location;
  std::string target;
};

TEST(Redirect, ResolvesLocations) {
  const std::vector<LocationCase> cases = {
      {"c?d=e f", "/a/c?d=e%20f"}, {"/x/../y", "/x/../y"}, {"?only", "/a/b?only"},
      {"../up", "/a/../up"},       {"#frag", "/a/b?q"},    {"{self}/abs", "/abs"},
  };
  for (const LocationCase& c : cases) {
    Seen seen;
    std::atomic<int> count = 0;
    std::string self;
    RawServer server([&](test::RawConnection& connection) {
      for (std::string r = connection.read_request(); !r.empty(); r = connection.read_request()) {
        seen.add(r);
        std::string location = c.location;
        if (location.starts_with("{self}")) location.replace(0, 6, self);
        connection.send(count++ == 0 ? redirect(302, location) : std::string(kOk));
      }
    });
    self = server.url("").substr(0, server.url("").size());
    ASSERT_TRUE(send_alone(get(server.url("/a/b?q"))));
    EXPECT_TRUE(seen.all().at(1).starts_with("GET " + c.target + " HTTP/1.1\r\n")) << seen.all().at(1);
  }
}

TEST(Redirect, DropsCredentialsForAnotherHostUnlessToldToKeepThem) {
  for (const bool keep : {false, true}) {
    Seen seen;
    RawServer other(answer_with({std::string(kOk)}, &seen));
    RawServer first(answer_with({redirect(301, fmt::format("http://localhost:{}/c", other.port()))}));
    Request request = get(first.url());
    request.headers = {{"Authorization", "secret"}, {"Cookie", "session=1"}, {"Host", "named"}, {"X-Keep", "1"}};
    request.settings.follow_authorization_header = keep;
    ASSERT_TRUE(send_alone(std::move(request)));
    const std::string sent = seen.all().at(0);
    EXPECT_EQ(sent.find("Authorization: secret") != std::string::npos, keep) << sent;
    EXPECT_EQ(sent.find("Cookie: session=1") != std::string::npos, keep) << sent;
    EXPECT_NE(sent.find(fmt::format("Host: localhost:{}\r\n", other.port())), std::string::npos) << sent;
    EXPECT_NE(sent.find("X-Keep: 1"), std::string::npos);
  }
}

TEST(Redirect, KeepsUserNameAndFragmentOutOfReferer) {
  Seen seen;
  RawServer server(answer_with({redirect(302, "/c"), std::string(kOk)}, &seen));
  ASSERT_TRUE(send_alone(get(fmt::format("http://u:p%40@127.0.0.1:{}/a#part", server.port()))));
  EXPECT_NE(seen.all().at(0).find("Authorization: Basic dTpwQA==\r\n"), std::string::npos) << seen.all()[0];
  EXPECT_NE(seen.all().at(1).find(fmt::format("Referer: {}\r\n", server.url("/a"))), std::string::npos);
}

TEST(Redirect, StopsAtTheLimitWithNewmansText) {
  RawServer server(answer_with({redirect(302, "/loop")}));
  Request request = get(server.url("/a"));
  request.settings.max_redirects = 2;
  EXPECT_EQ(send_alone(request).error().message,
            "Exceeded maxRedirects. Probably stuck in a redirect loop " + server.url("/loop"));
  request.settings.max_redirects = 0;
  EXPECT_EQ(send_alone(request).error().message,
            "Exceeded maxRedirects. Probably stuck in a redirect loop " + server.url("/a"));
  request.settings.follow_redirects = false;
  const auto response = send_alone(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->code, 302);
}

TEST(Redirect, RefusesToLeaveHttp) {
  RawServer ftp(answer_with({redirect(302, "ftp://127.0.0.1/")}));
  EXPECT_EQ(send_alone(get(ftp.url())).error().message, "Invalid protocol: ftp:");
  RawServer nowhere(answer_with({redirect(302, "http://")}));
  EXPECT_EQ(send_alone(get(nowhere.url())).error().message,
            "Invalid URI \"http:///\". This can be caused by a crappy redirection.");
  RawServer empty(answer_with({redirect(302, "")}));
  EXPECT_EQ(send_alone(get(empty.url()))->code, 302);
}

TEST(Redirect, KeepsCookiesOfEachHopAndSendsThemWithTheUsers) {
  Seen seen;
  RawServer server(answer_with({redirect(302, "/next", "Set-Cookie: hop=1; Path=/\r\n"), std::string(kOk)}, &seen));
  CookieJar jar;
  Client client(jar);
  Request request = get(server.url());
  request.headers = {{"cookie", "mine=0"}};
  ASSERT_TRUE(client.send(request));
  EXPECT_NE(seen.all().at(0).find("cookie: mine=0\r\n"), std::string::npos);
  EXPECT_NE(seen.all().at(1).find("cookie: mine=0; hop=1\r\n"), std::string::npos) << seen.all()[1];
  ASSERT_TRUE(client.send(get(server.url("/later"))));
  EXPECT_NE(seen.all().at(2).find("Cookie: hop=1\r\n"), std::string::npos);
  Request without = get(server.url());
  without.settings.use_cookies = false;
  ASSERT_TRUE(client.send(without));
  EXPECT_EQ(seen.all().at(3).find("Cookie"), std::string::npos);
}

TEST(Redirect, KeepsTheCookiesOfTheJarFromAnotherHost) {
  Seen seen;
  RawServer other(answer_with({std::string(kOk)}, &seen));
  RawServer first(answer_with({redirect(302, fmt::format("http://localhost:{}/c", other.port()))}, &seen));
  CookieJar jar;
  jar.store("session=1", first.url(), 0);
  Client client(jar);
  Request request = get(first.url());
  request.settings.follow_authorization_header = true;
  ASSERT_TRUE(client.send(std::move(request)));
  EXPECT_NE(seen.all().at(0).find("Cookie: session=1"), std::string::npos);
  EXPECT_EQ(seen.all().at(1).find("session=1"), std::string::npos) << seen.all()[1];
}

TEST(Redirect, CarriesCookiesOnWhenTheHopOnTheSameHostHasDeletedThem) {
  Seen seen;
  RawServer server(
      answer_with({redirect(302, "/left", "Set-Cookie: a=; Max-Age=0; Path=/\r\n"), std::string(kOk)}, &seen));
  CookieJar jar;
  jar.store("a=1; Path=/", server.url(), 0);
  Client client(jar);
  ASSERT_TRUE(client.send(get(server.url())));
  EXPECT_NE(seen.all().at(1).find("Cookie: a=1"), std::string::npos) << "as newman does";
  ASSERT_TRUE(client.send(get(server.url())));
  EXPECT_EQ(seen.all().at(2).find("Cookie"), std::string::npos);
}

}  // namespace
}  // namespace signet::http
