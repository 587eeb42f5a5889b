// The server on the network: keep-alive, TLS, compression, limits, and clients that misbehave.
#include "demo/server.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/demo/client.h"

namespace signet::demo {
namespace {

using testing::Answer;
using testing::Client;
using testing::exchange;
using testing::Running;

class DemoServer : public ::testing::Test {
 protected:
  std::string raw(std::string_view bytes) { return exchange(running_.server->http_port(), bytes); }

  Running running_;
  Client client_;
};

TEST_F(DemoServer, KeepsOneConnectionOverManyRequests) {
  EXPECT_EQ(client_.fetch(running_.http("/get")).connects, 1);
  for (int i = 0; i < 50; ++i) {
    const Answer answer = client_.fetch(running_.http("/get?i=" + std::to_string(i)));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.connects, 0);
    EXPECT_EQ(answer.json().at("args").at("i").as_string(), std::to_string(i));
  }
}

TEST_F(DemoServer, SpeaksTlsWithACertificateThatIsItsOwnAuthority) {
  const std::string& ca = running_.server->certificate_pem();
  const Answer trusted = client_.fetch(running_.https("/get"), {.ca_pem = ca});
  EXPECT_EQ(trusted.error, "");
  EXPECT_TRUE(std::string(trusted.json().at("url").as_string()).starts_with("https://127.0.0.1:"));
  const std::string by_name = "https://localhost:" + std::to_string(running_.server->https_port()) + "/ip";
  EXPECT_EQ(client_.fetch(by_name, {.ca_pem = ca}).error, "");
}

TEST_F(DemoServer, IsNotTrustedByAClientThatDoesNotKnowItsCertificate) {
  EXPECT_NE(client_.fetch(running_.https("/get")).error, "");
}

TEST_F(DemoServer, MakesAFreshCertificateAtEachStart) {
  EXPECT_NE(Running().server->certificate_pem(), running_.server->certificate_pem());
}

TEST_F(DemoServer, CompressesInAllCodings) {
  for (const std::string name : {"gzip", "deflate", "brotli"}) {
    const Answer answer = client_.fetch(running_.http("/" + name), {.accept_encoding = "gzip, deflate, br"});
    EXPECT_EQ(answer.header("content-encoding"), name == "brotli" ? "br" : name);
    EXPECT_EQ(answer.body, "{\"" + name + "\":true,\"method\":\"GET\"}");
  }
}

TEST_F(DemoServer, AuthenticatesLibcurlByDigestInEveryAlgorithm) {
  for (const std::string query : {"", "?algorithm=MD5", "?algorithm=MD5-sess", "?algorithm=SHA-256", "?qop=none"}) {
    const std::string url = running_.http("/digest-auth" + query);
    EXPECT_EQ(client_.fetch(url, {.digest_login = "postman:password"}).status, 200) << query;
    EXPECT_EQ(Client().fetch(url, {.digest_login = "postman:wrong"}).status, 401) << query;
  }
}

TEST_F(DemoServer, StreamsInChunks) {
  const Answer answer = client_.fetch(running_.http("/stream/2"));
  EXPECT_EQ(answer.header("transfer-encoding"), "chunked");
  EXPECT_EQ(answer.body, "{\"id\":0}\n{\"id\":1}\n");
}

TEST_F(DemoServer, AnswersHeadWithTheLengthAndNoBody) {
  const Answer answer = client_.fetch(running_.http("/bytes/1000"), {.method = "HEAD"});
  EXPECT_EQ(answer.header("content-length"), "1000");
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(client_.fetch(running_.http("/ip")).connects, 0) << "the connection is still in step";
}

TEST_F(DemoServer, TakesABodyOfSeveralMebibytesThatWaitsForContinue) {
  const std::string body(3 << 20, 'b');  // libcurl sends Expect: 100-continue past one mebibyte
  const Answer answer =
      client_.fetch(running_.http("/post"), {.method = "POST", .body = body, .headers = {"Content-Type: text/plain"}});
  EXPECT_EQ(answer.json().at("data").as_string().size(), body.size());
}

TEST_F(DemoServer, AnswersPipelinedRequestsInOrder) {
  const std::string all =
      raw("GET /text/one HTTP/1.1\r\nHost: a\r\n\r\nGET /text/two HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const auto one = all.find("\r\n\r\none");
  const auto two = all.find("\r\n\r\ntwo");
  ASSERT_NE(one, std::string::npos);
  ASSERT_NE(two, std::string::npos);
  EXPECT_LT(one, two);
}

TEST_F(DemoServer, AnswersHttp10WithoutChunksAndCloses) {
  const std::string all = raw("GET /stream/1 HTTP/1.0\r\n\r\n");
  EXPECT_NE(all.find("Content-Length: 9\r\nConnection: close\r\n\r\n{\"id\":0}\n"), std::string::npos) << all;
}

TEST_F(DemoServer, DropsTheConnectionWhereAskedTo) {
  EXPECT_NE(client_.fetch(running_.http("/reset")).error, "");
}

struct Hostile {
  const char* name;
  std::string bytes;
  std::string_view status;
};
std::ostream& operator<<(std::ostream& out, const Hostile& h) {
  return out << h.name;
}

class HostileClients : public DemoServer, public ::testing::WithParamInterface<Hostile> {};

TEST_P(HostileClients, GetAClearStatusAndTheServerLivesOn) {
  const std::string all = raw(GetParam().bytes);
  EXPECT_EQ(all.substr(0, all.find("\r\n")), GetParam().status);
  EXPECT_EQ(client_.fetch(running_.http("/ip")).status, 200);
}

INSTANTIATE_TEST_SUITE_P(
    Server, HostileClients,
    ::testing::Values(Hostile{"Noise", "\x16\x03\x01\x02\r\n\r\n", "HTTP/1.1 400 Bad Request"},
                      Hostile{"HeadWithoutEnd", "GET / HTTP/1.1\r\nA: " + std::string(200000, 'a'),
                              "HTTP/1.1 431 Request Header Fields Too Large"},
                      Hostile{"LengthPastTheLimit",
                              "POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
                              "HTTP/1.1 413 Payload Too Large"},
                      Hostile{"BadLength", "POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                              "HTTP/1.1 400 Bad Request"},
                      Hostile{"BadChunk",
                              "POST /post HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
                              "HTTP/1.1 400 Bad Request"},
                      Hostile{"SpaceInHeaderName", "GET / HTTP/1.1\r\nHo st: a\r\n\r\n", "HTTP/1.1 400 Bad Request"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(DemoServerStart, ServesOnManyThreadsAtOnce) {
  const Running running({.https = false, .threads = 3});
  std::vector<std::thread> clients;
  std::atomic<int> right = 0;
  for (int c = 0; c < 4; ++c) {
    clients.emplace_back([&, c] {
      Client client;
      for (int i = 0; i < 25; ++i) {
        const std::string word = std::to_string(c) + "-" + std::to_string(i);
        right += client.fetch(running.http("/text/" + word)).body == word ? 1 : 0;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(right, 100);
}

TEST(DemoServerStart, StopsWhileAReplyIsStillDelayed) {
  auto running = std::make_unique<Running>();
  std::thread client([url = running->http("/delay/10")] { EXPECT_NE(Client().fetch(url).error, ""); });
  while (Client().fetch(running->http("/ip")).status != 200) {
  }
  running.reset();
  client.join();
}

TEST(DemoServerStart, ListensOnIpv6) {
  auto started = Server::start({.address = "::1", .https = false});
  if (!started) GTEST_SKIP() << "this machine has no IPv6 loopback: " << started.error().to_string();
  const Answer answer = Client().fetch("http://[::1]:" + std::to_string((*started)->http_port()) + "/ip");
  EXPECT_EQ(answer.body, R"({"ip":"::1"})");
}

TEST(DemoServerStart, SaysWhyItCannotListen) {
  const Running first({.https = false});
  const auto second = Server::start({.http_port = first.server->http_port(), .https = false});
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kNetwork);
  EXPECT_NE(second.error().message.find("Address already in use"), std::string::npos);
  const auto nonsense = Server::start({.address = "not an address"});
  ASSERT_FALSE(nonsense.ok());
  EXPECT_EQ(nonsense.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace signet::demo
