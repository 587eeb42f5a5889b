#include "tls/inspect/chain.h"

#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <new>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "tls/x509.h"

namespace signet::tls {

namespace {

using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using AccessPtr = std::unique_ptr<AUTHORITY_INFO_ACCESS, Freed<AUTHORITY_INFO_ACCESS_free>>;

constexpr std::uint64_t kMaxTrustFileBytes = 64ULL << 20U;
constexpr std::int64_t kDay = 24LL * 60 * 60;
constexpr std::int64_t kSoonDays = 14;
constexpr int kMinRsaBits = 2048;
constexpr int kMinCurveBits = 224;

/// What X509_verify_cert objects to, with the certificate it is about.
struct Objection {
  int error = 0;
  const X509* certificate = nullptr;
  auto operator<=>(const Objection&) const = default;
};

/// Notes the error and goes on, so that all are seen.
int note_and_go_on(int ok, X509_STORE_CTX* context) {
  if (ok == 1) return 1;
  auto* objections = static_cast<std::vector<Objection>*>(X509_STORE_CTX_get_app_data(context));
  constexpr std::size_t kMost = 200;
  if (objections->size() < kMost) {
    objections->push_back({X509_STORE_CTX_get_error(context), X509_STORE_CTX_get_current_cert(context)});
  }
  return 1;
}

std::vector<Objection> verify(STACK_OF(X509) * chain, X509_STORE* trust) {
  std::vector<Objection> objections;
  const StoreContextPtr context(X509_STORE_CTX_new());
  if (context == nullptr || X509_STORE_CTX_init(context.get(), trust, sk_X509_value(chain, 0), chain) != 1) {
    throw std::bad_alloc();
  }
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  // What is trusted need not be a root: --ca may name the server's own certificate.
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN);
  X509_STORE_CTX_set_app_data(context.get(), &objections);
  X509_STORE_CTX_set_verify_cb(context.get(), note_and_go_on);
  X509_verify_cert(context.get());
  (void)take_openssl_error();
  return objections;
}

/// Whether the certificate says where its issuer's can be fetched: then the issuer is no root, and has to be sent.
bool names_issuer_url(const X509* certificate) {
  const AccessPtr access(
      static_cast<AUTHORITY_INFO_ACCESS*>(X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
  for (int i = 0; access != nullptr && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(access.get(), i)->method) == NID_ad_ca_issuers) return true;
  }
  return false;
}

/// Collects the faults of one chain.
class Checker {
 public:
  Checker(STACK_OF(X509) * chain, X509_STORE* trust, const std::string& host, std::int64_t now)
      : chain_(chain), trust_(trust), host_(host), now_(now) {
    shown_.chain = describe_chain(chain);
  }

  ShownCertificate run() && {
    for (const Certificate& certificate : shown_.chain) check_dates(certificate);
    check_host();
    check_keys_and_signatures();
    check_order();
    for (const Objection& objection : verify(chain_, trust_)) take(objection);
    check_soon();
    return std::move(shown_);
  }

 private:
  void fault(std::string code, std::string what, std::string advice) {
    const auto same = [&](const Finding& f) { return f.code == code && f.what == what; };
    if (std::any_of(shown_.faults.begin(), shown_.faults.end(), same)) return;
    shown_.faults.push_back({Level::kFault, std::move(code), std::move(what), std::move(advice)});
  }

  [[nodiscard]] const Certificate& own() const { return shown_.chain.front(); }

  void check_dates(const Certificate& certificate) {
    if (certificate.not_after < now_) {
      fault("certificate-expired", fmt::format("{} expired on {}", certificate.subject, iso_day(certificate.not_after)),
            &certificate == &own() ? "renew the certificate and reload the server"
                                   : "have the server send the authority's present certificate");
    }
    if (certificate.not_before > now_) {
      fault("certificate-not-yet-valid",
            fmt::format("{} is valid from {} on only", certificate.subject, iso_day(certificate.not_before)),
            "check the clock of this machine; else use the certificate from that day on");
    }
  }

  void check_host() {
    if (host_.empty()) return;
    X509* certificate = sk_X509_value(chain_, 0);
    if (X509_check_ip_asc(certificate, host_.c_str(), 0) == 1) return;
    if (X509_check_host(certificate, host_.data(), host_.size(), 0, nullptr) == 1) return;
    constexpr std::size_t kShown = 5;
    std::vector<std::string> names = own().names;
    if (names.empty() && !own().common_name.empty()) names.push_back("CN:" + own().common_name);
    const std::string more = names.size() > kShown ? fmt::format(" and {} more", names.size() - kShown) : "";
    if (names.size() > kShown) names.resize(kShown);
    fault("name-mismatch",
          fmt::format("the certificate is not for {}: it names {}{}", host_,
                      names.empty() ? "no host" : join(names, ", "), more),
          "get a certificate with this name, or connect by a name that it has (--server-name)");
  }

  void check_keys_and_signatures() {
    for (std::size_t i = 0; i < shown_.chain.size(); ++i) {
      const Certificate& certificate = shown_.chain[i];
      const bool weak_rsa = certificate.key.starts_with("RSA") && certificate.key_bits < kMinRsaBits;
      const bool weak_curve = certificate.key.starts_with("EC ") && certificate.key_bits < kMinCurveBits;
      if (weak_rsa || weak_curve) {
        fault("weak-key", fmt::format("the key of {} is too weak: {}", certificate.subject, certificate.key),
              "make a new key, EC P-256 or RSA 2048 at least, and a certificate for it");
      }
      // Nobody checks the signature of a root on itself.
      const bool is_root = certificate.self_signed && i > 0;
      const std::string algorithm = to_lower(certificate.signature);
      const bool broken_hash = algorithm.find("sha1") != std::string::npos ||
                               algorithm.find("md5") != std::string::npos ||
                               algorithm.find("md4") != std::string::npos || algorithm.find("md2") != std::string::npos;
      if (broken_hash && !is_root) {
        fault("weak-signature",
              fmt::format("{} is signed with a broken hash: {}", certificate.subject, certificate.signature),
              "have the certificate issued anew, with SHA-256");
      }
    }
  }

  void check_order() {
    for (int i = 0; i + 1 < sk_X509_num(chain_); ++i) {
      if (X509_check_issued(sk_X509_value(chain_, i + 1), sk_X509_value(chain_, i)) == X509_V_OK) continue;
      shown_.remarks.push_back(
          {Level::kWarning, "chain-order",
           fmt::format("certificate {} of the chain is not issued by the one after it", i + 1),
           "send the server's certificate first, then each issuer in turn, and nothing else (RFC 5246 §7.4.2)"});
      return;
    }
  }

  void check_soon() {
    const std::int64_t left = own().not_after - now_;
    if (left < 0 || left > kSoonDays * kDay) return;
    shown_.remarks.push_back(
        {Level::kWarning, "expires-soon",
         fmt::format("the certificate expires in {} days, on {}", left / kDay, iso_day(own().not_after)),
         "renew it, and see that renewal is automatic"});
  }

  void take(const Objection& objection) {
    const std::string subject =
        objection.certificate != nullptr ? name_text(X509_get_subject_name(objection.certificate)) : own().subject;
    switch (objection.error) {
      case X509_V_ERR_CERT_HAS_EXPIRED:
      case X509_V_ERR_CERT_NOT_YET_VALID:
        check_dates_of(objection.certificate);
        return;
      case X509_V_ERR_EE_KEY_TOO_SMALL:
      case X509_V_ERR_CA_KEY_TOO_SMALL:
      case X509_V_ERR_CA_MD_TOO_WEAK:
        return;  // told by check_keys_and_signatures
      case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        fault("self-signed", "the certificate is signed by itself, and it is not trusted here",
              "get one from an authority, or trust this one with --ca FILE");
        return;
      case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        fault("unknown-issuer", fmt::format("the chain ends at {}, which is not trusted here", subject),
              "trust this authority with --ca FILE, or use one that clients know");
        return;
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        take_unknown_issuer(objection.certificate);
        return;
      case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      case X509_V_ERR_CERT_UNTRUSTED:
        return;  // follow from the issuer, which is told
      case X509_V_ERR_INVALID_PURPOSE:
        fault("wrong-purpose", fmt::format("{} is not meant for servers", subject),
              "use a certificate whose extended key usage has serverAuth");
        return;
      default:
        fault("certificate-invalid", fmt::format("{}: {}", subject, X509_verify_cert_error_string(objection.error)),
              "have the certificate issued anew, or repair the chain that the server sends");
    }
  }

  void check_dates_of(const X509* certificate) {
    if (certificate != nullptr) check_dates(describe(certificate));  // it may come from the store
  }

  void take_unknown_issuer(const X509* certificate) {
    if (certificate == nullptr) return;
    const std::string subject = name_text(X509_get_subject_name(certificate));
    const std::string issuer = name_text(X509_get_issuer_name(certificate));
    if (names_issuer_url(certificate) || has_gap()) {
      fault("missing-intermediate",
            fmt::format("the server does not send the certificate of {}, which issued {}", issuer, subject),
            "configure the server with the whole chain (\"fullchain\"): its own certificate and the intermediates");
      return;
    }
    fault("unknown-issuer",
          fmt::format("{} was issued by {}, which the server does not send and which is not trusted here", subject,
                      issuer),
          "if it is an intermediate, configure the server with the whole chain; if it is a root, trust it with "
          "--ca FILE");
  }

  /// Whether more came than the certificates that follow each other: one in between is missing.
  [[nodiscard]] bool has_gap() const {
    return sk_X509_num(chain_) > 1 &&
           X509_check_issued(sk_X509_value(chain_, 1), sk_X509_value(chain_, 0)) != X509_V_OK;
  }

  STACK_OF(X509) * chain_;
  X509_STORE* trust_;
  const std::string& host_;
  std::int64_t now_;
  ShownCertificate shown_;
};

}  // namespace

Result<StorePtr> load_authorities(const std::vector<std::filesystem::path>& files, bool system_authorities) {
  StorePtr store(X509_STORE_new());
  if (store == nullptr) throw std::bad_alloc();
  if (system_authorities && X509_STORE_set_default_paths(store.get()) != 1) {
    return fail(ErrorCode::kIo, "cannot load the authorities of the system: " + take_openssl_error(),
                "install ca-certificates, or leave them out with --no-system-ca");
  }
  for (const std::filesystem::path& file : files) {
    SIGNET_TRY(const std::string bytes, read_file(file, kMaxTrustFileBytes));
    auto certificates = parse_certificates(bytes);
    if (!certificates) return with_context(std::move(certificates).error(), file.string());
    for (int i = 0; i < sk_X509_num(certificates->get()); ++i) {
      if (X509_STORE_add_cert(store.get(), sk_X509_value(certificates->get(), i)) != 1) {
        return fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", file.string(), take_openssl_error()));
      }
    }
  }
  return store;
}

ShownCertificate check_chain(STACK_OF(X509) * chain, X509_STORE* trust, const std::string& host, std::int64_t now) {
  return Checker(chain, trust, host, now).run();
}

}  // namespace signet::tls
