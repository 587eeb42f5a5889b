// Time and numbers: slow clients, many connections, and the end of the server. Limits are shortened; nothing sleeps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/server/running_front.h"

namespace signet::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::Answer;
using test::Client;
using test::Gate;
using test::get;
using test::json_of;
using test::RunningFront;
using ::testing::HasSubstr;

constexpr milliseconds kShort{60};

TEST(FrontLimits, CutsOffAHeadThatDrips) {
  FrontOptions options;
  options.limits.head_time = kShort;
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options);
  // A byte now and then buys no more time: the limit is for the whole head.
  Client dripping(running.port());
  dripping.send("GET / HTTP/1.1\r\nX: ");
  int drops = 0;
  while (!dripping.is_readable_within(milliseconds(5)) && ++drops < 2000) dripping.send("x");
  EXPECT_EQ(dripping.read().status, 408U);
  EXPECT_TRUE(dripping.is_closed());
  Client slow(running.port());
  EXPECT_EQ(slow.ask("GET / HT").status, 408U);
  EXPECT_TRUE(slow.is_closed());
  EXPECT_THAT(running.metrics(), HasSubstr("reason=\"too_slow\"}"));
}

TEST(FrontLimits, CutsOffABodyThatDoesNotCome) {
  FrontOptions options;
  options.limits.body_time = kShort;
  RunningFront running(options);
  for (const char* framing : {"Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
    Client client(running.port());
    EXPECT_EQ(client.ask(std::string("POST / HTTP/1.1\r\nHost: a\r\n") + framing).status, 408U);
    EXPECT_TRUE(client.is_closed());
  }
}

TEST(FrontLimits, HoldsOnlySoManyLongBodiesAtOnce) {
  FrontOptions options;
  options.limits.body_bytes = 10;
  options.limits.large_bodies_bytes = 100;
  options.body_limit = [](const Request& /*request*/) { return std::uint64_t{80}; };
  RunningFront running(options);
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\n";
  const std::string long_head = head + "Expect: 100-continue\r\nContent-Length: 80\r\n\r\n";
  const auto send_unknown_length = [&] {  // which is held for as long as it may be
    return Client(running.port()).ask(head + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n").status;
  };
  Client first(running.port());
  ASSERT_EQ(first.ask(long_head).status, 100U) << "it has its share";
  EXPECT_EQ(Client(running.port()).ask(long_head).status, 503U);
  EXPECT_EQ(send_unknown_length(), 503U);
  Client small(running.port());
  EXPECT_EQ(small.ask(head + "Content-Length: 10\r\n\r\n" + std::string(10, 'x')).status, 200U) << "needs no share";
  EXPECT_EQ(first.ask(std::string(80, 'x')).status, 200U);
  unsigned status = 0;
  while ((status = send_unknown_length()) == 503U) {  // the share is given back after the answer
  }
  EXPECT_EQ(status, 200U);
}

TEST(FrontLimits, ClosesIdleConnectionsInSilence) {
  FrontOptions options;
  options.limits.idle_time = kShort;
  RunningFront running(options);
  Client fresh(running.port());
  Client used(running.port());
  EXPECT_EQ(used.ask(get("/")).status, 200U);
  EXPECT_TRUE(fresh.is_closed());
  EXPECT_TRUE(used.is_closed());
  EXPECT_EQ(running.log.wait_for(1).size(), 1U);
}

TEST(FrontLimits, GivesTheHandlerItsTime) {
  FrontOptions options;
  options.limits = {.head_time = kShort, .body_time = kShort, .idle_time = kShort, .write_time = kShort};
  options.metrics_listen = {"127.0.0.1:0"};
  Gate gate;
  RunningFront running(options, [&](Request& request) {
    gate.pass();
    return test::show(request);
  });
  Client client(running.port());
  client.send(get("/"));
  ASSERT_TRUE(gate.wait_for(1));
  // Another connection lives through all its limits meanwhile.
  Client idle(running.port());
  EXPECT_TRUE(idle.is_closed());
  gate.open();
  EXPECT_EQ(client.read().status, 200U);
}

TEST(FrontLimits, ClosesAClientThatDoesNotReadItsAnswer) {
  FrontOptions options;
  options.limits.write_time = kShort;
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options, [](Request&) { return make_response(200, "text/plain", std::string(64U << 20, 'x')); });
  Client client(running.port());
  client.send(get("/"));
  ASSERT_EQ(running.log.wait_for(1).size(), 1U);  // over, though nothing was read
  EXPECT_THAT(running.metrics(), HasSubstr("reason=\"too_slow\"} 1\n"));
  EXPECT_LT(client.read().body.size(), 64U << 20);
}

TEST(FrontLimits, TakesNoMoreConnectionsThanItMay) {
  FrontOptions options;
  options.limits.connections = 2;
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options);
  Client one(running.port());
  auto two = std::make_unique<Client>(running.port());
  EXPECT_EQ(one.ask(get("/")).status, 200U);
  EXPECT_EQ(two->ask(get("/")).status, 200U);
  Client three(running.port());
  EXPECT_TRUE(three.is_closed());
  EXPECT_THAT(running.metrics(), HasSubstr("reason=\"connection_limit\"} 1\n"));
  two.reset();
  // The place is free once the front has seen the end.
  unsigned status = 0;
  while (status == 0) {
    Client next(running.port());
    status = next.ask(get("/")).status;
  }
  EXPECT_EQ(status, 200U);
}

TEST(FrontLimits, TakesFewConnectionsFromOneAddressButManyFromAProxy) {
  FrontOptions options;
  options.limits.connections_per_address = 1;
  for (const bool proxy : {false, true}) {
    if (proxy) options.trusted_proxies = {"127.0.0.1"};
    RunningFront running(options);
    Client one(running.port());
    EXPECT_EQ(one.ask(get("/")).status, 200U);
    Client two(running.port());
    EXPECT_EQ(two.ask(get("/")).status, proxy ? 200U : 0U);
  }
}

TEST(FrontLimits, ServesOthersBesideManyThatSayNothing) {
  FrontOptions options;
  options.limits.connections_per_address = 2000;
  RunningFront running(options);
  std::vector<std::unique_ptr<Client>> silent;
  for (int i = 0; i < 400; ++i) {
    silent.push_back(std::make_unique<Client>(running.port()));
    silent.back()->send("G");
  }
  Client client(running.port());
  EXPECT_EQ(client.ask(get("/")).status, 200U);
}

TEST(FrontShutdown, FinishesWhatRunsAndTakesNothingNew) {
  Gate gate;
  FrontOptions options;
  options.metrics_listen = {"127.0.0.1:0"};
  RunningFront running(options, [&](Request& request) {
    gate.pass();
    return test::show(request);
  });
  Client busy(running.port());
  busy.send(get("/running"));
  Client half(running.port());
  half.send(get("/healthz") + "GET /half HTTP/1.1\r\n");
  EXPECT_EQ(half.read().status, 200U);  // so the half that stood behind it has come too
  Client idle(running.port());
  ASSERT_TRUE(gate.wait_for(1));
  std::future<bool> stopped = std::async(std::launch::async, [&] { return running.front->stop(seconds(20)); });
  EXPECT_TRUE(idle.is_closed());
  Client late(running.port());
  EXPECT_EQ(late.ask(get("/late")).status, 0U);
  Client probe(running.front->metrics_ports().front());
  EXPECT_EQ(probe.ask(get("/readyz")).status, 503U);
  EXPECT_EQ(probe.ask(get("/healthz")).status, 200U);
  gate.open();
  const Answer answer = busy.read();
  EXPECT_EQ(json_of(answer).at("path"), "/running");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_EQ(json_of(half.ask("Host: a\r\n\r\n")).at("path"), "/half");
  busy.close();
  half.close();
  EXPECT_TRUE(stopped.get());
}

TEST(FrontShutdown, CutsOffWhatRunsLongerThanItsGrace) {
  Gate gate;
  RunningFront running({}, [&](Request& request) {
    gate.pass();
    return test::show(request);
  });
  Client busy(running.port());
  busy.send(get("/"));
  ASSERT_TRUE(gate.wait_for(1));
  EXPECT_FALSE(running.front->stop(kShort));
  EXPECT_EQ(busy.read().status, 0U);
  gate.open();
}

TEST(FrontShutdown, EndsAtOnceWithoutGrace) {
  auto running = std::make_unique<RunningFront>();
  Client idle(running->port());
  EXPECT_EQ(idle.ask(get("/")).status, 200U);
  Client half(running->port());
  half.send("GET ");
  running->front.reset();
  EXPECT_TRUE(idle.is_closed());
  EXPECT_TRUE(half.is_closed());
}

}  // namespace
}  // namespace signet::server
