#include "server/front/front.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "tests/server/running_front.h"

namespace signet::server {
namespace {

using std::chrono::milliseconds;
using test::Answer;
using test::Client;
using test::Gate;
using test::get;
using test::json_of;
using test::post;
using test::RunningFront;
using test::text_at;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Front, GivesTheHandlerAWholeRequest) {
  RunningFront running;
  Client client(running.port());
  const Answer answer = client.ask(post("/a%20b/c?x=1&y=%2F+&x=2", R"({"k":1})"));
  ASSERT_EQ(answer.status, 200U);
  const json::value seen = json_of(answer);
  EXPECT_EQ(seen.at("method"), "POST");
  EXPECT_EQ(seen.at("path"), "/a b/c");
  EXPECT_EQ(boost::json::serialize(seen.at("query")), R"([["x","1"],["y","/ "],["x","2"]])");
  EXPECT_EQ(seen.at("body"), R"({"k":1})");
  EXPECT_EQ(seen.at("client"), "127.0.0.1");
  EXPECT_EQ(seen.at("https"), false);
  EXPECT_EQ(seen.at("host"), "localhost");
}

TEST(Front, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
  RunningFront running;
  Client client(running.port());
  client.send(get("/1") + post("/2", "two") + get("/3", {"Connection: close"}));
  EXPECT_EQ(json_of(client.read()).at("path"), "/1");
  EXPECT_EQ(json_of(client.read()).at("body"), "two");
  const Answer last = client.read();
  EXPECT_EQ(json_of(last).at("path"), "/3");
  EXPECT_EQ(last.header("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST(Front, PutsAChunkedBodyTogether) {
  RunningFront running;
  Client client(running.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  client.send("A\r\n0123456789\r\n0\r\n\r\n" + get("/next"));
  EXPECT_EQ(json_of(client.read()).at("body"), "abc0123456789");
  EXPECT_EQ(json_of(client.read()).at("path"), "/next");
}

TEST(Front, SendsContinueOnlyWhenTheBodyIsWaitedFor) {
  FrontOptions options;
  options.limits.body_bytes = 10;
  RunningFront running(options);
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
  Client client(running.port());
  EXPECT_EQ(client.ask(head + "3\r\n\r\n").status, 100U);
  EXPECT_EQ(json_of(client.ask("abc")).at("body"), "abc");
  EXPECT_EQ(client.ask(head + "11\r\n\r\n").status, 413U);
  EXPECT_TRUE(client.is_closed());
}

TEST(Front, AnswersHeadWithTheHeadOfGet) {
  RunningFront running;
  Client client(running.port());
  const Answer head = client.ask("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n", true);
  EXPECT_EQ(head.status, 200U);
  EXPECT_NE(head.header("Content-Length"), "0");
  EXPECT_EQ(json_of(client.ask(get("/y"))).at("path"), "/y");  // no body stood between
}

TEST(Front, SendsLargeAnswersWhole) {
  const std::string large(3U << 20, 'x');
  RunningFront running({}, [&](Request&) { return make_response(200, "text/plain", large); });
  Client client(running.port());
  EXPECT_EQ(client.ask(get("/")).body, large);
  EXPECT_EQ(client.ask(get("/")).body.size(), large.size());
}

TEST(Front, PutsSecurityHeadersOnEveryAnswer) {
  RunningFront running;
  for (const std::string& request : {get("/"), get("/healthz"), get("/%zz")}) {
    Client client(running.port());
    const Answer answer = client.ask(request);
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.header("Content-Security-Policy"),
              "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    EXPECT_EQ(answer.header("Strict-Transport-Security"), "");
    EXPECT_EQ(answer.header("Server"), "");
    EXPECT_NE(answer.header("Date"), "");
  }
}

TEST(Front, LeavesAHandlersOwnPolicyAlone) {
  RunningFront running({}, [](Request&) {
    Response response = make_response(200, "text/html", "<p>");
    response.headers.add("cache-control", "max-age=60");
    return response;
  });
  Client client(running.port());
  const Answer answer = client.ask(get("/"));
  EXPECT_EQ(answer.header("Cache-Control"), "max-age=60");
  EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
}

TEST(Front, NeverLetsAHandlerWriteRawHeaders) {
  const std::vector<Header> wrong = {
      {"X-A", "1\r\nSet-Cookie: a=b"}, {"X A", "1"}, {"Content-Length", "5"}, {"X-B", std::string("a\0b", 3)}};
  for (const Header& header : wrong) {
    RunningFront running({}, [&](Request&) {
      Response response = make_response(200, "text/plain", "x");
      response.headers.add(header.name, header.value);
      return response;
    });
    Client client(running.port());
    const Answer answer = client.ask(get("/"));
    EXPECT_EQ(answer.status, 500U) << header.name;
    EXPECT_EQ(answer.header("Set-Cookie"), "");
  }
}

TEST(Front, TellsNothingButTheIdWhenAHandlerThrows) {
  RunningFront running({}, [](Request&) -> Response { throw std::runtime_error("secret detail"); });
  Client client(running.port());
  const Answer answer = client.ask(get("/"));
  EXPECT_EQ(answer.status, 500U);
  EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
  EXPECT_EQ(text_at(answer, "request_id"), answer.header("X-Request-Id"));
  EXPECT_TRUE(running.notices.wait_for(answer.header("X-Request-Id")));
}

TEST(Front, GivesEachRequestAnIdThatNobodyElseChooses) {
  RunningFront running;
  Client client(running.port());
  const Answer one = client.ask(get("/", {"X-Request-Id: mine"}));
  const Answer two = client.ask(get("/"));
  EXPECT_EQ(one.header("X-Request-Id").size(), 32U);
  EXPECT_NE(one.header("X-Request-Id"), two.header("X-Request-Id"));
  EXPECT_EQ(text_at(one, "id"), one.header("X-Request-Id"));
}

TEST(Front, LogsARequestWithoutWhatItHolds) {
  RunningFront running;
  Client client(running.port());
  const Answer answer = client.ask(
      post("/path-7/x?token=s3cret", R"({"password":"hunter2"})", {"Authorization: Bearer abc", "Cookie: c=1"}));
  const auto lines = running.log.wait_for(1);
  ASSERT_EQ(lines.size(), 1U);
  const json::object line = boost::json::parse(lines.front()).as_object();
  EXPECT_EQ(line.at("id").as_string(), answer.header("X-Request-Id"));
  EXPECT_EQ(line.at("method"), "POST");
  EXPECT_EQ(line.at("route"), "/shown");
  EXPECT_EQ(line.at("status"), 200);
  EXPECT_EQ(line.at("bytes"), answer.body.size());
  EXPECT_EQ(line.at("client"), "127.0.0.1");
  EXPECT_EQ(line.at("user"), "user-7");
  for (const char* secret : {"path-7", "s3cret", "hunter2", "Bearer", "c=1"})
    EXPECT_THAT(lines[0], Not(HasSubstr(secret)));
}

TEST(Front, AnswersHealthWithoutAWorker) {
  Gate gate;
  FrontOptions options;
  options.workers = 1;
  options.queue = 0;
  RunningFront running(options, [&](Request& request) {
    gate.pass();
    return test::show(request);
  });
  Client busy(running.port());
  busy.send(get("/"));
  ASSERT_TRUE(gate.wait_for(1));
  Client client(running.port());
  EXPECT_EQ(client.ask(get("/healthz")).body, "ok\n");
  EXPECT_EQ(client.ask("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n", true).status, 200U);
  const Answer refused = client.ask("POST /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(refused.status, 405U);
  EXPECT_EQ(refused.header("Allow"), "GET, HEAD, OPTIONS");
  gate.open();
  EXPECT_EQ(busy.read().status, 200U);
}

TEST(Front, IsReadyWhenWhatItNeedsIs) {
  std::atomic<bool> ready{false};
  FrontOptions options;
  options.ready = [&] { return ready.load(); };
  RunningFront running(options);
  Client client(running.port());
  EXPECT_EQ(client.ask(get("/readyz")).status, 503U);
  ready = true;
  EXPECT_EQ(client.ask(get("/readyz")).status, 200U);
}

TEST(Front, RefusesAtOnceWhenTheQueueIsFull) {
  Gate gate;
  FrontOptions options;
  options.workers = 1;
  options.queue = 1;
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options, [&](Request& request) {
    gate.pass();
    return test::show(request);
  });
  Client first(running.port());
  first.send(get("/1"));
  ASSERT_TRUE(gate.wait_for(1));
  Client second(running.port());
  second.send(get("/2"));
  while (running.metrics().find("signet_http_queue_depth 1\n") == std::string::npos) {
  }
  Client third(running.port());
  const Answer refused = third.ask(get("/3"));
  EXPECT_EQ(refused.status, 503U);
  EXPECT_EQ(refused.header("Retry-After"), "1");
  EXPECT_THAT(running.metrics(), HasSubstr("signet_http_rejected_total{reason=\"queue_full\"} 1\n"));
  gate.open();
  EXPECT_EQ(json_of(first.read()).at("path"), "/1");
  EXPECT_EQ(json_of(second.read()).at("path"), "/2");
  EXPECT_EQ(third.ask(get("/4")).status, 200U);  // a refusal costs the client no connection
}

TEST(Front, DoesNotHandleWhatWaitedTooLong) {
  Gate gate;
  std::atomic<int> handled{0};
  FrontOptions options;
  options.workers = 1;
  options.limits.queue_time = milliseconds(0);
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options, [&](Request& request) {
    ++handled;
    gate.pass();
    return test::show(request);
  });
  Client client(running.port());
  EXPECT_EQ(client.ask(get("/")).status, 503U);
  EXPECT_EQ(handled, 0);
  EXPECT_THAT(running.metrics(), HasSubstr("reason=\"waited_too_long\"} 1\n"));
}

TEST(Front, CountsRequestsByRouteMethodAndClassOfStatus) {
  FrontOptions options;
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options);
  Client client(running.port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(get("/")).status, 200U);
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\n\r\n").status, 400U);
  ASSERT_EQ(running.log.wait_for(4).size(), 4U);
  const std::string text = running.metrics();
  EXPECT_THAT(text, HasSubstr("signet_http_requests_total{method=\"GET\",route=\"/shown\",status=\"2xx\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("signet_http_requests_total{method=\"\",route=\"\",status=\"4xx\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("signet_http_request_seconds_count{route=\"/shown\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("signet_http_rejected_total{reason=\"malformed\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("signet_http_connections_total"));
}

TEST(Front, ShowsMetricsOnlyToThoseAllowed) {
  RunningFront closed;
  Client stranger(closed.port());
  EXPECT_EQ(json_of(stranger.ask(get("/metrics"))).at("path"), "/metrics");  // left to the handler, as any path
  FrontOptions options;
  options.metrics_allow = {"127.0.0.0/8"};
  options.more_metrics = [] { return std::string("accounts_total 7\n"); };
  RunningFront open(options);
  Client friendly(open.port());
  const Answer answer = friendly.ask(get("/metrics"));
  EXPECT_THAT(answer.header("Content-Type"), HasSubstr("text/plain"));
  EXPECT_THAT(answer.body, HasSubstr("signet_http_connections 1\n"));
  EXPECT_THAT(answer.body, HasSubstr("accounts_total 7\n"));
}

TEST(Front, ServesNothingElseOnTheMetricsListener) {
  FrontOptions options;
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options);
  Client client(running.front->metrics_ports().front());
  EXPECT_EQ(client.ask(get("/healthz")).status, 200U);
  EXPECT_EQ(client.ask(get("/readyz")).status, 200U);
  EXPECT_EQ(client.ask(get("/api/v1/things")).status, 404U);
}

TEST(Front, SaysWhatIsWrongWithItsOptions) {
  const auto error = [](FrontOptions options) {
    const auto started = Front::start(std::move(options), test::show);
    return started ? std::string("started") : started.error().to_string();
  };
  FrontOptions options;
  options.listen = {"nowhere"};
  EXPECT_THAT(error(options), HasSubstr("'nowhere' is no address to listen on"));
  options = {};
  options.trusted_proxies = {"10.0.0.1/8"};
  EXPECT_THAT(error(options), HasSubstr("did you mean 10.0.0.0/8?"));
  options = {};
  options.tls_key_file = "key.pem";
  EXPECT_THAT(error(options), HasSubstr("both a certificate and a key"));
  RunningFront running;
  options = {};
  options.listen = {"127.0.0.1:" + std::to_string(running.port())};
  EXPECT_THAT(error(options), HasSubstr("cannot listen on 127.0.0.1"));
}

}  // namespace
}  // namespace signet::server
