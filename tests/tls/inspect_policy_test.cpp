// What is judged without a minimum, and what a minimum asks for.
#include "tls/inspect/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tls/inspect/findings.h"

namespace signet::tls {
namespace {

constexpr std::int64_t kDay = 24LL * 60 * 60;
constexpr std::int64_t kNow = 20'000 * kDay;

OfferedProtocol protocol(std::uint16_t version, const std::vector<std::string>& suites) {
  OfferedProtocol out;
  out.version = version;
  out.name = version_name(version);
  out.taken = Taken::kYes;
  out.order = Order::kServer;
  for (const std::string& name : suites) out.suites.push_back({0, name, name, grade_suite(name)});
  return out;
}

/// A server that meets "modern": TLS 1.3, an ECDSA key, 60 days of validity.
Inspection modern() {
  Inspection inspection;
  inspection.protocols = {protocol(0x0304, {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"})};
  inspection.groups = {{29, "x25519", true, false, 128}};
  Certificate certificate;
  certificate.subject = "CN=a.example";
  certificate.key = "EC P-256";
  certificate.key_bits = 256;
  certificate.not_before = kNow - 30 * kDay;
  certificate.not_after = kNow + 30 * kDay;
  inspection.certificates.push_back({{certificate}, {}, {}});
  return inspection;
}

std::vector<std::string> violated(const Inspection& inspection, const Policy& policy) {
  std::vector<std::string> codes;
  const auto found = violations(inspection, policy, kNow);
  EXPECT_TRUE(found);
  for (const Finding& finding : *found) {
    EXPECT_EQ(finding.level, Level::kPolicy);
    EXPECT_FALSE(finding.advice.empty());
    codes.push_back(finding.code);
  }
  return codes;
}

struct PolicyCase {
  std::string name;
  void (*change)(Inspection&);
  std::vector<std::string> modern;
  std::vector<std::string> intermediate;
  std::vector<std::string> old;
};

void with_certificate(Inspection& inspection, const std::string& key, int bits) {
  inspection.certificates[0].chain[0].key = key;
  inspection.certificates[0].chain[0].key_bits = bits;
}

const std::vector<PolicyCase>& policy_cases() {
  static const std::vector<PolicyCase> cases = {
      {"Nothing", [](Inspection&) {}, {}, {}, {}},
      {"Tls12",
       [](Inspection& i) { i.protocols.push_back(protocol(0x0303, {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"})); },
       {"policy-protocol", "policy-suite"},
       {},
       {}},
      {"Tls10",
       [](Inspection& i) { i.protocols.push_back(protocol(0x0301, {"TLS_RSA_WITH_AES_128_CBC_SHA"})); },
       {"policy-protocol", "policy-suite"},
       {"policy-protocol", "policy-suite"},
       {}},
      {"Ssl3",
       [](Inspection& i) { i.protocols.push_back(protocol(kSsl30, {"TLS_RSA_WITH_3DES_EDE_CBC_SHA"})); },
       {"policy-protocol", "policy-suite"},
       {"policy-protocol", "policy-suite"},
       {"policy-protocol"}},
      {"Rc4",
       [](Inspection& i) { i.protocols.push_back(protocol(0x0303, {"TLS_RSA_WITH_RC4_128_SHA"})); },
       {"policy-protocol", "policy-suite"},
       {"policy-suite"},
       {"policy-suite"}},
      {"Ccm",
       [](Inspection& i) { i.protocols.push_back(protocol(0x0304, {"TLS_AES_128_CCM_SHA256"})); },
       {"policy-suite"},
       {"policy-suite"},
       {"policy-suite"}},
      {"Rsa2048", [](Inspection& i) { with_certificate(i, "RSA 2048", 2048); }, {"policy-key"}, {}, {}},
      {"Rsa1024",
       [](Inspection& i) { with_certificate(i, "RSA 1024", 1024); },
       {"policy-key"},
       {"policy-key"},
       {"policy-key"}},
      {"Ed25519", [](Inspection& i) { with_certificate(i, "ED25519", 256); }, {}, {}, {}},
      {"Dh1024", [](Inspection& i) { i.dh_bits = 1024; }, {}, {"policy-dh"}, {}},
      {"Dh768", [](Inspection& i) { i.dh_bits = 768; }, {}, {"policy-dh"}, {"policy-dh"}},
      {"WeakCurve",
       [](Inspection& i) {
         i.groups.push_back({21, "secp224r1", false, true, 112});
       },
       {"policy-group"},
       {"policy-group"},
       {"policy-group"}},
      {"StrongCurve",
       [](Inspection& i) {
         i.groups.push_back({25, "secp521r1", true, true, 256});
       },
       {},
       {},
       {}},
      {"LongLife",
       [](Inspection& i) { i.certificates[0].chain[0].not_after = kNow + 200 * kDay; },
       {"policy-lifespan"},
       {},
       {}},
      {"VeryLongLife",
       [](Inspection& i) { i.certificates[0].chain[0].not_after = kNow + 400 * kDay; },
       {"policy-lifespan"},
       {"policy-lifespan"},
       {"policy-lifespan"}},
      {"ClientsOrderWithWeakSuites",
       [](Inspection& i) {
         i.protocols.push_back(
             protocol(0x0303, {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"}));
         i.protocols.back().order = Order::kClient;
       },
       {"policy-protocol", "policy-suite", "policy-suite"},
       {"policy-suite"},
       {"policy-order"}},
  };
  return cases;
}

class ProfileRules : public ::testing::TestWithParam<std::size_t> {};

TEST_P(ProfileRules, AreThoseOfMozilla) {
  const PolicyCase& row = policy_cases().at(GetParam());
  Inspection inspection = modern();
  row.change(inspection);
  EXPECT_EQ(violated(inspection, {.profile = "modern"}), row.modern);
  EXPECT_EQ(violated(inspection, {.profile = "intermediate"}), row.intermediate);
  EXPECT_EQ(violated(inspection, {.profile = "old"}), row.old);
}

INSTANTIATE_TEST_SUITE_P(Table, ProfileRules, ::testing::Range<std::size_t>(0, policy_cases().size()),
                         [](const auto& row) { return policy_cases().at(row.param).name; });

TEST(Policy, RefusesAnUnknownProfile) {
  const auto found = violations(modern(), {.profile = "newest"}, kNow);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kInvalidInput);
}

TEST(Policy, HoldsToSingleRules) {
  Inspection inspection = modern();
  inspection.protocols.push_back(protocol(0x0303, {"TLS_RSA_WITH_AES_128_GCM_SHA256"}));
  EXPECT_THAT(violated(inspection, {}), ::testing::IsEmpty());
  EXPECT_THAT(violated(inspection, {.min_protocol = Protocol::kTls12}), ::testing::IsEmpty());
  EXPECT_THAT(violated(inspection, {.min_protocol = Protocol::kTls13}), ::testing::ElementsAre("policy-protocol"));
  EXPECT_THAT(violated(inspection, {.forward_secrecy = true}), ::testing::ElementsAre("policy-forward-secrecy"));
  EXPECT_THAT(violated(inspection, {.min_days = 30}), ::testing::IsEmpty());
  EXPECT_THAT(violated(inspection, {.min_days = 31}), ::testing::ElementsAre("policy-days"));
}

TEST(Grade, TellsTheWeaknessOfASuite) {
  const std::vector<std::tuple<std::string, Grade, std::string>> cases = {
      {"TLS_AES_128_GCM_SHA256", Grade::kGood, ""},
      {"TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", Grade::kGood, ""},
      {"TLS_DHE_PSK_WITH_AES_128_GCM_SHA256", Grade::kGood, ""},
      {"TLS_RSA_WITH_AES_128_GCM_SHA256", Grade::kWeak, "no forward secrecy"},
      {"TLS_PSK_WITH_AES_128_GCM_SHA256", Grade::kWeak, "no forward secrecy"},
      {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", Grade::kWeak, "CBC mode (Lucky 13)"},
      {"TLS_AES_128_CCM_8_SHA256", Grade::kWeak, "short tag of 64 bits"},
      {"TLS_RSA_WITH_3DES_EDE_CBC_SHA", Grade::kWeak, "3DES, 64-bit blocks (Sweet32), no forward secrecy"},
      {"TLS_RSA_WITH_NULL_SHA", Grade::kBroken, "no encryption, no forward secrecy"},
      {"TLS_ECDHE_RSA_WITH_RC4_128_SHA", Grade::kBroken, "RC4, prohibited by RFC 7465"},
      {"TLS_DHE_RSA_WITH_DES_CBC_SHA", Grade::kBroken, "DES, 56 bits"},
      {"TLS_RSA_EXPORT_WITH_RC4_40_MD5", Grade::kBroken, "export key, broken in hours, no forward secrecy"},
      {"TLS_DH_anon_WITH_AES_128_GCM_SHA256", Grade::kBroken, "no identity of the server"},
  };
  for (const auto& [name, grade, why] : cases) {
    EXPECT_EQ(grade_suite(name).grade, grade) << name;
    EXPECT_EQ(grade_suite(name).why, why) << name;
  }
}

TEST(Judge, FindsNothingWrongWithAModernServer) {
  EXPECT_THAT(judge(modern()), ::testing::IsEmpty());
}

TEST(Judge, PutsFaultsFirst) {
  Inspection inspection = modern();
  inspection.protocols.push_back(protocol(0x0301, {"TLS_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA"}));
  inspection.secure_renegotiation = false;
  inspection.unanswered = 2;
  const std::vector<Finding> findings = judge(inspection);
  ASSERT_GE(findings.size(), 5U);
  EXPECT_TRUE(std::is_sorted(findings.begin(), findings.end(),
                             [](const Finding& a, const Finding& b) { return a.level > b.level; }));
  EXPECT_EQ(findings.front().level, Level::kFault);
  EXPECT_EQ(findings.back().code, "unanswered");
}

TEST(Judge, CallsAServerWithOldProtocolsOnlyAFault) {
  Inspection inspection = modern();
  inspection.protocols = {protocol(0x0301, {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"})};
  EXPECT_EQ(judge(inspection).front().code, "old-protocol");
  EXPECT_EQ(judge(inspection).front().level, Level::kFault);
}

}  // namespace
}  // namespace signet::tls
