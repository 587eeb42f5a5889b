// The bytes of a server's first answer: whatever comes and however it is cut, the reader ends in one state.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tls/inspect/hello.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using signet::tls::HelloReader;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)signet::tls::parse_named_curve(bytes);
  (void)signet::tls::parse_server_hello(bytes);
  HelloReader whole;
  whole.feed(bytes);
  HelloReader pieces;
  for (std::size_t i = 0; i < size; ++i) pieces.feed(bytes.substr(i, 1));
  if (whole.state() != pieces.state() || whole.alert() != pieces.alert()) std::abort();
  if (whole.state() == HelloReader::State::kHello && whole.hello().suite != pieces.hello().suite) std::abort();
  return 0;
}
