#include "vault/domains.h"

#include <gtest/gtest.h>

namespace signet::vault {
namespace {

Destination https(std::string host, std::uint16_t port = 443) {
  return {true, std::move(host), port};
}

Destination http(std::string host, std::uint16_t port = 80) {
  return {false, std::move(host), port};
}

struct Case {
  std::string rule;
  Destination destination;
  bool allowed;
};

void expect_all(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const auto rule = parse_domain_rule(c.rule);
    ASSERT_TRUE(rule) << c.rule << ": " << rule.error().to_string();
    EXPECT_EQ(rule->allows(c.destination), c.allowed)
        << c.rule << " and " << (c.destination.is_https ? "https://" : "http://") << c.destination.host << ":"
        << c.destination.port;
  }
}

TEST(VaultDomains, AHostMeansItselfOverHttpsOnAnyPort) {
  expect_all({
      {"api.example.com", https("api.example.com"), true},
      {"api.example.com", https("api.example.com", 8443), true},
      {"https://api.example.com/", https("api.example.com"), true},
      {" API.Example.COM ", https("api.example.com"), true},
      {"api.example.com.", https("api.example.com"), true},
      {"api.example.com", https("API.EXAMPLE.COM"), true},
      {"api.example.com", https("api.example.com."), true},
      {"api.example.com", https("example.com"), false},
      {"api.example.com", https("v2.api.example.com"), false},
  });
}

TEST(VaultDomains, NamesThatOnlyLookAlikeAreForeign) {
  expect_all({
      {"example.com", https("evil-example.com"), false},
      {"example.com", https("evilexample.com"), false},
      {"example.com", https("example.com.evil.net"), false},
      {"example.com", https("example.co"), false},
      {"example.com", https("example.com:443@evil.net"), false},
      {"example.com", https("user@example.com"), false},
      {"example.com", https("example.com/@evil.net"), false},
      {"example.com", https("example.com#.evil.net"), false},
      {"example.com", https("example.com?.evil.net"), false},
      {"example.com", https("example.com\\.evil.net"), false},
      {"example.com", https("example%2ecom"), false},
      {"example.com", https("exam\tple.com"), false},
      {"example.com", https(std::string("example.com\0.evil.net", 21)), false},
      {"example.com", https("example.com.."), false},
      {"example.com", https(""), false},
      {"example.com", https("ex\xD0\xB0mple.com"), false},  // Cyrillic а
      {"*.example.com", https("evil-example.com"), false},
      {"*.example.com", https(".example.com"), false},
      {"*.example.com", https("a..example.com"), false},
      {"*.example.com", https("example.com.evil.net"), false},
      {"*", https("user@anywhere.net"), false},
  });
}

TEST(VaultDomains, AWildcardMeansEverySubDomainButNotTheDomain) {
  expect_all({
      {"*.example.com", https("api.example.com"), true},
      {"*.example.com", https("a.b.c.example.com"), true},
      {"*.EXAMPLE.com", https("api.example.COM."), true},
      {"*.example.com", https("example.com"), false},
      {"*.example.com:8443", https("api.example.com", 8443), true},
      {"*.example.com:8443", https("api.example.com", 443), false},
      {"*.localhost", http("api.localhost", 8080), true},
      {"*", https("anything.at.all"), true},
      {"*", https("2001:db8::1"), true},
  });
}

TEST(VaultDomains, ClearTextNeedsTheRuleToSaySoOrThisMachine) {
  expect_all({
      {"api.example.com", http("api.example.com"), false},
      {"https://api.example.com", http("api.example.com"), false},
      {"http://api.example.com", http("api.example.com"), true},
      {"HTTP://api.example.com", http("api.example.com"), true},
      {"http://api.example.com", https("api.example.com"), true},
      {"*", http("api.example.com"), false},
      {"http://*", http("api.example.com"), true},
      {"localhost", http("localhost", 3000), true},
      {"api.localhost", http("api.localhost"), true},
      {"127.0.0.1", http("127.0.0.1", 8080), true},
      {"127.8.9.10", http("127.8.9.10"), true},
      {"[::1]", http("[::1]", 8080), true},
      {"*", http("localhost"), true},
      {"*", http("localhost.evil.net"), false},
      {"*", http("127.0.0.1.evil.net"), false},
      {"*", http("evil-localhost"), false},
      {"*", http("128.0.0.1"), false},
      {"*", http("::ffff:127.0.0.1"), false},
      {"*", http("0.0.0.0"), false},
  });
}

TEST(VaultDomains, AddressesAreTheSameHoweverTheyAreWritten) {
  expect_all({
      {"[2001:db8::1]", https("2001:db8::1"), true},
      {"[2001:DB8:0:0::1]:8443", https("[2001:db8::1]", 8443), true},
      {"[::1]", https("0:0:0:0:0:0:0:1"), true},
      {"[::1]", https("::2"), false},
      {"[fe80::1]", https("fe80::1%eth0"), false},
      {"10.0.0.1", https("10.0.0.1"), true},
      {"127.0.0.1", https("2130706433"), true},  // as the client reads it
      {"127.0.0.1", https("0x7f.1"), true},
      {"127.0.0.1", https("0177.0.0.1"), true},
      {"10.0.0.1", https("10.0.0.1.evil.net"), false},
      {"10.0.0.1", https("10.0.0.10"), false},
  });
}

TEST(VaultDomains, InternationalNamesAreComparedInAscii) {
  expect_all({
      {"bücher.example", https("xn--bcher-kva.example"), true},
      {"xn--bcher-kva.example", https("BÜCHER.example"), true},
      {"*.bücher.example", https("api.xn--bcher-kva.example"), true},
      {"bücher.example", https("bucher.example"), false},
      {"api.example.com",
       https("api\xE3\x80\x82"
             "example\xE3\x80\x82"
             "com"),
       true},  // ideographic full stops
  });
}

TEST(VaultDomains, APortMeansThatPortOnly) {
  expect_all({
      {"api.example.com:8443", https("api.example.com", 8443), true},
      {"api.example.com:8443", https("api.example.com", 443), false},
      {"api.example.com:443", https("api.example.com"), true},
      {"localhost:3000", http("localhost", 3001), false},
  });
}

TEST(VaultDomains, RefusesWhatIsNoRule) {
  for (const std::string_view text : {"",
                                      " ",
                                      "*.",
                                      "**",
                                      "*.*",
                                      "a*.example.com",
                                      "api.*.com",
                                      "*example.com",
                                      "http://",
                                      "ftp://example.com",
                                      "example.com/path",
                                      "https://example.com/path",
                                      "example.com?x",
                                      "example.com#x",
                                      "user@example.com",
                                      "user:pass@example.com",
                                      "example.com:",
                                      "example.com:0",
                                      "example.com:65536",
                                      "example.com:-1",
                                      "example.com:80x",
                                      "example.com:80:80",
                                      "::1",
                                      "[::1",
                                      "[::g]",
                                      "[::1]x",
                                      "[fe80::1%25eth0]",
                                      "a b.com",
                                      "a..b.com",
                                      ".example.com",
                                      "exa%6dple.com",
                                      "example.com\\x",
                                      "1.2.3.4.5",
                                      "*.0.0.1",
                                      "*.127.0.0.1",
                                      "*.[::1]",
                                      "exam_ple!.com",
                                      "*.com",
                                      "*.co.uk",
                                      "*.github.io",
                                      "http://*.org",
                                      "\xff.com"}) {
    const auto rule = parse_domain_rule(text);
    EXPECT_FALSE(rule) << text << " was read as " << rule->to_string();
    if (!rule) {
      EXPECT_EQ(rule.error().code, ErrorCode::kInvalidInput);
      EXPECT_NE(rule.error().hint, "") << text;
    }
  }
}

TEST(VaultDomains, ReadsAStoredWildcardThatHasBecomeAPublicSuffix) {
  EXPECT_FALSE(parse_domain_rule("*.github.io"));
  const auto rule = read_stored_rule("*.github.io");
  ASSERT_TRUE(rule);
  EXPECT_TRUE(rule->allows(https("a.github.io")));
  EXPECT_FALSE(read_stored_rule("not a rule"));
}

TEST(VaultDomains, WritesARuleAsItIsReadAgain) {
  for (const auto& [text, written] :
       std::vector<std::pair<std::string, std::string>>{{"api.example.com", "api.example.com"},
                                                        {"https://API.example.com./", "api.example.com"},
                                                        {"http://*.example.com:8080", "http://*.example.com:8080"},
                                                        {"[2001:DB8::0:1]:443", "[2001:db8::1]:443"},
                                                        {"bücher.example", "xn--bcher-kva.example"},
                                                        {"*", "*"},
                                                        {"http://*:8080", "http://*:8080"},
                                                        {"2130706433", "127.0.0.1"}}) {
    const auto rule = parse_domain_rule(text);
    ASSERT_TRUE(rule) << text;
    EXPECT_EQ(rule->to_string(), written);
    const auto again = parse_domain_rule(written);
    ASSERT_TRUE(again) << written;
    EXPECT_EQ(again->to_string(), written);
  }
}

TEST(VaultDomains, NamesTheRuleThatWouldAllowADestination) {
  EXPECT_EQ(rule_for(https("API.example.com.")), "api.example.com");
  EXPECT_EQ(rule_for(https("api.example.com", 8443)), "api.example.com:8443");
  EXPECT_EQ(rule_for(http("api.example.com")), "http://api.example.com");
  EXPECT_EQ(rule_for(http("api.example.com", 8080)), "http://api.example.com:8080");
  EXPECT_EQ(rule_for(http("localhost", 3000)), "localhost:3000");
  EXPECT_EQ(rule_for(https("::1", 8443)), "[::1]:8443");
}

TEST(VaultDomains, NoRulesAllowNothing) {
  EXPECT_FALSE(allows({}, https("example.com")));
  EXPECT_TRUE(allows({*parse_domain_rule("a.com"), *parse_domain_rule("b.com")}, https("b.com")));
}

}  // namespace
}  // namespace signet::vault
