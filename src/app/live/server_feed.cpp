#include "app/live/server_feed.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "base/encoding.h"
#include "http/proxy.h"
#include "http/url.h"

namespace signet::app {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace http_beast = beast::http;
using asio::awaitable;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kConnecting{10};
/// The server pings after 30 s of silence; so does the client, and gives up after as long again.
constexpr std::chrono::seconds kSilence{60};
/// One change without its content.
constexpr std::size_t kMostMessage = 64 << 10;
constexpr unsigned kHttp11 = 11;  // as Beast counts

std::string port_of(const http::NodeUrl& url) {
  return url.port.value_or(url.protocol == "https:" ? "443" : "80");
}

Error network(const boost::system::error_code& error, std::string_view doing) {
  return fail(ErrorCode::kNetwork, fmt::format("{}: {}", doing, error.message()));
}

/// Sets the WebSocket up and reads it to its end.
template <typename Stream>
awaitable<Error> read_all(Stream& stream, const http::NodeUrl& server, const std::string& path, SecretString token,
                          const std::function<void(std::string text)>& tell) {
  websocket::stream<Stream&> socket(stream);
  socket.set_option(websocket::stream_base::timeout{kConnecting, kSilence, true});
  socket.set_option(websocket::stream_base::decorator([&token](websocket::request_type& request) {
    request.set(http_beast::field::authorization, fmt::format("Bearer {}", token.expose()));
  }));
  socket.read_message_max(kMostMessage);
  if (const auto [error] = co_await socket.async_handshake(server.host, path, kAwait); error) {
    co_return network(error, "the server has no live changes here");
  }
  for (;;) {
    beast::flat_buffer buffer;
    const auto [error, size] = co_await socket.async_read(buffer, kAwait);
    if (error) co_return network(error, "the live changes ended");
    tell(beast::buffers_to_string(buffer.data()));
  }
}

awaitable<Error> read_over_tls(beast::tcp_stream stream, const http::NodeUrl& server, const std::string& authority,
                               const std::string& path, SecretString token,
                               const std::function<void(std::string text)>& tell) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  boost::system::error_code error;
  static_cast<void>(context.set_default_verify_paths(error));
  if (!authority.empty()) static_cast<void>(context.load_verify_file(authority, error));
  if (error) co_return network(error, "the authorities could not be read");
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(asio::ssl::verify_peer);
  context.set_verify_callback(asio::ssl::host_name_verification(server.hostname));
  beast::ssl_stream<beast::tcp_stream> tls(std::move(stream), context);
  if (SSL_set_tlsext_host_name(tls.native_handle(), server.hostname.c_str()) != 1) {
    co_return fail(ErrorCode::kInvalidInput, "the server's name cannot be asked for");
  }
  if (const auto [failed] = co_await tls.async_handshake(asio::ssl::stream_base::client, kAwait); failed) {
    co_return network(failed, "no TLS with the server");
  }
  beast::get_lowest_layer(tls).expires_never();
  co_return co_await read_all(tls, server, path, std::move(token), tell);
}

awaitable<Status> connect(beast::tcp_stream& stream, const http::NodeUrl& to) {
  tcp::resolver resolver(co_await asio::this_coro::executor);
  const auto [unresolved, endpoints] = co_await resolver.async_resolve(to.hostname, port_of(to), kAwait);
  if (unresolved) co_return network(unresolved, to.hostname + " is not found");
  const auto [unconnected, endpoint] = co_await stream.async_connect(endpoints, kAwait);
  if (unconnected) co_return network(unconnected, to.hostname + " is not reached");
  co_return Status();
}

/// Has the proxy connect to the server (RFC 9110 §9.3.6).
awaitable<Status> tunnel(beast::tcp_stream& stream, const http::NodeUrl& proxy, const http::NodeUrl& server) {
  const std::string target = server.port ? server.host : fmt::format("{}:{}", server.host, port_of(server));
  http_beast::request<http_beast::empty_body> request(http_beast::verb::connect, target, kHttp11);
  request.set(http_beast::field::host, target);
  if (proxy.auth) {
    request.set(http_beast::field::proxy_authorization, "Basic " + base64_encode(percent_decode(*proxy.auth)));
  }
  const auto [unsent, sent] = co_await http_beast::async_write(stream, request, kAwait);
  if (unsent) co_return network(unsent, "the proxy is not reached");
  beast::flat_buffer buffer;
  http_beast::response_parser<http_beast::empty_body> parser;
  parser.skip(true);
  const auto [unread, read] = co_await http_beast::async_read_header(stream, buffer, parser, kAwait);
  if (unread) co_return network(unread, "the proxy does not answer");
  if (parser.get().result() == http_beast::status::ok) co_return Status();
  co_return fail(ErrorCode::kNetwork,
                 fmt::format("the proxy does not connect to the server: status {}", parser.get().result_int()));
}

/// A connection to the server, through a proxy or straight.
awaitable<Status> reach(beast::tcp_stream& stream, const http::NodeUrl& server, const http::ProxySettings& settings) {
  stream.expires_after(kConnecting);
  const std::string chosen = http::choose_proxy(server, settings, http::process_environment);
  if (chosen.empty()) co_return co_await connect(stream, server);
  const http::NodeUrl proxy = http::to_node_url(chosen);
  if (proxy.protocol != "http:") {
    co_return fail(ErrorCode::kNetwork, "live changes pass only proxies that are spoken to by http");
  }
  if (Status connected = co_await connect(stream, proxy); !connected) co_return connected;
  co_return co_await tunnel(stream, proxy, server);
}

}  // namespace

awaitable<Error> follow_once(const ServerFeedOptions& options, const std::string& workspace,
                             const std::function<void(std::string text)>& tell) {
  std::optional<SecretString> token = options.token();
  if (!token) co_return fail(ErrorCode::kPermission, "nobody is signed in");
  const http::NodeUrl server = http::to_node_url(options.server);
  const std::string path = fmt::format("/api/v1/workspaces/{}/live", percent_encode(workspace));
  beast::tcp_stream stream(co_await asio::this_coro::executor);
  if (Status reached = co_await reach(stream, server, options.proxy); !reached) co_return reached.error();
  if (server.protocol == "https:") {
    co_return co_await read_over_tls(std::move(stream), server, options.authority, path, *std::move(token), tell);
  }
  stream.expires_never();
  co_return co_await read_all(stream, server, path, *std::move(token), tell);
}

}  // namespace signet::app
