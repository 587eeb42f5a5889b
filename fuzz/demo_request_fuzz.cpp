// Asks the demo API's routes anything: the first line is the target, header lines follow to an empty line, the rest is
// the body. Whatever comes, the answer is a final status and, where it says JSON, valid JSON.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/json.h"
#include "demo/routes.h"

namespace {

std::string_view next_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  signet::demo::Request request{.method = "POST", .target = next_line(rest), .client = "127.0.0.1"};
  for (std::string_view line = next_line(rest); !line.empty(); line = next_line(rest)) {
    const auto colon = line.find(':');
    request.headers.emplace_back(line.substr(0, colon),
                                 colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1));
  }
  request.body = rest;
  const signet::demo::Reply reply = signet::demo::answer(request);
  if (reply.status < 200) std::abort();
  const bool json = !reply.headers.empty() && reply.headers.front().second == "application/json; charset=utf-8";
  if (json && !signet::json::parse(reply.body, "reply")) std::abort();
  return 0;
}
