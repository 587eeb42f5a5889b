// Servers that lie, stall, flood or hang up: the inspection ends in time, and says what it saw.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/support/raw_server.h"
#include "tests/tls/inspect_support.h"
#include "tls/inspect/findings.h"

namespace signet::tls {
namespace {

using namespace std::chrono_literals;
using signet::test::RawConnection;
using signet::test::RawServer;

Result<Inspection> inspect_raw(const RawServer& server, std::chrono::milliseconds timeout = 300ms) {
  InspectOptions options;
  options.system_authorities = false;
  options.timeout = timeout;
  return inspect({"127.0.0.1", server.port()}, options);
}

std::string record(char type, const std::string& content) {
  std::string out = {type, 3, 3, static_cast<char>(content.size() >> 8U), static_cast<char>(content.size() & 0xffU)};
  return out + content;
}

/// A ServerHello for TLS 1.2 with the suite.
std::string server_hello(std::uint16_t suite, std::uint8_t compression = 0) {
  std::string body = "\x03\x03" + std::string(32, 'r') + std::string(1, '\0');
  body += static_cast<char>(suite >> 8U);
  body += static_cast<char>(suite & 0xffU);
  body += static_cast<char>(compression);
  return record(22, std::string("\x02\x00\x00", 3) + static_cast<char>(body.size()) + body);
}

/// The ClientHello's suites, from a whole record.
std::vector<std::uint16_t> suites_in(const std::string& hello) {
  const auto byte = [&](std::size_t at) {
    return at < hello.size() ? static_cast<std::size_t>(static_cast<unsigned char>(hello[at])) : 0;
  };
  std::size_t at = 5 + 4 + 2 + 32;
  at += 1 + byte(at);
  const std::size_t end = at + 2 + (byte(at) << 8U | byte(at + 1));
  std::vector<std::uint16_t> suites;
  for (at += 2; at + 1 < std::min(end, hello.size()); at += 2) {
    suites.push_back(static_cast<std::uint16_t>(byte(at) << 8U | byte(at + 1)));
  }
  return suites;
}

TEST(HostileServer, ThatAnswersWithHttpIsNamed) {
  RawServer server([](RawConnection& connection) {
    connection.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    connection.wait_for_close();
  });
  const auto inspection = inspect_raw(server);
  ASSERT_FALSE(inspection);
  EXPECT_THAT(inspection.error().message, ::testing::HasSubstr("does not speak TLS"));
}

TEST(HostileServer, ThatStallsEndsInTime) {
  RawServer server([](RawConnection& connection) { connection.wait_for_close(); });
  const auto start = std::chrono::steady_clock::now();
  const auto inspection = inspect_raw(server);
  ASSERT_FALSE(inspection);
  EXPECT_EQ(inspection.error().code, ErrorCode::kTimeout);
  EXPECT_THAT(inspection.error().message, ::testing::HasSubstr("answers no handshake"));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

TEST(HostileServer, ThatHangsUpIsNamed) {
  RawServer server([](RawConnection& connection) { connection.reset(); });
  const auto inspection = inspect_raw(server);
  ASSERT_FALSE(inspection);
  EXPECT_EQ(inspection.error().code, ErrorCode::kNetwork);
  EXPECT_FALSE(inspection.error().hint.empty());
}

TEST(HostileServer, ThatRefusesEveryHandshakeIsNamed) {
  RawServer server([](RawConnection& connection) {
    connection.read_some();
    connection.send(record(21, "\x02\x28"));
  });
  const auto inspection = inspect_raw(server);
  ASSERT_FALSE(inspection);
  EXPECT_THAT(inspection.error().message, ::testing::HasSubstr("refuses every handshake: alert handshake_failure"));
}

TEST(HostileServer, ThatFloodsTheHandshakeIsCutOff) {
  RawServer server([](RawConnection& connection) {
    const std::string hello_requests = record(22, std::string(2000, '\0'));
    for (int i = 0; i < 20'000; ++i) connection.send(hello_requests);
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(inspect_raw(server, 1000ms));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 20s);
}

TEST(HostileServer, ThatFloodsWithGarbageIsCutOff) {
  RawServer server([](RawConnection& connection) {
    for (int i = 0; i < 5'000; ++i) connection.send(std::string(4096, 'x'));
  });
  EXPECT_FALSE(inspect_raw(server, 1000ms));
}

TEST(HostileServer, ThatAlwaysTakesTheSameSuiteEndsTheScan) {
  RawServer server([](RawConnection& connection) {
    connection.read_some();
    connection.send(server_hello(0xC02F));
    connection.wait_for_close();
  });
  const auto inspection = inspect_raw(server);
  ASSERT_TRUE(inspection) << inspection.error().to_string();
  const OfferedProtocol& tls12 = *inspection->find(0x0303);
  ASSERT_EQ(tls12.suites.size(), 1U);
  EXPECT_EQ(tls12.suites[0].openssl_name, "ECDHE-RSA-AES128-GCM-SHA256");
  EXPECT_FALSE(inspection->takes(0x0304));
}

/// Speaks TLS 1.2 as far as the ServerHello, with suites that OpenSSL 3 has no more.
TEST(HostileServer, WithSuitesOfOldIsSeenThrough) {
  RawServer server([](RawConnection& connection) {
    const std::vector<std::uint16_t> offered = suites_in(connection.read_some());
    for (const std::uint16_t own : {0x0003, 0x000a, 0x0005, 0xC02F}) {
      if (std::find(offered.begin(), offered.end(), own) == offered.end()) continue;
      connection.send(server_hello(own, offered.size() > 100 ? 1 : 0));
      connection.wait_for_close();
      return;
    }
    connection.send(record(21, "\x02\x28"));
  });
  const auto inspection = inspect_raw(server);
  ASSERT_TRUE(inspection) << inspection.error().to_string();
  std::vector<std::string> names;
  for (const OfferedSuite& suite : inspection->find(0x0303)->suites) names.push_back(suite.name);
  EXPECT_THAT(names, ::testing::ElementsAre("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_EXPORT_WITH_RC4_40_MD5",
                                            "TLS_RSA_WITH_3DES_EDE_CBC_SHA", "TLS_RSA_WITH_RC4_128_SHA"));
  EXPECT_EQ(inspection->compression, true);
  std::set<std::string> codes;
  for (const Finding& finding : judge(*inspection)) codes.insert(finding.code);
  EXPECT_TRUE(codes.contains("broken-suite"));
  EXPECT_TRUE(codes.contains("compression"));
  EXPECT_TRUE(codes.contains("insecure-renegotiation"));
}

TEST(HostileServer, WithSsl3IsTold) {
  const signet::test::TlsAuthority authority;
  RawServer server([](RawConnection& connection) {
    const std::string hello = connection.read_some();
    const bool ssl3 = hello.size() > 10 && hello[9] == 3 && hello[10] == 0;
    std::string answer = server_hello(ssl3 ? 0x000a : 0xC02F);
    if (ssl3) answer[2] = answer[10] = 0;
    connection.send(answer);
    connection.wait_for_close();
  });
  const auto inspection = inspect_raw(server);
  ASSERT_TRUE(inspection) << inspection.error().to_string();
  EXPECT_TRUE(inspection->takes(kSsl30));
  EXPECT_EQ(judge(*inspection).front().level, Level::kFault);
}

TEST(HostileServer, ThatDoesNotListenIsUnreachable) {
  std::uint16_t port = 0;
  {
    const RawServer gone([](RawConnection&) {});
    port = gone.port();
  }
  const auto inspection = inspect({"127.0.0.1", port}, {.system_authorities = false});
  ASSERT_FALSE(inspection);
  EXPECT_EQ(inspection.error().code, ErrorCode::kNetwork);
  EXPECT_THAT(inspection.error().message, ::testing::HasSubstr("cannot connect"));
}

TEST(HostileServer, EndsTheInspectionAtTheLimitOfAll) {
  // It takes TLS 1.2 at first and then keeps silent: every later connection would take its whole time.
  std::atomic<int> count = 0;
  RawServer server([&count](RawConnection& connection) {
    connection.read_some();
    if (count.fetch_add(1) < 8) connection.send(server_hello(0xC02F));
    connection.wait_for_close();
  });
  InspectOptions options;
  options.system_authorities = false;
  options.timeout = 5s;
  options.max_time = 1500ms;
  const auto start = std::chrono::steady_clock::now();
  const auto inspection = inspect({"127.0.0.1", server.port()}, options);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 8s);
}

}  // namespace
}  // namespace signet::tls
