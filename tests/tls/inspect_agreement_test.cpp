// The inspector against `openssl s_client`, cell by cell: each protocol with each suite, and which of two neighbours is
// chosen in either order, on OpenSSL servers and on nginx after Mozilla's profiles (guidelines 5.8).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <mutex>
#include <set>
#include <thread>

#include "base/text.h"
#include "tests/support/nginx.h"
#include "tests/tls/inspect_support.h"
#include "tls/inspect/policy.h"
#include "tls/suites.h"

namespace signet::tls {
namespace {

using signet::test::Nginx;
using signet::test::NginxOptions;
using test::KeyType;
using test::TlsAuthority;
using test::TlsServer;
using test::TlsServerOptions;
using test::TlsVersion;

constexpr std::array<std::pair<std::uint16_t, std::string_view>, 4> kVersions = {
    {{0x0301, "-tls1"}, {0x0302, "-tls1_1"}, {0x0303, "-tls1_2"}, {0x0304, "-tls1_3"}}};

const TlsAuthority& authority() {
  static const TlsAuthority made;
  return made;
}

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");  // NOLINT(cert-env33-c): the words are this test's own
  std::string text;
  std::array<char, 4096> chunk{};
  while (const std::size_t got = std::fread(chunk.data(), 1, chunk.size(), pipe)) text.append(chunk.data(), got);
  ::pclose(pipe);
  return text;
}

/// The suite that s_client agrees on, in OpenSSL's name, when it offers `list`; empty when the server refuses.
std::string ask_s_client(std::uint16_t port, std::string_view version, const std::string& list) {
  const bool tls13 = version == "-tls1_3";
  const std::string suites = tls13 ? "-ciphersuites " + list : "-cipher " + list + ":@SECLEVEL=0";
  const std::string text = output_of("openssl s_client -connect 127.0.0.1:" + std::to_string(port) + " " +
                                     std::string(version) + " " + suites + " </dev/null 2>&1");
  constexpr std::string_view kBefore = ", Cipher is ";
  const std::size_t at = text.find(kBefore);
  if (at == std::string::npos) return {};
  const std::size_t start = at + kBefore.size();
  const std::string name = text.substr(start, text.find('\n', start) - start);
  return name == "(NONE)" ? "" : name;
}

/// One question to s_client and the answer that the inspector implies.
struct Cell {
  std::string_view version;
  std::string offered;
  std::string expected;
};

/// Suites with pre-shared keys and SRP need secrets that these servers do not have; before TLS 1.2 there are only those
/// with SHA-1 and MD5 (RFC 5246 §1.2).
std::vector<std::string> candidates(std::uint16_t version) {
  constexpr std::uint16_t kTls12 = 0x0303;
  const bool tls13 = version > kTls12;
  std::vector<std::string> names;
  for (const Suite& suite : known_suites()) {
    const bool old = suite.iana_name.ends_with("_SHA") || suite.iana_name.ends_with("_MD5");
    if (version < kTls12 && !old) continue;
    const bool by_secret =
        suite.iana_name.find("PSK") != std::string::npos || suite.iana_name.find("SRP") != std::string::npos;
    if (suite.tls13 == tls13 && !by_secret) names.push_back(suite.openssl_name);
  }
  return names;
}

std::string implied_choice(const OfferedProtocol& protocol, std::size_t first, std::size_t second) {
  const auto& suites = protocol.suites;
  if (protocol.order == Order::kServer) return suites[std::min(first, second)].openssl_name;
  if (protocol.order == Order::kClient) return suites[first].openssl_name;
  const std::pair pair(suites[std::min(first, second)].name, suites[std::max(first, second)].name);
  const bool equal = std::find(protocol.equals.begin(), protocol.equals.end(), pair) != protocol.equals.end();
  return suites[equal ? first : std::min(first, second)].openssl_name;
}

std::vector<Cell> cells_of(const Inspection& inspection) {
  std::vector<Cell> cells;
  for (const auto& [number, option] : kVersions) {
    const OfferedProtocol& protocol = *inspection.find(number);
    std::set<std::string> taken;
    for (const OfferedSuite& suite : protocol.suites) taken.insert(suite.openssl_name);
    if (protocol.taken != Taken::kYes) {
      cells.push_back({option, join(candidates(number), ":"), ""});
      continue;
    }
    for (const std::string& name : candidates(number)) {
      cells.push_back({option, name, taken.contains(name) ? name : ""});
    }
    for (std::size_t i = 0; i + 1 < protocol.suites.size(); ++i) {
      if (protocol.suites[i + 1].openssl_name.empty()) break;  // those that OpenSSL does not speak come last
      const std::string& a = protocol.suites[i].openssl_name;
      const std::string& b = protocol.suites[i + 1].openssl_name;
      cells.push_back({option, join({a, b}, ":"), implied_choice(protocol, i, i + 1)});
      cells.push_back({option, join({b, a}, ":"), implied_choice(protocol, i + 1, i)});
    }
  }
  return cells;
}

/// Asks for all cells, four at a time, and expects no difference.
void expect_agreement(std::uint16_t port, const Inspection& inspection) {
  const std::vector<Cell> cells = cells_of(inspection);
  std::vector<std::string> answers(cells.size());
  std::vector<std::thread> threads;
  constexpr std::size_t kThreads = 4;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < cells.size(); i += kThreads) {
        answers[i] = ask_s_client(port, cells[i].version, cells[i].offered);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::size_t taken = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    EXPECT_EQ(answers[i], cells[i].expected) << cells[i].version << " " << cells[i].offered;
    taken += answers[i].empty() ? 0 : 1;
  }
  EXPECT_GT(taken, 0U);
  ::testing::Test::RecordProperty("cells", static_cast<int>(cells.size()));
}

// ---- OpenSSL servers

struct ServerCase {
  std::string name;
  TlsServerOptions options;
};

std::vector<ServerCase> server_cases() {
  std::vector<ServerCase> cases;
  const auto add = [&cases](std::string name) -> TlsServerOptions& {
    return cases.emplace_back(ServerCase{std::move(name), {}}).options;
  };
  TlsServerOptions& everything = add("EverythingClientsOrder");
  everything.protocols = {TlsVersion::kTls10, TlsVersion::kTls11, TlsVersion::kTls12, TlsVersion::kTls13};
  everything.ciphers = "ALL:COMPLEMENTOFALL";
  TlsServerOptions& mixed = add("MixedServersOrder");
  mixed.protocols = {TlsVersion::kTls10, TlsVersion::kTls11, TlsVersion::kTls12, TlsVersion::kTls13};
  mixed.ciphers =
      "AES128-SHA:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:DHE-RSA-AES128-SHA:ECDHE-ECDSA-AES256-SHA";
  mixed.suites = "TLS_AES_128_CCM_8_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
  mixed.prefer_own_order = true;
  TlsServerOptions& hole = add("WithoutTls12");
  hole.protocols = {TlsVersion::kTls11, TlsVersion::kTls13};
  hole.ciphers = "ECDHE-RSA-AES128-SHA:AES256-SHA";
  TlsServerOptions& unprotected = add("NullAndAnonymous");
  unprotected.protocols = {TlsVersion::kTls12};
  unprotected.ciphers = "eNULL:aNULL";
  return cases;
}

class AgreementOnOpenssl : public ::testing::TestWithParam<ServerCase> {};

TEST_P(AgreementOnOpenssl, HoldsInEveryCell) {
  TlsServerOptions options = GetParam().options;
  options.identities = {authority().issue(), authority().issue({.key = KeyType::kRsa2048})};
  const TlsServer server(options);
  expect_agreement(server.port(), test::inspect_loopback(server.port(), authority().root_pem()));
}

INSTANTIATE_TEST_SUITE_P(Servers, AgreementOnOpenssl, ::testing::ValuesIn(server_cases()),
                         [](const auto& row) { return row.param.name; });

// ---- nginx after Mozilla's profiles

constexpr char kIntermediateCiphers[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384:DHE-RSA-CHACHA20-POLY1305";
/// What "old" adds. OpenSSL 3 speaks no 3DES, and old protocols at security level 0 only.
constexpr char kOldCiphersToo[] =
    ":ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:"
    "ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES256-SHA384:ECDHE-ECDSA-AES256-SHA:ECDHE-RSA-AES256-SHA:"
    "DHE-RSA-AES128-SHA256:DHE-RSA-AES256-SHA256:AES128-GCM-SHA256:AES256-GCM-SHA384:AES128-SHA256:AES256-SHA256:"
    "AES128-SHA:AES256-SHA:DES-CBC3-SHA:@SECLEVEL=0";

struct ProfileCase {
  std::string name;
  std::string protocols;
  std::string ciphers;
  bool prefer_own_order = false;
  std::vector<KeyType> keys;
  std::string dh_command;          ///< prints the parameters; empty: none are set
  std::vector<std::string> meets;  ///< of Mozilla's profiles
};

std::vector<ProfileCase> profile_cases() {
  return {
      {"Modern", "TLSv1.3", "", false, {KeyType::kEcP256}, "", {"modern", "intermediate", "old"}},
      {"Intermediate",
       "TLSv1.2 TLSv1.3",
       kIntermediateCiphers,
       false,
       {KeyType::kEcP256, KeyType::kRsa2048},
       "openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 2>/dev/null",
       {"intermediate", "old"}},
      {"Old",
       "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3",
       std::string(kIntermediateCiphers) + kOldCiphersToo,
       true,
       {KeyType::kRsa2048},
       "openssl dhparam -dsaparam 1024 2>/dev/null",
       {"old"}},
  };
}

NginxOptions nginx_options(const ProfileCase& profile) {
  NginxOptions options;
  options.protocols = profile.protocols;
  options.ciphers = profile.ciphers;
  options.prefer_own_order = profile.prefer_own_order;
  if (!profile.dh_command.empty()) options.dh_parameters_pem = output_of(profile.dh_command);
  for (const KeyType key : profile.keys) options.identities.push_back(authority().issue({.key = key}));
  return options;
}

class AgreementOnNginx : public ::testing::TestWithParam<ProfileCase> {};

TEST_P(AgreementOnNginx, HoldsInEveryCell) {
  if (!Nginx::is_installed()) GTEST_SKIP() << "nginx is not installed: apt-get install nginx";
  const Nginx server(nginx_options(GetParam()));
  const Inspection inspection = test::inspect_loopback(server.port(), authority().root_pem());
  ASSERT_FALSE(inspection.protocols.empty()) << server.log();
  expect_agreement(server.port(), inspection);
  for (const ShownCertificate& shown : inspection.certificates) EXPECT_TRUE(shown.faults.empty());
  EXPECT_THAT(inspection.alpn, ::testing::UnorderedElementsAre("h2", "http/1.1"));
  constexpr std::int64_t kNow = 0;  // no rule about days is set
  std::vector<std::string> met;
  for (const std::string_view profile : profile_names()) {
    const auto found = violations(inspection, {.profile = std::string(profile)}, kNow);
    ASSERT_TRUE(found);
    if (found->empty()) met.emplace_back(profile);
  }
  EXPECT_EQ(met, GetParam().meets);
}

INSTANTIATE_TEST_SUITE_P(Profiles, AgreementOnNginx, ::testing::ValuesIn(profile_cases()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace signet::tls
