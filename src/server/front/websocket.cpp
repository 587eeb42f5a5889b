#include "server/front/websocket.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace signet::server {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::awaitable;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
/// For the client's part of the closing handshake.
constexpr std::chrono::seconds kClosing{3};
/// A client's message is not taken, whatever its size; one longer than this is not waited for.
constexpr std::size_t kMostIncoming = 1024;

/// What the two coroutines of a WebSocket share: one waits for the client, the other one sends.
struct Both {
  explicit Both(const asio::any_io_executor& executor) : news(executor) {
    news.expires_at(asio::steady_timer::time_point::max());
  }

  asio::steady_timer news;  ///< cancelled when the one that sends should look
  bool is_read = false;     ///< the client has left, or broke the protocol
  bool has_spoken = false;  ///< the client has sent a message
};

/// The connection's stream without Beast's way to end it, which waits for the client as long as that likes: the
/// connection itself says goodbye, with a limit.
template <typename Stream>
class Layer {
 public:
  using next_layer_type = Stream;
  using executor_type = typename Stream::executor_type;

  explicit Layer(Stream& stream) : stream_(stream) {}
  [[nodiscard]] executor_type get_executor() { return stream_.get_executor(); }
  [[nodiscard]] Stream& next_layer() { return stream_; }
  [[nodiscard]] const Stream& next_layer() const { return stream_; }
  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return stream_.async_read_some(buffers, std::forward<Token>(token));
  }
  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return stream_.async_write_some(buffers, std::forward<Token>(token));
  }

 private:
  Stream& stream_;
};

/// Beast finds it by its name and calls it where it would end the stream.
template <typename Stream, typename Handler>
void async_teardown(boost::beast::role_type /*role*/, Layer<Stream>& layer, Handler&& handler) {
  asio::post(layer.get_executor(),
             boost::beast::bind_front_handler(std::forward<Handler>(handler), boost::system::error_code()));
}

/// Keeps the channel attached; other threads wake the sender through it.
class Attached {
 public:
  Attached(Channel& channel, const asio::any_io_executor& executor, const std::shared_ptr<Both>& both)
      : channel_(channel) {
    channel_.attach([executor, both] { asio::post(executor, [both] { both->news.cancel(); }); });
  }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;
  ~Attached() { channel_.detach(); }

 private:
  Channel& channel_;
};

http::request<http::empty_body> request_of(const Opening& opening) {
  constexpr unsigned kHttp11 = 11;
  http::request<http::empty_body> request(http::verb::get, "/", kHttp11);
  request.set(http::field::host, "signet");
  request.set(http::field::connection, "Upgrade");
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::sec_websocket_version, "13");
  request.set(http::field::sec_websocket_key, opening.key);
  return request;
}

template <typename Socket>
void set_up(Socket& socket, const Opening& opening, const Limits& limits) {
  // A ping goes out when half of the time has passed without a word of the client's.
  socket.set_option(websocket::stream_base::timeout{kClosing, 2 * limits.ping_time, true});
  socket.set_option(websocket::stream_base::decorator([&opening](websocket::response_type& response) {
    response.set("X-Request-Id", opening.id);
    response.set(http::field::cache_control, "no-store");
    if (opening.https) response.set(http::field::strict_transport_security, "max-age=31536000");
  }));
  socket.read_message_max(kMostIncoming);
  socket.text(true);
  socket.auto_fragment(false);  // a text is whole when it goes out
}

/// Waits for the end of what the client sends. Beast answers pings and closes, and closes itself what breaks the
/// protocol; what is left is a message, which nobody here asked for.
template <typename Socket>
awaitable<void> listen(Socket& socket, std::shared_ptr<Both> both) {
  std::array<char, 1> byte{};
  const auto [failed, count] = co_await socket.async_read_some(asio::buffer(byte), kAwait);
  both->has_spoken = !failed;
  both->is_read = true;
  both->news.cancel();
}

/// Sends until the channel is ended, the client has left or has spoken. False when the client takes nothing any more.
template <typename Socket>
awaitable<bool> send_all(Connection& connection, Socket& socket, Channel& channel, Both& both, const Limits& limits) {
  std::optional<CloseCode> close;
  while (!both.is_read && !close) {
    const std::optional<Channel::Next> next = channel.next();
    if (!next) {
      connection.give_all_time();
      co_await both.news.async_wait(kAwait);
      continue;
    }
    connection.give_time(limits.write_time);
    if (next->text != nullptr) {
      const auto [failed, count] = co_await socket.async_write(asio::buffer(*next->text), kAwait);
      if (failed) co_return false;
    }
    close = next->close;
  }
  if (!close && both.has_spoken) close = CloseCode::kUnsupported;
  connection.give_time(kClosing);
  if (close) co_await socket.async_close(static_cast<std::uint16_t>(*close), kAwait);
  co_return true;
}

}  // namespace

template <typename Stream>
awaitable<void> speak_websocket(Connection& connection, Stream& stream, Opening opening, const Limits& limits) {
  websocket::stream<Layer<Stream>, false> socket(stream);
  set_up(socket, opening, limits);
  connection.give_time(limits.write_time);
  const auto request = request_of(opening);
  const auto [refused] = co_await socket.async_accept(request, kAwait);
  if (refused) co_return;
  const auto executor = socket.get_executor();
  const auto both = std::make_shared<Both>(executor);
  const Attached attached(*opening.channel, executor, both);
  asio::co_spawn(executor, listen(socket, both), asio::detached);
  const bool ended = co_await send_all(connection, socket, *opening.channel, *both, limits);
  if (!ended) connection.close();  // which ends the other one's waiting
  while (!both->is_read) co_await both->news.async_wait(kAwait);
}

template awaitable<void> speak_websocket(Connection&, tcp::socket&, Opening, const Limits&);
template awaitable<void> speak_websocket(Connection&, asio::ssl::stream<tcp::socket>&, Opening, const Limits&);

}  // namespace signet::server
