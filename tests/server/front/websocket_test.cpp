// The front's WebSockets: the handshake, what clients do wrong, pings, and the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "server/front/channel.h"
#include "server/front/upgrade.h"
#include "tests/server/websocket.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_authority.h"

namespace signet::server {
namespace {

using std::chrono::milliseconds;
using test::Frame;
using test::FrameFaults;
using test::RunningFront;
using test::WebSocket;

Channel::Text text(std::string_view content) {
  return std::make_shared<const std::string>(content);
}

/// A front whose every path is a WebSocket, with the channels that it made.
class Sockets : public testing::Test {
 protected:
  void start(FrontOptions options = {}) {
    running_ = std::make_unique<RunningFront>(std::move(options), [this](Request& request) {
      if (auto refused = refuse_upgrade(request)) return *std::move(refused);
      Response response;
      response.status = 101;
      response.channel = std::make_shared<Channel>();
      channels_.set_value(response.channel);
      return response;
    });
  }
  /// The channel of the only client.
  std::shared_ptr<Channel> channel() { return channels_.get_future().get().lock(); }

  std::promise<std::weak_ptr<Channel>> channels_;
  std::unique_ptr<RunningFront> running_;
};

TEST_F(Sockets, SendWhatTheChannelIsGivenInOrder) {
  start();
  WebSocket socket(running_->port(), "/");
  ASSERT_EQ(socket.answer.status, 101U);
  EXPECT_EQ(socket.answer.header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // RFC 6455 §1.3
  EXPECT_EQ(socket.answer.header("Cache-Control"), "no-store");
  EXPECT_FALSE(socket.answer.header("X-Request-Id").empty());
  const auto sender = channel();
  ASSERT_NE(sender, nullptr);
  const std::string large(200'000, 'x');
  sender->send({text("one"), text("two")});
  sender->send({text(large)});
  EXPECT_EQ(socket.read().payload, "one");
  EXPECT_EQ(socket.read().payload, "two");
  std::string got;
  for (Frame frame = socket.read();; frame = socket.read()) {
    got += frame.payload;
    if (frame.is_last) break;
  }
  EXPECT_EQ(got, large);
  std::promise<void> emptied;
  sender->when_empty([&] { emptied.set_value(); });
  emptied.get_future().wait();
  EXPECT_TRUE(sender->is_empty());
}

TEST_F(Sockets, EndWithALastTextAndACode) {
  start();
  WebSocket socket(running_->port(), "/");
  const auto sender = channel();
  sender->end(text("bye"), CloseCode::kPolicy);
  EXPECT_FALSE(sender->is_open());
  sender->send({text("too late")});
  EXPECT_EQ(socket.read().payload, "bye");
  const Frame close = socket.read();
  EXPECT_EQ(close.opcode, test::kClose);
  EXPECT_EQ(close.payload.substr(0, 2), "\x03\xF0");  // 1008
  socket.write(test::kClose, close.payload);
  EXPECT_TRUE(socket.client().is_closed());
}

TEST_F(Sockets, CloseWhenTheClientCloses) {
  start();
  WebSocket socket(running_->port(), "/");
  auto sender = channel();
  socket.write(test::kClose, "\x03\xE8");
  EXPECT_EQ(socket.read().opcode, test::kClose);
  EXPECT_TRUE(socket.client().is_closed());
  socket.client().close();
  const std::weak_ptr<Channel> left = std::exchange(sender, nullptr);
  EXPECT_TRUE(running_->front->stop(std::chrono::seconds(10)));
  EXPECT_TRUE(left.expired());
}

struct Hostile {
  const char* what;
  unsigned opcode = test::kText;
  std::string payload;
  FrameFaults faults;
  int code = 0;
};

TEST(HostileFrames, CloseTheConnectionAndNothingElse) {
  const std::string close_of_one_byte = "\x03";
  for (const Hostile& hostile :
       std::vector<Hostile>{{"a text", test::kText, "{}", {}, 1003},
                            {"an empty text", test::kText, "", {}, 1003},
                            {"bytes", test::kBinary, "x", {}, 1003},
                            {"a first part", test::kText, "x", {.is_last = false}, 1003},
                            {"what is too long", test::kText, std::string(5000, 'x'), {}, 1009},
                            {"what says to be huge", test::kBinary, "", {.told_length = 1ULL << 62U}, 1009},
                            {"no UTF-8", test::kText, "\xFF(", {}, 1007},
                            {"no mask", test::kText, "x", {.is_masked = false}, 1002},
                            {"a part of nothing", test::kContinuation, "x", {}, 1002},
                            {"an unknown opcode", 3, "x", {}, 1002},
                            {"an unknown control", 11, "", {}, 1002},
                            {"reserved bits", test::kText, "x", {.reserved = 0x40}, 1002},
                            {"a ping in parts", test::kPing, "x", {.is_last = false}, 1002},
                            {"a long ping", test::kPing, std::string(126, 'x'), {}, 1002},
                            {"a close of one byte", test::kClose, close_of_one_byte, {}, 1002}}) {
    SCOPED_TRACE(hostile.what);
    RunningFront running({}, [&](Request&) {
      Response response;
      response.status = 101;
      response.channel = std::make_shared<Channel>();
      return response;
    });
    WebSocket socket(running.port(), "/");
    ASSERT_EQ(socket.answer.status, 101U);
    socket.write(hostile.opcode, hostile.payload, hostile.faults);
    EXPECT_TRUE(socket.next().empty());
    EXPECT_EQ(socket.close_code, hostile.code);
    EXPECT_EQ(WebSocket(running.port(), "/").answer.status, 101U) << "others are served";
  }
}

TEST_F(Sockets, AnswerPingsAndTakePongsThatNobodyAskedFor) {
  start();
  WebSocket socket(running_->port(), "/");
  const auto sender = channel();
  socket.write(test::kPong, "hello");
  socket.write(test::kPing, "are you there");
  const Frame pong = socket.read();
  EXPECT_EQ(pong.opcode, test::kPong);
  EXPECT_EQ(pong.payload, "are you there");
  sender->send({text("yes")});
  EXPECT_EQ(socket.read().payload, "yes");
}

TEST_F(Sockets, PingAndCloseThoseWhoDoNotAnswer) {
  FrontOptions options;
  options.limits.ping_time = milliseconds(30);
  start(std::move(options));
  WebSocket socket(running_->port(), "/");
  const auto sender = channel();
  const Frame ping = socket.read();
  EXPECT_EQ(ping.opcode, test::kPing);
  EXPECT_TRUE(socket.write(test::kPong, ping.payload));
  EXPECT_EQ(socket.read().opcode, test::kPing) << "who answers stays";
  Frame frame = socket.read();
  while (frame.opcode == test::kPing) frame = socket.read();
  EXPECT_EQ(frame.opcode, -1);
}

TEST_F(Sockets, CutOffAClientThatTakesNothing) {
  FrontOptions options;
  options.limits.write_time = milliseconds(100);
  start(std::move(options));
  WebSocket socket(running_->port(), "/");
  const auto sender = channel();
  sender->send(std::vector<Channel::Text>(64, text(std::string(1U << 20, 'x'))));
  EXPECT_TRUE(running_->front->stop(std::chrono::seconds(10))) << "it was closed before the end";
  EXPECT_FALSE(sender->is_open());
}

TEST_F(Sockets, TakeNothingBehindTheOpeningBeforeItsAnswer) {
  start();
  test::Client client(running_->port());
  const std::string opening = test::get("/", test::upgrade_headers());
  EXPECT_EQ(client.ask(opening + "\x81\x81xxxxx").status, 400U);
  EXPECT_TRUE(client.is_closed());
}

TEST(Upgrade, IsRefusedWhenItIsNotAsTheProtocolWantsIt) {
  struct Case {
    std::vector<std::string> headers;
    unsigned status;
  };
  const std::string version = "Sec-WebSocket-Version: 13";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  const std::string upgrade = "Upgrade: websocket";
  const std::string connection = "Connection: Upgrade";
  RunningFront running({}, [](Request& request) {
    auto refused = refuse_upgrade(request);
    return refused ? *std::move(refused) : make_response(200, "text/plain", "fine");
  });
  for (const Case& one :
       std::vector<Case>{{{}, 426},
                         {{"Upgrade: h2c", connection, version, key}, 426},
                         {{upgrade, connection, key}, 426},
                         {{upgrade, connection, "Sec-WebSocket-Version: 8", key}, 426},
                         {{upgrade, connection, version, version, key}, 426},
                         {{upgrade, version, key}, 400},
                         {{upgrade, connection, version}, 400},
                         {{upgrade, connection, version, key, key}, 400},
                         {{upgrade, connection, version, "Sec-WebSocket-Key: c2hvcnQ="}, 400},
                         {{upgrade, connection, version, "Sec-WebSocket-Key: ?"}, 400},
                         {{"upgrade: h2c, WebSocket", "connection: a, upgrade", version, key}, 200}}) {
    const test::Answer answer = test::Client(running.port()).ask(test::get("/", one.headers));
    EXPECT_EQ(answer.status, one.status) << testing::PrintToString(one.headers);
    if (one.status != 426) continue;
    EXPECT_EQ(answer.header("Upgrade"), "websocket");
    EXPECT_EQ(answer.header("Connection"), "Upgrade");
    EXPECT_EQ(answer.header("Sec-WebSocket-Version"), "13");
  }
  EXPECT_EQ(test::Client(running.port()).ask("HEAD / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", true).status,
            426U);
}

TEST_F(Sockets, SpeakTls) {
  const signet::test::TlsAuthority authority;
  const auto identity = authority.issue();
  const signet::test::TemporaryFolder folder;
  FrontOptions options;
  options.tls_certificate_file = folder.write("certificate.pem", identity.chain_pem);
  options.tls_key_file = folder.write("key.pem", identity.key_pem);
  start(std::move(options));
  WebSocket socket(
      std::make_unique<test::TlsClient>(running_->port(), test::TlsClient::Options{.root_pem = authority.root_pem()}),
      "/");
  ASSERT_EQ(socket.answer.status, 101U);
  EXPECT_EQ(socket.answer.header("Strict-Transport-Security"), "max-age=31536000");
  const auto sender = channel();
  sender->send({text("one")});
  EXPECT_EQ(socket.read().payload, "one");
  sender->end(text("bye"), CloseCode::kGoingAway);
  EXPECT_EQ(socket.read().payload, "bye");
  const Frame close = socket.read();
  EXPECT_EQ(close.opcode, test::kClose);
  socket.write(test::kClose, close.payload);
  EXPECT_TRUE(socket.client().is_closed());
}

}  // namespace
}  // namespace signet::server
