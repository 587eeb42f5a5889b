// Postman's URL match patterns, and newman's list of client certificates.
#include "http/client_certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/tls_support.h"

namespace signet::http {
namespace {

using testing::HasSubstr;

TEST(UrlPatterns, MatchAsPostmans) {
  struct Row {
    std::string_view pattern, url;
    bool expected;
  };
  const std::vector<Row> rows = {
      {"<all_urls>", "https://any.example/", true},
      {"https://example.com/*", "https://example.com/", true},
      {"https://example.com/*", "https://example.com/a/b?c=d", true},
      {"https://example.com/*", "https://EXAMPLE.com/a", true},
      {"https://example.com/*", "http://example.com/", false},
      {"https://example.com/*", "https://www.example.com/", false},
      {"https://example.com/*", "https://example.com.evil.test/", false},
      {"https://example.com/*", "https://example.com:8443/", false},
      {"https://example.com:443/*", "https://example.com/", true},
      {"https://example.com:8443/*", "https://example.com:8443/", true},
      {"https://example.com:*/*", "https://example.com:8443/", true},
      {"https://*.example.com/*", "https://example.com/", true},
      {"https://*.example.com/*", "https://a.b.example.com/", true},
      {"https://*.example.com/*", "https://badexample.com/", false},
      {"https://*/*", "https://anything.test/", true},
      {"http+https://example.com/*", "http://example.com/", true},
      {"*://example.com/*", "http://example.com/", true},
      {"https://example.com/api/*", "https://example.com/other", false},
      {"https://example.com/v?/*", "https://example.com/v1/x", true},
      {"https://example.com/[a]/*", "https://example.com/a/x", false},
      {"https://[::1]:8443/*", "https://[::1]:8443/", true},
      {"https://example.com", "https://example.com/", false},
      {"https://ex*mple.com/*", "https://example.com/", false},
      {"example.com/*", "https://example.com/", false},
      {"", "https://example.com/", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(matches(row.pattern, to_node_url(row.url)), row.expected) << row.pattern << " against " << row.url;
  }
}

TEST(ClientCertificateList, ReadsNewmansForm) {
  const auto list = json::parse(R"([
    {"name": "api", "matches": ["https://api.example/*", "https://b.example/*"], "cert": {"src": "c.pem"},
     "key": {"src": "k.pem"}, "passphrase": "not a real one"},
    {"name": "old", "matches": ["https://*.example/*"], "pfx": {"src": "/abs/o.p12"}}
  ])",
                                "list.json");
  ASSERT_TRUE(list);
  const auto rules = read_certificate_list(*list, "/base");
  ASSERT_TRUE(rules) << rules.error().to_string();
  ASSERT_EQ(rules->size(), 2U);
  EXPECT_EQ(rules->front().files.certificate, "/base/c.pem");
  EXPECT_EQ(rules->front().files.key, "/base/k.pem");
  EXPECT_EQ(rules->front().files.passphrase->expose(), "not a real one");
  EXPECT_EQ(rules->back().files.pkcs12, "/abs/o.p12");
  EXPECT_EQ(find_rule(*rules, to_node_url("https://api.example/x")), &rules->front()) << "the first that fits";
  EXPECT_EQ(find_rule(*rules, to_node_url("https://other.example/x")), &rules->back());
  EXPECT_EQ(find_rule(*rules, to_node_url("http://api.example/x")), nullptr) << "https only";
  EXPECT_EQ(find_rule(*rules, to_node_url("https://elsewhere.test/")), nullptr);
}

TEST(ClientCertificateList, NamesWhatIsWrong) {
  struct Row {
    std::string_view text, message;
  };
  const std::vector<Row> rows = {
      {R"({})", "expected ssl client certificates list to be an array"},
      {R"([1])", "[0] is not an object"},
      {R"([{"matches": ["https://a/*"]}])", "[0] names no certificate"},
      {R"([{"matches": ["a.example"], "cert": "c.pem"}])", "[0].matches: \"a.example\" is no pattern of URLs"},
      {R"([{"matches": [3], "cert": "c.pem"}])", "[0].matches holds something else than text"},
      {R"([{"matches": [], "cert": "c.pem", "passphraseFile": "/nonexistent"}])", "passphrase file"},
  };
  for (const Row& row : rows) {
    const auto rules = read_certificate_list(*json::parse(row.text, "t"), {});
    ASSERT_FALSE(rules) << row.text;
    EXPECT_THAT(rules.error().message, HasSubstr(row.message));
  }
}

TEST(ClientCertificateList, TakesTheFirstLineOfAPassphraseFile) {
  const test::TemporaryFolder files;
  EXPECT_EQ((*read_passphrase_file(files.write("p", "two words\r\nmore\n")))->expose(), "two words");
  EXPECT_EQ((*read_passphrase_file(files.write("q", "no line end")))->expose(), "no line end");
}

}  // namespace
}  // namespace signet::http
