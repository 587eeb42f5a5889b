#include "server/front/upgrade.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "server/api/problem.h"

namespace signet::server {

namespace {

constexpr std::string_view kVersion = "13";
constexpr std::size_t kKeyBytes = 16;

/// Whether one of the field's values lists the word.
bool lists(const Request& request, std::string_view name, std::string_view word) {
  for (const std::string_view value : request.headers.all(name)) {
    const auto words = split(value, ',');
    if (std::any_of(words.begin(), words.end(),
                    [&](const std::string& one) { return equals_ignore_case(trim(one), word); })) {
      return true;
    }
  }
  return false;
}

Response refusal(unsigned status, std::string_view detail, const Request& request) {
  Response response = problem_response({.status = status, .detail = std::string(detail), .request_id = request.id});
  constexpr unsigned kUpgradeRequired = 426;
  if (status == kUpgradeRequired) {
    response.headers.add("Upgrade", "websocket");
    response.headers.add("Sec-WebSocket-Version", std::string(kVersion));
  }
  return response;
}

}  // namespace

std::optional<Response> refuse_upgrade(const Request& request) {
  if (request.method != Method::kGet || !lists(request, "Upgrade", "websocket")) {
    return refusal(426, "this is a WebSocket: ask for it with Upgrade: websocket", request);
  }
  const Headers& headers = request.headers;
  if (headers.count("Sec-WebSocket-Version") != 1 || headers.get("Sec-WebSocket-Version") != kVersion) {
    return refusal(426, "the version of the WebSocket protocol is 13", request);
  }
  if (!lists(request, "Connection", "upgrade")) {
    return refusal(400, "Upgrade stands there without Connection: Upgrade", request);
  }
  const auto key = base64_decode(headers.get("Sec-WebSocket-Key"));
  if (headers.count("Sec-WebSocket-Key") != 1 || !key || key->size() != kKeyBytes) {
    return refusal(400, "Sec-WebSocket-Key must be 16 random bytes in base64", request);
  }
  return std::nullopt;
}

}  // namespace signet::server
