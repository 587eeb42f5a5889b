#include "tls/inspect/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace signet::tls {

namespace {

constexpr std::uint16_t kTls10 = 0x0301;
constexpr std::uint16_t kTls11 = 0x0302;
constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;
constexpr int kBrokenDhBits = 1024;  // Logjam: 512 broken, 768 in reach
constexpr int kWeakDhBits = 2048;
constexpr int kWeakGroupBits = 112;

using Findings = std::vector<Finding>;

void judge_protocols(const Inspection& inspection, Findings& out) {
  if (inspection.takes(kSsl30)) {
    out.push_back({Level::kFault, "ssl3", "SSL 3.0 is accepted, which can be decrypted (POODLE)",
                   "turn it off in the server (RFC 7568)"});
  }
  std::vector<std::string> old;
  for (const std::uint16_t version : {kTls10, kTls11}) {
    if (inspection.takes(version)) old.push_back(inspection.find(version)->name);
  }
  if (!old.empty()) {
    const bool alone = !inspection.takes(kTls12) && !inspection.takes(kTls13);
    out.push_back({alone ? Level::kFault : Level::kWarning, "old-protocol",
                   alone ? fmt::format("nothing newer than {} is accepted; today's clients refuse it", old.back())
                         : fmt::format("{} {} accepted, which {} deprecated", join(old, " and "),
                                       old.size() == 1 ? "is" : "are", old.size() == 1 ? "is" : "are"),
                   "allow TLS 1.2 and 1.3 only, unless clients are known that need more (RFC 8996)"});
  }
  if (!inspection.takes(kTls13) && inspection.takes(kTls12)) {
    out.push_back({Level::kNote, "no-tls13", "TLS 1.3 is not accepted", "turn it on: it is faster and safer"});
  }
}

/// One finding for each weakness, with the suites that have it.
void judge_suites(const Inspection& inspection, Findings& out) {
  std::map<std::pair<Grade, std::string>, std::vector<std::string>> by_weakness;
  for (const OfferedProtocol& protocol : inspection.protocols) {
    for (const OfferedSuite& suite : protocol.suites) {
      if (suite.grade.grade == Grade::kGood) continue;
      auto& names = by_weakness[{suite.grade.grade, suite.grade.why}];
      if (std::find(names.begin(), names.end(), suite.name) == names.end()) names.push_back(suite.name);
    }
  }
  for (const auto& [weakness, names] : by_weakness) {
    const auto& [grade, why] = weakness;
    const bool broken = grade == Grade::kBroken;
    out.push_back(
        {broken ? Level::kFault : Level::kWarning, broken ? "broken-suite" : "weak-suite",
         fmt::format("{} ({}): {}", names.size() == 1 ? "a weak suite is accepted" : "weak suites are accepted", why,
                     join(names, ", ")),
         broken ? "turn these suites off: they do not protect"
                : "turn these suites off, unless old clients need them"});
  }
}

void judge_key_exchange(const Inspection& inspection, Findings& out) {
  if (inspection.dh_bits > 0 && inspection.dh_bits < kWeakDhBits) {
    out.push_back({inspection.dh_bits < kBrokenDhBits ? Level::kFault : Level::kWarning, "weak-dh",
                   fmt::format("DHE uses a prime of {} bits only", inspection.dh_bits),
                   "use parameters of 2048 bits or more (ffdhe2048, RFC 7919), or turn DHE off"});
  }
  for (const OfferedGroup& group : inspection.groups) {
    if (group.bits == 0 || group.bits >= kWeakGroupBits) continue;
    out.push_back({Level::kWarning, "weak-group", fmt::format("the weak curve {} is accepted", group.name),
                   "allow x25519, secp256r1 and secp384r1 only"});
  }
}

void judge_handshake(const Inspection& inspection, Findings& out) {
  if (inspection.secure_renegotiation == false) {
    out.push_back({Level::kFault, "insecure-renegotiation",
                   "secure renegotiation is not supported, so that an attacker can put words in front of a client's",
                   "update the server (RFC 5746, CVE-2009-3555)"});
  }
  if (inspection.compression == true) {
    out.push_back({Level::kFault, "compression", "TLS compression is on, which leaks secrets such as cookies (CRIME)",
                   "turn it off (CVE-2012-4929)"});
  }
  if (inspection.fallback_protection == false) {
    out.push_back({Level::kWarning, "no-fallback-protection",
                   "a client that is made to fall back to an older protocol is not warned",
                   "update the server's TLS library (RFC 7507)"});
  }
  if (inspection.extended_master_secret == false) {
    out.push_back({Level::kWarning, "no-extended-master-secret", "the extended master secret is not supported",
                   "update the server's TLS library (RFC 7627)"});
  }
  if (inspection.early_data) {
    out.push_back({Level::kNote, "early-data", "0-RTT data is accepted, which can be sent again by others",
                   "answer only requests by it that may be repeated (RFC 8446 §8)"});
  }
}

void judge_staple(const Inspection& inspection, Findings& out) {
  switch (inspection.handshake.ocsp) {
    case Staple::kRevoked:
      out.push_back({Level::kFault, "certificate-revoked",
                     "the OCSP answer that the server staples says that its certificate is revoked",
                     "get a new key and certificate at once"});
      break;
    case Staple::kInvalid:
    case Staple::kUnknown:
      out.push_back({Level::kWarning, "bad-staple",
                     inspection.handshake.ocsp == Staple::kUnknown
                         ? "the OCSP answer that the server staples does not know its certificate"
                         : "the OCSP answer that the server staples is out of date or not signed by the issuer",
                     "repair the server's stapling, or turn it off"});
      break;
    default:
      break;
  }
}

void judge_completeness(const Inspection& inspection, Findings& out) {
  if (inspection.unanswered == 0) return;
  out.push_back(
      {Level::kNote, "unanswered",
       fmt::format("{} connections got no answer in time; there may be more than is shown here", inspection.unanswered),
       "try again with --parallel 1 and a longer --timeout"});
}

}  // namespace

std::vector<Finding> judge(const Inspection& inspection) {
  Findings out;
  for (const ShownCertificate& certificate : inspection.certificates) {
    for (const auto* list : {&certificate.faults, &certificate.remarks}) {
      for (const Finding& finding : *list) {
        const auto same = [&](const Finding& f) { return f.code == finding.code && f.what == finding.what; };
        if (std::none_of(out.begin(), out.end(), same)) out.push_back(finding);
      }
    }
  }
  judge_staple(inspection, out);
  judge_protocols(inspection, out);
  judge_suites(inspection, out);
  judge_key_exchange(inspection, out);
  judge_handshake(inspection, out);
  judge_completeness(inspection, out);
  std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) { return a.level > b.level; });
  return out;
}

}  // namespace signet::tls
