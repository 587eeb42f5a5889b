#include "base/encoding.h"

#include <gtest/gtest.h>

namespace signet {
namespace {

TEST(Latin1, EveryByteBecomesItsCharacter) {
  EXPECT_EQ(latin1_to_utf8(""), "");
  EXPECT_EQ(latin1_to_utf8("plain \x7F"), "plain \x7F");
  EXPECT_EQ(latin1_to_utf8("caf\xE9"), "caf\xC3\xA9");
  EXPECT_EQ(latin1_to_utf8("\x80\xBF\xC0\xFF"), "\xC2\x80\xC2\xBF\xC3\x80\xC3\xBF");
  EXPECT_EQ(latin1_to_utf8(std::string_view("a\0b", 3)), std::string_view("a\0b", 3));
}

TEST(Latin1, AnyBytesGiveWellFormedUtf8) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string text = latin1_to_utf8(all);
  EXPECT_TRUE(is_utf8(text));
  EXPECT_EQ(text.size(), 128U + 2 * 128U);
}

}  // namespace
}  // namespace signet
