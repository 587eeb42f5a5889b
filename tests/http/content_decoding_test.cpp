#include "http/content_decoding.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace signet::http {
namespace {

std::string deflated(std::string_view text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr std::uint64_t kPlenty = 1 << 20;
constexpr int kGzip = 31, kZlib = 15, kRaw = -15;

// Node's zlib.brotliCompressSync("hello hello hello hello hello").
const std::string kBrotli("\x1b\x1c\x00\xf8\x8d\x94\x6e\xde\x44\x55\x86\x96\x6c\x20\x6f\x41\x4f\x1c\x20\x71", 20);

TEST(ContentDecoding, UndoesWhatPostmanUndoes) {
  EXPECT_EQ(*decode_content("gzip", deflated("hello", kGzip), kPlenty), "hello");
  EXPECT_EQ(*decode_content(" GZIP ", deflated("hello", kGzip), kPlenty), "hello");
  EXPECT_EQ(*decode_content("deflate", deflated("hello", kZlib), kPlenty), "hello");
  EXPECT_EQ(*decode_content("deflate", deflated("hello", kRaw), kPlenty), "hello");
  EXPECT_EQ(*decode_content("br", kBrotli, kPlenty), "hello hello hello hello hello");
  EXPECT_EQ(*decode_content("gzip", "", kPlenty), "");
}

TEST(ContentDecoding, IgnoresOtherNames) {
  for (const std::string_view name : {"identity", "utf-8", "x-gzip", "zstd", "gzip, br", ""}) {
    EXPECT_EQ(*decode_content(name, "as it is", kPlenty), "as it is") << name;
  }
}

TEST(ContentDecoding, ReadsSeveralGzipMembersAndSkipsPadding) {
  const std::string member = deflated("ab", kGzip);
  EXPECT_EQ(*decode_content("gzip", member + member, kPlenty), "abab");
  EXPECT_EQ(*decode_content("gzip", member + std::string(4, '\0'), kPlenty), "ab");
}

TEST(ContentDecoding, GivesWhatThereIsOfACutGzipStream) {
  const std::string whole = deflated("hello hello hello", kGzip);
  EXPECT_EQ(*decode_content("gzip", whole.substr(0, whole.size() - 6), kPlenty), "hello hello hello");
}

TEST(ContentDecoding, TellsBrokenData) {
  EXPECT_EQ(decode_content("gzip", "hello", kPlenty).error().message, "incorrect header check");
  EXPECT_EQ(decode_content("gzip", deflated("a", kGzip) + "xyz", kPlenty).error().message, "incorrect header check");
  EXPECT_EQ(decode_content("deflate", "hello", kPlenty).error().message, "incorrect header check");
  EXPECT_EQ(decode_content("br", kBrotli.substr(0, 18), kPlenty).error().message, "unexpected end of file");
}

TEST(ContentDecoding, StopsASmallAnswerThatGrowsPastTheLimit) {
  const std::string bomb = deflated(std::string(kPlenty + 1, 'x'), kGzip);
  ASSERT_LT(bomb.size(), 4096U);
  const auto result = decode_content("gzip", bomb, kPlenty);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kLimit);
  EXPECT_EQ(decode_content("gzip", bomb, kPlenty + 1)->size(), kPlenty + 1);
}

}  // namespace
}  // namespace signet::http
