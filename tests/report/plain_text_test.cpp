#include "report/plain_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/encoding.h"

namespace signet::report {
namespace {

using testing::ElementsAre;

struct EscapeCase {
  std::string_view in;
  std::string_view out;
};

class OneLine : public testing::TestWithParam<EscapeCase> {};

TEST_P(OneLine, ShowsWhatIsUnsafeAsAnEscape) {
  EXPECT_EQ(one_line(GetParam().in), GetParam().out);
}

INSTANTIATE_TEST_SUITE_P(All, OneLine,
                         testing::Values(EscapeCase{"plain", "plain"}, EscapeCase{"a\nb\tc\r", "a\\nb\\tc\\r"},
                                         EscapeCase{"\x1b[31mred", "\\x1b[31mred"}, EscapeCase{"\x7f", "\\x7f"},
                                         EscapeCase{"\xc2\x9b", "\\u009b"}, EscapeCase{"\xe2\x80\xae", "\\u202e"},
                                         EscapeCase{"\xff", "\xef\xbf\xbd"},
                                         EscapeCase{"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},
                                         EscapeCase{"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
                                         EscapeCase{"naïve 日本", "naïve 日本"}));

TEST(PlainText, EveryByteSequenceBecomesUtf8) {
  std::string bytes;
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) bytes += {static_cast<char>(a), static_cast<char>(b)};
  }
  EXPECT_TRUE(is_utf8(to_utf8(bytes)));
  EXPECT_TRUE(is_utf8(one_line(bytes)));
}

TEST(PlainText, CountsColumnsNotBytes) {
  EXPECT_EQ(columns("abc"), 3U);
  EXPECT_EQ(columns("naïve"), 5U);
  EXPECT_EQ(columns("日本"), 4U);
  EXPECT_EQ(columns("e\xcc\x81"), 1U) << "a combining accent takes no column";
}

TEST(PlainText, WrapsAtSpaces) {
  EXPECT_THAT(wrap("one two three", 8), ElementsAre("one two", "three"));
  EXPECT_THAT(wrap("abcdefghij", 4), ElementsAre("abcd", "efgh", "ij"));
  EXPECT_THAT(wrap("a\n\nb", 8), ElementsAre("a", "", "b"));
  EXPECT_THAT(wrap("日本語", 4), ElementsAre("日本", "語"));
  EXPECT_THAT(wrap("", 8), ElementsAre(""));
}

TEST(PlainText, ShortensToAWidth) {
  EXPECT_EQ(shorten("abcdef", 4, "…"), "abc…");
  EXPECT_EQ(shorten("日本語", 5, "…"), "日本…");
  EXPECT_EQ(shorten("abc", 4, "…"), "abc");
  EXPECT_EQ(shorten(std::string(1 << 20, 'x'), 4, "..."), "x...");
}

TEST(PlainText, ClipsBetweenCodePoints) {
  EXPECT_EQ(clip_bytes("日本", 4), "日");
  EXPECT_EQ(clip_bytes("ab", 4), "ab");
}

TEST(PlainText, WritesTimesAndSizesAsNewman) {
  EXPECT_EQ(size_text(285), "285B");
  EXPECT_EQ(size_text(1710), "1.71kB");
  EXPECT_EQ(time_text(0.531, true), "531µs");
  EXPECT_EQ(time_text(0.531, false), "531us");
  EXPECT_EQ(time_text(12, true), "12ms");
  EXPECT_EQ(time_text(1997, true), "1997ms");
  EXPECT_EQ(time_text(2400, true), "2.4s");
}

}  // namespace
}  // namespace signet::report
