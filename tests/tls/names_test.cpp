// Names of protocols and cipher suites, as users and exported collections write them.
#include <gtest/gtest.h>

#include "tls/protocol.h"
#include "tls/suites.h"

namespace signet::tls {
namespace {

TEST(ProtocolNames, AreReadInEveryUsualForm) {
  struct Row {
    std::string_view text;
    ProtocolSet expected;
  };
  const std::vector<Row> rows = {
      {"TLSv1", {Protocol::kTls10}},
      {"TLSv1_0", {Protocol::kTls10}},
      {"TLSv1_1", {Protocol::kTls11}},
      {"TLSv1.2", {Protocol::kTls12}},
      {"TLS 1.3", {Protocol::kTls13}},
      {"tls1.3", {Protocol::kTls13}},
      {"1.2", {Protocol::kTls12}},
      {"SSLv3", {}},
      {"SSLv2", {}},
  };
  for (const Row& row : rows) {
    const auto parsed = parse_protocol(row.text);
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(*parsed, row.expected) << row.text;
  }
  for (const std::string_view bad : {"", "TLS", "TLSv2", "1.4", "DTLSv1.2"}) {
    EXPECT_FALSE(parse_protocol(bad)) << bad;
  }
}

TEST(ProtocolSets, SayWhatIsInThem) {
  EXPECT_EQ(ProtocolSet().to_string(), "none");
  EXPECT_EQ((ProtocolSet{Protocol::kTls13, Protocol::kTls11}).to_string(), "TLS 1.1, TLS 1.3");
  EXPECT_EQ(kDefaultProtocols.to_string(), "TLS 1.2, TLS 1.3");
  EXPECT_EQ(version_name(0x0300), "SSL 3.0");
  EXPECT_EQ(version_name(0x0304), "TLS 1.3");
  EXPECT_EQ(version_name(0x7F1C), "version 0x7f1c");
}

TEST(SuiteNames, AreFoundByEitherNameAndById) {
  const Suite* by_openssl = find_suite("ecdhe-rsa-aes128-gcm-sha256");
  ASSERT_NE(by_openssl, nullptr);
  EXPECT_EQ(by_openssl, find_suite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
  EXPECT_EQ(by_openssl, find_suite(std::uint16_t{0xC02F}));
  EXPECT_FALSE(by_openssl->tls13);
  EXPECT_EQ(by_openssl->bits, 128);
  ASSERT_NE(find_suite("TLS_AES_128_CCM_8_SHA256"), nullptr) << "suites that are off by default are known too";
  EXPECT_TRUE(find_suite("TLS_AES_128_CCM_8_SHA256")->tls13);
  EXPECT_EQ(find_suite("ECDHE-RSA-AES128-GCM-SHA265"), nullptr);
}

TEST(SuiteSelections, PartTls13FromTheRest) {
  struct Row {
    std::vector<std::string> entries;
    std::string list, tls13;
  };
  const std::vector<Row> rows = {
      {{}, "", ""},
      {{"TLS_AES_256_GCM_SHA384"}, "", "TLS_AES_256_GCM_SHA384"},
      {{"TLS_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-GCM-SHA256"}, "AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256", ""},
      {{"AES128-SHA:TLS_AES_128_GCM_SHA256", " AES256-SHA"}, "AES128-SHA:AES256-SHA", "TLS_AES_128_GCM_SHA256"},
      {{"HIGH", "!aNULL", "-AES128-SHA", "@STRENGTH"}, "HIGH:!aNULL:-AES128-SHA:@STRENGTH", ""},
      {{"ECDHE+AESGCM,ECDHE+CHACHA20"}, "ECDHE+AESGCM:ECDHE+CHACHA20", ""},
  };
  for (const Row& row : rows) {
    const auto selection = select_suites(row.entries);
    ASSERT_TRUE(selection) << selection.error().to_string();
    EXPECT_EQ(selection->list, row.list);
    EXPECT_EQ(selection->tls13, row.tls13);
  }
}

TEST(SuiteSelections, SayWhenTheyNeedALowerSecurityLevel) {
  EXPECT_TRUE(select_suites(std::vector<std::string>{"ADH-AES128-SHA"})->anonymous);
  EXPECT_FALSE(select_suites(std::vector<std::string>{"AES128-SHA"})->anonymous);
  EXPECT_EQ(select_suites(std::vector<std::string>{"NULL-SHA256"})->weakest_bits, 0);
  EXPECT_EQ(select_suites(std::vector<std::string>{"AES128-SHA", "AES256-SHA"})->weakest_bits, 128);
}

TEST(SuiteSelections, RefuseWhatTheyDoNotKnow) {
  struct Row {
    std::string entry;
    std::string_view message, hint;
  };
  const std::vector<Row> rows = {
      {"TLS_AES_128_GCM_SHA265", "unknown cipher suite \"TLS_AES_128_GCM_SHA265\"",
       "did you mean TLS_AES_128_GCM_SHA256?"},
      {"RSA_AES", "unknown cipher suite \"RSA_AES\"", ""},
      {"!TLS_AES_128_GCM_SHA256", "cannot be taken away", ""},
      {"AES128-SHA:!AES128-SHA", "leave none", ""},
      {"@NOTHING", "unknown cipher suite", ""},
  };
  for (const Row& row : rows) {
    const auto selection = select_suites(std::vector<std::string>{row.entry});
    ASSERT_FALSE(selection) << row.entry;
    EXPECT_NE(selection.error().message.find(row.message), std::string::npos) << selection.error().to_string();
    EXPECT_NE(selection.error().hint.find(row.hint), std::string::npos) << selection.error().to_string();
  }
}

}  // namespace
}  // namespace signet::tls
