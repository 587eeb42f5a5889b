// Gives the server's front any bytes as a client's: they are cut into heads and bodies, parsed, and dispatched to a few
// routes, as connections do it, without a network. Whatever comes, each request has a whole answer that can be written,
// and a JSON answer is valid JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "base/json.h"
#include "server/api/dispatcher.h"
#include "server/front/body.h"
#include "server/front/forwarded.h"
#include "server/front/response_text.h"
#include "tests/server/api/things.h"

namespace {

using signet::server::AddressRanges;
using signet::server::BodyReader;
using signet::server::Caller;
using signet::server::Dispatcher;
using signet::server::Framing;
using signet::server::Head;
using signet::server::HeadLimits;
using signet::server::HeadScanner;
using signet::server::Request;
using signet::server::Response;
using signet::server::Route;

Dispatcher make_dispatcher() {
  auto made = Dispatcher::make(
      signet::server::test::things(), {.authorizer = [](const Request& request, const Route&) {
        return signet::Result<std::optional<Caller>>(
            request.headers.find("X-Api-Key") == nullptr ? std::nullopt : std::optional<Caller>({"u1", {}}));
      }});
  if (!made) std::abort();
  return *std::move(made);
}

void check(const Request& request, const Response& response) {
  if (!signet::server::is_writable(response)) std::abort();
  const std::string head = signet::server::response_head(
      response, {.method = request.method, .https = request.https, .keep_alive = true, .id = request.id});
  if (!head.ends_with("\r\n\r\n") || head.find("\r\n\r\n") != head.size() - 4) std::abort();
  const std::string_view type = response.headers.get("Content-Type");
  if (type.find("json") != std::string_view::npos && !signet::json::parse(response.body, "answer")) std::abort();
}

/// Takes one request off `bytes`; false when there is none, or what came is refused.
bool serve_one(std::string_view& bytes, const Dispatcher& dispatcher, const AddressRanges& trusted) {
  HeadScanner scanner;
  if (scanner.scan(bytes) != HeadScanner::State::kComplete) return false;
  auto parsed = parse_head(bytes.substr(0, scanner.size()), HeadLimits());
  bytes.remove_prefix(scanner.size());
  auto* head = std::get_if<Head>(&parsed);
  if (head == nullptr) return false;
  Request& request = head->request;
  request.id = "request";
  static const auto kPeer = *signet::server::Address::parse("10.0.0.1");
  apply_proxy_headers(request, kPeer, trusted, signet::server::ProxyHeaders::kXForwarded);
  apply_proxy_headers(request, kPeer, trusted, signet::server::ProxyHeaders::kForwarded);
  if (!signet::server::Address::parse(request.client)) std::abort();
  constexpr std::uint64_t kMostBody = 4096;
  BodyReader body(head->framing, head->length, dispatcher.body_limit(request).value_or(kMostBody));
  while (body.state() == BodyReader::State::kMore) {
    const std::size_t used = body.put(bytes);
    bytes.remove_prefix(used);
    if (used == 0 && body.state() == BodyReader::State::kMore) return false;  // it would wait for more
  }
  if (body.state() == BodyReader::State::kRefused) return false;
  request.body = body.take();
  if (request.body.size() > kMostBody) std::abort();
  check(request, dispatcher.answer(request));
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Dispatcher kDispatcher = make_dispatcher();
  static const AddressRanges kTrusted = *AddressRanges::parse({"10.0.0.0/8"});
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  while (serve_one(bytes, kDispatcher, kTrusted)) {
  }
  return 0;
}
