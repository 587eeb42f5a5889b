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

// What node -p 'Buffer.from(TEXT, "base64").toString()' prints.
TEST(IsAscii, HasNoByteAbove7F) {
  EXPECT_TRUE(is_ascii(""));
  EXPECT_TRUE(is_ascii("plain \x7F text"));
  EXPECT_FALSE(is_ascii("gr\xC3\xBC\xC3\x9F"));
  EXPECT_FALSE(is_ascii("\x80"));
}

TEST(Hex, IsReadInEitherCaseAndWholeOrNotAtAll) {
  EXPECT_EQ(hex_decode("00ff7F"), std::string("\0\xff\x7f", 3));
  EXPECT_EQ(hex_decode(""), "");
  EXPECT_EQ(hex_decode(hex_encode("any bytes \xfe")), "any bytes \xfe");
  for (const char* text : {"0", "000", "0g", "g0", " 00", "0x00", "-1"})
    EXPECT_EQ(hex_decode(text), std::nullopt) << text;
}

TEST(Base32, GivesTheVectorsOfRfc4648WithoutPadding) {
  const std::pair<const char*, const char*> cases[] = {{"", ""},
                                                       {"f", "MY"},
                                                       {"fo", "MZXQ"},
                                                       {"foo", "MZXW6"},
                                                       {"foob", "MZXW6YQ"},
                                                       {"fooba", "MZXW6YTB"},
                                                       {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : cases) EXPECT_EQ(base32_encode(bytes), text);
}

TEST(LenientBase64, TakesBothAlphabetsAndSkipsTheRest) {
  struct Row {
    std::string_view text, bytes;
  };
  const Row rows[] = {
      {"", ""},
      {"aGk=", "hi"},
      {"aGk", "hi"},
      {" a G\nk\t!", "hi"},
      {"Pz8/Pz4+", "???\x3F>>"},
      {"Pz8_Pz4-", "???\x3F>>"},
      {"%%%", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(base64_decode_lenient(row.text), row.bytes) << row.text;
}

}  // namespace
}  // namespace signet
