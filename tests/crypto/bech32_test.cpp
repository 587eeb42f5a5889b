#include "crypto/bech32.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/crypto/vectors.h"

namespace signet::crypto {
namespace {

// BIP 173, "Test vectors": the valid ones whose data is whole bytes.
TEST(Bech32, ReadsAndWritesThePublishedTexts) {
  for (const char* text : {"A12UEL5L", "a12uel5l",
                           "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
                           "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
                           "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"}) {
    const auto read = bech32_decode(text);
    ASSERT_TRUE(read) << text << ": " << read.error().to_string();
    EXPECT_EQ(bech32_encode(to_lower(read->prefix), read->bytes.expose()), to_lower(text));
  }
  const auto bytes = bech32_decode("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw");
  EXPECT_EQ(bytes->prefix, "abcdef");
  EXPECT_EQ(hex_encode(bytes->bytes.expose()), "00443214c74254b635cf84653a56d7c675be77df");
}

TEST(Bech32, RefusesWhatIsMalformed) {
  const std::string key = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
  ASSERT_TRUE(bech32_decode(key));
  for (const std::string& text : {
           std::string(""),
           std::string("1"),
           std::string("age1"),
           std::string("10a06t8"),
           std::string("1qzzfhee"),
           std::string("pzry9x0s0muk"),  // without a separator
           std::string("x1b4n0q5v"),     // "b" is no letter of Bech32
           std::string("li1dgmt3"),      // cut short
           std::string("A1G7SGD8"),      // the checksum is over the prefix in upper case
           std::string("a12UEL5L"),      // of both cases
           std::string("\x80") + "1eym55h",
           key.substr(0, 61),
           key + "q",
           key + " ",
           "A" + key.substr(1),
           "age1" + std::string(300, 'q'),
           bech32_encode("age", "12345").substr(0, 8),
       }) {
    const auto read = bech32_decode(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidInput);
  }
}

TEST(Bech32, NoticesEveryWrongLetter) {
  const std::string key = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::string wrong = key;
    wrong[i] = wrong[i] == 'q' ? 'p' : 'q';
    EXPECT_FALSE(bech32_decode(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace signet::crypto
