// A client's bytes as the front's connections take them, without a network: cut into heads and bodies, parsed, and
// given to a dispatcher. Whatever comes, each request has a whole answer that can be written, and JSON in it is valid.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "base/json.h"
#include "server/api/dispatcher.h"
#include "server/front/body.h"
#include "server/front/forwarded.h"
#include "server/front/response_text.h"

namespace signet::server::fuzz {

inline void check_answer(const Request& request, const Response& response) {
  if (response.channel != nullptr) return;  // the connection's handshake follows
  if (!is_writable(response)) std::abort();
  const std::string head =
      response_head(response, {.method = request.method, .https = request.https, .keep_alive = true, .id = request.id});
  if (!head.ends_with("\r\n\r\n") || head.find("\r\n\r\n") != head.size() - 4) std::abort();
  const std::string_view type = response.headers.get("Content-Type");
  if (type.find("json") != std::string_view::npos && !json::parse(response.body, "answer")) std::abort();
}

/// Takes one request off `bytes`, has `before(request)` change it, has it answered, and shows both to
/// `after(request, response)`. False when there is none, or what came is refused.
template <typename Before, typename After>
bool serve_one(std::string_view& bytes, const Dispatcher& dispatcher, Before before, After after) {
  HeadScanner scanner;
  if (scanner.scan(bytes) != HeadScanner::State::kComplete) return false;
  auto parsed = parse_head(bytes.substr(0, scanner.size()), HeadLimits());
  bytes.remove_prefix(scanner.size());
  auto* head = std::get_if<Head>(&parsed);
  if (head == nullptr) return false;
  Request& request = head->request;
  request.id = "request";
  before(request);
  constexpr std::uint64_t kMostBody = 4096;
  BodyReader body(head->framing, head->length, dispatcher.body_limit(request).value_or(kMostBody));
  while (body.state() == BodyReader::State::kMore) {
    const std::size_t used = body.put(bytes);
    bytes.remove_prefix(used);
    if (used == 0 && body.state() == BodyReader::State::kMore) return false;  // it would wait for more
  }
  if (body.state() == BodyReader::State::kRefused) return false;
  request.body = body.take();
  if (request.body.size() > dispatcher.body_limit(request).value_or(kMostBody)) std::abort();
  const Response response = dispatcher.answer(request);
  check_answer(request, response);
  after(request, response);
  return true;
}

}  // namespace signet::server::fuzz
