// Every fault of a chain, found on a connection and said in words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "tests/tls/inspect_support.h"
#include "tls/inspect/findings.h"

namespace signet::tls {
namespace {

using namespace std::chrono_literals;
using test::KeyType;
using test::LeafOptions;
using test::TlsAuthority;

constexpr auto kDay = 24h;

struct ChainCase {
  std::string name;
  LeafOptions leaf;
  std::vector<std::string> faults;
  std::string says;  ///< part of the first fault's text
};

std::vector<ChainCase> chain_cases() {
  return {
      {"Good", {}, {}, ""},
      {"GoodRsa", {.key = KeyType::kRsa2048}, {}, ""},
      {"GoodEd25519", {.key = KeyType::kEd25519}, {}, ""},
      {"Expired", {.not_before = -2 * kDay, .not_after = -kDay}, {"certificate-expired"}, "expired on 20"},
      {"NotYetValid", {.not_before = kDay, .not_after = 2 * kDay}, {"certificate-not-yet-valid"}, "is valid from 20"},
      {"OtherName", {.names = {"other.example"}}, {"name-mismatch"}, "not for 127.0.0.1: it names DNS:other.example"},
      {"SelfSigned", {.self_signed = true}, {"self-signed"}, "signed by itself"},
      {"Rsa1024", {.key = KeyType::kRsa1024}, {"weak-key"}, "RSA 1024"},
      {"Sha1", {.hash = test::SignatureHash::kSha1}, {"weak-signature"}, "broken hash"},
      {"ForClients", {.usage = signet::test::Usage::kClient}, {"wrong-purpose"}, "not meant for servers"},
      {"ExpiredAndOtherName",
       {.names = {"other.example"}, .not_before = -2 * kDay, .not_after = -kDay},
       {"certificate-expired", "name-mismatch"},
       "expired"},
      {"EverythingAtOnce",
       {.names = {"other.example"},
        .not_before = -2 * kDay,
        .not_after = -kDay,
        .key = KeyType::kRsa1024,
        .hash = test::SignatureHash::kSha1,
        .self_signed = true},
       {"certificate-expired", "name-mismatch", "weak-key", "weak-signature", "self-signed"},
       ""},
  };
}

std::vector<std::string> codes(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  out.reserve(findings.size());
  for (const Finding& finding : findings) out.push_back(finding.code);
  return out;
}

Inspection inspect_leaf(const TlsAuthority& authority, const LeafOptions& leaf, const std::string& trusted) {
  test::TlsServerOptions options;
  options.identities = {authority.issue(leaf)};
  const test::TlsServer server(options);
  return test::inspect_loopback(server.port(), trusted);
}

class ChainFaults : public ::testing::TestWithParam<ChainCase> {};

TEST_P(ChainFaults, AreFoundAndSaidInWords) {
  static const TlsAuthority authority;
  const ChainCase& expected = GetParam();
  const Inspection inspection = inspect_leaf(authority, expected.leaf, authority.root_pem());
  ASSERT_EQ(inspection.certificates.size(), 1U);
  const std::vector<Finding>& faults = inspection.certificates.front().faults;
  EXPECT_THAT(codes(faults), ::testing::UnorderedElementsAreArray(expected.faults));
  if (faults.empty()) return;
  EXPECT_THAT(faults.front().what, ::testing::HasSubstr(expected.says));
  for (const Finding& fault : faults) EXPECT_FALSE(fault.advice.empty()) << fault.code;
  EXPECT_EQ(judge(inspection).front().level, Level::kFault);
}

INSTANTIATE_TEST_SUITE_P(Table, ChainFaults, ::testing::ValuesIn(chain_cases()),
                         [](const auto& row) { return row.param.name; });

TEST(Chain, IsGoodWithTheIntermediate) {
  const TlsAuthority authority({.intermediate = true});
  const Inspection inspection = inspect_leaf(authority, {}, authority.root_pem());
  EXPECT_TRUE(inspection.certificates.front().faults.empty());
  EXPECT_EQ(inspection.certificates.front().chain.size(), 2U);
}

TEST(Chain, MissesTheIntermediateWhereTheCertificateSaysWhereItIs) {
  const TlsAuthority authority({.intermediate = true});
  const Inspection inspection =
      inspect_leaf(authority, {.missing_intermediate = true, .issuer_url = "http://ca.example/intermediate.crt"},
                   authority.root_pem());
  const Finding fault = inspection.certificates.front().faults.at(0);
  EXPECT_EQ(fault.code, "missing-intermediate");
  EXPECT_EQ(fault.what,
            "the server does not send the certificate of CN=Signet Test Root Intermediate, which issued CN=localhost");
}

TEST(Chain, NamesBothReasonsWhereItCannotTellThemApart) {
  const TlsAuthority authority({.intermediate = true});
  const Inspection inspection = inspect_leaf(authority, {.missing_intermediate = true}, authority.root_pem());
  const Finding fault = inspection.certificates.front().faults.at(0);
  EXPECT_EQ(fault.code, "unknown-issuer");
  EXPECT_THAT(fault.advice, ::testing::AllOf(::testing::HasSubstr("intermediate"), ::testing::HasSubstr("--ca")));
}

TEST(Chain, IsNotTrustedByAnotherAuthority) {
  const TlsAuthority authority;
  const TlsAuthority other({.name = "Another Root"});
  const Inspection inspection = inspect_leaf(authority, {}, other.root_pem());
  EXPECT_THAT(codes(inspection.certificates.front().faults), ::testing::ElementsAre("unknown-issuer"));
}

TEST(Chain, IsGoodWhenTheCertificateItselfIsTrusted) {
  const TlsAuthority authority;
  for (const bool self_signed : {true, false}) {
    test::TlsServerOptions options;
    options.identities = {authority.issue({.self_signed = self_signed})};
    const test::TlsServer server(options);
    const Inspection inspection = test::inspect_loopback(server.port(), options.identities[0].certificate_pem);
    EXPECT_TRUE(inspection.certificates.front().faults.empty()) << self_signed;
  }
}

TEST(Chain, WarnsBeforeTheCertificateExpires) {
  const TlsAuthority authority;
  const Inspection inspection = inspect_leaf(authority, {.not_after = 3 * kDay + 1h}, authority.root_pem());
  EXPECT_TRUE(inspection.certificates.front().faults.empty());
  EXPECT_THAT(codes(inspection.certificates.front().remarks), ::testing::ElementsAre("expires-soon"));
}

TEST(Chain, WarnsAboutTheOrder) {
  const TlsAuthority authority({.intermediate = true});
  test::Identity leaf = authority.issue();
  leaf.chain_pem = leaf.certificate_pem + authority.root_pem() + authority.intermediate_pem();
  test::TlsServerOptions options;
  options.identities = {leaf};
  const test::TlsServer server(options);
  const Inspection inspection = test::inspect_loopback(server.port(), authority.root_pem());
  EXPECT_TRUE(inspection.certificates.front().faults.empty());
  EXPECT_THAT(codes(inspection.certificates.front().remarks), ::testing::ElementsAre("chain-order"));
}

TEST(Chain, EscapesWhatACertificateSays) {
  const TlsAuthority authority;
  const Inspection inspection = inspect_leaf(authority, {.common_name = "evil\x1b[2J\nname"}, authority.root_pem());
  const Certificate& certificate = inspection.certificates.front().chain.front();
  EXPECT_EQ(certificate.subject.find('\x1b'), std::string::npos) << certificate.subject;
  EXPECT_EQ(certificate.subject.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace signet::tls
