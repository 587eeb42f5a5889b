#include "tls/explain.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "base/time.h"
#include "tls/openssl.h"

namespace signet::tls {

namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// "TLS 1.2, TLS 1.3 (by tlsDisabledProtocols)".
std::string allowed(const Profile& profile) {
  const Settings& settings = profile.settings();
  const std::string by = settings.protocols_said_by.empty() ? "the default" : "by " + settings.protocols_said_by;
  return fmt::format("{} ({})", profile.protocols().to_string(), by);
}

std::string about_pins(const Attempt& attempt) {
  std::vector<std::string> pins;
  for (const Certificate& certificate : attempt.chain) pins.push_back(certificate.key_pin);
  return fmt::format(
      "none of the server's keys is pinned here; it has {}. If its key was changed on purpose, put the "
      "new one into tlsKeyPins or --tls-pin; else somebody may be in between",
      pins.empty() ? "none that could be read" : join(pins, ", "));
}

std::string about_staple(const Attempt& attempt, const Settings& settings) {
  switch (attempt.staple) {
    case Staple::kRevoked:
      return "the OCSP answer that the server staples says that its certificate is revoked: do not trust it";
    case Staple::kNone:
      return settings.revocation == Revocation::kRequired ? "the server staples no OCSP answer, and one is required "
                                                            "here; turn stapling on in the server, or set "
                                                            "tlsRevocation (--tls-revocation) to \"stapled\""
                                                          : "";
    case Staple::kUnknown:
      return "the OCSP answer that the server staples does not know its certificate; check the server's stapling";
    case Staple::kInvalid:
      return "the OCSP answer that the server staples is out of date, or not signed by the certificate's issuer; check "
             "the server's stapling, or set tlsRevocation (--tls-revocation) to \"off\"";
    default:
      return {};
  }
}

std::string about_issuer(const Attempt& attempt) {
  if (attempt.chain.size() == 1 && !attempt.chain.front().self_signed) {
    return fmt::format(
        "the server sent only its own certificate, and its issuer ({}) is not trusted here; the server "
        "should send the intermediate certificates too, or trust the issuer with --ssl-extra-ca-certs",
        attempt.chain.front().issuer);
  }
  return fmt::format(
      "the chain ends at {}, which is not trusted here; trust it with --ssl-extra-ca-certs, or, for tests "
      "only, turn the check off with --insecure",
      attempt.chain.empty() ? "an unknown issuer" : attempt.chain.back().issuer);
}

std::string about_certificate(const Attempt& attempt) {
  const std::string subject = attempt.refused ? attempt.refused->subject : "the certificate";
  switch (attempt.verify_error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return fmt::format("the certificate {} expired on {}; the server's owner has to renew it", subject,
                         attempt.refused ? iso_day(attempt.refused->not_after) : "a day before today");
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return fmt::format("the certificate {} is valid from {} on only; check the clock of this machine", subject,
                         attempt.refused ? iso_day(attempt.refused->not_before) : "a later day");
    case X509_V_ERR_CERT_REVOKED:
      return fmt::format("the revocation list names the certificate {}: do not trust it", subject);
    case X509_V_ERR_UNABLE_TO_GET_CRL:
      return fmt::format("no revocation list given here is of the issuer of {}; add it with --tls-crl", subject);
    case X509_V_ERR_CRL_HAS_EXPIRED:
      return "the revocation list is out of date; fetch the issuer's present one";
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
      return fmt::format("the key of {} ({}) is too weak; it needs RSA 2048 or EC P-256 at least", subject,
                         attempt.refused ? attempt.refused->key : "small");
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return fmt::format("the certificate {} is signed by a broken hash ({}); it has to be issued anew", subject,
                         attempt.refused ? attempt.refused->signature : "weak");
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format(
          "the certificate names {}; use one of these names, or set tlsServerName",
          attempt.refused && !attempt.refused->names.empty() ? join(attempt.refused->names, ", ") : subject);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return about_issuer(attempt);
    default:
      return {};
  }
}

std::string about_version(const Profile& profile, const Attempt& attempt, std::string_view reason) {
  if (has(reason, "inappropriate fallback")) {
    return "the server knows newer versions of TLS than the one it chose, and marked its answer so (RFC 8446 §4.1.3): "
           "it "
           "allows no version next to that one, or somebody in between tampers with the handshake; allow its newer "
           "versions too";
  }
  constexpr std::string_view kMend = "allow more with tlsEnabledProtocols or --tls-protocols";
  if (!attempt.server_protocols.empty()) {
    return fmt::format("the server offers only {}, which is disabled here: allowed are {}; {}",
                       attempt.server_protocols.to_string(), allowed(profile), kMend);
  }
  if (attempt.server_version != 0 && has(reason, "unsupported protocol")) {
    return fmt::format("the server offers only {}, which is disabled here: allowed are {}; {}",
                       version_name(attempt.server_version), allowed(profile), kMend);
  }
  if (!is_version_failure(attempt, reason)) return {};
  return fmt::format(
      "the server takes none of the protocols offered, {}; {}, and see what it takes with `signet tls {}`",
      allowed(profile), kMend, attempt.host);
}

std::string about_client_certificate(const Profile& profile, const Attempt& attempt) {
  if (!attempt.client_certificate_requested) return {};
  constexpr std::array<int, 7> kAboutCertificates = {SSL_AD_BAD_CERTIFICATE,     SSL_AD_UNSUPPORTED_CERTIFICATE,
                                                     SSL_AD_CERTIFICATE_REVOKED, SSL_AD_CERTIFICATE_EXPIRED,
                                                     SSL_AD_CERTIFICATE_UNKNOWN, SSL_AD_UNKNOWN_CA,
                                                     SSL_AD_ACCESS_DENIED};
  if (profile.identity() == nullptr) {
    return "the server wants a client certificate and none is set for this host; give one with --ssl-client-cert and "
           "--ssl-client-key, or by host with --ssl-client-cert-list";
  }
  for (const int alert : kAboutCertificates) {
    if (attempt.alert_received != alert) continue;
    return fmt::format(
        "the server refuses the client certificate {} ({}); give one that an authority of the server "
        "issued",
        profile.identity()->certificates().front().subject, replace_all(alert_name(alert), "_", " "));
  }
  // With TLS 1.3 the refusal comes after the handshake, and may be lost when the connection is reset at once.
  if (attempt.alert_received < 0) {
    return fmt::format(
        "the server asked for a client certificate and closed the connection after it got {}; it may not "
        "take that one",
        profile.identity()->certificates().front().subject);
  }
  return {};
}

std::string about_agreement(const Profile& profile, const Attempt& attempt, std::string_view reason) {
  if (attempt.alert_received == SSL_AD_UNRECOGNIZED_NAME) {
    return "the server knows no host of the name sent (SNI); set another with tlsServerName or --tls-server-name";
  }
  if (attempt.alert_received == SSL_AD_NO_APPLICATION_PROTOCOL) {
    return "the server speaks none of the protocols offered by ALPN; change tlsAlpn, or the HTTP version";
  }
  if (attempt.alert_received == SSL_AD_HANDSHAKE_FAILURE || attempt.alert_received == SSL_AD_INSUFFICIENT_SECURITY) {
    const Settings& settings = profile.settings();
    std::vector<std::string> chosen;
    if (!settings.suites.empty()) chosen.emplace_back("tlsCipherSelection");
    if (!settings.groups.empty()) chosen.emplace_back("tlsGroups");
    if (!settings.signature_algorithms.empty()) chosen.emplace_back("tlsSignatureAlgorithms");
    return fmt::format(
        "the server takes none of the cipher suites, groups or signature algorithms offered ({}, with "
        "{}); `signet tls {}` shows what it takes",
        chosen.empty() ? "the defaults" : join(chosen, ", "), profile.protocols().to_string(), attempt.host);
  }
  if (has(reason, "wrong version number") || has(reason, "http request") || has(reason, "packet length too long")) {
    return "what answers on that port does not speak TLS; try http:// or another port";
  }
  if (has(reason, "dh key too small") || has(reason, "legacy sigalg") || has(reason, "wrong signature type")) {
    return "the server's key exchange or signature is too weak for the security level in force; have the server "
           "mended, "
           "or choose other suites with tlsCipherSelection (--tls-ciphers)";
  }
  if (has(reason, "unsafe legacy renegotiation")) {
    return "the server does not support secure renegotiation (RFC 5746); it has to be updated";
  }
  return {};
}

}  // namespace

std::string alert_name(int alert) {
  const char* text = SSL_alert_desc_string_long(alert);
  return text == nullptr || std::string_view(text) == "unknown" ? fmt::format("alert_{}", alert)
                                                                : replace_all(text, " ", "_");
}

std::string explain(const Profile& profile, const Attempt& attempt, std::string_view reason) {
  if (attempt.pins_missed) return about_pins(attempt);
  if (profile.settings().verify && attempt.verify_error != 0) return about_certificate(attempt);
  if (has(reason, "invalid status response") || has(reason, "certificate status")) {
    if (std::string text = about_staple(attempt, profile.settings()); !text.empty()) return text;
  }
  if (std::string text = about_version(profile, attempt, reason); !text.empty()) return text;
  if (std::string text = about_client_certificate(profile, attempt); !text.empty()) return text;
  return about_agreement(profile, attempt, reason);
}

}  // namespace signet::tls
