#include "server/front/connection.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "base/time.h"
#include "server/front/body.h"
#include "server/front/response_text.h"
#include "server/front/websocket.h"

namespace signet::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using TlsStream = asio::ssl::stream<tcp::socket>;
using asio::awaitable;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kReadSize = 16U << 10;
constexpr std::size_t kWritePiece = 64U << 10;
/// A long body has more time: as much as it takes at so many bytes a second.
constexpr std::uint64_t kSlowestBodyBytes = 128U << 10;
/// A small answer goes out as one piece, which is one packet and one TLS record.
constexpr std::size_t kSmallBody = 16U << 10;
constexpr std::chrono::seconds kLinger{2};

tcp::socket& socket_of(tcp::socket& stream) {
  return stream;
}
tcp::socket& socket_of(TlsStream& stream) {
  return stream.next_layer();
}

template <typename Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
 public:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;

  Session(Loop& loop, Service& service, Purpose purpose, const Address& peer, Stream stream,
          std::shared_ptr<asio::ssl::context> tls)
      : Connection(loop, service, purpose, peer),
        limits_(service.options().limits),
        tls_(std::move(tls)),
        stream_(std::move(stream)) {
    error_code ignored;
    socket_of(stream_).set_option(tcp::no_delay(true), ignored);
  }

  void start() {
    // The coroutine holds the session; what it throws (no memory, say) ends this connection only.
    asio::co_spawn(
        loop_.io, [](std::shared_ptr<Session> self) { return self->run(self); }(this->shared_from_this()),
        [service = &service_](const std::exception_ptr& thrown) { report(*service, thrown); });
  }

  void close() override {
    error_code ignored;
    socket_of(stream_).close(ignored);
  }

 private:
  static void report(const Service& service, const std::exception_ptr& thrown) {
    if (!thrown) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& error) {
      service.notice(fmt::format("a connection ended: {}", error.what()));
    } catch (...) {
      service.notice("a connection ended by an unknown exception");
    }
  }

  void expire() override {
    error_code ignored;
    socket_of(stream_).cancel(ignored);
  }

  awaitable<void> run(std::shared_ptr<Session> /*keeps it alive*/) {
    const bool greeted = co_await shake_hands();
    if (!greeted) co_return close();
    bool more = true;
    while (more) more = co_await serve_one();
    if (opening_) co_await speak_websocket(*this, stream_, *std::move(opening_), limits_);
    co_await say_goodbye();
    close();
  }

  awaitable<bool> shake_hands() {
    if constexpr (kTls) {
      give_time(limits_.head_time);
      const auto [failed] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kAwait);
      if (failed) service_.metrics().count_rejection(Rejection::kHandshake);
      co_return !failed;
    }
    co_return true;
  }

  /// One request and its answer. False when the connection is to end.
  awaitable<bool> serve_one() {
    const std::optional<std::size_t> size = co_await read_head();
    if (!size) co_return false;
    began_ = Clock::now();
    std::variant<Head, Refusal> parsed = parse_head(received().substr(0, *size), limits_.head);
    buffer_.consume(*size);
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) co_return co_await refuse(*refusal, nullptr);
    Head& head = std::get<Head>(parsed);
    Request& request = head.request;
    request.https = kTls;
    service_.identify(request, peer_);
    std::optional<BodyBudget::Share> room;  // as long as the body is in memory
    const bool complete = co_await read_body(head, room);
    if (!complete) co_return false;
    Response response = co_await answer(request);
    if (response.channel != nullptr) co_return co_await upgrade(response, head);
    const bool keep_alive = head.keep_alive && !(service_.draining() && purpose_ == Purpose::kApi);
    co_return co_await write(std::move(response), request, keep_alive);
  }

  [[nodiscard]] std::string_view received() const {
    return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
  }

  /// Reads until a head is complete and gives its size. Nullopt when there is none to answer any more.
  awaitable<std::optional<std::size_t>> read_head() {
    HeadScanner scanner;
    bool begun = buffer_.size() > 0;
    give_time(begun ? Clock::duration(limits_.head_time) : waiting_time());
    while (true) {
      const HeadScanner::State state = scanner.scan(received());
      if (state == HeadScanner::State::kComplete) co_return scanner.size();
      Refusal refusal;
      if (state == HeadScanner::State::kBroken)
        refusal = {400, "a line of the head does not end with CRLF"};
      else if (buffer_.size() > limits_.head.header_bytes)
        refusal = refuse_long_head(received(), limits_.head);
      if (!refusal.detail.empty()) {
        co_await refuse(refusal, nullptr);
        co_return std::nullopt;
      }
      idle_ = !begun;
      const error_code failed = co_await read_more();
      idle_ = false;
      if (failed) {
        if (begun && timed_out(failed)) {
          service_.metrics().count_rejection(Rejection::kTooSlow);
          co_await refuse({408, "the head of the request took too long"}, nullptr);
        }
        co_return std::nullopt;
      }
      if (!begun) give_time(limits_.head_time);
      begun = true;
    }
  }

  /// How long the next request may let wait for its first byte.
  [[nodiscard]] Clock::duration waiting_time() const {
    constexpr std::chrono::milliseconds kWhileDraining{1'000};
    return service_.draining() && purpose_ == Purpose::kApi ? std::min(kWhileDraining, limits_.idle_time)
                                                            : limits_.idle_time;
  }

  awaitable<error_code> read_more() {
    const auto [failed, count] = co_await stream_.async_read_some(buffer_.prepare(kReadSize), kAwait);
    buffer_.commit(count);
    co_return failed;
  }

  [[nodiscard]] bool timed_out(const error_code& failed) const {
    return failed == asio::error::operation_aborted && is_late() && socket_of_const().is_open();
  }
  [[nodiscard]] const tcp::socket& socket_of_const() const {
    if constexpr (kTls) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  /// False when the body did not come whole; the refusal, if one was due, is written.
  awaitable<bool> read_body(Head& head, std::optional<BodyBudget::Share>& room) {
    Request& request = head.request;
    if (head.framing == Framing::kNone) co_return true;
    const std::uint64_t limit = service_.body_limit(request, purpose_);
    const std::uint64_t most = head.framing == Framing::kChunked ? limit : std::min(head.length, limit);
    BodyReader body(head.framing, head.length, limit);
    if (body.state() != BodyReader::State::kRefused) {
      auto share = service_.room_for_body(most);
      if (!share) co_return co_await refuse({503, "too many long requests at once: try again in a while"}, &request);
      room.emplace(*std::move(share));
    }
    give_time(limits_.body_time + std::chrono::seconds(most / kSlowestBodyBytes));
    if (head.expects_continue && body.state() == BodyReader::State::kMore && buffer_.size() == 0) {
      static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      const auto [failed, count] = co_await asio::async_write(stream_, asio::buffer(kContinue), kAwait);
      if (failed) co_return false;
    }
    while (true) {
      buffer_.consume(body.put(received()));
      if (body.state() == BodyReader::State::kRefused) co_return co_await refuse(body.refusal(), &request);
      if (body.state() == BodyReader::State::kComplete) break;
      const error_code failed = co_await read_more();
      if (failed && timed_out(failed)) {
        service_.metrics().count_rejection(Rejection::kTooSlow);
        co_return co_await refuse({408, "the body of the request took too long"}, &request);
      }
      if (failed) co_return false;
    }
    request.body = body.take();
    co_return true;
  }

  awaitable<Response> answer(Request& request) {
    give_all_time();
    std::optional<Response> at_once = service_.answer_at_once(request, purpose_);
    if (at_once) co_return *std::move(at_once);
    co_return co_await answer_by_worker(request);
  }

  /// Waits, without a thread, until a worker has the answer, and goes on upon this loop.
  awaitable<Response> answer_by_worker(Request& request) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(Response)>(
        [this, &request](auto handler) {
          auto shared = std::make_shared<decltype(handler)>(std::move(handler));
          service_.answer(request, purpose_, [&io = loop_.io, shared](Response response) {
            asio::post(io, [shared, response = std::move(response)]() mutable {
              auto resume = std::move(*shared);
              resume(std::move(response));
            });
          });
        },
        asio::use_awaitable);
  }

  /// Ends HTTP on this connection: run() goes on with the WebSocket. Always false.
  awaitable<bool> upgrade(Response& response, Head& head) {
    // Before the answer the client may send nothing (RFC 6455 §4.1); one of HTTP/1.0 cannot change over.
    if (!head.keep_alive || buffer_.size() > 0) {
      co_return co_await refuse({400, "nothing may follow the opening of a WebSocket before its answer"},
                                &head.request);
    }
    record(response, head.request);
    buffer_.shrink_to_fit();
    opening_ = Opening{std::string(head.request.headers.get("Sec-WebSocket-Key")), head.request.id, head.request.https,
                       std::move(response.channel)};
    co_return false;
  }

  /// Answers what broke a rule; the connection then ends, as nobody knows where the next request would begin. Always
  /// false. `request` is null when the head was not understood.
  awaitable<bool> refuse(Refusal refusal, const Request* request) {
    constexpr unsigned kTimeout = 408;
    if (refusal.status != kTimeout) service_.metrics().count_rejection(Rejection::kMalformed);
    Request unknown;
    if (request == nullptr) {
      began_ = Clock::now();
      unknown.https = kTls;
      unknown.id = Service::make_id();
      unknown.client = peer_.to_string();
      unknown.received_ms = unix_now_ms();
    }
    const Request& refused = request == nullptr ? unknown : *request;
    Response response = service_.refuse(refusal, refused.id);
    method_known_ = request != nullptr;
    co_await write(std::move(response), refused, false);
    co_return false;
  }

  /// Writes and records the answer. True when the connection can take another request.
  awaitable<bool> write(Response response, const Request& request, bool keep_alive) {
    if (!is_writable(response)) {
      service_.notice(
          fmt::format("request {}: the handler's answer holds a status or header that cannot be sent", request.id));
      response = service_.refuse({500, ""}, request.id);
    }
    std::string head = response_head(
        response, {.method = request.method, .https = request.https, .keep_alive = keep_alive, .id = request.id});
    std::string_view content;
    if (has_content(response, request.method)) content = response.body;
    if (content.size() <= kSmallBody) {
      head += content;
      content = {};
    }
    bool written = co_await write_pieces(head);
    if (written && !content.empty()) written = co_await write_pieces(content);
    record(response, request);
    give_time(kLinger);
    co_return written&& keep_alive;
  }

  awaitable<bool> write_pieces(std::string_view bytes) {
    while (!bytes.empty()) {
      give_time(limits_.write_time);
      const std::string_view piece = bytes.substr(0, kWritePiece);
      const auto [failed, count] = co_await asio::async_write(stream_, asio::buffer(piece), kAwait);
      if (failed) {
        if (timed_out(failed)) service_.metrics().count_rejection(Rejection::kTooSlow);
        close();
        co_return false;
      }
      bytes.remove_prefix(piece.size());
    }
    co_return true;
  }

  void record(const Response& response, const Request& request) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_);
    service_.record({.time_ms = request.received_ms,
                     .id = request.id,
                     .method = method_known_ ? to_text(request.method) : std::string_view(),
                     .route = response.route,
                     .status = response.status,
                     .bytes = has_content(response, request.method) ? response.body.size() : 0,
                     .micros = took.count(),
                     .client = request.client,
                     .user = response.user});
  }

  /// Ends the connection so that the last answer arrives: closing while the client still sends would reset it.
  awaitable<void> say_goodbye() {
    if (!socket_of(stream_).is_open()) co_return;
    give_time(kLinger);
    if constexpr (kTls) {
      static_cast<void>(co_await stream_.async_shutdown(kAwait));
      if (is_late()) co_return;
    }
    error_code failed;
    tcp::socket& socket = socket_of(stream_);
    socket.shutdown(tcp::socket::shutdown_send, failed);
    while (!failed && !is_late()) {
      buffer_.clear();
      const auto [ended, count] = co_await socket.async_read_some(buffer_.prepare(kReadSize), kAwait);
      failed = ended;
    }
  }

  const Limits& limits_;
  const std::shared_ptr<asio::ssl::context> tls_;  // what the stream was made from
  Stream stream_;
  boost::beast::flat_buffer buffer_;
  std::optional<Opening> opening_;  ///< of the WebSocket that is to follow
  Clock::time_point began_;
  bool method_known_ = true;
};

}  // namespace

Connection::Connection(Loop& loop, Service& service, Purpose purpose, const Address& peer)
    : loop_(loop), service_(service), purpose_(purpose), peer_(peer) {
  loop_.connections.insert(this);
  service_.metrics().connection_opened();
}

Connection::~Connection() {
  loop_.connections.erase(this);
  service_.metrics().connection_closed();
  service_.book(purpose_).leave(peer_);
}

void serve(Loop& loop, Service& service, Purpose purpose, const Address& peer, tcp::socket socket,
           std::shared_ptr<asio::ssl::context> tls) {
  if (tls == nullptr) {
    std::make_shared<Session<tcp::socket>>(loop, service, purpose, peer, std::move(socket), nullptr)->start();
  } else {
    TlsStream stream(std::move(socket), *tls);
    std::make_shared<Session<TlsStream>>(loop, service, purpose, peer, std::move(stream), std::move(tls))->start();
  }
}

}  // namespace signet::server
