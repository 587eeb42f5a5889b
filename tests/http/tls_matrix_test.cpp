// Settings against servers, cell by cell: what is negotiated or refused, checked from both sides.
#include <bitset>

#include "base/text.h"
#include "tests/http/tls_support.h"

namespace signet::http {
namespace {

using test::TlsServer;
using test::TlsServerOptions;
using test::TlsVersion;

constexpr std::array<TlsVersion, 4> kVersions = {TlsVersion::kTls10, TlsVersion::kTls11, TlsVersion::kTls12,
                                                 TlsVersion::kTls13};
const std::array<std::string, 4> kPostmanNames = {"TLSv1", "TLSv1_1", "TLSv1_2", "TLSv1_3"};
const std::array<std::string, 4> kShownNames = {"TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"};
const std::array<std::string, 4> kOpensslNames = {"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};

using Subset = std::bitset<4>;

constexpr int kNone = -1;
constexpr int kDowngrade = -2;

/// The newest protocol in common. From TLS 1.1 down a server that also knows 1.2 marks its answer; a client that
/// offered more than what it got must then refuse (RFC 8446 §4.1.3), even where the server merely has a hole there.
int expected_version(Subset client, Subset server) {
  for (int version = 3; version >= 0; --version) {
    if (!client[version] || !server[version]) continue;
    const bool offered_newer = version < 3 && client[version + 1];
    const bool marked = version <= 1 && server[2];
    return offered_newer && marked ? kDowngrade : version;
  }
  return kNone;
}

class TlsMatrix : public testing::Test {
 protected:
  static const test::TlsAuthority& authority() {
    static const test::TlsAuthority root;
    return root;
  }
  static TlsServerOptions server_options() {
    TlsServerOptions options;
    test::LeafOptions rsa;
    rsa.key = test::KeyType::kRsa2048;
    options.identities = {authority().issue(), authority().issue(rsa)};
    return options;
  }
  tls::Settings trusting() const {
    tls::Settings settings;
    settings.authorities = {files_.write("ca.pem", authority().root_pem())};
    return settings;
  }
  /// A rule that sends a client certificate of `clients` to the URLs that meet `pattern`.
  std::shared_ptr<const ClientCertificateRules> rule_for(std::string pattern, const test::TlsAuthority& clients) const {
    test::LeafOptions alice;
    alice.usage = test::Usage::kClient;
    const test::Identity identity = clients.issue(alice);
    return std::make_shared<const ClientCertificateRules>(ClientCertificateRules{
        {"alice",
         {std::move(pattern)},
         identity_files(files_.write("a.pem", identity.chain_pem), files_.write("a.key", identity.key_pem), nullptr)}});
  }

  /// One client for all cells of a test: settings must not get into each other's way.
  Result<Response> send(Request request) { return client_.send(std::move(request)); }

  test::TemporaryFolder files_;
  CookieJar jar_;
  Client client_{jar_};
};

TEST_F(TlsMatrix, NegotiatesTheNewestProtocolThatBothSidesAllow) {
  for (unsigned server_bits = 1; server_bits < 16; ++server_bits) {
    TlsServerOptions options = server_options();
    options.protocols.clear();
    for (std::size_t i = 0; i < 4; ++i) {
      if (Subset(server_bits)[i]) options.protocols.insert(kVersions.at(i));
    }
    const TlsServer server(options);
    for (unsigned client_bits = 1; client_bits < 16; ++client_bits) {
      SCOPED_TRACE(fmt::format("server {:04b} client {:04b} (1.3 1.2 1.1 1.0)", server_bits, client_bits));
      tls::Settings settings = trusting();
      settings.enabled_protocols = std::vector<std::string>(kPostmanNames.begin(), kPostmanNames.end());
      for (std::size_t i = 0; i < 4; ++i) {
        if (!Subset(client_bits)[i]) settings.disabled_protocols.push_back(kPostmanNames.at(i));
      }
      const auto response = send(get_with(server.url(), settings));
      const int expected = expected_version(client_bits, server_bits);
      if (expected < 0) {
        ASSERT_FALSE(response) << response->tls->protocol;
        EXPECT_FALSE(response.error().hint.empty()) << response.error().message;
        const std::string_view told = expected == kDowngrade ? "allows no version next to that one" : "--tls-protocols";
        EXPECT_NE(response.error().hint.find(told), std::string::npos) << response.error().hint;
        continue;
      }
      ASSERT_TRUE(response) << response.error().to_string();
      ASSERT_NE(response->tls, nullptr);
      EXPECT_EQ(response->tls->protocol, kShownNames.at(static_cast<std::size_t>(expected)));
      EXPECT_EQ(response->tls->security_lowered, Subset(client_bits)[0] || Subset(client_bits)[1]);
      EXPECT_EQ(server.handshake_of_last_request().protocol, kOpensslNames.at(static_cast<std::size_t>(expected)));
    }
  }
}

TEST_F(TlsMatrix, OldProtocolsAreOffUnlessTurnedOn) {
  TlsServerOptions options = server_options();
  options.protocols = {TlsVersion::kTls10, TlsVersion::kTls11};
  const TlsServer server(options);
  tls::Settings settings = trusting();
  settings.disabled_protocols = {"TLSv1"};  // as in Node, a list of disabled ones turns nothing on
  settings.protocols_said_by = "tlsDisabledProtocols";
  const auto response = send(get_with(server.url(), settings));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().hint,
            "the server offers only TLS 1.0, TLS 1.1, which is disabled here: allowed are TLS 1.2, TLS 1.3 (by "
            "tlsDisabledProtocols); allow more with tlsEnabledProtocols or --tls-protocols");
  settings.disabled_protocols = {"TLSv1_3"};
  const auto without_13 = send(get_with(server.url(), settings));
  ASSERT_FALSE(without_13);
  EXPECT_EQ(without_13.error().hint,
            "the server offers only TLS 1.0, TLS 1.1, which is disabled here: allowed are TLS 1.2 (by "
            "tlsDisabledProtocols); allow more with tlsEnabledProtocols or --tls-protocols");
}

TEST_F(TlsMatrix, SuitesFollowTheServersOrderOrTheClients) {
  const std::vector<std::string> ecdsa = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                          "ECDHE-ECDSA-CHACHA20-POLY1305"};
  const std::vector<std::string> rsa = {"ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-AES128-GCM-SHA256",
                                        "AES128-GCM-SHA256", "ECDHE-RSA-AES256-SHA384"};
  for (const auto& suites : {ecdsa, rsa}) {
    for (const bool server_prefers : {false, true}) {
      TlsServerOptions options = server_options();
      options.protocols = {TlsVersion::kTls12};
      options.ciphers = join(suites, ":");
      options.prefer_own_order = server_prefers;
      const TlsServer server(options);
      for (std::size_t first = 0; first < suites.size(); ++first) {
        for (const bool setting : {false, true}) {
          SCOPED_TRACE(fmt::format("{} first, server prefers {}, setting {}", suites[first], server_prefers, setting));
          tls::Settings settings = trusting();
          settings.prefer_server_ciphers = setting;
          settings.suites = suites;
          std::rotate(settings.suites.begin(), settings.suites.begin() + static_cast<long>(first),
                      settings.suites.end());
          const auto response = send(get_with(server.url(), settings));
          ASSERT_TRUE(response) << response.error().to_string();
          const std::string& expected = server_prefers ? suites.front() : suites[first];
          EXPECT_EQ(response->tls->suite_openssl, expected);
          EXPECT_EQ(server.handshake_of_last_request().suite, expected);
        }
      }
    }
  }
}

TEST_F(TlsMatrix, EachTls13SuiteByItself) {
  const std::vector<std::string> suites = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                           "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256"};
  for (const std::string& offered : suites) {
    TlsServerOptions options = server_options();
    options.suites = offered;
    options.protocols = {TlsVersion::kTls13};
    const TlsServer server(options);
    for (const std::string& wanted : suites) {
      SCOPED_TRACE(fmt::format("server {} client {}", offered, wanted));
      tls::Settings settings = trusting();
      settings.suites = {wanted};
      const auto response = send(get_with(server.url(), settings));
      ASSERT_EQ(response.ok(), offered == wanted);
      if (response) {
        EXPECT_EQ(response->tls->suite, wanted);
      } else {
        EXPECT_NE(response.error().hint.find("tlsCipherSelection"), std::string::npos) << response.error().to_string();
      }
    }
  }
}

TEST_F(TlsMatrix, SuitesOfOneVersionTurnTheOtherVersionsOff) {
  const TlsServer server(server_options());
  struct Row {
    std::vector<std::string> suites;
    std::string_view protocol;
  };
  const std::vector<Row> rows = {
      {{"ECDHE-RSA-AES128-GCM-SHA256"}, "TLS 1.2"},
      {{"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}, "TLS 1.2"},
      {{"TLS_AES_128_GCM_SHA256"}, "TLS 1.3"},
      {{"ECDHE-RSA-AES128-GCM-SHA256", "TLS_AES_128_GCM_SHA256"}, "TLS 1.3"},
      {{"HIGH:!aNULL"}, "TLS 1.2"},
  };
  for (const Row& row : rows) {
    tls::Settings settings = trusting();
    settings.suites = row.suites;
    const auto response = send(get_with(server.url(), settings));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->tls->protocol, row.protocol) << join(row.suites, ":");
  }
}

TEST_F(TlsMatrix, GroupsAlgorithmsAlpnAndServerName) {
  TlsServerOptions options = server_options();
  options.alpn = {"http/1.1", "signet-test"};
  const TlsServer server(options);
  for (const auto& [group, shown] : {std::pair("X25519", "x25519"), std::pair("P-256", "secp256r1"),
                                     std::pair("P-384", "secp384r1"), std::pair("P-521", "secp521r1")}) {
    tls::Settings settings = trusting();
    settings.groups = {group};
    const auto response = send(get_with(server.url(), settings));
    ASSERT_TRUE(response) << group << response.error().to_string();
    EXPECT_EQ(response->tls->group, shown);
    EXPECT_EQ(server.handshake_of_last_request().group, shown);
  }
  for (const auto& [algorithm, shown] :
       {std::pair("ECDSA+SHA256", "ecdsa_sha256"), std::pair("rsa_pss_rsae_sha384", "rsa_pss_sha384")}) {
    tls::Settings settings = trusting();
    // The chain is signed by ECDSA with SHA-256, so that this one has to stay allowed (RFC 8446 §4.2.3).
    settings.signature_algorithms = {algorithm, "ECDSA+SHA256"};
    settings.suites = {"ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256"};
    const auto response = send(get_with(server.url(), settings));
    ASSERT_TRUE(response) << algorithm << response.error().to_string();
    if (std::string_view(algorithm).starts_with("ECDSA")) {
      EXPECT_EQ(response->tls->signature, shown);
    }
  }
  tls::Settings settings = trusting();
  settings.alpn = {"signet-test"};
  settings.server_name = "localhost";
  const auto response = send(get_with(server.url(), settings));
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_EQ(response->tls->alpn, "signet-test");
  EXPECT_EQ(response->tls->server_name, "localhost");
  EXPECT_EQ(server.handshake_of_last_request().sni, "localhost");
  settings.server_name = "elsewhere.example";
  const auto other = send(get_with(server.url(), settings));
  ASSERT_FALSE(other) << "the certificate is checked for the name that was sent";
  EXPECT_NE(other.error().hint.find("DNS:localhost"), std::string::npos) << other.error().to_string();
}

TEST_F(TlsMatrix, ClientCertificates) {
  const test::TlsAuthority clients;
  const test::TlsAuthority strangers;
  test::LeafOptions alice;
  alice.names = {"alice"};
  alice.usage = test::Usage::kClient;
  test::LeafOptions late = alice;
  late.not_after = -std::chrono::hours(1);
  late.not_before = -std::chrono::hours(2);
  test::LeafOptions early = alice;
  early.not_before = std::chrono::hours(1);
  const test::Identity good = clients.issue(alice);
  struct Row {
    std::string_view name;
    std::string certificate, key;
    std::string_view refusal;  ///< told before anything is sent; empty: it is sent
    bool accepted;
  };
  const std::string foreign_key = clients.issue(alice).key_pem;
  const test::Identity foreign = strangers.issue(alice);
  const std::vector<Row> rows = {
      {"none", "", "", "", false},
      {"good", good.chain_pem, good.key_pem, "", true},
      {"stranger", foreign.chain_pem, foreign.key_pem, "", false},
      {"expired", clients.issue(late).chain_pem, "same", "expired on", false},
      {"early", clients.issue(early).chain_pem, "same", "is not valid before", false},
      {"mismatched", good.chain_pem, foreign_key, "belongs to another certificate", false},
  };
  for (const auto version : {TlsVersion::kTls12, TlsVersion::kTls13}) {
    for (const auto mode :
         {test::ClientCertificate::kNone, test::ClientCertificate::kRequested, test::ClientCertificate::kRequired}) {
      TlsServerOptions options = server_options();
      options.protocols = {version};
      options.client_certificate = mode;
      options.client_ca_pem = clients.root_pem();
      const TlsServer server(options);
      for (Row row : rows) {
        SCOPED_TRACE(
            fmt::format("version {:x} mode {} client {}", static_cast<int>(version), static_cast<int>(mode), row.name));
        Request request = get_with(server.url(), trusting());
        if (!row.certificate.empty()) {
          if (row.key == "same") {
            const test::Identity own = clients.issue(row.name == "early" ? early : late);
            row.certificate = own.chain_pem;
            row.key = own.key_pem;
          }
          const auto certificate = files_.write("client.pem", row.certificate);
          const auto key = files_.write("client.key", row.key);
          request.settings.client_certificates = std::make_shared<const ClientCertificateRules>(
              ClientCertificateRules{{"test", {"https://127.0.0.1:*/*"}, identity_files(certificate, key, nullptr)}});
        }
        const std::size_t before = server.connections();
        const auto response = send(std::move(request));
        if (!row.refusal.empty()) {
          ASSERT_FALSE(response);
          EXPECT_NE(response.error().to_string().find(row.refusal), std::string::npos) << response.error().to_string();
          EXPECT_EQ(server.connections(), before) << "nothing may be sent";
          continue;
        }
        const bool asked = mode != test::ClientCertificate::kNone;
        const bool passes =
            !asked || row.accepted || (mode == test::ClientCertificate::kRequested && row.name == "none");
        ASSERT_EQ(response.ok(), passes) << (response ? "" : response.error().to_string());
        if (response) {
          EXPECT_EQ(response->tls->client_certificate_requested, asked);
          EXPECT_EQ(response->tls->client.has_value(), asked && row.accepted);
          EXPECT_EQ(server.handshake_of_last_request().client_subject.empty(), !(asked && row.accepted));
        } else {
          EXPECT_NE(response.error().hint.find("client certificate"), std::string::npos)
              << response.error().to_string();
        }
      }
    }
  }
}

TEST_F(TlsMatrix, FaultsOfTheServersCertificate) {
  const test::TlsAuthority unknown;
  const test::TlsAuthority chained({.name = "Chained", .intermediate = true});
  const auto leaf = [](auto change) {
    test::LeafOptions options;
    change(options);
    return options;
  };
  struct Row {
    test::Identity identity;
    std::string_view message;
    std::string_view hint;
  };
  const std::vector<Row> rows = {
      {authority().issue(), "", ""},
      {authority().issue(leaf([](auto& o) { o.not_after = -std::chrono::minutes(5); })), "certificate has expired",
       "expired on"},
      {authority().issue(leaf([](auto& o) { o.not_before = std::chrono::hours(2); })), "certificate is not yet valid",
       "is valid from"},
      {authority().issue(leaf([](auto& o) { o.names = {"other.example"}; })),
       "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: ",
       "DNS:other.example"},
      {authority().issue(leaf([](auto& o) { o.self_signed = true; })), "self-signed certificate", "--insecure"},
      {unknown.issue(), "unable to verify the first certificate", "--ssl-extra-ca-certs"},
      {chained.issue(leaf([](auto& o) { o.missing_intermediate = true; })), "unable to verify the first certificate",
       "should send the intermediate"},
      {chained.issue(), "", ""},
      {authority().issue(leaf([](auto& o) { o.key = test::KeyType::kRsa1024; })), "EE certificate key too weak",
       "RSA 2048"},
  };
  const auto trust = files_.write("both.pem", authority().root_pem() + chained.root_pem());
  for (const Row& row : rows) {
    SCOPED_TRACE(row.message);
    TlsServerOptions options;
    options.identities = {row.identity};
    const TlsServer server(options);
    for (const bool verify : {true, false}) {
      tls::Settings settings;
      settings.verify = verify;
      settings.authorities = {trust};
      const auto response = send(get_with(server.url(), settings));
      if (row.message.empty() || !verify) {
        ASSERT_TRUE(response) << response.error().to_string();
        EXPECT_EQ(response->tls->verified, verify);
        EXPECT_EQ(response->tls->verify_error.empty(), row.message.empty()) << response->tls->verify_error;
        continue;
      }
      ASSERT_FALSE(response);
      EXPECT_EQ(response.error().message, row.message);
      EXPECT_NE(response.error().hint.find(row.hint), std::string::npos) << response.error().hint;
    }
  }
}

TEST_F(TlsMatrix, StapledAnswersAndRevocationLists) {
  const test::Identity own = authority().issue();
  struct Row {
    std::string staple;
    std::string_view shown;
    bool passes_stapled, passes_required;
  };
  using test::OcspAnswer;
  const std::vector<Row> rows = {
      {"", "none", true, false},
      {authority().ocsp_response_der(own, OcspAnswer::kGood), "good", true, true},
      {authority().ocsp_response_der(own, OcspAnswer::kRevoked), "revoked", false, false},
      {authority().ocsp_response_der(own, OcspAnswer::kUnknown), "unknown", false, false},
      {authority().ocsp_response_der(own, OcspAnswer::kExpired), "invalid", false, false},
      {test::TlsAuthority().ocsp_response_der(own, OcspAnswer::kGood), "invalid", false, false},
      {authority().ocsp_response_der(authority().issue(), OcspAnswer::kGood), "unknown", false, false},
      {"no DER at all", "invalid", false, false},
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Row& row = rows[i];
    for (const auto version : {TlsVersion::kTls12, TlsVersion::kTls13}) {
      TlsServerOptions options;
      options.protocols = {version};
      options.identities = {own};
      options.ocsp_staple_der = row.staple;
      const TlsServer server(options);
      using tls::Revocation;
      for (const auto mode : {Revocation::kOff, Revocation::kStapled, Revocation::kRequired}) {
        SCOPED_TRACE(fmt::format("row {} version {:x} mode {}", i, static_cast<int>(version), static_cast<int>(mode)));
        tls::Settings settings = trusting();
        settings.revocation = mode;
        const auto response = send(get_with(server.url(), settings));
        const bool passes = mode == Revocation::kOff       ? true
                            : mode == Revocation::kStapled ? row.passes_stapled
                                                           : row.passes_required;
        ASSERT_EQ(response.ok(), passes) << (response ? "" : response.error().to_string());
        if (response && mode != Revocation::kOff) {
          EXPECT_EQ(name(response->tls->ocsp), row.shown);
        }
        if (!response) {
          EXPECT_NE(response.error().hint.find("OCSP"), std::string::npos) << response.error().to_string();
        }
      }
    }
  }
  TlsServerOptions options;
  options.identities = {own};
  const TlsServer server(options);
  const auto with_list = [&](const std::string& crl) {
    tls::Settings settings = trusting();
    settings.crls = {files_.write("list.pem", crl)};
    return send(get_with(server.url(), settings));
  };
  EXPECT_TRUE(with_list(authority().crl_pem({})));
  const auto revoked = with_list(authority().crl_pem({own}));
  ASSERT_FALSE(revoked);
  EXPECT_EQ(revoked.error().message, "certificate revoked");
  EXPECT_FALSE(with_list(authority().crl_pem({}, true))) << "an old list proves nothing";
  EXPECT_FALSE(with_list(test::TlsAuthority().crl_pem({}))) << "a list of another issuer proves nothing";
}

TEST_F(TlsMatrix, PinsHoldWithAndWithoutTheCheckOfTheChain) {
  const test::Identity own = authority().issue();
  TlsServerOptions options;
  options.identities = {own};
  // An attacker may send any certificate along, the pinned one too.
  options.identities.front().chain_pem += authority().root_pem();
  const TlsServer server(options);
  const std::string own_pin = tls::read_certificates(own.certificate_pem)->front().key_pin;
  const std::string root_pin = tls::read_certificates(authority().root_pem())->front().key_pin;
  const std::string other_pin = tls::read_certificates(authority().issue().certificate_pem)->front().key_pin;
  struct Row {
    std::vector<std::string> pins;
    bool verify, passes;
  };
  const std::vector<Row> rows = {
      {{own_pin}, true, true},     {{root_pin}, true, true},
      {{other_pin}, true, false},  {{other_pin, own_pin}, true, true},
      {{own_pin}, false, true},    {{root_pin}, false, false},
      {{other_pin}, false, false},
  };
  for (const Row& row : rows) {
    tls::Settings settings = trusting();
    settings.verify = row.verify;
    settings.key_pins = row.pins;
    const auto response = send(get_with(server.url(), settings));
    ASSERT_EQ(response.ok(), row.passes) << row.pins.front() << row.verify;
    if (response) continue;
    EXPECT_EQ(response.error().message, "the server's key is not among the pinned ones");
    EXPECT_NE(response.error().hint.find(own_pin), std::string::npos) << response.error().hint;
  }
}

TEST_F(TlsMatrix, TrustsOnlyWhatItIsTold) {
  const TlsServer server(server_options());
  tls::Settings nothing;
  nothing.system_authorities = false;
  EXPECT_FALSE(send(get_with(server.url(), nothing)));
  tls::Settings only = trusting();
  only.system_authorities = false;
  const auto trusted = send(get_with(server.url(), only));
  EXPECT_TRUE(trusted) << trusted.error().to_string();
}

TEST_F(TlsMatrix, NeverSharesConnectionsOrSessionsBetweenDifferentSettings) {
  const test::TlsAuthority clients;
  TlsServerOptions options = server_options();
  options.client_certificate = test::ClientCertificate::kRequested;
  options.client_ca_pem = clients.root_pem();
  const TlsServer server(options);
  std::vector<Request> kinds;
  const auto add = [&](auto change) {
    tls::Settings settings = trusting();
    change(settings);
    kinds.push_back(get_with(server.url(), settings));
  };
  add([](auto&) {});
  add([](auto& s) { s.verify = false; });
  add([](auto& s) { s.disabled_protocols = {"TLSv1_3"}; });
  add([](auto& s) { s.suites = {"TLS_AES_128_GCM_SHA256"}; });
  add([](auto& s) { s.groups = {"P-256"}; });
  add([](auto& s) { s.signature_algorithms = {"ECDSA+SHA256"}; });
  add([](auto& s) { s.alpn = std::vector<std::string>{}; });
  add([](auto& s) { s.server_name = "localhost"; });
  add([](auto& s) { s.revocation = tls::Revocation::kOff; });
  add([](auto& s) { s.prefer_server_ciphers = true; });
  add([](auto& s) { s.system_authorities = false; });
  kinds.push_back(kinds.front());
  kinds.back().settings.client_certificates = rule_for("<all_urls>", clients);
  CookieJar jar;
  Client client(jar);
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto response = client.send(kinds[i]);
    ASSERT_TRUE(response) << i << response.error().to_string();
    EXPECT_FALSE(response->tls->resumed) << i;
    EXPECT_EQ(server.wait_for_handshakes(i + 1).size(), i + 1) << "kind " << i << " got a connection of another kind";
  }
  for (const Request& kind : kinds) ASSERT_TRUE(client.send(kind));
  EXPECT_EQ(server.handshakes().size(), kinds.size()) << "kept connections serve requests of their own kind";
}

TEST_F(TlsMatrix, ResumesSessionsOfTheSameSettings) {
  const TlsServer server(server_options());
  CookieJar jar;
  Client client(jar);
  Request closing = get_with(server.url(), trusting());
  closing.headers.push_back({"Content-Length", "00", false});  // not what is sent: the connection serves nothing else
  const auto first = client.send(closing);
  ASSERT_TRUE(first) << first.error().to_string();
  const auto second = client.send(closing);
  ASSERT_TRUE(second) << second.error().to_string();
  EXPECT_FALSE(first->tls->resumed);
  EXPECT_TRUE(second->tls->resumed);
  EXPECT_TRUE(second->tls->verified);
  EXPECT_TRUE(server.handshake_of_last_request().resumed);
}

TEST_F(TlsMatrix, RefusesSettingsThatNameNothing) {
  struct Row {
    tls::Settings settings;
    std::string_view message, hint;
  };
  const auto with = [](auto change) {
    tls::Settings settings;
    change(settings);
    return settings;
  };
  const std::vector<Row> rows = {
      {with([](auto& s) { s.suites = {"ECDHE-RSA-AES128-GCM-SHA265"}; }),
       "unknown cipher suite \"ECDHE-RSA-AES128-GCM-SHA265\"", "did you mean ECDHE-RSA-AES128-GCM-SHA256?"},
      {with([](auto& s) { s.disabled_protocols = {"TLSv1_4"}; }), "there is no protocol \"TLSv1_4\"", "TLSv1_3"},
      {with([](auto& s) { s.groups = {"P-257"}; }), "unknown key exchange group \"P-257\"", "did you mean P-25"},
      {with([](auto& s) { s.signature_algorithms = {"ECDSA+SHA255"}; }), "unknown signature algorithm \"ECDSA+SHA255\"",
       "ECDSA+SHA256"},
      {with([](auto& s) {
         s.disabled_protocols = {"TLSv1_2", "TLSv1_3"};
       }),
       "every version of TLS is disabled", "tlsDisabledProtocols"},
      {with([](auto& s) {
         s.suites = {"AES128-SHA"};
         s.disabled_protocols = {"TLSv1_2"};
       }),
       "no cipher suite chosen fits the protocols that are on (TLS 1.3)", "TLS_AES_"},
      {with([](auto& s) { s.key_pins = {"sha256//AAAA"}; }), "\"sha256//AAAA\" is no pin of a key", "base64"},
      {with([](auto& s) { s.authorities = {"/nonexistent/ca.pem"}; }), "CA certificates", ""},
  };
  for (const Row& row : rows) {
    const auto response = send(get_with("https://127.0.0.1:9/", row.settings));
    ASSERT_FALSE(response);
    EXPECT_NE(response.error().message.find(row.message), std::string::npos) << response.error().to_string();
    EXPECT_NE(response.error().hint.find(row.hint), std::string::npos) << response.error().to_string();
  }
}

TEST_F(TlsMatrix, ARedirectTakesNoClientCertificateToAnotherHost) {
  const test::TlsAuthority clients;
  TlsServerOptions options = server_options();
  options.client_certificate = test::ClientCertificate::kRequested;
  options.client_ca_pem = clients.root_pem();
  const TlsServer server(options);
  const auto rules = rule_for("https://127.0.0.1:*/*", clients);
  // One server by two names, of which the rule has one: what counts is the host of the hop, not of the request.
  for (const auto& [host, sends] : {std::pair("127.0.0.1", true), std::pair("localhost", false)}) {
    const std::string head = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ";
    test::RawServer first(answer_with({head + server.url("/", host) + "\r\n\r\n"}));
    Request request = get_with(first.url(), trusting());
    request.settings.client_certificates = rules;
    const auto response = send(std::move(request));
    ASSERT_TRUE(response) << response.error().to_string();
    EXPECT_EQ(response->hops.size(), 2U);
    EXPECT_EQ(response->tls->client.has_value(), sends) << host;
    EXPECT_EQ(server.handshake_of_last_request().client_subject.empty(), !sends) << host;
  }
  Request direct = get_with(server.url("/", "localhost"), trusting());
  direct.settings.client_certificates = rules;
  const auto response = send(std::move(direct));
  ASSERT_TRUE(response) << response.error().to_string();
  EXPECT_FALSE(response->tls->client) << "the rule names another host";
  EXPECT_TRUE(server.handshake_of_last_request().client_subject.empty());
}

}  // namespace
}  // namespace signet::http
