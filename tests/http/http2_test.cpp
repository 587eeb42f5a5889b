// HTTP/2 as nginx speaks it: what ALPN agrees (RFC 7301), one connection for many requests at once (RFC 9113 §5), and
// connections that the server gives up (GOAWAY, §6.8).
#include <gmock/gmock.h>

#include <condition_variable>
#include <set>

#include "base/text.h"
#include "http/client.h"
#include "tests/http/tls_support.h"
#include "tests/support/nginx.h"

namespace signet::http {
namespace {

using test::Nginx;
using test::NginxOptions;

/// Tells on each answer what nginx made of the request.
constexpr std::string_view kWitness = R"(
add_header X-Protocol $server_protocol;
add_header X-Connection $connection;
)";

std::string header_of(const Response& response, std::string_view name) {
  const std::string* value = response.header(name);
  return value == nullptr ? "(none)" : *value;
}

/// Its connection, by nginx's count.
std::string connection_of(const Response& response) {
  return header_of(response, "X-Connection");
}

/// An HTTP/1.1 server behind nginx, as a location of it.
std::string proxied(std::string_view path, const test::RawServer& server) {
  return fmt::format("location {} {{ proxy_pass http://127.0.0.1:{}; }}\n", path, server.port());
}

class Http2 : public testing::Test {
 protected:
  void SetUp() override {
    if (!Nginx::is_installed()) GTEST_SKIP() << "nginx is not installed: apt-get install nginx";
  }

  static const test::TlsAuthority& authority() {
    static const test::TlsAuthority root;
    return root;
  }

  static NginxOptions options(std::string_view directives = {}) {
    NginxOptions options;
    options.identities = {authority().issue()};
    options.directives = std::string(kWitness) + std::string(directives);
    return options;
  }

  [[nodiscard]] Request request(const std::string& url, std::string version) const {
    tls::Settings settings;
    settings.system_authorities = false;
    settings.authorities = {files_.write("ca.pem", authority().root_pem())};
    Request out = get_with(url, std::move(settings));
    out.settings.http_version = std::move(version);
    return out;
  }

  Response send(Request request) {
    Result<Response> response = client_.send(std::move(request));
    if (!response) {
      ADD_FAILURE() << response.error().to_string();
      return {};
    }
    return *std::move(response);
  }

  /// All at once over the one client.
  std::vector<Response> send_together(const std::vector<Request>& requests) {
    std::vector<Response> responses;
    for (const Request& request : requests) {
      client_.start(request, [&](Result<Response> response) {
        if (!response) {
          ADD_FAILURE() << response.error().to_string();
        } else {
          responses.push_back(*std::move(response));
        }
      });
    }
    constexpr int kWaitMs = 1000;
    while (!client_.idle()) client_.poll({}, kWaitMs);
    return responses;
  }

  test::TemporaryFolder files_;
  CookieJar jar_;
  Client client_{jar_};
};

TEST_F(Http2, IsAgreedOnlyWhenTheRequestAsksForIt) {
  struct Row {
    std::string_view asked, version, alpn, seen;
  };
  const Row rows[] = {
      {"http2", "2", "h2", "HTTP/2.0"},
      {"auto", "2", "h2", "HTTP/2.0"},
      {"http1", "1.1", "http/1.1", "HTTP/1.1"},
      {"", "1.1", "http/1.1", "HTTP/1.1"},
  };
  const Nginx server(options());
  for (const Row& row : rows) {
    const Response response = send(request(server.url(), std::string(row.asked)));
    EXPECT_EQ(response.code, 200) << row.asked << server.log();
    EXPECT_EQ(response.status, "OK") << "HTTP/2 sends no phrase: the standard one stands for it";
    EXPECT_EQ(response.body, "ok");
    EXPECT_EQ(response.http_version, row.version) << row.asked;
    ASSERT_NE(response.tls, nullptr);
    EXPECT_EQ(response.tls->alpn, row.alpn) << row.asked;
    EXPECT_EQ(header_of(response, "X-Protocol"), row.seen) << row.asked;
  }
}

TEST_F(Http2, NeverSharesConnectionsWithHttp1) {
  const Nginx server(options());
  std::set<std::string> of_http1;
  std::set<std::string> of_http2;
  for (int round = 0; round < 3; ++round) {
    for (const char* asked : {"http2", "http1", "auto", ""}) {
      const Response response = send(request(server.url(), asked));
      const bool is_http2 = *asked == 'a' || std::string_view(asked) == "http2";
      EXPECT_EQ(response.http_version, is_http2 ? "2" : "1.1") << asked << " in round " << round;
      (is_http2 ? of_http2 : of_http1).insert(connection_of(response));
    }
  }
  EXPECT_EQ(of_http1.size(), 1U) << "kept for its own kind";
  EXPECT_EQ(of_http2.size(), 1U) << "kept for its own kind";
  EXPECT_NE(of_http1, of_http2);
}

// Each answer waits until all the requests have come: over one HTTP/1.1 connection this would never end.
TEST_F(Http2, CarriesManyRequestsAtOnceOverOneConnection) {
  constexpr std::size_t kTogether = 20;
  std::mutex mutex;
  std::condition_variable all_here;
  std::size_t arrived = 0;
  const test::RawServer upstream([&](test::RawConnection& connection) {
    if (connection.read_request().empty()) return;
    std::unique_lock lock(mutex);
    if (++arrived == kTogether) all_here.notify_all();
    const bool complete = all_here.wait_for(lock, std::chrono::seconds(30), [&] { return arrived >= kTogether; });
    connection.send(complete ? kOk : "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n");
  });
  NginxOptions nginx = options();
  nginx.locations += proxied("/meet", upstream);
  const Nginx server(nginx);
  const Response first = send(request(server.url(), "http2"));  // so that there is a connection to share
  const std::vector<Response> responses =
      send_together(std::vector<Request>(kTogether, request(server.url("/meet"), "http2")));
  ASSERT_EQ(responses.size(), kTogether);
  for (const Response& response : responses) {
    EXPECT_EQ(response.code, 200);
    EXPECT_EQ(response.http_version, "2");
    EXPECT_EQ(connection_of(response), connection_of(first));
  }
}

TEST_F(Http2, BringsALargeBodyThereAndBack) {
  const test::RawServer echo([](test::RawConnection& connection) {
    const std::string got = connection.read_request();
    const std::string body = got.substr(got.find("\r\n\r\n") + 4);
    connection.send(
        fmt::format("HTTP/1.1 201 Created\r\nContent-Type: text/x-echo\r\nX-Method: {}\r\nX-Twice: a\r\n"
                    "X-Twice: b\r\nX-Long: {}\r\nContent-Length: {}\r\n\r\n{}",
                    got.substr(0, got.find(' ')), std::string(3000, 'l'), body.size(), body));
  });
  NginxOptions nginx = options("client_max_body_size 8m;\n");
  nginx.locations = proxied("/", echo);
  const Nginx server(nginx);
  std::string body(1 << 20, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 + (i >> 8));
  Request post = request(server.url(), "http2");
  post.method = "POST";
  post.body = body;
  post.headers = {{"Content-Type", "application/octet-stream"}, {"Content-Length", std::to_string(body.size())}};
  const Response response = send(post);
  EXPECT_EQ(response.http_version, "2");
  EXPECT_EQ(response.code, 201);
  EXPECT_EQ(response.status, "Created");
  EXPECT_EQ(header_of(response, "Content-Type"), "text/x-echo");
  EXPECT_EQ(header_of(response, "X-Method"), "POST");
  EXPECT_EQ(header_of(response, "X-Long"), std::string(3000, 'l'));
  EXPECT_EQ(std::count_if(response.headers.begin(), response.headers.end(),
                          [](const Header& header) { return equals_ignore_case(header.name, "X-Twice"); }),
            2);
  EXPECT_TRUE(response.body == body) << "got " << response.body.size() << " bytes";
  EXPECT_EQ(response.wire_body_bytes, body.size());
}

TEST_F(Http2, FallsBackToHttp1WhereTheServerHasNoHttp2) {
  NginxOptions without = options();
  without.http2 = false;
  const Nginx nginx(without);
  test::TlsServerOptions mute;  // no ALPN at all
  mute.identities = {authority().issue()};
  const test::TlsServer plain(mute);
  struct Row {
    std::string url;
    std::string_view alpn;
  };
  for (const Row& row : {Row{nginx.url(), "http/1.1"}, Row{plain.url(), ""}}) {
    for (const char* asked : {"http2", "auto"}) {
      const Response response = send(request(row.url, asked));
      EXPECT_EQ(response.code, 200) << row.url;
      EXPECT_EQ(response.http_version, "1.1") << asked;
      ASSERT_NE(response.tls, nullptr);
      EXPECT_EQ(response.tls->alpn, row.alpn) << asked;
    }
  }
}

/// A way in which nginx gives connections up while requests go on.
struct Leaving {
  std::string_view name;
  std::string_view directive;
};

class Http2Leaving : public Http2, public testing::WithParamInterface<Leaving> {};

TEST_P(Http2Leaving, IsSurvivedByRequestsOneAfterTheOther) {
  const Nginx server(options(GetParam().directive));
  std::set<std::string> connections;
  for (int i = 0; i < 12; ++i) {
    const Response response = send(request(server.url(), "http2"));
    EXPECT_EQ(response.code, 200) << i;
    EXPECT_EQ(response.http_version, "2") << i;
    connections.insert(connection_of(response));
  }
  EXPECT_GE(connections.size(), 4U) << "the server gave none up: this tests nothing";
}

TEST_P(Http2Leaving, IsSurvivedByRequestsUnderWay) {
  const Nginx server(options(GetParam().directive));
  std::set<std::string> connections = {connection_of(send(request(server.url(), "http2")))};
  const std::vector<Response> responses = send_together(std::vector<Request>(30, request(server.url(), "http2")));
  EXPECT_EQ(responses.size(), 30U);
  for (const Response& response : responses) {
    EXPECT_EQ(response.code, 200);
    EXPECT_EQ(response.http_version, "2");
    connections.insert(connection_of(response));
  }
  EXPECT_GE(connections.size(), 2U) << "the server gave none up: this tests nothing";
}

INSTANTIATE_TEST_SUITE_P(Ways, Http2Leaving,
                         testing::Values(Leaving{"AfterThreeRequests", "keepalive_requests 3;\n"},
                                         Leaving{"AfterEachAnswer", "keepalive_timeout 0;\n"}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace signet::http
