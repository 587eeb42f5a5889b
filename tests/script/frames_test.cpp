#include <gtest/gtest.h>

#include <cstring>

#include "script/protocol.h"

namespace signet::script {

namespace {

std::string frame(std::string_view json, std::string_view blob = {}) {
  std::string out;
  for (const std::size_t size : {json.size(), blob.size()}) {
    for (int i = 0; i < 4; ++i) out += static_cast<char>(size >> (8 * i) & 0xFF);
  }
  return out.append(json).append(blob);
}

void feed(FrameReader& reader, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::span<char> space = reader.space();
    ASSERT_FALSE(space.empty());
    const std::size_t n = std::min(space.size(), bytes.size());
    std::memcpy(space.data(), bytes.data(), n);
    reader.filled(n);
    bytes.remove_prefix(n);
  }
}

}  // namespace

TEST(FrameReader, CutsAStreamIntoFramesWhereverItIsBroken) {
  const std::string big(300'000, 'x');
  const std::string stream = frame("{}") + frame("[1]", "body") + frame("\"" + big + "\"") + frame("", "");
  for (const std::size_t step : {1UL, 7UL, 4096UL, stream.size()}) {
    FrameReader reader(1 << 20);
    std::vector<std::pair<std::string, std::string>> seen;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      feed(reader, std::string_view(stream).substr(at, step));
      for (;;) {
        const auto next = reader.next();
        ASSERT_TRUE(next);
        if (!next->has_value()) break;
        seen.emplace_back((*next)->json, (*next)->blob);
      }
    }
    ASSERT_EQ(seen.size(), 4U) << "step " << step;
    EXPECT_EQ(seen[0], std::make_pair(std::string("{}"), std::string()));
    EXPECT_EQ(seen[1], std::make_pair(std::string("[1]"), std::string("body")));
    EXPECT_EQ(seen[2].first.size(), big.size() + 2);
    EXPECT_EQ(seen[3], std::make_pair(std::string(), std::string()));
  }
}

TEST(FrameReader, RefusesAFrameLargerThanAllowedBeforeItComes) {
  for (const std::string& header :
       {std::string("\xFF\xFF\xFF\xFF\0\0\0\0", 8), std::string("\0\0\0\0\xFF\xFF\xFF\xFF", 8),
        std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 8)}) {
    FrameReader reader(1 << 20);
    feed(reader, header);
    const auto next = reader.next();
    ASSERT_FALSE(next);
    EXPECT_EQ(next.error().code, ErrorCode::kLimit);
    EXPECT_EQ(next.error().message, "script sent a message of more than 1 MB");
  }
}

TEST(FrameReader, KeepsNoMemoryForBytesThatAreOnlyPromised) {
  FrameReader reader(256ULL << 20);
  feed(reader, std::string("\0\0\0\x0F\0\0\0\0", 8));  // 240 MB to come
  ASSERT_TRUE(reader.next());
  EXPECT_LT(reader.space().size(), 1U << 20);
}

}  // namespace signet::script
