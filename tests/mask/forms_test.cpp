// Every encoding that a secret may wear, at every place where it may stand.
#include <gtest/gtest.h>

#include <functional>

#include "base/encoding.h"
#include "base/text.h"
#include "mask/mask.h"

namespace signet {
namespace {

using Encode = std::function<std::string(const std::string&)>;

std::string each(const std::string& text, const std::function<std::string(unsigned char)>& write,
                 const std::string& between = "") {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i)
    out += (i == 0 ? "" : between) + write(static_cast<unsigned char>(text[i]));
  return out;
}

std::string hex_of(unsigned char c) {
  return hex_encode(std::string(1, static_cast<char>(c)));
}
std::string decimal(unsigned char c) {
  return std::to_string(c);
}
std::string itself(unsigned char c) {
  return {static_cast<char>(c)};
}

Encode bytes(const std::string& before, const std::string& after = "", const std::string& between = "") {
  return [=](const std::string& s) {
    return each(
        s, [&](auto c) { return before + hex_of(c) + after; }, between);
  };
}

std::string url_safe(const std::string& base64) {
  return replace_all(replace_all(base64, "+", "-"), "/", "_");
}

std::string wrapped(const std::string& text, std::size_t columns, const std::string& line_break) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += columns)
    out += (at == 0 ? "" : line_break) + text.substr(at, columns);
  return out;
}

std::string json_escaped(const std::string& text) {
  return replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\"");
}

std::string base32(const std::string& text) {
  std::string out;
  std::string bits;
  for (const char c : text) {
    for (unsigned i = 8; i-- > 0;) bits += ((static_cast<unsigned char>(c) >> i) & 1U) != 0 ? '1' : '0';
  }
  while (bits.size() % 5 != 0) bits += '0';
  for (std::size_t at = 0; at < bits.size(); at += 5) {
    out += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[std::stoul(bits.substr(at, 5), nullptr, 2)];
  }
  return out;
}

struct Encoding {
  const char* name;
  Encode encode;
};

const Encoding kEncodings[] = {
    {"plain", [](const auto& s) { return s; }},
    {"base64", [](const auto& s) { return base64_encode(s); }},
    {"base64 of user:secret", [](const auto& s) { return base64_encode("user:" + s); }},
    {"base64 after one byte", [](const auto& s) { return base64_encode("x" + s); }},
    {"base64 after two bytes, before others", [](const auto& s) { return base64_encode("xy" + s + "tail"); }},
    {"base64url", [](const auto& s) { return url_safe(base64_encode("\xFF\xFE" + s)); }},
    {"base64 in lines of 64", [](const auto& s) { return wrapped(base64_encode(std::string(40, 'u') + s), 64, "\n"); }},
    {"base64 in lines of 76, CRLF",
     [](const auto& s) { return wrapped(base64_encode(std::string(50, 'u') + s), 76, "\r\n"); }},
    {"hex", [](const auto& s) { return hex_encode(s); }},
    {"hex in upper case", [](const auto& s) { return to_upper(hex_encode(s)); }},
    {"hex between colons", bytes("", "", ":")},
    {"hex between spaces", bytes("", "", " ")},
    {"hex list", bytes("0x", "", ", ")},
    {"hex list over lines", bytes("0x", "", ",\n    ")},
    {"percent, all", bytes("%")},
    {"percent, upper case", [](const auto& s) { return to_upper(bytes("%")(s)); }},
    {"percent, where needed", [](const auto& s) { return percent_encode(s); }},
    {"percent, twice", [](const auto& s) { return percent_encode(percent_encode(s)); }},
    {"JSON", json_escaped},
    {"JSON in JSON", [](const auto& s) { return json_escaped(json_escaped(s)); }},
    {"JSON \\u", bytes("\\u00")},
    {"JSON \\u in JSON", bytes("\\\\u00")},
    {"JavaScript \\x", bytes("\\x")},
    {"JavaScript \\u{}", bytes("\\u{", "}")},
    {"HTML, decimal", [](const auto& s) { return each(s, [](auto c) { return "&#" + decimal(c) + ";"; }); }},
    {"HTML, hex", bytes("&#x", ";")},
    {"HTML, named", [](const auto& s) { return escape_html(s); }},
    {"HTML in JSON", [](const auto& s) { return replace_all(escape_html(s), "&", "\\u0026"); }},
    {"quoted-printable", [](const auto& s) { return to_upper(bytes("=")(s)); }},
    {"quoted-printable, broken line", [](const auto& s) { return s.substr(0, 7) + "=\r\n" + s.substr(7); }},
    {"base32", base32},
    {"base32 in lower case, after others", [](const auto& s) { return to_lower(base32("abc" + s)); }},
    {"reversed", [](const auto& s) { return std::string(s.rbegin(), s.rend()); }},
    {"decimal list", [](const auto& s) { return each(s, decimal, ","); }},
    {"decimal list with spaces", [](const auto& s) { return each(s, decimal, ", "); }},
    {"decimal list over lines", [](const auto& s) { return each(s, decimal, ",\n  "); }},
    {"UTF-16", [](const auto& s) { return each(s, itself, std::string(1, '\0')); }},
    {"over two lines", [](const auto& s) { return wrapped(s, 10, "\n"); }},
    {"over lines, indented", [](const auto& s) { return wrapped(s, 4, "\r\n      "); }},
    {"over lines of a JSON text", [](const auto& s) { return wrapped(s, 6, "\\n"); }},
    {"letter by letter, spaces", [](const auto& s) { return each(s, itself, " "); }},
    {"letter by letter, dashes", [](const auto& s) { return each(s, itself, "-"); }},
    {"letter by letter, JSON array", [](const auto& s) { return each(s, itself, "\",\""); }},
    {"JavaScript concatenation", [](const auto& s) { return s.substr(0, 9) + "\" +\n  \"" + s.substr(9); }},
    {"shell escapes", [](const auto& s) { return replace_all(replace_all(s, "&", "\\&"), "<", "\\<"); }},
};

struct Place {
  const char* name;
  const char* before;
  const char* after;
};

constexpr Place kPlaces[] = {
    {"alone", "", ""},
    {"at the start", "", " ends here"},
    {"in the middle", "the token is ", " of this account"},
    {"at the end", "the token is: ", ""},
    {"in JSON", "{\"name\": \"a\", \"token\": \"", "\", \"next\": [1, 2]}"},
    {"in HTML", "<p class=\"t\">&nbsp;<b>", "</b></p>\n"},
    {"in a header", "HTTP/1.1 200 OK\r\nX-Token: ", "\r\nAccept: */*\r\n\r\n"},
    {"in a query", "https://a.example/p?a=%20&token=", "&page=2"},
    {"between lines", "first line\n  ", "\n  last line\n"},
};

class Forms : public testing::TestWithParam<std::string> {};

TEST_P(Forms, AreHiddenWhereverTheyStand) {
  const std::string& secret = GetParam();
  Mask mask;
  const SecretId id = mask.add(secret);
  for (const auto& [name, encode] : kEncodings) {
    const std::string form = encode(secret);
    for (const auto& [place, before, after] : kPlaces) {
      const std::string text = before + form + after;
      const std::string masked = mask(text);
      EXPECT_EQ(masked, before + std::string(kMasked) + after) << name << ", " << place << ": " << text;
      EXPECT_EQ(mask(masked), masked) << name;
      EXPECT_EQ(mask.find(text), std::vector<SecretId>{id}) << name << ", " << place;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Secrets, Forms,
                         testing::Values("tr0ub4dor&3<horse>Zq", "S3cret/with\\\"marks'9",
                                         "w0rd with many blanks in it", "q50%+of%20all&amp;x"));

TEST(Mask, LeavesInnocentTextAsItIs) {
  Mask mask;
  for (const char* secret : {"tr0ub4dor&3<horse>", "abc", "cafe", "123456", "12345678", "hunter2", "password1"})
    mask.add(secret);
  for (const std::string& text : {
           std::string("GET /get 200 OK"),
           std::string("tr0ub4dor&3<horse"),          // not whole
           std::string("TR0UB4DOR&3<HORSE>"),         // another value
           std::string("at 12:34:56 on 2012-03-04"),  // digits torn apart stay
           std::string("[1,2,3,4,5,6,7]"),            // numbers
           std::string("YWJjZA and xYWJj"),           // base64 of "abc" inside another word
           std::string("0a616263ff"),                 // hex of "abc" inside other hex
           std::string("[97,98,99]"),                 // a list too short
           std::string("ab c"),
           std::string("100% of 50%, R&D \\ C:\\new"),
       }) {
    EXPECT_EQ(mask(text), text);
    EXPECT_EQ(mask.find(text), std::vector<SecretId>()) << text;
  }
}

TEST(Mask, HidesAShortSecretEncodedWhereItStandsAlone) {
  Mask mask;
  mask.add("abc");
  EXPECT_EQ(mask("[YWJj] YWJj= 616263,%61%62%63 &#97;bc"), "[••••] •••• ••••,•••• ••••");
}

TEST(Mask, HidesTextBeyondAsciiInEveryCharset) {
  const std::string secret = "пароль-Ω-слово";
  Mask mask;
  mask.add(secret);
  mask.add("clé-spéciale");
  const std::string utf16(
      "\x3f\x04\x30\x04\x40\x04\x3e\x04\x3b\x04\x4c\x04-\0\xa9\x03-\0\x41\x04\x3b\x04\x3e\x04\x32\x04\x3e\x04", 28);
  for (const std::string& text : {
           secret,
           percent_encode(secret),
           utf16,
           base64_encode("a" + secret),
           std::string("олово-Ω-ьлорап").replace(0, 10, "оволс"),
           std::string(R"(\u043f\u0430\u0440\u043e\u043b\u044c-\u03a9-\u0441\u043b\u043e\u0432\u043e)"),
           std::string("&#1087;&#1072;&#1088;&#1086;&#1083;&#1100;-&#937;-&#1089;&#1083;&#1086;&#1074;&#1086;"),
           std::string("cl%E9-sp%e9ciale"),
           std::string("cl\xE9-sp\xE9"
                       "ciale"),
       }) {
    EXPECT_EQ(mask("<" + text + ">"), "<••••>") << text;
  }
}

constexpr std::string_view kPem =
    "-----BEGIN TEST KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIGJ1dCBub3QgYSByZWFsIGtleSBhdCBhbGwhISEhISEh\n"
    "c2Vjb25kIGxpbmUgb2YgYSBrZXkgdGhhdCBpcyBub25lIGF0IGFsbCwgbm8gbm8h\n"
    "bm9uZQ==\n"
    "-----END TEST KEY-----\n";

TEST(Mask, HidesASecretOfSeveralLinesWholeAndLineByLine) {
  Mask mask;
  mask.add(kPem);
  const std::string pem(kPem);
  const std::string core = pem.substr(0, pem.size() - 1);
  EXPECT_EQ(mask("key=" + pem), "key=••••\n");
  EXPECT_EQ(mask("\"" + replace_all(core, "\n", "\\n") + "\""), "\"••••\"");
  EXPECT_EQ(mask(replace_all(core, "\n", "\r\n    ")), "-----••••-----");
  EXPECT_EQ(mask(replace_all(core, "\n", "")), "-----••••-----");
  EXPECT_EQ(mask(core.substr(90)), "••••\n••••\n-----END TEST KEY-----");
  EXPECT_EQ(mask("1 | c2Vjb25kIGxpbmUgb2YgYSBrZXkgdGhhdCBpcyBub25lIGF0IGFsbCwgbm8gbm8h"), "1 | ••••");
  EXPECT_EQ(mask("-----BEGIN TEST KEY-----"), "-----BEGIN TEST KEY-----");
  EXPECT_EQ(mask(base64_encode("data:" + pem)), "••••");
}

TEST(Mask, HidesALongSecretOnlyWhenItIsWhole) {
  std::string secret = "start";
  for (int i = 0; i < 300; ++i) secret += std::to_string(i);
  Mask mask;
  mask.add(secret);
  EXPECT_EQ(mask("a " + secret + " b"), "a •••• b");
  EXPECT_EQ(mask("a " + to_upper(hex_encode(secret)) + " b"), "a •••• b");
  const std::string other = secret.substr(0, secret.size() - 1) + "x";
  EXPECT_EQ(mask(other), other);
}

}  // namespace
}  // namespace signet
