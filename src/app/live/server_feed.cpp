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
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "base/encoding.h"
#include "http/url.h"

namespace signet::app {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::awaitable;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kConnecting{10};
/// The server pings after 30 s of silence; so does the client, and gives up after as long again.
constexpr std::chrono::seconds kSilence{60};
/// One change without its content.
constexpr std::size_t kMostMessage = 64 << 10;

/// Where the server is.
struct Place {
  bool is_https = false;
  std::string host;       ///< without brackets
  std::string authority;  ///< as the header Host has it
  std::string port;
};

Place place_of(const std::string& server) {
  const http::NodeUrl url = http::to_node_url(server);
  const bool is_https = url.protocol == "https:";
  return {is_https, url.hostname, url.host, url.port.value_or(is_https ? "443" : "80")};
}

Error network(const boost::system::error_code& error, std::string_view doing) {
  return fail(ErrorCode::kNetwork, fmt::format("{}: {}", doing, error.message()));
}

/// Sets the WebSocket up and reads it to its end.
template <typename Stream>
awaitable<Error> read_all(Stream& stream, const Place& place, const std::string& path, SecretString token,
                          const std::function<void(std::string text)>& tell) {
  websocket::stream<Stream&> socket(stream);
  socket.set_option(websocket::stream_base::timeout{kConnecting, kSilence, true});
  socket.set_option(websocket::stream_base::decorator([&token](websocket::request_type& request) {
    request.set(beast::http::field::authorization, fmt::format("Bearer {}", token.expose()));
  }));
  socket.read_message_max(kMostMessage);
  if (const auto [error] = co_await socket.async_handshake(place.authority, path, kAwait); error) {
    co_return network(error, "the server has no live changes here");
  }
  for (;;) {
    beast::flat_buffer buffer;
    const auto [error, size] = co_await socket.async_read(buffer, kAwait);
    if (error) co_return network(error, "the live changes ended");
    tell(beast::buffers_to_string(buffer.data()));
  }
}

awaitable<Error> read_over_tls(beast::tcp_stream stream, const Place& place, const std::string& authority,
                               const std::string& path, SecretString token,
                               const std::function<void(std::string text)>& tell) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  boost::system::error_code error;
  static_cast<void>(context.set_default_verify_paths(error));
  if (!authority.empty()) static_cast<void>(context.load_verify_file(authority, error));
  if (error) co_return network(error, "the authorities could not be read");
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  context.set_verify_mode(asio::ssl::verify_peer);
  context.set_verify_callback(asio::ssl::host_name_verification(place.host));
  beast::ssl_stream<beast::tcp_stream> tls(std::move(stream), context);
  if (SSL_set_tlsext_host_name(tls.native_handle(), place.host.c_str()) != 1) {
    co_return fail(ErrorCode::kInvalidInput, "the server's name cannot be asked for");
  }
  if (const auto [failed] = co_await tls.async_handshake(asio::ssl::stream_base::client, kAwait); failed) {
    co_return network(failed, "no TLS with the server");
  }
  beast::get_lowest_layer(tls).expires_never();
  co_return co_await read_all(tls, place, path, std::move(token), tell);
}

}  // namespace

awaitable<Error> follow_once(const ServerFeedOptions& options, const std::string& workspace,
                             const std::function<void(std::string text)>& tell) {
  std::optional<SecretString> token = options.token();
  if (!token) co_return fail(ErrorCode::kPermission, "nobody is signed in");
  const Place place = place_of(options.server);
  const std::string path = fmt::format("/api/v1/workspaces/{}/live", percent_encode(workspace));
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  const auto [unresolved, endpoints] = co_await resolver.async_resolve(place.host, place.port, kAwait);
  if (unresolved) co_return network(unresolved, "the server is not found");
  beast::tcp_stream stream(executor);
  stream.expires_after(kConnecting);
  const auto [unconnected, endpoint] = co_await stream.async_connect(endpoints, kAwait);
  if (unconnected) co_return network(unconnected, "the server is not reached");
  if (place.is_https) {
    co_return co_await read_over_tls(std::move(stream), place, options.authority, path, *std::move(token), tell);
  }
  stream.expires_never();
  co_return co_await read_all(stream, place, path, *std::move(token), tell);
}

}  // namespace signet::app
