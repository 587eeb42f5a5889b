#include "tls/staple.h"

namespace signet::tls {

namespace {

using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Freed<OCSP_RESPONSE_free>>;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Freed<OCSP_BASICRESP_free>>;
using CertIdPtr = std::unique_ptr<OCSP_CERTID, Freed<OCSP_CERTID_free>>;

constexpr long kClockSkewSeconds = 300;

/// The issuer of the server's certificate: of the checked chain, else of what the server sent.
X509* issuer_in(const STACK_OF(X509) * chain, X509* certificate) {
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    X509* candidate = sk_X509_value(chain, i);
    if (X509_check_issued(candidate, certificate) == X509_V_OK) return candidate;
  }
  return nullptr;
}

BasicPtr read_answer(SSL* ssl) {
  const unsigned char* bytes = nullptr;
  const long size = SSL_get_tlsext_status_ocsp_resp(ssl, &bytes);
  const ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &bytes, size));
  if (response == nullptr || OCSP_response_status(response.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL) return nullptr;
  return BasicPtr(OCSP_response_get1_basic(response.get()));
}

Staple judge(OCSP_BASICRESP* answer, const EVP_MD* digest, const X509* certificate, const X509* issuer) {
  const CertIdPtr id(OCSP_cert_to_id(digest, certificate, issuer));
  int status = V_OCSP_CERTSTATUS_UNKNOWN;
  int reason = 0;
  ASN1_GENERALIZEDTIME* revoked_at = nullptr;
  ASN1_GENERALIZEDTIME* from = nullptr;
  ASN1_GENERALIZEDTIME* until = nullptr;
  if (id == nullptr || OCSP_resp_find_status(answer, id.get(), &status, &reason, &revoked_at, &from, &until) != 1) {
    return Staple::kUnknown;
  }
  if (OCSP_check_validity(from, until, kClockSkewSeconds, -1) != 1) return Staple::kInvalid;
  if (status == V_OCSP_CERTSTATUS_REVOKED) return Staple::kRevoked;
  return status == V_OCSP_CERTSTATUS_GOOD ? Staple::kGood : Staple::kUnknown;
}

}  // namespace

Staple check_staple(SSL* ssl) {
  const unsigned char* bytes = nullptr;
  if (SSL_get_tlsext_status_ocsp_resp(ssl, &bytes) <= 0 || bytes == nullptr) return Staple::kNone;
  const BasicPtr answer = read_answer(ssl);
  STACK_OF(X509)* sent = SSL_get_peer_cert_chain(ssl);
  X509* certificate = SSL_get0_peer_certificate(ssl);
  const STACK_OF(X509)* checked = SSL_get0_verified_chain(ssl);
  X509* issuer = certificate == nullptr ? nullptr : issuer_in(checked != nullptr ? checked : sent, certificate);
  Staple staple = Staple::kInvalid;
  X509_STORE* store = SSL_CTX_get_cert_store(SSL_get_SSL_CTX(ssl));
  if (answer != nullptr && issuer != nullptr && OCSP_basic_verify(answer.get(), sent, store, 0) == 1) {
    // Answers name certificates by SHA-1 hashes as a rule (RFC 5019), newer ones by SHA-256.
    staple = judge(answer.get(), EVP_sha1(), certificate, issuer);
    if (staple == Staple::kUnknown) staple = judge(answer.get(), EVP_sha256(), certificate, issuer);
  }
  (void)take_openssl_error();
  return staple;
}

}  // namespace signet::tls
