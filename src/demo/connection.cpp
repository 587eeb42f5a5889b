#include "demo/connection.h"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>

#include "demo/response_text.h"
#include "demo/routes.h"

namespace signet::demo {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;

tcp::socket& socket_of(tcp::socket& stream) {
  return stream;
}
tcp::socket& socket_of(TlsStream& stream) {
  return stream.next_layer();
}

template <typename Stream>
class StreamConnection final : public Connection, public std::enable_shared_from_this<StreamConnection<Stream>> {
 public:
  StreamConnection(Loop& loop, Stream stream) : Connection(loop), stream_(std::move(stream)), timer_(loop.io) {
    error_code ignored;
    socket_of(stream_).set_option(tcp::no_delay(true), ignored);
    const tcp::endpoint client = socket_of(stream_).remote_endpoint(ignored);
    client_ = client.address().to_string();
  }

  void start() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      give_time(kIdleTime);
      stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](error_code failed) {
        if (!failed) self->read_head();
      });
    } else {
      read_head();
    }
  }

  void close() override {
    error_code ignored;
    timer_.cancel();
    socket_of(stream_).close(ignored);
  }

 private:
  void read_head() {
    give_time(kIdleTime);
    parser_.emplace();
    parser_->header_limit(kMostHeaderBytes);
    parser_->body_limit(kMostBodyBytes);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = this->shared_from_this()](error_code failed, std::size_t) {
                              if (failed) return self->refuse(failed);
                              self->read_body();
                            });
  }

  void read_body() {
    if (parser_->is_done()) return reply_to(parser_->get());
    give_time(kTransferTime);
    const auto expect = parser_->get()[http::field::expect];
    if (!boost::beast::iequals(expect, "100-continue")) return read_rest();
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(kContinue),
                      [self = this->shared_from_this()](error_code failed, std::size_t) {
                        if (!failed) self->read_rest();
                      });
  }

  void read_rest() {
    http::async_read(stream_, buffer_, *parser_, [self = this->shared_from_this()](error_code failed, std::size_t) {
      if (failed) return self->refuse(failed);
      self->reply_to(self->parser_->get());
    });
  }

  void reply_to(const http::request<http::string_body>& message) {
    Request request{.tls = std::is_same_v<Stream, TlsStream>,
                    .method = message.method_string(),
                    .target = message.target(),
                    .body = message.body(),
                    .client = client_,
                    .headers = {}};
    request.headers.reserve(16);
    for (const auto& field : message) request.headers.emplace_back(field.name_string(), field.value());
    keep_alive_ = message.keep_alive();
    write(answer(request), {.method = request.method, .http_1_0 = message.version() < 11, .keep_alive = keep_alive_});
  }

  /// Answers what the parser could not take with 400, 413 or 431, and ends the connection.
  void refuse(error_code why) {
    if (why.category() != make_error_code(http::error::end_of_stream).category()) return;
    if (why == http::error::end_of_stream || why == http::error::partial_message) return;
    Reply reply = bad_request(why.message());
    if (why == http::error::body_limit) reply.status = 413;
    if (why == http::error::header_limit || why == http::error::buffer_overflow) reply.status = 431;
    keep_alive_ = false;
    write(std::move(reply), {.method = "GET", .http_1_0 = false, .keep_alive = false});
  }

  void write(Reply reply, const Framing& framing) {
    if (reply.reset) return reset();
    const std::chrono::milliseconds delay = reply.delay;
    head_ = response_head(reply, framing);
    body_ = response_body(std::move(reply), framing);
    if (delay.count() == 0) return send();
    give_time(kTransferTime);
    timer_.expires_after(delay);
    timer_.async_wait([self = this->shared_from_this()](error_code failed) {
      if (!failed) self->send();
    });
  }

  void send() {
    give_time(kTransferTime);
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head_), asio::buffer(body_)};
    asio::async_write(stream_, buffers, [self = this->shared_from_this()](error_code failed, std::size_t) {
      if (failed) return;
      if (self->keep_alive_) return self->read_head();
      self->say_goodbye();
    });
  }

  void say_goodbye() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->close(); });
    } else {
      linger();
    }
  }

  /// Reads what a refused client still sends: closing before would reset the connection and lose the answer.
  void linger() {
    constexpr std::chrono::seconds kLinger{2};
    constexpr std::size_t kDrain = 4096;
    error_code ignored;
    give_time(kLinger);
    socket_of(stream_).shutdown(tcp::socket::shutdown_send, ignored);
    body_.resize(kDrain);
    drain();
  }

  void drain() {
    socket_of(stream_).async_read_some(asio::buffer(body_),
                                       [self = this->shared_from_this()](error_code failed, std::size_t) {
                                         if (!failed) self->drain();
                                       });
  }

  /// Ends the connection with a TCP reset, without an answer.
  void reset() {
    error_code ignored;
    socket_of(stream_).set_option(asio::socket_base::linger(true, 0), ignored);
    close();
  }

  Stream stream_;
  asio::steady_timer timer_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string client_;
  std::string head_;
  std::string body_;
  bool keep_alive_ = false;
};

}  // namespace

void serve(Loop& loop, tcp::socket socket, asio::ssl::context* tls) {
  if (loop.connections.size() >= kMostConnections) return;  // the socket closes as it goes out of scope
  if (tls == nullptr) {
    std::make_shared<StreamConnection<tcp::socket>>(loop, std::move(socket))->start();
  } else {
    std::make_shared<StreamConnection<TlsStream>>(loop, TlsStream(std::move(socket), *tls))->start();
  }
}

}  // namespace signet::demo
