// Sixteen bytes that the processor compares at once, by the vector extension that gcc and Clang share.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace signet::mask {

using Block = unsigned char __attribute__((vector_size(16)));
/// For each byte all ones or all zeros.
using BlockTest = signed char __attribute__((vector_size(16)));

inline constexpr std::size_t kBlockBytes = 16;

inline Block load_block(const char* from) {
  Block block;
  std::memcpy(&block, from, sizeof block);
  return block;
}

inline bool any_of(BlockTest test) {
  std::array<std::uint64_t, 2> halves{};
  std::memcpy(halves.data(), &test, sizeof test);
  return (halves[0] | halves[1]) != 0;
}

}  // namespace signet::mask
