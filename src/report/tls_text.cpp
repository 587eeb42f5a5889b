#include "report/tls_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"

namespace signet::report {

namespace {

constexpr std::size_t kNamesShown = 6;

std::string names_of(const tls::Certificate& certificate) {
  if (certificate.names.empty()) return {};
  const std::size_t shown = std::min(certificate.names.size(), kNamesShown);
  std::vector<std::string> names(certificate.names.begin(), certificate.names.begin() + static_cast<long>(shown));
  if (shown < certificate.names.size()) names.push_back(fmt::format("and {} more", certificate.names.size() - shown));
  return fmt::format(" ({})", join(names, ", "));
}

std::string line_of(const tls::Certificate& certificate) {
  return fmt::format("{}{}, by {}, {} to {}, {}, {}, {}", certificate.subject, names_of(certificate),
                     certificate.self_signed ? "itself" : certificate.issuer, iso_day(certificate.not_before),
                     iso_day(certificate.not_after), certificate.key, certificate.signature, certificate.key_pin);
}

}  // namespace

TlsText tls_text(const tls::Handshake& handshake) {
  TlsText text;
  text.agreed = {handshake.protocol, handshake.suite};
  for (const std::string* part : {&handshake.group, &handshake.signature}) {
    if (!part->empty()) text.agreed.push_back(*part);
  }
  if (!handshake.alpn.empty()) text.agreed.push_back("ALPN " + handshake.alpn);
  text.agreed.emplace_back(handshake.resumed ? "resumed" : "new session");
  if (handshake.ocsp != tls::Staple::kNotAsked && handshake.ocsp != tls::Staple::kNone) {
    text.agreed.push_back(fmt::format("OCSP {}", name(handshake.ocsp)));
  }
  if (!handshake.verified) {
    text.cautions.push_back(handshake.verify_error.empty()
                                ? "the certificate was not checked"
                                : fmt::format("the certificate was not checked: {}", handshake.verify_error));
  }
  if (handshake.security_lowered) {
    text.cautions.emplace_back("the security level was lowered to 0 for this connection: old protocols or weak suites");
  }
  for (const tls::Certificate& certificate : handshake.chain) text.chain.push_back(line_of(certificate));
  if (handshake.client) {
    text.client = "sent " + line_of(*handshake.client);
  } else if (handshake.client_certificate_requested) {
    text.client = "asked for, none sent";
  }
  return text;
}

}  // namespace signet::report
