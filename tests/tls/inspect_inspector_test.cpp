// The inspector against servers on loopback whose settings are known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/tls/inspect_support.h"
#include "tls/inspect/inspector.h"
#include "tls/suites.h"

namespace signet::tls {
namespace {

using test::ClientCertificate;
using test::KeyType;
using test::TlsAuthority;
using test::TlsServer;
using test::TlsServerOptions;
using test::TlsVersion;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::uint16_t kTls10 = 0x0301;
constexpr std::uint16_t kTls11 = 0x0302;
constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;

class Inspect : public ::testing::Test {
 protected:
  static const TlsAuthority& authority() {
    static const TlsAuthority made;
    return made;
  }

  static TlsServerOptions server_options() {
    TlsServerOptions options;
    options.identities = {authority().issue()};
    return options;
  }

  static Inspection inspect_server(const TlsServerOptions& options) {
    const TlsServer server(options);
    return test::inspect_loopback(server.port(), authority().root_pem());
  }
};

std::vector<std::string> openssl_names(const Inspection& inspection, std::uint16_t version) {
  std::vector<std::string> names;
  for (const OfferedSuite& suite : inspection.find(version)->suites) names.push_back(suite.openssl_name);
  return names;
}

std::vector<std::string> group_names(const Inspection& inspection, bool tls13) {
  std::vector<std::string> names;
  for (const OfferedGroup& group : inspection.groups) {
    if (tls13 ? group.tls13 : group.tls12) names.push_back(group.name);
  }
  return names;
}

TEST_F(Inspect, FindsEverySubsetOfProtocols) {
  const std::vector<std::pair<TlsVersion, std::uint16_t>> versions = {{TlsVersion::kTls10, kTls10},
                                                                      {TlsVersion::kTls11, kTls11},
                                                                      {TlsVersion::kTls12, kTls12},
                                                                      {TlsVersion::kTls13, kTls13}};
  for (unsigned subset : {1U, 2U, 4U, 8U, 12U, 10U, 5U, 15U}) {
    TlsServerOptions options = server_options();
    options.ciphers = "ECDHE-ECDSA-AES128-SHA";
    options.protocols.clear();
    for (std::size_t i = 0; i < versions.size(); ++i) {
      if ((subset >> i & 1U) != 0) options.protocols.insert(versions[i].first);
    }
    const Inspection inspection = inspect_server(options);
    for (std::size_t i = 0; i < versions.size(); ++i) {
      EXPECT_EQ(inspection.takes(versions[i].second), (subset >> i & 1U) != 0) << subset << " " << i;
    }
    EXPECT_FALSE(inspection.takes(kSsl30));
  }
}

TEST_F(Inspect, ListsTheSuitesInTheServersOrder) {
  TlsServerOptions options = server_options();
  options.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA";
  options.suites = "TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
  options.prefer_own_order = true;
  const Inspection inspection = inspect_server(options);
  EXPECT_THAT(openssl_names(inspection, kTls12),
              ElementsAre("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA"));
  EXPECT_THAT(openssl_names(inspection, kTls13), ElementsAre("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"));
  EXPECT_EQ(inspection.find(kTls12)->order, Order::kServer);
  EXPECT_EQ(inspection.find(kTls13)->order, Order::kServer);
}

TEST_F(Inspect, SeesThatTheServerFollowsTheClient) {
  TlsServerOptions options = server_options();
  options.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305";
  const Inspection inspection = inspect_server(options);
  EXPECT_THAT(openssl_names(inspection, kTls12),
              UnorderedElementsAre("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                   "ECDHE-ECDSA-CHACHA20-POLY1305"));
  EXPECT_EQ(inspection.find(kTls12)->order, Order::kClient);
  EXPECT_EQ(inspection.find(kTls13)->order, Order::kClient);
}

TEST_F(Inspect, ToleratesASingleSuiteWithoutAnOrder) {
  TlsServerOptions options = server_options();
  options.protocols = {TlsVersion::kTls12};
  options.ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256";
  const Inspection inspection = inspect_server(options);
  EXPECT_EQ(inspection.find(kTls12)->order, Order::kNone);
}

TEST_F(Inspect, FindsSuitesThatAreNoProtectionAtAll) {
  TlsServerOptions options = server_options();
  options.protocols = {TlsVersion::kTls12};
  options.ciphers = "ECDHE-ECDSA-NULL-SHA:ADH-AES128-SHA";
  const Inspection inspection = inspect_server(options);
  EXPECT_THAT(openssl_names(inspection, kTls12), UnorderedElementsAre("ECDHE-ECDSA-NULL-SHA", "ADH-AES128-SHA"));
  for (const OfferedSuite& suite : inspection.find(kTls12)->suites) EXPECT_EQ(suite.grade.grade, Grade::kBroken);
}

TEST_F(Inspect, FindsTheGroupsOfBothKinds) {
  TlsServerOptions options = server_options();
  options.groups = "X25519:P-256:P-384";
  const Inspection inspection = inspect_server(options);
  EXPECT_THAT(group_names(inspection, true), UnorderedElementsAre("x25519", "secp256r1", "secp384r1"));
  EXPECT_THAT(group_names(inspection, false), UnorderedElementsAre("x25519", "secp256r1", "secp384r1"));
  EXPECT_EQ(inspection.group_order, Order::kClient);
}

TEST_F(Inspect, FindsThePreferredGroup) {
  TlsServerOptions options = server_options();
  options.groups = "P-384";
  options.protocols = {TlsVersion::kTls13};
  const Inspection inspection = inspect_server(options);
  EXPECT_THAT(group_names(inspection, true), ElementsAre("secp384r1"));
  EXPECT_THAT(group_names(inspection, false), IsEmpty());
  EXPECT_EQ(inspection.handshake.group, "secp384r1");
}

TEST_F(Inspect, MeasuresTheParametersOfDhe) {
  TlsServerOptions options = server_options();
  options.identities = {authority().issue({.key = KeyType::kRsa2048})};
  options.protocols = {TlsVersion::kTls12};
  options.ciphers = "DHE-RSA-AES128-GCM-SHA256";
  EXPECT_EQ(inspect_server(options).dh_bits, 2048);
}

TEST_F(Inspect, ShowsBothCertificatesOfAServer) {
  TlsServerOptions options = server_options();
  options.identities.push_back(authority().issue({.key = KeyType::kRsa2048}));
  for (const TlsVersion version : {TlsVersion::kTls12, TlsVersion::kTls13}) {
    options.protocols = {version};
    const Inspection inspection = inspect_server(options);
    std::set<std::string> keys;
    for (const ShownCertificate& shown : inspection.certificates) {
      keys.insert(shown.chain.front().key);
      EXPECT_THAT(shown.faults, IsEmpty());
    }
    EXPECT_THAT(keys, UnorderedElementsAre("EC P-256", "RSA 2048"));
  }
}

struct ResumptionCase {
  bool tickets;
  bool session_cache;
};

TEST_F(Inspect, TriesTheKindsOfResumption) {
  for (const ResumptionCase kind : {ResumptionCase{true, true}, {true, false}, {false, true}, {false, false}}) {
    TlsServerOptions options = server_options();
    options.tickets = kind.tickets;
    options.session_cache = kind.session_cache;
    const Inspection inspection = inspect_server(options);
    EXPECT_EQ(inspection.ticket_resumption, kind.tickets);
    EXPECT_EQ(inspection.session_id_resumption, kind.session_cache);
    EXPECT_EQ(inspection.psk_resumption, kind.tickets || kind.session_cache);
  }
}

TEST_F(Inspect, FindsAlpnAndItsOrder) {
  TlsServerOptions options = server_options();
  EXPECT_THAT(inspect_server(options).alpn, IsEmpty());
  options.alpn = {"http/1.1", "h2"};
  const Inspection inspection = inspect_server(options);
  EXPECT_THAT(inspection.alpn, ElementsAre("http/1.1", "h2"));
  EXPECT_EQ(inspection.alpn_order, Order::kServer);
}

TEST_F(Inspect, TellsWhetherAClientCertificateIsWanted) {
  for (const TlsVersion version : {TlsVersion::kTls12, TlsVersion::kTls13}) {
    TlsServerOptions options = server_options();
    options.protocols = {version};
    EXPECT_EQ(inspect_server(options).client_certificate, ClientCertificateWish::kNone);
    options.client_ca_pem = authority().root_pem();
    options.client_certificate = ClientCertificate::kRequested;
    Inspection inspection = inspect_server(options);
    EXPECT_EQ(inspection.client_certificate, ClientCertificateWish::kRequested);
    EXPECT_THAT(inspection.client_authorities, ElementsAre("CN=Signet Test Root"));
    options.client_certificate = ClientCertificate::kRequired;
    inspection = inspect_server(options);
    EXPECT_EQ(inspection.client_certificate, ClientCertificateWish::kRequired);
    EXPECT_EQ(inspection.certificates.size(), 1U) << "the certificate shows though the handshake fails";
  }
}

TEST_F(Inspect, ReadsTheStapledAnswer) {
  const test::Identity leaf = authority().issue();
  const std::vector<std::pair<test::OcspAnswer, Staple>> cases = {{test::OcspAnswer::kGood, Staple::kGood},
                                                                  {test::OcspAnswer::kRevoked, Staple::kRevoked},
                                                                  {test::OcspAnswer::kExpired, Staple::kInvalid},
                                                                  {test::OcspAnswer::kUnknown, Staple::kUnknown}};
  for (const auto& [answer, staple] : cases) {
    TlsServerOptions options;
    options.identities = {leaf};
    options.ocsp_staple_der = authority().ocsp_response_der(leaf, answer);
    EXPECT_EQ(inspect_server(options).handshake.ocsp, staple);
  }
  EXPECT_EQ(inspect_server(server_options()).handshake.ocsp, Staple::kNone);
}

TEST_F(Inspect, ReportsTheProtectionsOfOpenssl) {
  const Inspection inspection = inspect_server(server_options());
  EXPECT_EQ(inspection.secure_renegotiation, true);
  EXPECT_EQ(inspection.extended_master_secret, true);
  EXPECT_EQ(inspection.fallback_protection, true);
  EXPECT_EQ(inspection.compression, false);
  EXPECT_EQ(inspection.handshake.protocol, "TLS 1.3");
  EXPECT_EQ(inspection.handshake.signature, "ecdsa_sha256");
  EXPECT_EQ(inspection.unanswered, 0);
}

TEST_F(Inspect, SendsTheServerNameThatIsAskedFor) {
  const TlsServer server(server_options());
  InspectOptions options = test::loopback_options(authority().root_pem());
  options.server_name = "localhost";
  ASSERT_TRUE(inspect({"127.0.0.1", server.port()}, options));
  std::set<std::string> names;
  for (const test::TlsHandshake& handshake : server.handshakes()) {
    if (handshake.completed) names.insert(handshake.sni);
  }
  EXPECT_THAT(names, ElementsAre("localhost"));
}

TEST_F(Inspect, SendsNoServerNameForAnAddress) {
  const TlsServer server(server_options());
  ASSERT_TRUE(inspect({"127.0.0.1", server.port()}, test::loopback_options(authority().root_pem())));
  for (const test::TlsHandshake& handshake : server.handshakes()) EXPECT_EQ(handshake.sni, "");
}

TEST_F(Inspect, NeedsOneHandshakeMoreThanThereAreSuites) {
  TlsServerOptions options = server_options();
  options.protocols = {TlsVersion::kTls12};
  const TlsServer server(options);
  const auto inspection = inspect({"127.0.0.1", server.port()}, test::loopback_options(authority().root_pem()));
  ASSERT_TRUE(inspection);
  const int suites = static_cast<int>(inspection->find(kTls12)->suites.size());
  constexpr int kOtherProbes = 40;
  EXPECT_GT(suites, 4);
  EXPECT_LT(inspection->connections, 2 * suites + kOtherProbes);
}

TEST(InspectTarget, ReadsHostsAndPorts) {
  const std::vector<std::tuple<std::string, std::string, int>> good = {{"example.com", "example.com", 443},
                                                                       {"example.com:8443", "example.com", 8443},
                                                                       {"[::1]:443", "::1", 443},
                                                                       {"[::1]", "::1", 443},
                                                                       {"::1", "::1", 443},
                                                                       {"https://a.example:1/b?c#d", "a.example", 1},
                                                                       {"https://u:p@a.example/", "a.example", 443}};
  for (const auto& [text, host, port] : good) {
    const auto target = parse_target(text);
    ASSERT_TRUE(target) << text;
    EXPECT_EQ(target->host, host);
    EXPECT_EQ(target->port, port);
  }
  for (const std::string bad : {"", "a:", "a:0", "a:65536", "a:x", "[::1", "[::1]x", "[::1]:", "-x", "a b", ":443"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

}  // namespace
}  // namespace signet::tls
