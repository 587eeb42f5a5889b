// Whatever the script worker writes to its socket: cut into frames, in reads of varying size, and parsed as messages.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "script/protocol.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace signet;
  // The input as it is, without frames around it, reaches the parser at once.
  static_cast<void>(script::parse_message({reinterpret_cast<const char*>(data), size}));

  script::FrameReader reader(1 << 20);
  for (std::size_t at = 0; at < size;) {
    const std::span<char> space = reader.space();
    const std::size_t step = std::min({space.size(), size - at, std::size_t{1} + data[at]});
    std::memcpy(space.data(), data + at, step);
    reader.filled(step);
    at += step;
    for (;;) {
      const auto frame = reader.next();
      if (!frame) return 0;
      if (!frame->has_value()) break;
      static_cast<void>(script::parse_message((*frame)->json));
    }
  }
  return 0;
}
