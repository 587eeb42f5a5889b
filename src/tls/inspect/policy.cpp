#include "tls/inspect/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/text.h"

namespace signet::tls {

namespace {

constexpr std::array<std::string_view, 3> kTls13Suites = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                                          "TLS_CHACHA20_POLY1305_SHA256"};
constexpr std::array<std::string_view, 9> kIntermediateSuites = {
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",       "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",       "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",           "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"};
/// What "old" has beyond these.
constexpr std::array<std::string_view, 17> kOldSuitesToo = {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                                                            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
                                                            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
                                                            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                                                            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
                                                            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                                                            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
                                                            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
                                                            "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
                                                            "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
                                                            "TLS_RSA_WITH_AES_128_GCM_SHA256",
                                                            "TLS_RSA_WITH_AES_256_GCM_SHA384",
                                                            "TLS_RSA_WITH_AES_128_CBC_SHA256",
                                                            "TLS_RSA_WITH_AES_256_CBC_SHA256",
                                                            "TLS_RSA_WITH_AES_128_CBC_SHA",
                                                            "TLS_RSA_WITH_AES_256_CBC_SHA",
                                                            "TLS_RSA_WITH_3DES_EDE_CBC_SHA"};

/// The numbers of one profile.
struct Profile58 {
  std::string_view name;
  Protocol min_protocol;
  std::span<const std::string_view> suites;   ///< up to TLS 1.2
  std::span<const std::string_view> further;  ///< more of them
  int dh_bits;                                ///< dh_param_size; 0: no DHE
  bool rsa;                                   ///< certificates may have RSA keys, of 2048 bits at least
  int lifespan_days;                          ///< maximum_certificate_lifespan
};

constexpr std::array<Profile58, 3> kProfiles = {{
    {"modern", Protocol::kTls13, {}, {}, 0, false, 90},
    {"intermediate", Protocol::kTls12, kIntermediateSuites, {}, 2048, true, 366},
    {"old", Protocol::kTls10, kIntermediateSuites, kOldSuitesToo, 1024, true, 366},
}};

constexpr int kMinRsaBits = 2048;   // rsa_key_size
constexpr int kMinCurveBits = 256;  // ecdh_param_size and certificate_curves
constexpr int kMinGroupBits = 128;  // the security of a curve of 256 bits
constexpr std::int64_t kDay = 24LL * 60 * 60;

template <typename List>
bool contains(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// Holds one inspection to one policy.
class Auditor {
 public:
  Auditor(const Inspection& inspection, std::int64_t now) : inspection_(inspection), now_(now) {}

  void hold_to(const Profile58& profile) {
    const std::string because = fmt::format("Mozilla's profile \"{}\"", profile.name);
    require_protocol(profile.min_protocol, because);
    require_suites(profile, because);
    require_groups(profile, because);
    require_certificates(profile, because);
    require_order(profile, because);
  }

  void require_protocol(Protocol least, const std::string& because) {
    for (const OfferedProtocol& protocol : inspection_.protocols) {
      if (protocol.taken != Taken::kYes || protocol.version >= wire_version(least)) continue;
      add("policy-protocol", fmt::format("{} is accepted; {} allows {} and newer", protocol.name, because, name(least)),
          fmt::format("turn {} off in the server", protocol.name));
    }
  }

  void require_forward_secrecy() {
    for_each_suite([this](const OfferedSuite& suite) {
      if (suite.grade.why.find("no forward secrecy") == std::string::npos) return;
      add("policy-forward-secrecy", fmt::format("{} has no forward secrecy", suite.name),
          "allow suites with ECDHE or DHE only");
    });
  }

  void require_days(int days) {
    for (const ShownCertificate& shown : inspection_.certificates) {
      const Certificate& certificate = shown.chain.front();
      const std::int64_t left = (certificate.not_after - now_) / kDay;
      if (left >= days) continue;
      add("policy-days",
          fmt::format("{} is valid for {} more days; {} are wanted", certificate.subject,
                      std::max<std::int64_t>(0, left), days),
          "renew the certificate");
    }
  }

  [[nodiscard]] std::vector<Finding> take() && { return std::move(out_); }

 private:
  void add(std::string code, std::string what, std::string advice) {
    const auto same = [&](const Finding& finding) { return finding.what == what; };
    if (std::any_of(out_.begin(), out_.end(), same)) return;
    out_.push_back({Level::kPolicy, std::move(code), std::move(what), std::move(advice)});
  }

  template <typename Visit>
  void for_each_suite(Visit visit) {
    for (const OfferedProtocol& protocol : inspection_.protocols) {
      for (const OfferedSuite& suite : protocol.suites) visit(suite);
    }
  }

  void require_suites(const Profile58& profile, const std::string& because) {
    for_each_suite([&](const OfferedSuite& suite) {
      if (contains(kTls13Suites, suite.name) || contains(profile.suites, suite.name) ||
          contains(profile.further, suite.name)) {
        return;
      }
      add("policy-suite", fmt::format("{} is accepted, which {} does not have", suite.name, because),
          "take the suite off the server's list");
    });
  }

  void require_groups(const Profile58& profile, const std::string& because) {
    for (const OfferedGroup& group : inspection_.groups) {
      const bool finite_field = group.name.starts_with("ffdhe");
      if (finite_field || group.bits >= kMinGroupBits) continue;
      add("policy-group", fmt::format("the curve {} is accepted; {} wants 256 bits", group.name, because),
          "allow x25519, secp256r1 and secp384r1");
    }
    if (inspection_.dh_bits > 0 && inspection_.dh_bits < profile.dh_bits) {
      add("policy-dh", fmt::format("DHE uses {} bits; {} wants {}", inspection_.dh_bits, because, profile.dh_bits),
          "use larger parameters, such as ffdhe2048 (RFC 7919)");
    }
  }

  void require_certificates(const Profile58& profile, const std::string& because) {
    for (const ShownCertificate& shown : inspection_.certificates) {
      const Certificate& certificate = shown.chain.front();
      const bool is_rsa = certificate.key.starts_with("RSA");
      if (is_rsa && !profile.rsa) {
        add("policy-key", fmt::format("the key is {}; {} wants ECDSA", certificate.key, because),
            "use a certificate with a key on P-256 or P-384");
      } else if (certificate.key_bits > 0 && certificate.key_bits < (is_rsa ? kMinRsaBits : kMinCurveBits) &&
                 certificate.key.starts_with(is_rsa ? "RSA" : "EC")) {
        add("policy-key",
            fmt::format("the key is {}; {} wants RSA 2048 or EC P-256 at least", certificate.key, because),
            "make a larger key and get a certificate for it");
      }
      require_lifespan(certificate, profile.lifespan_days, because);
    }
  }

  void require_lifespan(const Certificate& certificate, int days, const std::string& because) {
    const std::int64_t span = (certificate.not_after - certificate.not_before) / kDay;
    if (span <= days) return;
    add("policy-lifespan",
        fmt::format("{} is valid for {} days in all; {} wants at most {}", certificate.subject, span, because, days),
        "get certificates for a shorter time, renewed automatically");
  }

  /// server_preferred_order is set in "old" only, and matters only where there is something weak to prefer others to.
  void require_order(const Profile58& profile, const std::string& because) {
    if (profile.further.empty()) return;
    for (const OfferedProtocol& protocol : inspection_.protocols) {
      const auto is_weak = [](const OfferedSuite& suite) { return suite.grade.grade != Grade::kGood; };
      const auto& suites = protocol.suites;
      const bool some_weak = std::any_of(suites.begin(), suites.end(), is_weak);
      const bool all_weak = std::all_of(suites.begin(), suites.end(), is_weak);
      if (protocol.order != Order::kClient || !some_weak || all_weak) continue;
      add("policy-order",
          fmt::format("{}: the client's order of suites decides; {} wants the server's", protocol.name, because),
          "turn on the server's preference (nginx: ssl_prefer_server_ciphers on)");
    }
  }

  const Inspection& inspection_;
  std::int64_t now_;
  std::vector<Finding> out_;
};

}  // namespace

const std::vector<std::string_view>& profile_names() {
  static const std::vector<std::string_view> names = {"modern", "intermediate", "old"};
  return names;
}

Result<std::vector<Finding>> violations(const Inspection& inspection, const Policy& policy, std::int64_t now) {
  Auditor auditor(inspection, now);
  if (!policy.profile.empty()) {
    const auto* profile =
        std::find_if(kProfiles.begin(), kProfiles.end(), [&](const Profile58& p) { return p.name == policy.profile; });
    if (profile == kProfiles.end()) {
      return fail(ErrorCode::kInvalidInput, fmt::format("there is no profile \"{}\"", policy.profile),
                  "the profiles are modern, intermediate and old");
    }
    auditor.hold_to(*profile);
  }
  if (policy.min_protocol) auditor.require_protocol(*policy.min_protocol, "--min-protocol");
  if (policy.forward_secrecy) auditor.require_forward_secrecy();
  if (policy.min_days) auditor.require_days(*policy.min_days);
  return std::move(auditor).take();
}

}  // namespace signet::tls
