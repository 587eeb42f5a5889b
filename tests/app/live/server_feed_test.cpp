#include "app/live/server_feed.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/support/raw_server.h"

namespace signet::app {
namespace {

constexpr std::string_view kRefused = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";

ServerFeedOptions through(std::uint16_t proxy, std::string credentials = "") {
  ServerFeedOptions options;
  options.server = "http://signet.invalid:8080";
  options.proxy = {.url = fmt::format("http://{}127.0.0.1:{}", credentials, proxy), .from_environment = false};
  options.token = [] { return SecretString("a session"); };
  return options;
}

Error follow(const ServerFeedOptions& options) {
  // The coroutine keeps references to them.
  const std::string workspace = "w1";
  const std::function<void(std::string)> tell = [](const std::string&) {};
  boost::asio::io_context context;
  auto ended = boost::asio::co_spawn(context, follow_once(options, workspace, tell), boost::asio::use_future);
  context.run();
  return ended.get();
}

TEST(ServerFeed, AsksAProxyForAWayAndTellsTheTokenToTheServerAlone) {
  std::string asked;
  std::string opened;
  {
    test::RawServer proxy([&](test::RawConnection& connection) {
      asked = connection.read_request();
      connection.send("HTTP/1.1 200 Connection established\r\n\r\n");
      opened = connection.read_request();
      connection.send(kRefused);
    });
    EXPECT_NE(follow(through(proxy.port(), "user:pa%40ss@")).message, "");
  }
  EXPECT_TRUE(asked.starts_with("CONNECT signet.invalid:8080 HTTP/1.1\r\n")) << asked;
  EXPECT_NE(asked.find("Proxy-Authorization: Basic dXNlcjpwYUBzcw==\r\n"), std::string::npos) << asked;
  EXPECT_EQ(asked.find("a session"), std::string::npos) << asked;
  EXPECT_TRUE(opened.starts_with("GET /api/v1/workspaces/w1/live HTTP/1.1\r\n")) << opened;
  EXPECT_NE(opened.find("Authorization: Bearer a session\r\n"), std::string::npos) << opened;
}

TEST(ServerFeed, TellsThatAProxyRefuses) {
  test::RawServer proxy([](test::RawConnection& connection) {
    static_cast<void>(connection.read_request());
    connection.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  });
  EXPECT_EQ(follow(through(proxy.port())).message, "the proxy does not connect to the server: status 407");
}

TEST(ServerFeed, PassesNoProxyOfAnotherKind) {
  ServerFeedOptions options = through(1);
  options.proxy.url = "socks5://127.0.0.1:1";
  EXPECT_NE(follow(options).message.find("spoken to by http"), std::string::npos);
}

}  // namespace
}  // namespace signet::app
